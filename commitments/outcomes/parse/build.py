"""Blocks to parts: body, annexes and recommendations, each with its headings and paragraphs."""

from dataclasses import dataclass, field

from commitments.outcomes.parse.blocks import Block, BlockKind
from commitments.outcomes.parse.characters import ends_clause, ends_sentence, ends_with_colon, width
from commitments.outcomes.parse.explaining import side_of
from commitments.outcomes.parse.marks import LONG
from commitments.outcomes.parse.model import (
    Grade,
    Left,
    Paragraph,
    Part,
    PartKind,
    Problem,
    Section,
)
from commitments.outcomes.parse.numerals import printed
from commitments.outcomes.parse.outline import Outline
from commitments.outcomes.parse.words import PREAMBLE, SUMMARY

ENDED = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE, BlockKind.RECOMMENDATION)


@dataclass
class _Draft:
    """A part being built. ``where`` is what the next text without a mark belongs to.

    ``in_front``: prose, such as a summary, stands between the title and the first paragraph.
    """

    part: Part
    outline: Outline = field(default_factory=Outline)
    where: str = "start"
    base_level: int = 0
    opening: list[str] = field(default_factory=list)
    starts: list[tuple[int, str]] = field(default_factory=list)
    recommended: list[tuple[int, str, Paragraph]] = field(default_factory=list)
    counted: str = ""
    in_front: bool = False


