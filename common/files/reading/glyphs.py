"""Characters with their places, put back into the order in which they are read.

A page description draws Arabic as it looks, not as it is written: this undoes that. Footnote
marks (small raised digits) become superscript digits, so that no number is mistaken for one.
"""

import re
import unicodedata
from typing import NamedTuple

from common.files.reading.lines import raised

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
ROUND = str.maketrans("()", ")(")
ARABIC = re.compile("[\u0600-\u06ff]")
# No character before the first is written from right to left; none before the second is as wide as
# it is high.
FIRST_RIGHT_TO_LEFT, FIRST_WIDE = "\u0590", "\u1100"
LAM, ALEFS = "ل", "اأإآٱ"
SPACES = re.compile(r"\s+")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# In units of size: the gap that is a space though none is drawn, and the least gap for a space that
# the PDF library saw. After a comma less is enough, since no word goes on there.
APART = 0.24
SEEN_APART = 0.21
SEEN_AFTER_COMMA = 0.15
# The same on a page that draws hardly any spaces, so that only the seen ones are left.
SEEN_ALONE = 0.1
FEW_SPACES = 0.05
# Part of one number between its digits, even where the text runs right to left.
NUMBER_SEPARATORS = frozenset(".,/:،٫٬")


class Glyph(NamedTuple):
    """A character; left, right, baseline and size in points, and its order in the file.

    ``mark`` is the number of its paragraph in the tags of the page, -1 for none. ``space`` is 0.0,
    unless the PDF library saw a space after the character: then it is the least gap (in units of
    size) for a real space.
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

    def read_as(self, character: str) -> "Glyph":
        """The same place with another character."""
        return self._replace(character=character)

    def followed_by(self, space: float) -> "Glyph":
        """The same with a space that was seen after it."""
        return self._replace(space=space)


def text_of(row: list[Glyph]) -> str:
    """The characters of one row as text in logical order, spaces where there are gaps."""
    if not row:
        return ""
    row = _with_superscripts(row)
    if not _is_right_to_left(row):
        return _text(
            _spaced(sorted(row, key=lambda glyph: (glyph.middle, glyph.order)), apart=APART)
        )
    # The places of spaces are unreliable here; the gaps between letters are reliable.
    letters = [glyph for glyph in row if not glyph.character.isspace()]
    visual = _with_lam_first(sorted(letters, key=lambda glyph: (-glyph.middle, glyph.order)))
    return _presentable(_text(_logical(_spaced(visual, apart=0.13))))


def _with_lam_first(visual: list[Glyph]) -> list[Glyph]:
    """The letters, with lam before alef where one sign draws both.

    Neither their places nor their order in the file tell which of the two comes first.
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
    """The characters of an Arabic document; letters that one sign draws are put in their order.

    If the PDF library reverses the two letters of lam-alef, it reverses the letters of every sign.
    """
    if not any(ARABIC.match(glyph.character) for glyph in glyphs):
        return glyphs
    signs = _signs(glyphs)
    turned = [glyphs[start].character for start, end in signs if _is_lam_alef(glyphs[start:end])]
    if sum(character != LAM for character in turned) * 2 <= len(turned):
        return glyphs
    result = list(glyphs)
    for start, end in signs:
        result[start:end] = [
            glyph.read_as(other.character)
            for glyph, other in zip(glyphs[start:end], glyphs[start:end][::-1], strict=True)
        ]
    return result


def _signs(glyphs: list[Glyph]) -> list[tuple[int, int]]:
    """The ranges of Arabic letters that share one place."""
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
    """The text with letters instead of their shapes in a word."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufefc" else c for c in text
    )


def settle_brackets(texts: list[str]) -> list[str]:
    """The lines of a document, with the brackets of its Arabic the right way round.

    Some programs store a bracket in a PDF as it is drawn, others as it is meant. Over a whole
    document, the wrong way leaves more brackets without a partner.
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
    """How many brackets have no partner; one left open counts half, since a line may end before it
    closes."""
    depth = wrong = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            wrong += depth == 0
            depth = max(depth - 1, 0)
    return wrong + depth / 2


def _with_superscripts(row: list[Glyph]) -> list[Glyph]:
    """The row with superscripts for raised digits and small letters: those smaller and higher than
    their neighbours."""
    tallest = max((glyph.height for glyph in row), default=0.0)
    return [
        glyph.read_as(raised(glyph.character))
        if tallest * 0.8 > glyph.height
        and raised(glyph.character) != glyph.character
        and _is_raised(glyph, row)
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
    if all(glyph.character < FIRST_RIGHT_TO_LEFT for glyph in row):
        return False
    kinds = [unicodedata.bidirectional(glyph.character[:1] or " ") for glyph in row]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)


def _logical(visual: list[Glyph]) -> list[Glyph]:
    """A row read from the right, with its numbers and Latin words turned back."""
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
        logical.append(glyph.read_as(glyph.character.translate(MIRRORED)))
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
            spaced.append(glyph.read_as(" "))
        spaced.append(glyph)
    return spaced


def _text(row: list[Glyph]) -> str:
    return SPACES.sub(" ", "".join(glyph.character for glyph in row)).strip()


def _is_apart(first: Glyph, second: Glyph, apart: float) -> bool:
    """Whether there is room for a space between two characters (``apart`` in units of size)."""
    left, right = (second, first) if second.left < first.left else (first, second)
    has_room = right.left - left.right > apart * max(left.height, right.height)
    return has_room and not _is_wide_pair(left, right)


def trust_seen_spaces(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a page. If it draws hardly any spaces, those that the PDF library saw
    count."""
    drawn = sum(glyph.character.isspace() for glyph in glyphs)
    if drawn > len(glyphs) * FEW_SPACES:
        return glyphs
    return [glyph.followed_by(SEEN_ALONE) if glyph.space else glyph for glyph in glyphs]


def _is_seen_apart(first: Glyph, second: Glyph) -> bool:
    """Whether the PDF library saw a space between two characters, and it is a real one.

    The library also sees spaces inside words that are drawn in several pieces. Measured on Word's
    PDFs, these are at most 0.19 of the size wide, real spaces at least 0.24. No space is seen
    beside the mark of a footnote.
    """
    least = first.space or (SEEN_APART if first.character in RAISED else 0.0)
    if not least or second.order < first.order:
        return False
    if first.character in ",;:" and second.character.isalpha():
        least = min(least, SEEN_AFTER_COMMA)
    return _is_apart(first, second, least)


def _is_wide_pair(first: Glyph, second: Glyph) -> bool:
    return _is_wide(first.character) and _is_wide(second.character)


def _is_wide(character: str) -> bool:
    return character >= FIRST_WIDE and unicodedata.east_asian_width(character[0]) in "WF"
