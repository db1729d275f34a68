"""Lists of reporters in running text, in any of the six languages.

Names are cut out by the longest name known at each place, not at separators: some names
contain the list's own comma or "and".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.files.reading.lines import LETTER_MARKS
from reports.importing.folding import COMMA, Folded, fold, is_cjk, key
from reports.importing.names import ARTICLES, Match, NameBook

CONJUNCTIONS = (
    *("aswellas", "andalso", "and", "ainsique", "et", "asicomo", "y", "e", "атакже", "и"),
    *("وكذلك", "وكذا", "و", "以及", "和", "及", "与", "&"),
)
ARABIC_AND = "و"
OPENING, CLOSING = "([（［", ")]）］"

# Behind a name: the sign of a footnote.
MARK = re.compile(
    rf"\s?\*{{1,3}}|[†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+|[{LETTER_MARKS}](?![^\W\d_])"
    r"|\[[\da-z*]{1,2}\]|\d{1,2}(?!\d)"
)
ENUMERATOR = re.compile(
    r"(^|[;,；，、،\n])[^\S\n]*(?:\(?[0-9]{1,3}[.)]|\(?[a-zа-яأ-ي]\)|\(?[ivx]{1,4}\))(?=\s)"
)


@dataclass(frozen=True)
class Item:
    """One name of a list: as written, where it begins in the text, and what it stands for.

    ``remark`` is what a bracket after the name says; ``is_joined`` marks a name next to an
    "and" in mid-list, which may be half of a name that is not known; ``mark`` is a footnote's.
    """

    text: str
    offset: int
    match: Match
    remark: str = ""
    is_joined: bool = False
    mark: str = ""


def without_enumerators(body: str) -> str:
    """Blanks for ``1.``, ``(a)``, ``ii)`` before names, so that all places stay the same."""
    return ENUMERATOR.sub(lambda match: match[1] + " " * (len(match[0]) - len(match[1])), body)


def items(body: str, book: NameBook) -> list[Item]:
    """The names listed in ``body``, in order; those that nobody knows are there too.

    Whether the lines are a column of names or a sentence that was broken, the names decide: the
    reading that recognises more of them, and leaves less over, is taken.
    """
    body = without_enumerators(body)
    as_sentence = _Cutter(fold(body), book).items()
    if sum(bool(key(line)) for line in body.splitlines()) < 2:
        return as_sentence
    as_lines = [item for line in _lines(body) for item in _line_items(line, book)]
    return max(as_sentence, as_lines, key=_recognised)


def known_in(text: str, book: NameBook) -> list[bool]:
    """Whether each thing listed in ``text`` is a known name; quick, since nothing is guessed."""
    found = _Cutter(fold(without_enumerators(text)), book, guesses=False).items()
    return [bool(item.match.code) for item in found]


def _recognised(found: list[Item]) -> tuple[int, int]:
    """How many names are known, then (as a negative number) how many are not."""
    known = sum(bool(item.match.code) for item in found)
    return known, known - len(found)


def _lines(body: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in body.splitlines(keepends=True):
        if key(line):
            yield offset, line
        offset += len(line)


def _line_items(numbered: tuple[int, str], book: NameBook) -> list[Item]:
    """The names of one line: the line as a whole when it is one, else what it lists.

    Two names with an "and" between them may be one that is not known.
    """
    offset, line = numbered
    folded = fold(line)
    text = folded.slice(0, len(folded))
    whole = book.find(text, in_text=True)
    if whole.code:
        return [Item(text, offset + folded.origins[0], whole)]
    found = _Cutter(folded, book).items()
    is_joined = len(found) > 1 and COMMA not in folded.text
    return [Item(i.text, offset + i.offset, i.match, i.remark, is_joined) for i in found]


class _Cutter:
    """Cuts one folded list into names, from left to right."""

    def __init__(self, folded: Folded, book: NameBook, *, guesses: bool = True) -> None:
        self.guesses = guesses
        self.folded, self.text, self.book = folded, folded.text, book

    def items(self) -> list[Item]:
        found, position = list[Item](), 0
        while (position := self._skip_commas(position)) < len(self.text):
            before = position
            item, position = self._item(position)
            if item:
                found.append(item)
            position = max(position, before + 1)
        return found

    def _skip_commas(self, position: int) -> int:
        while position < len(self.text) and self.text[position] == COMMA:
            position += 1
        return position

    def _item(self, position: int) -> tuple[Item | None, int]:
        found = [(begin, *self._longest(begin)) for begin in self._starts(position)]
        begin, end, match = max(found, key=lambda one: (bool(one[2].code), one[1], -one[0]))
        if match.code:
            joined = self._is_joined(position, begin, end)
            return self._known(begin, end, match, is_joined=joined)
        begin = self._starts(position)[-1] if self._conjunction(position) else position
        return self._unknown(begin)

    def _starts(self, position: int) -> list[int]:
        """Where the name may begin: here, after an "and", after an article."""
        found = [position]
        for begin in (position, position + self._conjunction(position)):
            found += [begin, begin + self._word(begin, ARTICLES)]
        return sorted(set(found))

    def _conjunction(self, position: int) -> int:
        """The length of the "and" at ``position``; 0 when there is none."""
        if self.text.startswith(ARABIC_AND, position) and not self._word(position, CONJUNCTIONS):
            return 1 if self.folded.starts_word(position) else 0
        return self._word(position, CONJUNCTIONS)

    def _word(self, position: int, words: tuple[str, ...]) -> int:
        for word in words:
            if self.text.startswith(word, position) and self._stands_alone(position, len(word)):
                return len(word)
        return 0

    def _stands_alone(self, position: int, length: int) -> bool:
        if is_cjk(self.text[position]):
            return True
        return self.folded.starts_word(position) and self.folded.starts_word(position + length)

    def _longest(self, begin: int) -> tuple[int, Match]:
        """The end of the longest known name that begins here and is followed by a name's end."""
        for end in range(min(len(self.text), begin + self.book.longest), begin, -1):
            match = self.book.known(self.text[begin:end])
            if match.code and self._may_end(end) and self._is_written_so(begin, end):
                return end, match
        return begin, self.book.known("")

    def _is_written_so(self, begin: int, end: int) -> bool:
        """Whether an abbreviation of three letters stands in capitals: *LAS*, not *las*."""
        if self.text[begin:end] not in self.book.capitals:
            return True
        return self.folded.slice(begin, end).isupper()

    def _may_end(self, end: int) -> bool:
        if end >= len(self.text) or self.text[end] == COMMA:
            return True
        if self._conjunction(end):
            return True
        return any(bracket in self.folded.between(end) for bracket in OPENING)

    def _is_joined(self, position: int, begin: int, end: int) -> bool:
        """Whether an "and" stands beside the name although the list goes on with commas."""
        after = self._conjunction(end) if end < len(self.text) else 0
        if self.text[end : end + 1] == ARABIC_AND or ARABIC_AND in self.text[position:begin]:
            return False
        last = self._longest(end + after)[0] if after else end
        goes_on = COMMA in self.text[max(last, end) :].rstrip(COMMA)
        is_after_and = begin > position and self.text[position - 1 : position] != COMMA
        return goes_on and bool(after or (is_after_and and self._conjunction(position)))

    def _known(self, begin: int, end: int, match: Match, *, is_joined: bool) -> tuple[Item, int]:
        remark, after = self._remark(end, match)
        name = self.folded.slice(begin, end).rstrip(" ([（［")
        for bracket in OPENING if remark else ():
            name = name.partition(f" {bracket}{remark}")[0]
        text = f"{name} ({remark})" if remark else name
        mark = self._mark(end)
        return Item(text, self.folded.origins[begin], match, remark, is_joined, mark), after

    def _mark(self, end: int) -> str:
        """The footnote's mark that stands directly behind the name."""
        begin = self.folded.origins[end - 1] + 1
        found = MARK.match(self.folded.original, begin)
        return found[0].strip(" []()") if found else ""

    def _remark(self, end: int, match: Match) -> tuple[str, int]:
        """What a bracket behind the name adds; nothing when it only repeats who it is."""
        between = self.folded.between(end)
        opens = any(bracket in between for bracket in OPENING)
        if end >= len(self.text) or not opens or any(c in between for c in CLOSING):
            return "", end
        after = end + 1
        while after < len(self.text) and not any(c in self.folded.between(after) for c in CLOSING):
            after += 1
        inside = self.text[end:after].strip(COMMA)
        words = self._bracketed(end)
        same = {self.book.known(inside).code, self.book.by_code(words).code}
        if match.code in same or (len(inside) <= 1 and not words.isdecimal()):
            return "", after
        return words, after

    def _bracketed(self, end: int) -> str:
        """The original words of the bracket that opens before ``end``, figures included."""
        original = self.folded.original
        begin = self.folded.origins[end - 1] + 1
        opened = min(i for b in OPENING if (i := original.find(b, begin)) >= 0)
        closed = [i for b in CLOSING if (i := original.find(b, opened)) >= 0]
        return " ".join(original[opened + 1 : min(closed, default=len(original))].split())

    def _unknown(self, begin: int) -> tuple[Item | None, int]:
        """An unknown name: up to the next comma, or to an "and" that is followed by a known
        name."""
        end = self.text.find(COMMA, begin)
        end = len(self.text) if end < 0 else end
        for position in range(begin + 1, end):
            length = self._conjunction(position)
            if length and self._longest(position + length)[1].code:
                end = position
                break
        text = self.folded.slice(begin, end)
        if not text or end <= begin:
            return None, end
        return Item(text, self.folded.origins[begin], self._guess(text)), end

    def _guess(self, text: str) -> Match:
        return self.book.find(text, in_text=True) if self.guesses else self.book.sure(text)