class Builder:
    """Takes the blocks in order. ``owners`` says which record each row went into."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.draft = _Draft(Part(PartKind.BODY))
        self.drafts = [self.draft]
        self.owners: dict[int, Paragraph | Section] = {}
        self.problems: list[Problem] = []
        self.after_heading = False
        self.left: list[Left] = []

    def build(self) -> list[Part]:
        take = {
            BlockKind.ANNEX: self._annex,
            BlockKind.HEADING: self._heading,
            BlockKind.TITLE: self._title,
            BlockKind.PARAGRAPH: self._paragraph,
            BlockKind.RECOMMENDATION: self._recommendation,
            BlockKind.ITEM: self._item,
            BlockKind.TEXT: self._text,
            BlockKind.TABLE: self._table,
        }
        for index, block in enumerate(self.blocks):
            sections = len(self.draft.outline.sections)
            take[block.kind](index, block)
            if block.kind != BlockKind.TABLE:
                self.after_heading = len(self.draft.outline.sections) > sections
        parts: list[Part] = []
        for draft in self.drafts:
            self._finish(draft)
            parts.append(draft.part)
            if draft.recommended:
                part, is_open = _recommendations(draft)
                parts.append(part)
                if is_open:
                    first = part.paragraphs[0]
                    self.problems.append(
                        Problem("explanation_open", Grade.WARNING, first.page, first.line)
                    )
        return [p for p in parts if p.titles or p.paragraphs or p.sections or p.label]

    def _annex(self, _index: int, block: Block) -> None:
        label = block.mark.label if block.mark else ""
        self.draft = _Draft(Part(PartKind.ANNEX, label), base_level=block.first.level)
        self.drafts.append(self.draft)
        if block.text:
            self.draft.part.titles.append(block.text)

    def _heading(self, _index: int, block: Block) -> None:
        self._own(block, self.draft.outline.add(block))
        self.draft.where = "heading"

    def _title(self, index: int, block: Block) -> None:
        draft = self.draft
        is_summary = draft.where == "start" and bool(SUMMARY.match(block.text))
        draft.in_front = draft.in_front or is_summary
        if draft.where == "start" and draft.in_front and not self._leads_soon(index):
            self._front(block)
            return
        is_deeper = draft.base_level and block.first.level > draft.base_level and draft.part.titles
        if draft.where == "start" and not is_deeper:
            draft.base_level = draft.base_level or block.first.level
            draft.part.titles.append(block.text)
            return
        self._heading(index, block)

    def _paragraph(self, _index: int, block: Block) -> None:
        draft, mark = self.draft, block.mark
        number = printed(mark.value, mark.suffix) if mark else ""
        paragraph = Paragraph(
            number,
            [block.text] if block.text else [],
            draft.outline.code,
            page=block.first.page,
            line=block.first.number,
        )
        if not draft.part.paragraphs or block.is_new_numbering:
            draft.starts.append((len(draft.part.paragraphs), draft.outline.top_numeral))
        draft.part.paragraphs.append(paragraph)
        draft.outline.fill()
        draft.where = "paragraph"
        self._own(block, paragraph)

    def _recommendation(self, _index: int, block: Block) -> None:
        draft = self.draft
        recommendation = Paragraph(
            str(block.mark.value if block.mark else 0),
            [block.text] if block.text else [],
            draft.outline.code,
            page=block.first.page,
            line=block.first.number,
        )
        draft.counted = block.mark.word if block.mark else ""
        place = len(draft.part.paragraphs)
        draft.recommended.append((place, draft.outline.code, recommendation))
        draft.outline.fill()
        draft.where = "recommendation"
        self._own(block, recommendation)

    def _item(self, index: int, block: Block) -> None:
        self._continue(index, block)

    def _table(self, _index: int, block: Block) -> None:
        """A row of a table: kept with what it stands below, apart from the words."""
        draft, first = self.draft, block.first
        record: Paragraph | Section | None = draft.outline.current
        if draft.where == "paragraph":
            record = draft.part.paragraphs[-1]
        elif draft.where == "recommendation":
            record = draft.recommended[-1][2]
        if record is None:
            self.left.append(Left(block.text, "table", first.page, first.number))
            return
        record.tables.append(block.text)
        self._own(block, record)

    def _text(self, index: int, block: Block) -> None:
        if self._is_heading(index, block):
            self._heading(index, block)
        else:
            self._continue(index, block)

    def _is_heading(self, index: int, block: Block) -> bool:
        """Whether a text without any mark is a heading: by its words and by what stands around."""
        if not block.is_heading_like:
            return False
        if self.draft.where == "start":
            return bool(self.draft.opening or PREAMBLE.match(block.text)) and self._leads_on(index)
        before = self._neighbour(index, -1)
        after = self._neighbour(index, 1)
        ended = before is None or ends_sentence(before.text) or self._colon_before_heading(before)
        if not (self.after_heading or ended or block.first.bold):
            return False
        return after is not None and (
            after.kind in ENDED
            or (after.kind == BlockKind.TEXT and self._leads_on(self.blocks.index(after)))
            or (block.first.bold and not after.first.bold)
        )

    def _neighbour(self, index: int, step: int) -> Block | None:
        """The block before or after, tables passed over."""
        index += step
        while 0 <= index < len(self.blocks):
            if self.blocks[index].kind != BlockKind.TABLE:
                return self.blocks[index]
            index += step
        return None

    def _colon_before_heading(self, before: Block) -> bool:
        """Whether a paragraph, or the words below a heading, announce the headings that follow: "…
        measures:".
        """
        is_chapeau = before.kind == BlockKind.TEXT and self.draft.where == "heading"
        announces = before.kind == BlockKind.PARAGRAPH or is_chapeau
        return announces and ends_with_colon(before.text)

    def _leads_on(self, index: int) -> bool:
        """Whether a text is followed by a paragraph, as the words below a heading are."""
        following = self._neighbour(index, 1)
        return following is not None and following.kind in ENDED

    def _continue(self, index: int, block: Block) -> None:
        draft, text = self.draft, block.text
        if draft.where == "paragraph":
            self._add_to(draft.part.paragraphs[-1], block)
        elif draft.where == "recommendation":
            self._add_to(draft.recommended[-1][2], block)
        elif draft.where == "heading" and (section := draft.outline.current):
            section.chapeau = f"{section.chapeau}\n{text}".strip()
            draft.outline.fill()
            self._own(block, section)
        elif ends_clause(text) and self._is_prose(index):
            draft.opening.append(text)
        elif draft.in_front or text.startswith("*") or self._is_front(index):
            draft.in_front = draft.in_front or not text.startswith("*")
            self._front(block)
        else:
            draft.part.titles.append(text)

    def _front(self, block: Block) -> None:
        self.left.append(Left(block.text, "front", block.first.page, block.first.number))

    def _is_front(self, index: int) -> bool:
        """Whether words before the first paragraph of a body are prose rather than its title."""
        text = self.blocks[index].text
        goes_on = text[:1].islower() and index and self.blocks[index - 1].text.startswith("*")
        is_prose = bool(goes_on) or width(text) > LONG
        return self.draft.part.kind == PartKind.BODY and ends_sentence(text) and is_prose

    def _leads_soon(self, index: int) -> bool:
        """Whether a paragraph follows a heading, with only its chapeau in between."""
        after = self.blocks[index + 1 : index + 3]
        kinds = [block.kind for block in after]
        if kinds == [BlockKind.TEXT, BlockKind.PARAGRAPH]:
            return ends_with_colon(after[0].text)
        return kinds[:1] in ([BlockKind.PARAGRAPH], [BlockKind.RECOMMENDATION])

    def _is_prose(self, index: int) -> bool:
        """Whether words before the first paragraph of an annex are of its text, not its title."""
        text = self.blocks[index].text
        is_annex = self.draft.part.kind == PartKind.ANNEX
        return is_annex and (ends_with_colon(text) or ends_sentence(text) or text[-1:] in ",，،")

    def _add_to(self, paragraph: Paragraph, block: Block) -> None:
        self._own(block, paragraph)
        paragraph.texts.append(block.text)
        after_sentence = len(paragraph.texts) > 1 and ends_sentence(paragraph.texts[-2])
        if block.kind == BlockKind.TEXT and after_sentence and ends_with_colon(block.text):
            self.problems.append(
                Problem(
                    "unnumbered_text",
                    Grade.INFO,
                    block.first.page,
                    block.first.number,
                    {"number": paragraph.number, "text": block.text[:80]},
                )
            )

    def _own(self, block: Block, record: Paragraph | Section) -> None:
        self.owners.update(dict.fromkeys(block.rows, record))

    def _finish(self, draft: _Draft) -> None:
        part = draft.part
        self._settle_codes(draft)
        part.sections = draft.outline.sections
        if draft.opening and part.paragraphs:
            first = part.paragraphs[0]
            first.texts[:0] = draft.opening
            self.problems.append(
                Problem(
                    "opening_text", Grade.INFO, first.page, first.line, {"number": first.number}
                )
            )
        elif draft.opening:
            part.titles.extend(draft.opening)
        if len(draft.starts) > 1:
            self._tell_numberings_apart(draft)

    @staticmethod
    def _settle_codes(draft: _Draft) -> None:
        codes = draft.outline.settled()
        recommended = [paragraph for _place, _section, paragraph in draft.recommended]
        for paragraph in [*draft.part.paragraphs, *recommended]:
            paragraph.section = codes.get(paragraph.section, "")
        draft.recommended = [
            (place, codes.get(section, ""), paragraph)
            for place, section, paragraph in draft.recommended
        ]
        for section in draft.outline.sections:
            section.code = codes[section.code]

    def _tell_numberings_apart(self, draft: _Draft) -> None:
        """Put the main heading's numeral before numbers that begin anew under it: ``II 1``."""
        paragraphs = draft.part.paragraphs
        ends = [start for start, _numeral in draft.starts[1:]] + [len(paragraphs)]
        for (start, numeral), end in zip(draft.starts, ends, strict=True):
            for paragraph in paragraphs[start:end]:
                space = "" if numeral.endswith(".") else " "
                paragraph.number = f"{numeral}{space}{paragraph.number}".strip()
        first = paragraphs[draft.starts[1][0]]
        self.problems.append(
            Problem(
                "numbering_restarts", Grade.INFO, first.page, first.line, {"number": first.number}
            )
        )


