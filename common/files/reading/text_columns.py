"""Two columns in a plain text, as programs lay pages out with spaces: each is read to its end."""

import re
import unicodedata
from collections import Counter
from itertools import groupby

# At least three spaces separate two columns; fewer separate words.
GUTTER = re.compile(r"(?<=\S)[ \u3000]{3,}(?=\S)")
# A stretch in two columns has at least so many rows with words on both sides of the gutter, at
# least this share of its rows, and on average so many characters on each side (cells of tables and
# page numbers of contents are shorter).
MIN_ROWS = 4
BOTH_SIDES = 0.3
MIN_CHARACTERS = 16
# Chinese columns may be narrower if on both sides some rows begin a numbered paragraph and the
# others continue it; in a table every row begins anew.
MIN_OF_NUMBERED = 8
NUMBERED = re.compile(r"\d{1,3}\s*[.．、)）]\s*\S")
# By so many characters the left edge of the right column may differ from row to row.
SHIFT = 1
# A noncharacter of Unicode, which no text has.
FILLER = "\ufdd0"
ENDS = tuple(".!?:;。！？：；؟؛")


def in_reading_order(rows: list[str]) -> list[tuple[int, str]]:
    """The rows of a page with the place each had, in the order in which they are read.

    Pages in one column stay as they are. Rows that run across both columns separate stretches.
    """
    gutter = _gutter(rows)
    if not gutter and any(_is_wide(character) for row in rows for character in row):
        # In a monospaced font a Chinese character takes two places: columns line up by places.
        spread = [_spread(row) for row in rows]
        if _gutter(spread):
            read = in_reading_order(spread)
            return [(index, text.replace(FILLER, "")) for index, text in read]
    if not gutter:
        return list(enumerate(rows))
    found: list[tuple[int, str]] = []
    for is_across, stretch in groupby(enumerate(rows), lambda row: _is_across(row[1], gutter)):
        own = list(stretch)
        if is_across:
            found += own
            continue
        for column in _parts(gutter):
            side = _without_empty_ends([(index, row[column].strip()) for index, row in own])
            found += side
            # A sentence that runs on into the next column is not split there.
            if side and side[-1][1].endswith(ENDS):
                found.append((side[-1][0], ""))
    return found


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _spread(row: str) -> str:
    """The row with a filler after each character that takes up two places."""
    row = row.replace("\u3000", "  ")
    return "".join(f"{one}{FILLER}" if _is_wide(one) else one for one in row)


def _places(text: str) -> int:
    """How many places a text takes in a monospaced font."""
    return sum(0 if one == FILLER else 2 if _is_wide(one) else 1 for one in text)


def _without_empty_ends(rows: list[tuple[int, str]]) -> list[tuple[int, str]]:
    filled = [place for place, (_index, text) in enumerate(rows) if text]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _gutter(rows: list[str]) -> int:
    """Where the right column begins, in characters from the left; 0 for one column."""
    starts = [[gap.end() for gap in GUTTER.finditer(row.rstrip())] for row in rows]
    edges = Counter(start for row in starts if len(row) == 1 for start in row)
    if not edges:
        return 0
    edge, _count = edges.most_common(1)[0]
    both = [
        row
        for row, found in zip(rows, starts, strict=True)
        if len(found) == 1 and abs(found[0] - edge) <= SHIFT
    ]
    written = [row for row in rows if row.strip()]
    if len(both) < MIN_ROWS or len(both) < len(written) * BOTH_SIDES:
        return 0
    sides = [[row[part].strip() for row in both] for part in _parts(edge)]
    narrowest = min(sum(map(_places, side)) / len(both) for side in sides)
    is_text = narrowest >= MIN_OF_NUMBERED and all(map(_is_numbered_text, sides))
    return edge if narrowest >= MIN_CHARACTERS or is_text else 0


def _parts(gutter: int) -> tuple[slice, slice]:
    return slice(0, gutter - SHIFT), slice(gutter - SHIFT, None)


def _is_numbered_text(side: list[str]) -> bool:
    """Whether a side's rows are wide characters and some of them, but not most, begin a
    paragraph."""
    if not any(_is_wide(character) for row in side for character in row):
        return False
    numbered = sum(bool(NUMBERED.match(row)) for row in side)
    return 0 < numbered <= len(side) / 2


def _is_across(row: str, gutter: int) -> bool:
    """Whether a row's words run across the gutter."""
    return len(row.rstrip()) >= gutter and bool(row[gutter - SHIFT - 2 : gutter - SHIFT].strip())
