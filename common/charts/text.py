"""How wide words are, and where they break: a drawing does not know its font."""

import unicodedata
from collections.abc import Iterator

# Widths in the pages' fonts, in parts of the font size, rather too wide than too narrow.
WIDE = 1.0
CAPITAL = 0.7
NARROW = 0.3
CYRILLIC = 0.62
OTHER = 0.54


def width_of(words: str, size: float) -> float:
    """About how wide ``words`` are at a font size, in the same unit."""
    return size * sum(map(_width, words))


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return WIDE
    if unicodedata.combining(character):
        return 0
    if character in " .,;:·'’|il()":
        return NARROW
    if character.isupper():
        return CAPITAL
    return CYRILLIC if "Ѐ" <= character <= "ӿ" else OTHER


def wrap(words: str, width: float, size: float) -> list[str]:
    """``words`` in lines of at most ``width``; a single longer word gets a line of its own."""
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and width_of(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(words: str) -> Iterator[str]:
    """The pieces between which a line may break: words, or characters in a script without
    spaces."""
    piece = ""
    for character in words:
        piece += character
        if character == " " or unicodedata.east_asian_width(character) == "W":
            yield piece
            piece = ""
    if piece:
        yield piece