def _recommendations(draft: _Draft) -> tuple[Part, bool]:
    """The recommendations of a part as a part of their own, and whether it is open which paragraphs
    explain them.
    """
    records = [recommendation for _place, _section, recommendation in draft.recommended]
    is_open, explained = _explain(draft, records)
    used = {record.section for record in records}
    sections = [
        section
        for section in draft.part.sections
        if any(code == section.code or code.startswith(f"{section.code}-") for code in used)
    ]
    titles = list(draft.part.titles)
    return Part(PartKind.RECOMMENDATIONS, "", titles, sections, records, explained), is_open


def _explain(draft: _Draft, records: list[Paragraph]) -> tuple[bool, str]:
    """Give each recommendation the numbered paragraphs around it, and those of them that explain
    it. Returns whether it is open which explain, and on which side of the recommendations they
    stand.

    A recommendation without words of its own takes them from these paragraphs. Actions and targets
    are not explained one by one.
    """
    above, below = _around(draft)
    is_open, explained = _side(draft, records, above, below)
    for record, over, under in zip(records, above, below, strict=True):
        chosen = over if explained == "above" else under
        if not record.texts:
            record.texts = chosen
        elif draft.counted == "recommendation":
            record.above, record.below = over, under
            record.explanation = chosen if explained else []
    return is_open, explained


def _around(draft: _Draft) -> tuple[list[list[str]], list[list[str]]]:
    """The numbered paragraphs above each recommendation and below it, a line for each part."""
    places = [place for place, _section, _recommendation in draft.recommended]
    ends = [*places[1:], len(draft.part.paragraphs)]
    sections = [section for _place, section, _recommendation in draft.recommended]
    below = [
        _lines(draft, start, end, section)
        for start, end, section in zip(places, ends, sections, strict=True)
    ]
    return [_lines(draft, 0, places[0], sections[0]), *below[:-1]], below


def _lines(draft: _Draft, start: int, end: int, section: str) -> list[str]:
    """Numbered paragraphs of one section, with their numbers."""
    return [
        line
        for one in draft.part.paragraphs[start:end]
        if one.section == section
        for line in (f"{one.number}. {' '.join(one.texts[:1])}", *one.texts[1:])
    ]


def _side(
    draft: _Draft, records: list[Paragraph], above: list[list[str]], below: list[list[str]]
) -> tuple[bool, str]:
    """Whether it is open where the explanations stand, and the side, empty for none."""
    if draft.counted != "recommendation" or not any([*above, *below]):
        return False, ""
    if not records[0].texts:
        return False, "below"
    side = side_of(
        [record.words for record in records],
        [" ".join(lines) for lines in below[:-1]],
        above_first=bool(above[0]),
        below_last=bool(below[-1]),
    )
    if side.is_open:
        return True, ""
    return False, "above" if side.before else "below"
