"""The tree of headings: which stands under which, and the code that names it in every language."""

from dataclasses import dataclass

from commitments.outcomes.parse.blocks import Block, BlockKind
from commitments.outcomes.parse.labels import OUTER, Style
from commitments.outcomes.parse.model import Section
from commitments.outcomes.parse.numerals import LATIN, to_roman

LETTERS = (Style.LETTER, Style.LETTER_NAME)


@dataclass
class _Open:
    """A heading under which the text now stands. ``level`` is what the file says, 0 for nothing."""

    section: Section
    style: Style
    level: int
    value: int = 0
    children: int = 0
    is_empty: bool = True


class Outline:
    """Takes the headings of one part in order and places each."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.codes: set[str] = set()
        self.stack: list[_Open] = []
        self.tops = 0

    @property
    def current(self) -> Section | None:
        return self.stack[-1].section if self.stack else None

    @property
    def code(self) -> str:
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
        style = _style(block)
        level = block.first.level
        if style == Style.NONE:
            self._close_for_unnumbered(level)
        else:
            self._close_for(style)
        numeral = _numeral(style, block.mark.value if block.mark else 0)
        section = Section(
            code=self._code(numeral),
            numeral=numeral,
            heading=block.text,
            label=block.mark.label if block.mark else "",
            page=block.first.page,
            line=block.first.number,
        )
        self.sections.append(section)
        self.stack.append(_Open(section, style, level, block.mark.value if block.mark else 0))
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
            higher = bool(level and top.level and level < top.level)
            if top.style != Style.NONE and not higher:
                return
            told_apart = level and top.level and level != top.level
            if (
                top.style == Style.NONE
                and not higher
                and (told_apart or (top.is_empty and not (level and level == top.level)))
            ):
                return
            self.stack.pop()

    def _code(self, numeral: str) -> str:
        if self.stack:
            self.stack[-1].children += 1
            count, prefix = self.stack[-1].children, f"{self.stack[-1].section.code}-"
        else:
            self.tops += 1
            count, prefix = self.tops, ""
        code = f"{prefix}{numeral.lower() or count}"
        while code in self.codes:
            count += 1
            code = f"{prefix}{count}"
        self.codes.add(code)
        return code

    def settled(self) -> dict[str, str]:
        """For each code given so far, the code that its heading has in the end.

        A heading with a numeral has it as its code wherever it stands; headings without one are
        counted among their siblings, and pass over the numerals of others. A code given while the
        text is read cannot know the numerals that are still to come.
        """
        codes: dict[str, str] = {}
        taken: set[str] = set()
        by_parent: dict[str, list[Section]] = {}
        for section in self.sections:
            by_parent.setdefault(section.parent, []).append(section)
        # Parents stand before their children, so that each finds its parent's code settled.
        for parent, children in by_parent.items():
            prefix = f"{codes.get(parent, parent)}-" if parent else ""
            for child in children:
                code = f"{prefix}{child.numeral.lower()}"
                if child.numeral and code not in taken:
                    codes[child.code] = code
                    taken.add(code)
            for place, child in enumerate(children, 1):
                if child.code not in codes:
                    count = place
                    while f"{prefix}{count}" in taken:
                        count += 1
                    codes[child.code] = f"{prefix}{count}"
                    taken.add(codes[child.code])
        return codes


def _style(block: Block) -> Style:
    if block.kind != BlockKind.HEADING or block.mark is None:
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
