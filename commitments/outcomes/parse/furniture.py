"""Telling what belongs to the page from what belongs to the text.

Running headers and footers, page numbers, symbols, job numbers, separators, link lists and
tables of contents are set aside with their place, never dropped unseen.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from commitments.outcomes.parse.characters import ends_clause, width
from commitments.outcomes.parse.contents import find_contents
from commitments.outcomes.parse.counting import COUNTED, SIGNED
from commitments.outcomes.parse.model import Left
from commitments.outcomes.parse.words import DATE, MAST, PAGE, PLACE_AND_DAYS
from common.files.reading.lines import Line, Role

# Symbols begin with the organ's letters; those less known are told by two slashes and a digit.
SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/.])(?:(?:A|S|E|CD|NPT|CCW|ST|CONF)/|[A-Z]{2,6}/(?=[A-Z0-9.-]+/[A-Z0-9./]*\d))"
    r"[A-Z0-9](?:[A-Za-z0-9./-]*(?:\([A-Za-z0-9./ ]{1,12}\))?[A-Za-z0-9/]*(?<![./-]))?"
    r"(?:\s*\((?:(?:Vol|Part|PART|VOL)[^)]{1,8}|(?:19|20)\d{2}|SUPP)\))?"
)
JOB = re.compile(r"(?:GE\.?\s?|V\.)?\d{2}-\d{5,6}(?:\s*\([A-Z]\))?(?:\s+[\d/*]+)*$")
BARCODE = re.compile(r"\*\s?\d{5,}\s?\*$")
PAGE_OF = re.compile(r"\A[-–—]?\s*\d{1,4}\s*/\s*\d{1,4}\s*[-–—]?$")
# Pages before the first are counted with small Roman numerals.
ROMAN_PAGE = re.compile(r"\A[-–—]?\s?(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})\s?[-–—]?$")
LONE_NUMBER = re.compile(r"\A[-–—]?\s*(\d{1,4})\s*[-–—]?$")
DASHED_NUMBER = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]$")
URL = re.compile(r"(?:https?://|file://|www\.)\S+(?:\s+\d{1,4}/\d{1,4})?$")
# Five underlines and more stand above footnotes, which are looked for later.
SEPARATOR = re.compile(r"\A(?![_—–-]{5})[_=~*.·•—–\s-]{3,}$")
DISTRIBUTION = re.compile(
    r"(?:Please recycle|Veuillez recycler|请回收|Просьба отправить на вторичную переработку|"
    r"Se ruega reciclar|الرجاء إعادة الاستعمال)",
    re.IGNORECASE,
)
EDGE_LINES = 3
MAST_LINES = 24
NUMBERED = re.compile(r"\d{1,3}\s*[.．、)]\s*\S")
DIGITS = re.compile(r"\d+")
# How a numbered paragraph or an item of a list begins, with or without a word before the number.
BEGINS_NUMBERED = re.compile(r"\A(?:\W*(?:[^\W\d_]+\.?\s{0,2}#?)?\d|[(（•●▪–—-]\s?\w)")
# Running titles that cut sentences come once a page: at least so many lines lie between them.
APART = 6
# A symbol printed upright has so many lines at most, each no longer than this.
UPRIGHT_LINES, UPRIGHT_WIDTH = 24, 10


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


def _where(test: Callable[[Line], bool]) -> Callable[[list[Line]], Iterable[int]]:
    return lambda lines: (index for index, line in enumerate(lines) if test(line))


def _matching(*patterns: re.Pattern[str]) -> Callable[[list[Line]], Iterable[int]]:
    return _where(lambda line: _is_plain(line) and any(p.match(line.text) for p in patterns))


def _is_plain(line: Line) -> bool:
    return not line.level and line.role != Role.TABLE


def _is_symbol(line: Line) -> bool:
    """Whether a line holds a symbol and nothing else but page or job numbers."""
    found = SYMBOL.search(line.text)
    if not found or len(line.text) > 60 or not _is_plain(line):
        return False
    rest = (line.text[: found.start()] + line.text[found.end() :]).strip()
    return bool(not rest.strip(" */-–") or JOB.match(rest) or PAGE_OF.match(rest))


def _upright_symbols(lines: list[Line]) -> Iterable[int]:
    """A symbol printed along the edge of a page, which is extracted as one letter or piece a
    line."""
    index = 0
    while index < len(lines):
        size = _upright_size(lines, index)
        yield from range(index, index + size)
        index += size or 1


def _upright_size(lines: list[Line], index: int) -> int:
    """Over how many lines a symbol that begins with this one runs; 0 for one line or none."""
    text, found = "", 0
    for size, line in enumerate(lines[index : index + UPRIGHT_LINES], 1):
        if len(line.text) > UPRIGHT_WIDTH or not _is_plain(line):
            break
        text += line.text.strip()
        if size > 2 and SYMBOL.fullmatch(text) and any(c.isdigit() for c in text):
            found = size
    return found


def _mast(lines: list[Line]) -> Iterable[int]:
    """What stands above a document's title: organ, distribution, session, item of the agenda.

    The title of the item, in the lines up to the next heading of another kind, goes with it.
    """
    for index, line in enumerate(lines[:MAST_LINES]):
        text = SYMBOL.sub("", line.text).strip(" *")
        if NUMBERED.match(line.text):
            return
        is_day = DATE.fullmatch(text) or PLACE_AND_DAYS.match(text)
        if MAST.match(text) or (is_day and not line.level):
            yield index


def _page_numbers(lines: list[Line]) -> Iterable[int]:
    """Numbers alone on their line, where the paragraphs carry theirs with a full stop."""
    dotted = sum(bool(re.match(r"\d{1,3}\s*[.．、]\s*\S", line.text)) for line in lines)
    lone = list(_matching(LONE_NUMBER)(lines))
    has_dotted = dotted >= len(lone) / 2 and dotted
    for index in lone:
        if has_dotted or DASHED_NUMBER.match(lines[index].text) or _is_edge(lines, index):
            yield index


def _repeated(lines: list[Line]) -> Iterable[int]:
    """Short lines that come back at the edges of pages, or that cut sentences again and again."""
    shapes = [DIGITS.sub("#", line.text) for line in lines]
    pages = max((line.page for line in lines), default=1)
    edges = Counter(shape for i, shape in enumerate(shapes) if _is_edge(lines, i))
    cutting = _cutting(lines, shapes)
    for index, (line, shape) in enumerate(zip(lines, shapes, strict=True)):
        is_text = line.level or line.role != Role.TEXT or line.block
        if is_text or len(line.text) > 120 or ends_clause(line.text):
            continue
        at_edges = pages > 2 and edges[shape] >= max(3, pages * 0.3) and _is_edge(lines, index)
        numbered = any(one.match(line.text) for one in (NUMBERED, SIGNED, COUNTED))
        if (at_edges and not numbered) or shape in cutting:
            yield index


def _cutting(lines: list[Line], shapes: list[str]) -> set[str]:
    """The lines that stand in the middle of sentences again and again, as running titles do.

    The first line of a paragraph that comes back does not count: it begins with its number. Nor
    does a line of the text that happens to be broken alike: it begins with a small letter, or runs
    on into the same line each time, or stands close to the one before.
    """
    places: dict[str, list[int]] = {}
    for index, shape in enumerate(shapes):
        places.setdefault(shape, []).append(index)
    pairs = {(shape, following[:12]) for shape, following in pairwise(shapes)}
    followers = Counter(shape for shape, _following in pairs)
    found = set()
    for shape, own in places.items():
        text = lines[own[0]].text
        if len(own) < 3 or len(shape) <= 3 or BEGINS_NUMBERED.match(text) or text[:1].islower():
            continue
        cuts = [index for index in own if _cuts(lines, index)]
        varied = followers[shape] >= len(own) - 1
        spread = all(after - before >= APART for before, after in pairwise(own))
        alone = [index for index in cuts if _stands_alone(lines, index)]
        if len(cuts) >= 2 and varied and spread and len(alone) * 2 >= len(cuts):
            found.add(shape)
    return found


def _stands_alone(lines: list[Line], index: int) -> bool:
    """Whether something sets a line apart: an empty line, a page number, or its being shorter."""
    around = (lines[index - 1], lines[index + 1])
    if lines[index].gap or lines[index + 1].gap:
        return True
    numbers = (LONE_NUMBER, PAGE_OF, PAGE, SYMBOL)
    near = (*around, *lines[max(0, index - 2) : index - 1], *lines[index + 2 : index + 3])
    if any(pattern.match(line.text) for line in near for pattern in numbers):
        return True
    return width(lines[index].text) < 0.7 * width(lines[index - 1].text)


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


FINDERS: list[tuple[str, Callable[[list[Line]], Iterable[int]]]] = [
    ("margin", _where(lambda line: line.role == Role.FURNITURE)),
    ("contents", find_contents),
    ("mast", _mast),
    ("separator", _matching(SEPARATOR)),
    ("job_number", _matching(JOB, BARCODE, DISTRIBUTION)),
    ("page_number", _matching(PAGE_OF, PAGE, ROMAN_PAGE)),
    ("link", _matching(URL)),
    ("symbol", _where(_is_symbol)),
    ("symbol", _upright_symbols),
    ("page_number", _page_numbers),
    ("running_title", _repeated),
]
