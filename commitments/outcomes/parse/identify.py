"""Guessing which document this is: symbol, kind and number of the meeting, year."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable

from commitments.outcomes.parse.furniture import SYMBOL
from commitments.outcomes.parse.words import CONFERENCE, DATE, MEETING_KINDS, ORDINALS, REPORT_OF

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
NAME_SYMBOL = re.compile(
    r"^([AS])_([A-Z0-9]+(?:[._][A-Z0-9]+)*?)(?:[._-](?:ar|zh|en|fr|ru|es|[ACEFRS]))?$",
    re.IGNORECASE,
)
# Drafts and information papers are cited in a report; they are not the report.
CITED = re.compile(r"/(?:L|INF|CRP|WP|PC)[./]|/RES/")


# Symbols have named the session since the thirty-first; the first one began in 1946.
OF_SESSION = re.compile(r"(?<![A-Z/])A/(?:RES/|C\.\d/)?(3[1-9]|[4-9]\d|1[0-4]\d)/")
BEFORE_FIRST_SESSION = 1945

YEAR_IN_BRACKETS = re.compile(r"(?<=\d)\s*(?=\((?:19|20)\d{2}\)\Z)")


def symbol_of(furniture: Iterable[str], front: Iterable[str], name: str) -> str:
    """The document's symbol, with a space before a year in brackets: ``S/RES/2117 (2013)``."""
    return YEAR_IN_BRACKETS.sub(" ", _symbol_of(furniture, front, name))


def _symbol_of(furniture: Iterable[str], front: Iterable[str], name: str) -> str:
    """The document's symbol: of its running headers, its file name, or its first page.

    Reports cite drafts and conference room papers, but such a paper has a symbol of its own too:
    the first symbol in the headers is believed where no other is more frequent, even if it is a
    draft's. Empty where none is found.
    """
    margins = [found for text in furniture for found in SYMBOL.findall(text)]
    in_margins = Counter(margins)
    if margins and in_margins[margins[0]] == max(in_margins.values()):
        return margins[0].strip()
    own = Counter(found for found in margins if not CITED.search(found))
    if own:
        return own.most_common(1)[0][0].strip()
    if found := symbol_in_name(name):
        return found
    on_front = [symbol for text in front for symbol in SYMBOL.findall(text) if len(text) < 60]
    return on_front[0].strip() if on_front else ""


def symbol_in_name(name: str) -> str:
    """``A_CONF.192_BMS_2022_1.zh.txt`` as A/CONF.192/BMS/2022/1; empty for other names."""
    stem = re.sub(
        r"\.(?:pdf|docx?|html?|md|txt)$", "", name.rpartition("/")[2], flags=re.IGNORECASE
    )
    found = NAME_SYMBOL.match(stem)
    if not found or "_" not in found[2]:
        return ""
    return f"{found[1]}/{found[2].replace('_', '/')}"


def meeting_of(titles: list[str], front: str, language: str) -> tuple[str, int]:
    """Kind and number of the meeting that the titles name, or else the first one in ``front``:
    ``("bms", 8)``; ``("", 0)`` for none, and for a report of the Secretary-General.
    """
    if any(REPORT_OF.match(title) for title in titles):
        return "", 0
    return _named_or_first(" ".join(titles), front, language)


def _named_or_first(titles: str, front: str, language: str) -> tuple[str, int]:
    named = _meeting_in(titles, language)
    if named[0]:
        return named
    if re.search(CONFERENCE, titles, re.IGNORECASE):
        return "conference", 0
    return _meeting_in(front, language)


def _meeting_in(text: str, language: str) -> tuple[str, int]:
    found = {
        kind: match.start()
        for kind, pattern in MEETING_KINDS.items()
        if (match := re.search(pattern, text, re.IGNORECASE))
    }
    if not found:
        return "", 0
    kind = min(found, key=lambda key: found[key])
    return kind, _ordinal_near(text, found[kind], language)


def _ordinal_near(text: str, place: int, language: str) -> int:
    """The ordinal number closest to ``place``; 0 when there is none within a title's length."""
    nearest = {
        number: min(abs(match.start() - place) for match in matches)
        for number, word in enumerate(ORDINALS.get(language, []), 1)
        if (
            matches := list(
                re.finditer(
                    rf"{word}(?![^\W\d_])" if language != "zh" else word, text, re.IGNORECASE
                )
            )
        )
    }
    close = {number: distance for number, distance in nearest.items() if distance <= 160}
    return min(close, key=lambda number: close[number]) if close else 0


def year_of(symbol: str, mast: Iterable[str], starred: Iterable[str], text: str) -> int:
    """The year of the first of these that is there: the symbol, the date in the mast, the beginning
    of the General Assembly's session, the first year in ``text`` that is not in the future; else 0.

    A document of the Assembly says its session in its symbol, or in the starred note that names
    the agenda: ``A/69/50``. A report of 2014 mostly tells of the year before.
    """
    if found := YEAR.findall(symbol):
        # Resolution 2000 of the Security Council is S/RES/2000 (2011).
        return int(found[-1])
    for line in mast:
        if date := DATE.search(line):
            return int(date["year"] or date["chinese"])
    for words in (symbol, *starred):
        if session := OF_SESSION.search(words):
            return BEFORE_FIRST_SESSION + int(session[1])
    this_year = datetime.datetime.now(tz=datetime.UTC).year
    return next((year for year in map(int, YEAR.findall(text)) if year <= this_year), 0)
