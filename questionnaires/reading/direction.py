"""Sheets of a language that is written from right to left, turned round: reading begins at the left
in all of them."""

from collections.abc import Callable
from dataclasses import replace

from common.files.reading.glyphs import settle_brackets
from questionnaires.reading.sheets import Box, Ground, Ink, Sheet


def settle(sheets: list[Sheet]) -> None:
    """The brackets of Arabic the right way round, judged over the whole document."""
    texts = settle_brackets([piece.text for sheet in sheets for piece in sheet.pieces])
    settled = iter(texts)
    for sheet in sheets:
        sheet.pieces = [replace(piece, text=next(settled)) for piece in sheet.pieces]


def mirror(sheets: list[Sheet]) -> None:
    """Turn the sheets of an Arabic document round, so that reading begins at the left."""
    text = "".join(piece.text for sheet in sheets for piece in sheet.pieces)[:200_000]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in text)
    if arabic * 2 < sum(character.isalpha() for character in text) or not arabic:
        return
    for sheet in sheets:
        turn = _turner(sheet.width)
        sheet.pieces = [
            replace(piece, box=turn(piece.box), text=_led(piece.text)) for piece in sheet.pieces
        ]
        sheet.marks = [replace(mark, box=turn(mark.box)) for mark in sheet.marks]
        sheet.loops = [turn(box) for box in sheet.loops]
        sheet.emphasised = [replace(each, box=turn(each.box)) for each in sheet.emphasised]
        sheet.shades = [replace(shade, box=turn(shade.box)) for shade in sheet.shades]
        sheet.rules = [
            replace(rule, left=sheet.width - rule.right, right=sheet.width - rule.left)
            for rule in sheet.rules
        ]
        sheet.mirrored = True
        if sheet.ink is not None:
            sheet.ink = _mirrored_ink(sheet.ink, turn)
        if sheet.ground is not None:
            sheet.ground = _mirrored_ground(sheet.ground, turn)


def _led(text: str) -> str:
    """A line of numbers or Latin words in an Arabic text, whose stops are drawn at its left, with
    the stops at its end."""
    if any("\u0600" <= character <= "\u06ff" and character.isalpha() for character in text):
        return text
    rest = text.lstrip(".,:;،؛!؟?)(][")
    led = text[: len(text) - len(rest)]
    return rest + led.translate(str.maketrans("([", ")]")) if rest and led else text


def _turner(width: float) -> Callable[[Box], Box]:
    return lambda box: Box(width - box.right, box.top, width - box.left, box.bottom)


def _mirrored_ink(ink: Ink, turn: Callable[[Box], Box]) -> Ink:
    return lambda box, ground: ink(turn(box), ground)


def _mirrored_ground(ground: Ground, turn: Callable[[Box], Box]) -> Ground:
    return lambda box: ground(turn(box))
