"""What a page of a PDF draws on and under its words: lines through them, and grounds that are no
boxes."""

from bisect import bisect_right

from questionnaires.reading.drawings import Drawn
from questionnaires.reading.ink import Seen
from questionnaires.reading.sheets import (
    LEAST_SHADE,
    WHITE,
    Box,
    Emphasis,
    Emphasised,
    Piece,
    Rule,
    Shade,
    Sheet,
)

# The heights of lines through words and under them, as shares of a word's height, and how far they
# may reach beyond the word.
THROUGH, UNDER, BEYOND = (0.35, 0.68), (0.74, 1.06), 0.8
MOST_LINES = MOST_FILLS = 2000


def is_under(ground: Box, piece: Piece) -> bool:
    """Whether something drawn is as high as the words that stand on it."""
    shared = ground.shared_height(piece.box)
    return ground.touches(piece.box) and shared > 0.7 * max(ground.height * 0.6, piece.box.height)


def is_shade(box: Box, seen: Seen) -> bool:
    """Whether what is drawn around something is no line but a ground of another colour."""
    beside = Box(box.left - 6, box.top, box.left - 2, box.bottom)
    inside, outside = seen.ground(box), seen.ground(beside)
    return inside is not None and outside is not None and outside - inside >= LEAST_SHADE


def add_shades(drawn: Drawn, sheet: Sheet, seen: Seen) -> None:
    """The grounds of cells, by the grey that is seen of them; white ones lie on others."""
    for box in drawn.fills[:MOST_FILLS]:
        level = seen.ground(box)
        if level is not None:
            colour = str(level) if level <= WHITE - LEAST_SHADE else ""
            sheet.shades.append(Shade(box, colour, (sheet.page or 1) - 1))


def add_lines(drawn: Drawn, sheet: Sheet) -> None:
    """Words that are struck out or underlined by a line."""
    lines = [*sheet.rules, *(Rule(side.y, side.left, side.right) for side in drawn.sides)]
    pieces = sorted(sheet.pieces, key=lambda piece: piece.box.top)
    tops = [piece.box.top for piece in pieces]
    tallest = max((piece.box.height for piece in pieces), default=0.0)
    for line in lines[:MOST_LINES]:
        first, last = bisect_right(tops, line.y - 1.1 * tallest), bisect_right(tops, line.y)
        for piece in pieces[first:last]:
            box, at = piece.box, (line.y - piece.box.top) / max(piece.box.height, 1.0)
            is_of_words = (
                line.left > box.left - BEYOND * piece.size
                and line.right < box.right + BEYOND * piece.size
            )
            place = Box(line.left, box.top, line.right, box.bottom)
            if THROUGH[0] <= at <= THROUGH[1] and box.shared_width(place) > 0:
                sheet.emphasised.append(Emphasised(Emphasis.STRUCK, place))
            elif UNDER[0] <= at <= UNDER[1] and is_of_words and box.shared_width(place) > 0:
                sheet.emphasised.append(Emphasised(Emphasis.UNDERLINED, place))
