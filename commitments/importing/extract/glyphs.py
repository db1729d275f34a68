"""Characters with their places, put back into the order in which they are read.

A page description draws Arabic as it looks, not as it is written: this undoes that. Footnote
marks (small raised digits) become superscript digits, so that no number is mistaken for one.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from statistics import median

from commitments.importing.extract.lines import superscript

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
ROUND = str.maketrans("()", ")(")
# Of one number when they stand between its digits, even where the text runs right to left.
ARABIC = re.compile("[\u0600-\u06ff]")
SPACES = re.compile(r"\s+")
NUMBER_SEPARATORS = frozenset(".,/:،٫٬")


@dataclass(frozen=True)
class Glyph:
    """A character; left, right, baseline and size in points, and its order in the file."""

    character: str
    left: float
    right: float
    baseline: float
    height: float
    order: int

    @property
    def middle(self) -> float:
        return round((self.left + self.right) / 2, 1)


def text_of(row: list[Glyph]) -> str:
    """The characters of one row as text in logical order, spaces where there are gaps."""
    if not row:
        return ""
    row = _with_superscripts(row)
    if not _is_right_to_left(row):
        return _text(_spaced(sorted(row, key=lambda glyph: (glyph.middle, glyph.order)), apart=0.3))
    # The places of spaces are not to be relied on here; gaps between letters are.
    letters = [glyph for glyph in row if not glyph.character.isspace()]
    visual = sorted(letters, key=lambda glyph: (-glyph.middle, glyph.order))
    return _presentable(_text(_logical(_spaced(visual, apart=0.13))))


def _presentable(text: str) -> str:
    """Letters instead of the shapes they take in a word."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufefc" else c for c in text
    )


def settle_brackets(texts: list[str]) -> list[str]:
    """The lines of a document, with the brackets of its Arabic the right way round.

    Some producers of PDF store a bracket as it is drawn and others as it is meant; over the
    whole document the wrong way leaves more of them without a partner.
    """
    arabic = [text for text in texts if ARABIC.search(text)]
    together = " ".join(arabic)
    if _unmatched(together.translate(ROUND)) < _unmatched(together):
        texts = [text.translate(ROUND) if ARABIC.search(text) else text for text in texts]
    return [
        text.replace("( ", "(").replace(" )", ")") if ARABIC.search(text) else text
        for text in texts
    ]


def _unmatched(text: str) -> float:
    """How many brackets have no partner; one left open counts half, a line may end first."""
    depth = wrong = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            wrong += depth == 0
            depth = max(depth - 1, 0)
    return wrong + depth / 2


def _with_superscripts(row: list[Glyph]) -> list[Glyph]:
    written = [glyph for glyph in row if not glyph.character.isspace()] or row
    height = median(glyph.height for glyph in written)
    baseline = median(glyph.baseline for glyph in written)
    return [
        replace(glyph, character=superscript(glyph.character))
        if glyph.character.isdigit()
        and glyph.height < height * 0.8
        and glyph.baseline > baseline + height * 0.1
        else glyph
        for glyph in row
    ]


def _is_right_to_left(row: list[Glyph]) -> bool:
    kinds = [unicodedata.bidirectional(glyph.character[:1] or " ") for glyph in row]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)


def _logical(visual: list[Glyph]) -> list[Glyph]:
    """A row read from the right, with the numbers and Latin words in it turned round again."""
    ltr = [_runs_rightwards(glyph) for glyph in visual]
    for index in range(1, len(visual) - 1):
        ltr[index] = ltr[index] or _binds(visual[index - 1 : index + 2], ltr, index)
    logical: list[Glyph] = []
    run: list[Glyph] = []
    for glyph, is_ltr in zip(visual, ltr, strict=True):
        if is_ltr:
            run.append(glyph)
            continue
        logical.extend(reversed(run))
        run = []
        logical.append(replace(glyph, character=glyph.character.translate(MIRRORED)))
    return logical + run[::-1]


def _runs_rightwards(glyph: Glyph) -> bool:
    return unicodedata.bidirectional(glyph.character[:1] or " ") in ("L", "EN", "AN")


def _binds(three: list[Glyph], ltr: list[bool], index: int) -> bool:
    """Whether the middle character belongs to a number or Latin word that goes on around it."""
    before, middle, after = three
    if not (ltr[index - 1] and _runs_rightwards(after)):
        return False
    digits = before.character.isdigit() and after.character.isdigit()
    return middle.character in NUMBER_SEPARATORS if digits else not middle.character.isalnum()


def _spaced(row: list[Glyph], apart: float) -> list[Glyph]:
    """The row with a space wherever two neighbours leave room for one."""
    spaced: list[Glyph] = []
    for glyph in row:
        if spaced and _is_apart(spaced[-1], glyph, apart):
            spaced.append(replace(glyph, character=" "))
        spaced.append(glyph)
    return spaced


def _text(row: list[Glyph]) -> str:
    return SPACES.sub(" ", "".join(glyph.character for glyph in row)).strip()


def _is_apart(first: Glyph, second: Glyph, apart: float) -> bool:
    """Whether there is room for a space between two characters (``apart`` in units of size)."""
    left, right = sorted((first, second), key=lambda glyph: glyph.left)
    if all(unicodedata.east_asian_width(g.character[:1] or " ") in "WF" for g in (left, right)):
        return False
    return right.left - left.right > apart * max(left.height, right.height)
