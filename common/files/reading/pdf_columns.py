"""Two columns on a page without tags: each is read to its end before the next one."""

from __future__ import annotations

import unicodedata

from common.files.reading.pdf_rows import RowOfWords, rows_of

# A page in two columns has at least so many rows, this share of them with words on both sides of
# the gutter, and at most this share across it.
MIN_ROWS = 8
BOTH_SIDES = 0.4
ACROSS = 0.25
# With so many characters on each side, they are a text and not cells of a table; a Chinese
# character counts as two.
MIN_CHARACTERS = 14
STEP = 2.0


def in_reading_order(rows: list[RowOfWords]) -> list[list[RowOfWords]]:
    """The rows of a page in stretches that are read one after the other.

    One stretch for a page in one column. Rows that run across both columns separate stretches.
    """
    gutter = _gutter(rows)
    if gutter is None:
        return [rows]
    stretches: list[list[RowOfWords]] = []
    left: list[RowOfWords] = []
    right: list[RowOfWords] = []
    for row in rows:
        if _is_across(row, gutter):
            stretches += [left, right, [row]]
            left, right = [], []
            continue
        for side, own in (
            (left, [glyph for glyph in row.glyphs if glyph.middle < gutter]),
            (right, [glyph for glyph in row.glyphs if glyph.middle >= gutter]),
        ):
            side.extend(part for part in rows_of(own) if part.text)
    stretches += [left, right]
    if any(row.is_right_to_left for row in rows):
        stretches = _right_first(stretches)
    return [stretch for stretch in stretches if stretch]


def _right_first(stretches: list[list[RowOfWords]]) -> list[list[RowOfWords]]:
    """The same where the right column is read first: each left column comes after its right one."""
    turned: list[list[RowOfWords]] = []
    for index in range(0, len(stretches), 3):
        turned += [*stretches[index : index + 2][::-1], *stretches[index + 2 : index + 3]]
    return turned


def _gutter(rows: list[RowOfWords]) -> float | None:
    """Where the gutter between two columns is, from the left of the page; None for one column."""
    if len(rows) < MIN_ROWS:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    start, end = left + (right - left) * 0.35, left + (right - left) * 0.65
    places = [start + STEP * index for index in range(int((end - start) / STEP) + 1)]
    best = min(places, key=lambda place: sum(_is_across(row, place) for row in rows))
    across = sum(_is_across(row, best) for row in rows)
    both = sum(_has_both(row, best) for row in rows if not _is_across(row, best))
    is_gutter = across <= len(rows) * ACROSS and both >= len(rows) * BOTH_SIDES
    return best if is_gutter else None


def _is_across(row: RowOfWords, place: float) -> bool:
    """Whether a row's words run across a place; a single space there is too narrow for a gutter."""
    half = row.size * 0.4
    return any(g.left < place + half and g.right > place - half for g in row.written)


def _has_both(row: RowOfWords, place: float) -> bool:
    before = after = 0
    for glyph in row.written:
        places = 2 if unicodedata.east_asian_width(glyph.character[:1] or " ") in "WF" else 1
        if glyph.middle < place:
            before += places
        else:
            after += places
    return min(before, after) >= MIN_CHARACTERS
