"""Characters with their places, put back into the order in which they are read.

A page description draws Arabic as it looks, not as it is written: this undoes that. Footnote
marks (small raised digits) become superscript digits, so that no number is mistaken for one.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from common.files.reading.lines import raised

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
ROUND = str.maketrans("()", ")(")
# Of one number when they stand between its digits, even where the text runs right to left.
ARABIC = re.compile("[\u0600-\u06ff]")
LAM, ALEFS = "ل", "اأإآٱ"
SPACES = re.compile(r"\s+")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# In units of size: what is a space though none is drawn, and the least room for a space that the
# reader of the file saw; less after a comma, where no word goes on.
APART = 0.24
SEEN_APART = 0.21
SEEN_AFTER_COMMA = 0.15
# The same where a page draws hardly any space, so that those seen are all there are.
SEEN_ALONE = 0.1
FEW_SPACES = 0.05
NUMBER_SEPARATORS = frozenset(".,/:،٫٬")


@dataclass(frozen=True)
class Glyph:
    """A character; left, right, baseline and size in points, and its order in the file.

    ``mark`` is the number of its paragraph in the tags of the page, -1 for none. ``space``: the
    reader of the file saw a space after it, which is one if it is so wide (in units of size); 0.0
    where it saw none.
    """

    character: str
    left: float
    right: float
    baseline: float
    height: float
    order: int
    mark: int = -1
    space: float = 0.0
    is_bold: bool = False

    @property
    def middle(self) -> float:
        return round((self.left + self.right) / 2, 1)


def text_of(row: list[Glyph]) -> str:
    """The characters of one row as text in logical order, spaces where there are gaps."""
    if not row:
        return ""
    row = _with_superscripts(row)
    if not _is_right_to_left(row):
        return _text(
            _spaced(sorted(row, key=lambda glyph: (glyph.middle, glyph.order)), apart=APART)
        )
    # The places of spaces are not to be relied on here; gaps between letters are.
    letters = [glyph for glyph in row if not glyph.character.isspace()]
    visual = _with_lam_first(sorted(letters, key=lambda glyph: (-glyph.middle, glyph.order)))
    return _presentable(_text(_logical(_spaced(visual, apart=0.13))))


def _with_lam_first(visual: list[Glyph]) -> list[Glyph]:
    """The letters, with lam before the alef that one sign draws together with it.

    Neither their places nor their order in the file tell which of the two is written first.
    """
    row = list(visual)
    for index in range(len(row) - 1):
        first, second = row[index], row[index + 1]
        if first.character in ALEFS and second.character == LAM and _lie_together(first, second):
            row[index], row[index + 1] = second, first
    return row


def _lie_together(first: Glyph, second: Glyph) -> bool:
    """Whether two characters lie over one another by more than half of the narrower one."""
    shared = min(first.right, second.right) - max(first.left, second.left)
    narrower = min(first.right - first.left, second.right - second.left)
    return shared > narrower * 0.5


def settle_ligatures(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of an Arabic document, with those that one sign draws in their order.

    Where the reader of the file gives the two letters of lam-alef the wrong way round, it does so
    with the letters of every sign.
    """
    signs = _signs(glyphs)
    turned = [glyphs[start].character for start, end in signs if _is_lam_alef(glyphs[start:end])]
    if sum(character != LAM for character in turned) * 2 <= len(turned):
        return glyphs
    result = list(glyphs)
    for start, end in signs:
        result[start:end] = [
            replace(glyph, character=other.character)
            for glyph, other in zip(glyphs[start:end], glyphs[start:end][::-1], strict=True)
        ]
    return result


def _signs(glyphs: list[Glyph]) -> list[tuple[int, int]]:
    """From where to where several Arabic letters have one and the same place."""
    signs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(glyphs) + 1):
        same = index < len(glyphs) and _is_same_place(glyphs[start], glyphs[index])
        if not same:
            if index - start > 1:
                signs.append((start, index))
            start = index
    return signs


def _is_same_place(first: Glyph, second: Glyph) -> bool:
    letters = all(
        ARABIC.match(glyph.character) and unicodedata.category(glyph.character) == "Lo"
        for glyph in (first, second)
    )
    places = ((g.left, g.right, g.baseline) for g in (first, second))
    return letters and next(places) == next(places) and first.right > first.left


def _is_lam_alef(sign: list[Glyph]) -> bool:
    return (
        len(sign) == 2
        and {sign[0].character, sign[1].character} & set(ALEFS) != set()
        and (LAM in (sign[0].character, sign[1].character))
    )


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
    """The row with its raised digits and small letters, smaller and higher than their neighbours,
    as superscripts."""
    return [
        replace(glyph, character=raised(glyph.character))
        if raised(glyph.character) != glyph.character and _is_raised(glyph, row)
        else glyph
        for glyph in row
    ]


def _is_raised(glyph: Glyph, row: list[Glyph]) -> bool:
    """Whether a digit is raised from the nearest larger characters on either side of it."""
    larger = [
        other
        for other in row
        if other.height * 0.8 > glyph.height
        and not other.character.isspace()
        and abs(other.middle - glyph.middle) < other.height * 4
    ]
    if not larger:
        return False
    nearest = min(larger, key=lambda other: abs(other.middle - glyph.middle))
    return glyph.baseline > nearest.baseline + nearest.height * 0.1


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
        if spaced and (_is_apart(spaced[-1], glyph, apart) or _is_seen_apart(spaced[-1], glyph)):
            spaced.append(replace(glyph, character=" "))
        spaced.append(glyph)
    return spaced


def _text(row: list[Glyph]) -> str:
    return SPACES.sub(" ", "".join(glyph.character for glyph in row)).strip()


def _is_apart(first: Glyph, second: Glyph, apart: float) -> bool:
    """Whether there is room for a space between two characters (``apart`` in units of size)."""
    left, right = sorted((first, second), key=lambda glyph: glyph.left)
    if _is_wide_pair(left, right):
        return False
    return right.left - left.right > apart * max(left.height, right.height)


def trust_seen_spaces(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a page; where it draws no spaces, those that were seen are believed."""
    drawn = sum(glyph.character.isspace() for glyph in glyphs)
    if drawn > len(glyphs) * FEW_SPACES:
        return glyphs
    return [replace(glyph, space=SEEN_ALONE) if glyph.space else glyph for glyph in glyphs]


def _is_seen_apart(first: Glyph, second: Glyph) -> bool:
    """Whether the reader of the file saw a space between two characters, and there is one.

    It also sees spaces inside words that are drawn in several pieces. Measured on Word's PDFs,
    those are at most 0.19 of the size wide, real spaces at least 0.24. No space is seen beside
    the mark of a footnote.
    """
    if _is_wide_pair(first, second) or second.order < first.order:
        return False
    least = first.space or (SEEN_APART if first.character in RAISED else 0.0)
    if first.character in ",;:" and second.character.isalpha():
        least = min(least, SEEN_AFTER_COMMA)
    return bool(least) and _is_apart(first, second, least)


def _is_wide_pair(first: Glyph, second: Glyph) -> bool:
    return all(
        unicodedata.east_asian_width(glyph.character[:1] or " ") in "WF"
        for glyph in (first, second)
    )
