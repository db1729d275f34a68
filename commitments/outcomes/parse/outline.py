"""The tree of headings: which stands under which, and the code that names it in every language."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from commitments.outcomes.parse.blocks import Block
from commitments.outcomes.parse.labels import OUTER
from commitments.outcomes.parse.mark import Kind, Style
from commitments.outcomes.parse.model import Paragraph, Section
from commitments.outcomes.parse.numerals import LATIN, to_roman

LETTERS = (Style.LETTER, Style.LETTER_NAME)


@dataclass
class _Open:
    """A heading under which the text now stands. ``level`` is what the file says, 0 for nothing."""

    section: Section
    style: Style
    level: int
    value: int
    is_empty: bool = True


class Outline:
    """Takes the headings of one part in order and places each."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.stack: list[_Open] = []

    @property
    def code(self) -> str:
        """The code of the heading that the text stands under, until ``settle`` gives its last."""
        return self.stack[-1].section.code if self.stack else ""

    @property
    def top_numeral(self) -> str:
        """The numeral of the outermost heading that the text stands under, such as ``II``; below
        "Article 3" or the like ``3.``, with which the numbers of its paragraphs begin: ``3.1``.
        """
        worded = [entry.value for entry in self.stack if entry.style == Style.WORD]
        if worded:
            return f"{worded[-1]}."
        return self.stack[0].section.numeral if self.stack else ""

    def fill(self) -> None:
        """Note that text stands under the current heading."""
        for entry in self.stack:
            entry.is_empty = False

    def add(self, block: Block) -> Section:
        """Place the heading ``block``; the text that follows stands under it."""
        style, value, level = _style(block), block.mark.value, block.first.level
        if style == Style.NONE:
            self._close_for_unnumbered(level)
        else:
            self._close_for(style)
        section = Section(
            code=f"{self.code}-{len(self.sections)}",
            numeral=_numeral(style, value),
            heading=block.text,
            label=block.mark.label,
            page=block.first.page,
            line=block.first.number,
        )
        self.sections.append(section)
        self.stack.append(_Open(section, style, level, value))
        return section

    def _close_for(self, style: Style) -> None:
        """Close what a numbered heading ends: everything down to its own style."""
        family = _family(style)
        styles = [_family(entry.style) for entry in self.stack]
        if family in styles:
            del self.stack[styles.index(family) :]
        elif style in OUTER:
            self.stack.clear()
        else:
            while self.stack and self.stack[-1].style == Style.NONE:
                self.stack.pop()

    def _close_for_unnumbered(self, level: int) -> None:
        """Close its siblings; a heading without text under it takes the next one as its child."""
        while self.stack:
            top = self.stack[-1]
            is_numbered = top.style != Style.NONE
            if level and top.level:
                stays = level > top.level or (level == top.level and is_numbered)
            else:
                stays = top.is_empty or is_numbered
            if stays:
                return
            self.stack.pop()

    def settle(self, paragraphs: Iterable[Paragraph]) -> None:
        """Give each heading its code, and the paragraphs under it the same.

        A heading with a numeral has it as its code wherever it stands; headings without one are
        counted among their siblings, and pass over the numerals of others, also of those that
        are still to come while the text is read.
        """
        by_parent: dict[str, list[Section]] = {}
        for section in self.sections:
            by_parent.setdefault(section.parent, []).append(section)
        codes = {"": ""}
        # Parents stand before their children, so that each finds its parent's code settled.
        for parent, children in by_parent.items():
            prefix = f"{codes[parent]}-" if parent else ""
            first = {child.numeral.lower(): child for child in reversed(children) if child.numeral}
            taken = set(first)
            for place, child in enumerate(children, 1):
                name = child.numeral.lower()
                if first.get(name) is not child:
                    name = next(str(n) for n in count(place) if str(n) not in taken)
                    taken.add(name)
                codes[child.code] = prefix + name
        for paragraph in paragraphs:
            paragraph.section = codes[paragraph.section]
        for section in self.sections:
            section.code = codes[section.code]


def _style(block: Block) -> Style:
    if block.kind != Kind.HEADING:
        return Style.NONE
    numbers = (Style.DOT, Style.DASH, Style.PAREN, Style.BARE)
    return Style.DECIMAL if block.mark.style in numbers else block.mark.style


def _family(style: Style) -> Style:
    """One style for all that count alike: 二 and ثانيا are what II is."""
    if style in OUTER:
        return Style.ROMAN
    return Style.LETTER if style in LETTERS else style


def _numeral(style: Style, value: int) -> str:
    if style in OUTER:
        return to_roman(value)
    if style in LETTERS:
        return LATIN[value - 1] if 0 < value <= len(LATIN) else ""
    return str(value) if style == Style.DECIMAL else ""
