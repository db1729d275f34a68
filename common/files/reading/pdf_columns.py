"""Two columns on a page without tags: each is read to its end before the next one."""

from __future__ import annotations

import unicodedata

from common.files.reading.pdf_rows import Row, rows_of

# Of a page in two columns: so many rows at least, this share of them with words on both sides of
# the gutter, and hardly any across it.
MIN_ROWS = 8
BOTH_SIDES = 0.4
ACROSS = 0.25
# So many characters on each side are words of a text, not the cells of a table; one of Chinese
# counts as two.
MIN_CHARACTERS = 14
STEP = 2.0


def in_reading_order(rows: list[Row]) -> list[list[Row]]:
    """The rows of a page in stretches that are read one after the other.

    One stretch for a page in one column. Rows that run across both columns part them.
    """
    gutter = _gutter(rows)
    if gutter is None:
        return [rows]
    stretches: list[list[Row]] = []
    left: list[Row] = []
    right: list[Row] = []
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


def _right_first(stretches: list[list[Row]]) -> list[list[Row]]:
    """The same where the right column is read first: every left one stands after its right one."""
    turned: list[list[Row]] = []
    for index in range(0, len(stretches), 3):
        turned += [*stretches[index : index + 2][::-1], *stretches[index + 2 : index + 3]]
    return turned


def _gutter(rows: list[Row]) -> float | None:
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


def _is_across(row: Row, place: float) -> bool:
    """Whether a row's words run on over a place; a space there is no gutter, it is too narrow."""
    half = row.size * 0.4
    return any(g.left < place + half and g.right > place - half for g in row.written)


def _has_both(row: Row, place: float) -> bool:
    before = after = 0
    for glyph in row.written:
        places = 2 if unicodedata.east_asian_width(glyph.character[:1] or " ") in "WF" else 1
        if glyph.middle < place:
            before += places
        else:
            after += places
    return min(before, after) >= MIN_CHARACTERS
