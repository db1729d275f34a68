"""Telling what belongs to the page from what belongs to the text.

Running headers and footers, page numbers, symbols, job numbers, separators, link lists and
tables of contents are set aside with their place, never dropped unseen.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from commitments.importing.extract.lines import Line, Role
from commitments.importing.parse.characters import ends_clause, width
from commitments.importing.parse.model import Left
from commitments.importing.parse.words import CONTENTS, PAGE

SYMBOL = re.compile(
    r"\b(?:A|S|E|CD|NPT|CCW|ST|CONF)/[A-Z0-9](?:[A-Za-z0-9./()-]*[A-Za-z0-9)])?"
    r"(?:\s*\((?:Vol|Part|PART|VOL)[^)]{1,8}\))?"
)
JOB = re.compile(r"(?:GE\.?\s?|V\.)?\d{2}-\d{5,6}(?:\s*\([A-Z]\))?(?:\s+[\d/*]+)*$")
BARCODE = re.compile(r"\*\s?\d{5,}\s?\*$")
PAGE_OF = re.compile(r"[-–—]?\s*\d{1,4}\s*/\s*\d{1,4}\s*[-–—]?$")
LONE_NUMBER = re.compile(r"[-–—]?\s*(\d{1,4})\s*[-–—]?$")
DASHED_NUMBER = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]$")
URL = re.compile(r"(?:https?://|file://|www\.)\S+(?:\s+\d{1,4}/\d{1,4})?$")
# Five underlines and more stand above footnotes, which are looked for later.
SEPARATOR = re.compile(r"(?![_—–-]{5})[_=~*.·•—–\s-]{3,}$")
LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|…{2,}\s*\d{1,4}\s*$")
DISTRIBUTION = re.compile(
    r"(?:Please recycle|Veuillez recycler|请回收|Просьба отправить на вторичную переработку|"
    r"Se ruega reciclar|الرجاء إعادة الاستعمال)",
    re.IGNORECASE,
)
EDGE_LINES = 3
DIGITS = re.compile(r"\d+")


def set_aside(lines: list[Line]) -> tuple[list[Line], list[Left]]:
    """The lines of the text, and the lines left out with the reason for each."""
    reasons: dict[int, str] = {}
    for reason, find in FINDERS:
        for index in find(lines):
            reasons.setdefault(index, reason)
    left = [
        Left(lines[index].text, reasons[index], lines[index].page, lines[index].number)
        for index in sorted(reasons)
    ]
    return _kept(lines, reasons), left


def _kept(lines: list[Line], reasons: dict[int, str]) -> list[Line]:
    """The other lines. Where a page's margins cut a sentence, no gap is left in it."""
    kept: list[Line] = []
    widths = sorted(width(line.text) for line in lines)
    margin = widths[int(len(widths) * 0.9)] if widths else 0
    for index, line in enumerate(lines):
        if index in reasons:
            continue
        before = kept[-1].text if kept else ""
        cut = index - 1 in reasons and not ends_clause(before) and width(before) > margin * 0.7
        kept.append(replace(line, gap=False) if cut and not line.whole else line)
    return kept


def _said_by_the_file(lines: list[Line]) -> Iterable[int]:
    return (i for i, line in enumerate(lines) if line.role == Role.FURNITURE)


def _matching(*patterns: re.Pattern[str]) -> Callable[[list[Line]], Iterable[int]]:
    def find(lines: list[Line]) -> Iterable[int]:
        return (
            i
            for i, line in enumerate(lines)
            if not line.level and any(pattern.match(line.text) for pattern in patterns)
        )

    return find


def _symbols(lines: list[Line]) -> Iterable[int]:
    """Lines that hold a symbol and nothing else but page or job numbers."""
    for index, line in enumerate(lines):
        found = SYMBOL.search(line.text)
        if not found or len(line.text) > 60 or line.level:
            continue
        rest = line.text[: found.start()] + line.text[found.end() :]
        if not rest.strip(" */-–") or JOB.match(rest.strip()) or PAGE_OF.match(rest.strip()):
            yield index


def _page_numbers(lines: list[Line]) -> Iterable[int]:
    """Numbers alone on their line, where the paragraphs carry theirs with a full stop."""
    dotted = sum(bool(re.match(r"\d{1,3}\s*[.．、]\s*\S", line.text)) for line in lines)
    lone = [i for i, line in enumerate(lines) if LONE_NUMBER.match(line.text) and not line.level]
    if dotted >= len(lone) / 2 and dotted:
        yield from lone
        return
    for index in lone:
        if DASHED_NUMBER.match(lines[index].text) or _is_edge(lines, index):
            yield index


def _repeated(lines: list[Line]) -> Iterable[int]:
    """Short lines that come back at the edges of pages, or that cut sentences again and again."""
    shapes = [DIGITS.sub("#", line.text) for line in lines]
    pages = max((line.page for line in lines), default=1)
    counts = Counter(shapes)
    edges = Counter(shape for i, shape in enumerate(shapes) if _is_edge(lines, i))
    cuts = Counter(shape for i, shape in enumerate(shapes) if _cuts(lines, i))
    # The first line of a paragraph that comes back is always followed by the same second line.
    pairs = {(shape, following[:12]) for shape, following in pairwise(shapes)}
    followers = Counter(shape for shape, _following in pairs)
    for index, shape in enumerate(shapes):
        line = lines[index]
        if len(shape) > 120 or ends_clause(line.text) or line.level:
            continue
        at_edges = pages > 2 and edges[shape] >= max(3, pages * 0.3) and _is_edge(lines, index)
        varied = followers[shape] >= counts[shape] - 1
        cutting = counts[shape] >= 3 and cuts[shape] >= 2 and len(shape) > 3 and varied
        if at_edges or cutting:
            yield index


def _is_edge(lines: list[Line], index: int) -> bool:
    """Whether a line is among the first or last of its page, in a file that has pages."""
    page = lines[index].page
    above = lines[max(0, index - EDGE_LINES)].page
    below = lines[min(len(lines) - 1, index + EDGE_LINES)].page
    return lines[-1].page > 1 and (
        above != page or below != page or index < EDGE_LINES or index >= len(lines) - EDGE_LINES
    )


def _cuts(lines: list[Line], index: int) -> bool:
    """Whether the line before stops in mid-sentence and the line after goes on in small letters."""
    if not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1].text, lines[index + 1].text
    return not ends_clause(before) and len(before) > 30 and after[:1].islower()


def _contents(lines: list[Line]) -> Iterable[int]:
    """A table of contents: its title, its entries with leaders, and entries split over lines."""
    leaders = [i for i, line in enumerate(lines) if LEADER.search(line.text)]
    yield from leaders
    if len(leaders) < 2:
        return
    start = next(
        (i for i in range(leaders[0], -1, -1) if CONTENTS.match(lines[i].text)), leaders[0]
    )
    yield from range(start, leaders[-1])


FINDERS: list[tuple[str, Callable[[list[Line]], Iterable[int]]]] = [
    ("margin", _said_by_the_file),
    ("contents", _contents),
    ("separator", _matching(SEPARATOR)),
    ("job_number", _matching(JOB, BARCODE, DISTRIBUTION)),
    ("page_number", _matching(PAGE_OF, PAGE)),
    ("link", _matching(URL)),
    ("symbol", _symbols),
    ("page_number", _page_numbers),
    ("running_title", _repeated),
]
