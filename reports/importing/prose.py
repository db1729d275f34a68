"""What a text says about reports behind a list that is understood, in the same paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.importing.announcements import BLANK_LINE, SENTENCE_END
from reports.importing.folding import fold, is_cjk
from reports.importing.judging import (
    Round,
    Says,
    Verdict,
    denies,
    is_about_reports,
    judge,
    speaks_of_reports,
)
from reports.importing.lists import ARABIC_AND
from reports.importing.names import NameBook

CLAUSE = re.compile(r"[;；؛]")
BRACKETED = re.compile(r"[(（\[][^()（）\[\]\n]{0,200}[)）\]]")
NEXT_ITEM = re.compile(r"\n[ \t]*(?:\d{1,3}[.)]|[(#•*–-]|\n)")
FARTHEST = 2000


@dataclass(frozen=True)
class Mention:
    """A known name inside a text that is no list, from ``begin`` to before ``end``."""

    begin: int
    end: int
    text: str
    code: str


@dataclass(frozen=True)
class Sentence:
    """A sentence, or the part of one, that speaks of reports and names somebody."""

    offset: int
    words: str
    mentions: tuple[Mention, ...]
    verdict: Verdict


def mentioned(text: str, book: NameBook) -> list[Mention]:
    """The known names in ``text``, from left to right, the longest at each place."""
    folded, found, position = fold(text), list[Mention](), 0
    letters = folded.text
    while position < len(letters):
        if not (is_cjk(letters[position]) or folded.starts_word(position)):
            position += 1
            continue
        begin, end, code = position, position, ""
        for begin in (position, position + letters.startswith(ARABIC_AND, position)):
            end, code = _longest(begin, letters, book, folded.starts_word)
            if code:
                break
        words = folded.slice(begin, end)
        is_small = letters[begin:end] in book.capitals and not words.isupper()
        if code and not is_small:
            last = folded.origins[end - 1] + 1
            found.append(Mention(folded.origins[begin], last, words, code))
        position = end if code else position + 1
    return found


def is_clause(text: str, book: NameBook) -> bool:
    """Whether what stands in a list speaks of reports, or denies something of a name before it.

    *Not Chad* is a name with a word; *Chad has not* changes what the names before it say.
    """
    names = mentioned(text, book)
    behind = text[names[0].end :] if names else ""
    return speaks_of_reports(without_names(text, book)) or (bool(behind) and denies(behind))


def _longest(begin: int, letters: str, book: NameBook, starts_word: object) -> tuple[int, str]:
    for end in range(min(len(letters), begin + book.longest), begin, -1):
        ends_word = is_cjk(letters[end - 1]) or starts_word(end)  # type: ignore[operator]
        if ends_word and (match := book.known(letters[begin:end])).code:
            return end, match.code
    return begin, ""


def without_names(text: str, book: NameBook) -> str:
    """The text with blanks for the known names and for what stands in brackets."""
    for one in mentioned(text, book):
        text = text[: one.begin] + " " * (one.end - one.begin) + text[one.end :]
    return BRACKETED.sub(lambda match: " " * len(match[0]), text)


def end_of_list(body: str, book: NameBook) -> int:
    """Where a list ends because a part of its sentence speaks of reports by itself."""
    begins = [match.end() for match in CLAUSE.finditer(body)]
    for begin, after in zip(begins, [*begins[1:], len(body) + 1], strict=False):
        if is_about_reports(without_names(body[begin : after - 1], book)):
            return begin - 1
    return len(body)


def sentences_behind(
    text: str, begin: int, limit: int, book: NameBook, asked: Round
) -> Iterator[Sentence]:
    """Sentences from ``begin`` to the paragraph's end that speak of reports and name somebody."""
    rest = text[begin : min(limit, begin + FARTHEST)]
    for stop in (BLANK_LINE, NEXT_ITEM):
        if found := stop.search(rest):
            rest = rest[: found.start()]
    offset = 0
    for stop_at in (*_stops(rest), len(rest)):
        words, start = rest[offset:stop_at], offset
        offset = stop_at
        names = tuple(mentioned(words, book))
        plain = without_names(words, book)
        if not names or not is_about_reports(plain):
            continue
        verdict = judge(plain, asked)
        # Only the name that stands first is the sender of the report.
        first = plain[: names[0].begin].strip(" \t\n,;.。；،")
        if verdict.says == Says.CAME and (first or ":" in plain):
            verdict = Verdict(Says.UNCLEAR, words)
        yield Sentence(begin + start, " ".join(words.split()).strip(" ;.。；"), names, verdict)


def _stops(text: str) -> list[int]:
    return sorted(m.end() for stop in (SENTENCE_END, CLAUSE) for m in stop.finditer(text))
