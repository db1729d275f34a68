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
LANGUAGE_IN_NAME = re.compile(r"(?:^|[._\-\s(])(ar|zh|en|fr|ru|es)(?=$|[._\-\s)])", re.IGNORECASE)
# How far the ordinal of a meeting may stand from its kind: a title's length.
NEAR = 160


def symbol_of(furniture: Iterable[str], front: Iterable[str], name: str) -> str:
    """The document's symbol: of its running headers, its file name, or its first page.

    Reports cite drafts and conference room papers, but such a paper has a symbol of its own too:
    the first symbol in the headers is believed where no other is more frequent, even if it is a
    draft's. A space stands before a year in brackets: ``S/RES/2117 (2013)``. Empty for none.
    """
    margins = [found for text in furniture for found in SYMBOL.findall(text)]
    times = Counter(margins)
    own = Counter(found for found in margins if not CITED.search(found))
    if margins and times[margins[0]] == max(times.values()):
        symbol = margins[0]
    elif own:
        symbol = own.most_common(1)[0][0]
    else:
        on_front = (found for text in front if len(text) < 60 for found in SYMBOL.findall(text))
        symbol = symbol_in_name(name) or next(on_front, "")
    return YEAR_IN_BRACKETS.sub(" ", symbol)


def symbol_in_name(name: str) -> str:
    """``A_CONF.192_BMS_2022_1.zh.txt`` as A/CONF.192/BMS/2022/1; empty for other names."""
    stem = re.sub(
        r"\.(?:pdf|docx?|html?|md|txt)$", "", name.rpartition("/")[2], flags=re.IGNORECASE
    )
    found = NAME_SYMBOL.match(stem)
    if not found or "_" not in found[2]:
        return ""
    return f"{found[1]}/{found[2].replace('_', '/')}"


def language_in_name(name: str) -> str:
    """``fr`` for ``outcome.fr.pdf``; empty for none."""
    found = LANGUAGE_IN_NAME.findall(name.rpartition("/")[2])
    return found[-1].lower() if found else ""


def meeting_of(titles: list[str], front: str, language: str) -> tuple[str, int]:
    """Kind and number of the meeting that the titles name, or else the first one in ``front``:
    ``("bms", 8)``; ``("", 0)`` for none, and for a report of the Secretary-General.
    """
    if any(REPORT_OF.match(title) for title in titles):
        return "", 0
    joined = " ".join(titles)
    named = _meeting_in(joined, language)
    if not named[0] and re.search(CONFERENCE, joined, re.IGNORECASE):
        return "conference", 0
    return named if named[0] else _meeting_in(front, language)


def _meeting_in(text: str, language: str) -> tuple[str, int]:
    """The first meeting that a text names, with the ordinal number that stands closest to it."""
    found = [
        (kind, match.start())
        for kind, pattern in MEETING_KINDS.items()
        if (match := re.search(pattern, text, re.IGNORECASE))
    ]
    if not found:
        return "", 0
    kind, place = min(found, key=lambda each: each[1])
    end = "" if language == "zh" else r"(?![^\W\d_])"
    ordinals = [
        (abs(match.start() - place), number)
        for number, word in enumerate(ORDINALS.get(language, "").split(), 1)
        for match in re.finditer(word + end, text, re.IGNORECASE)
    ]
    distance, number = min(ordinals, default=(0, 0))
    return kind, number if distance <= NEAR else 0


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
