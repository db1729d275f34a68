"""Finding the table of contents: its title, its entries in any layout, and where it ends.

An entry is a heading with a page number behind it. How the two are parted differs by program
(dots, one ellipsis, a tab, a column of its own), so that the page number, the order of the pages
and the headings that come back in the text decide, not the dots.
"""

import re
from collections import Counter
from collections.abc import Iterator

from commitments.outcomes.parse.characters import ends_sentence, width
from commitments.outcomes.parse.words import ANNEX, CONTENTS, CONTENTS_COLUMNS
from common.files.reading.lines import Line, Role

PARAGRAPHS = r"(?:\d{1,3}(?:\s*[-–—]\s*\d{1,3})?)"
LEADER = re.compile(rf"(?:(?:\.\s?){{4}}|…{{2}})\s*(?:{PARAGRAPHS}\s+)?\d{{1,4}}\s*$")
ENDS_IN_LEADERS = re.compile(r"(?:\.\s?){5}$|…{2}$")
# The page of an entry: the number at its end that is no part of a longer number or a symbol.
PAGE = re.compile(r"(?<![\d/,])(?:\d{1,4}|[ivxl]{1,6})$")
PAGE_WIDTH = 6
# A higher number at the end of a line, without any leaders, is a year: "from 1 July 2024".
LAST_PAGE = 999
ONLY_NUMBERS = re.compile(rf"(?:{PARAGRAPHS}[\s|]+)?(?:\d{{1,4}}|[ivxl]{{1,6}})$")
# A column of paragraph numbers and the leaders before a page number, read from the end of a line so
# that a long run of dots or spaces costs no more than its length. A single leader counts only where
# it is an ellipsis.
BEFORE_PAGE = re.compile(
    r"\A(?:[\s|]++(?:\d{1,3}+(?!\d)(?:\s*+[-–—]\s*+\d{1,3}+(?=[^\d/])|(?=[^/])))?[\s|]*+)?+"
    r"(?:(?:[…‥]|[.·_]\s*+[.…·‥_])[\s.…·‥_]*+)?",
)
MAX_ENTRY_WIDTH = 320
MAX_ENTRIES = 400
# So many lines of an entry may stand before the one that carries its page.
MAX_WRAPPED = 3
LETTERS = re.compile(r"[^\W\d_]+")


def find_contents(lines: list[Line]) -> Iterator[int]:
    """The indexes of all lines that belong to tables of contents."""
    found = {index for index, line in enumerate(lines) if line.role == Role.CONTENTS}
    for index, line in enumerate(lines):
        if index not in found and CONTENTS.match(line.text):
            found.update(_region(lines, index))
    leaders = [i for i, line in enumerate(lines) if i not in found and LEADER.search(line.text)]
    if leaders:
        found.update(range(leaders[0], leaders[-1] + 1))
    if any(lines[index].role == Role.CONTENTS for index in found):
        # The title of contents that the file itself marks stands just above them.
        first = min(index for index in found if lines[index].role == Role.CONTENTS)
        above = range(max(0, first - 2), first)
        found.update(i for i in above if CONTENTS.match(lines[i].text))
    yield from sorted(found)


def _region(lines: list[Line], title: int) -> range:
    """The title and everything up to the last entry below it; empty where there are no entries."""
    times = _times(lines)
    last = title
    entries = waiting = highest = 0
    first_words = ""
    for index in range(title + 1, min(title + MAX_ENTRIES, len(lines))):
        text = lines[index].text
        words, page = _entry(text)
        if first_words and not page and _plain(text) == first_words:
            break
        if ONLY_NUMBERS.match(text) or CONTENTS_COLUMNS.match(text):
            last, waiting = index, 0
            continue
        is_entry = page and _is_short(text) and (page >= highest or not text[-1].isdigit())
        comes_back = times[_plain(words or text)] > 1 and _is_short(text)
        if is_entry or ENDS_IN_LEADERS.search(text) or (comes_back and not ends_sentence(text)):
            entries += 1
            last, waiting = index, 0
            highest = max(highest, page if text[-1].isdigit() else 0)
            first_words = first_words or _plain(words or text)
        else:
            waiting += 1
            if ends_sentence(text) or not _is_short(text) or waiting > MAX_WRAPPED:
                break
    return range(title, last + 1) if entries else range(0)


def _times(lines: list[Line]) -> Counter[str]:
    """How often each heading-like text stands in the document, by its words alone."""
    return Counter(
        key
        for line in lines
        if _is_short(line.text)
        for key in {_plain(line.text), _plain(_entry(line.text)[0])} - {""}
    )


def _entry(text: str) -> tuple[str, int]:
    """The words of an entry and its page (1 for one in Roman numerals); ("", 0) for none."""
    text = text.rstrip()
    if ends_sentence(text) and not ENDS_IN_LEADERS.search(text):
        return "", 0
    found = PAGE.search(text, max(1, len(text) - PAGE_WIDTH))
    words = _before_the_page(text[: found.start()]) if found else ""
    if not found or not (LETTERS.search(words) or ANNEX.match(words)):
        return "", 0
    page = int(found[0]) if found[0].isdecimal() else 1
    if page > LAST_PAGE and not ENDS_IN_LEADERS.search(text[: found.start()].rstrip()):
        return "", 0
    return words.rstrip(" .…·|"), page


def _before_the_page(text: str) -> str:
    """The words of an entry: ``text`` without a column of paragraph numbers and without leaders."""
    return BEFORE_PAGE.sub("", text[::-1])[::-1] or text[:1]


def _is_short(text: str) -> bool:
    return width(re.sub(r"[\s.…]{3,}", " ", text)) <= MAX_ENTRY_WIDTH


def _plain(text: str) -> str:
    """The words of a heading, whatever stands around them."""
    return " ".join(LETTERS.findall(text.lower()))
