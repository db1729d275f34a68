"""Blocks to parts: body, annexes and recommendations, each with its headings and paragraphs."""

from dataclasses import dataclass, field

from commitments.outcomes.parse.blocks import Block
from commitments.outcomes.parse.characters import ends_clause, ends_sentence, ends_with_colon, width
from commitments.outcomes.parse.explaining import side_of
from commitments.outcomes.parse.mark import Kind
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
from commitments.outcomes.parse.series import RECOMMENDATION
from commitments.outcomes.parse.words import PREAMBLE, SUMMARY

ENDED = (Kind.PARAGRAPH, Kind.HEADING, Kind.TITLE, Kind.RECOMMENDATION)


@dataclass
class _Draft:
    """A part being built. The next text without a mark belongs to ``record``; None at the start.

    ``recommended``: the recommendations, each with the number of paragraphs before it.
    ``in_front``: prose, such as a summary, stands between the title and the first paragraph.
    """

    part: Part
    outline: Outline = field(default_factory=Outline)
    record: Paragraph | Section | None = None
    base_level: int = 0
    opening: list[str] = field(default_factory=list)
    starts: list[tuple[int, str]] = field(default_factory=list)
    recommended: list[tuple[int, Paragraph]] = field(default_factory=list)
    counted: str = ""
    in_front: bool = False

    @property
    def recommendations(self) -> list[Paragraph]:
        return [recommendation for _place, recommendation in self.recommended]


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
        for index, block in enumerate(self.blocks):
            sections = len(self.draft.outline.sections)
            self._take(index, block)
            if block.kind != Kind.TABLE:
                self.after_heading = len(self.draft.outline.sections) > sections
        parts: list[Part] = []
        for draft in self.drafts:
            self._finish(draft)
            parts.append(draft.part)
            if draft.recommended:
                side = _explain(draft)
                parts.append(_recommendations(draft, side or ""))
                if side == "":
                    first = draft.recommendations[0]
                    problem = Problem("explanation_open", Grade.WARNING, first.page, first.line)
                    self.problems.append(problem)
        return [p for p in parts if p.titles or p.paragraphs or p.sections or p.label]

    def _take(self, index: int, block: Block) -> None:
        if block.kind == Kind.ANNEX:
            self._annex(block)
        elif block.kind == Kind.TITLE:
            self._title(index, block)
        elif block.kind in (Kind.PARAGRAPH, Kind.RECOMMENDATION):
            self._paragraph(block)
        elif block.kind == Kind.TABLE:
            self._table(block)
        elif block.kind == Kind.HEADING or (
            block.kind == Kind.TEXT and self._is_heading(index, block)
        ):
            self._heading(block)
        else:
            self._continue(index, block)

    def _annex(self, block: Block) -> None:
        part = Part(PartKind.ANNEX, block.mark.label, [block.text] if block.text else [])
        self.draft = _Draft(part, base_level=block.first.level)
        self.drafts.append(self.draft)

    def _heading(self, block: Block) -> None:
        self.draft.record = self.draft.outline.add(block)
        self._own(block, self.draft.record)

    def _title(self, index: int, block: Block) -> None:
        draft = self.draft
        if draft.record is not None:
            self._heading(block)
            return
        draft.in_front = draft.in_front or bool(SUMMARY.match(block.text))
        is_deeper = draft.base_level and block.first.level > draft.base_level and draft.part.titles
        if draft.in_front and not self._leads_soon(index):
            self._front(block)
        elif is_deeper:
            self._heading(block)
        else:
            draft.base_level = draft.base_level or block.first.level
            draft.part.titles.append(block.text)

    def _paragraph(self, block: Block) -> None:
        draft, mark = self.draft, block.mark
        paragraph = Paragraph(
            printed(mark.value, mark.suffix),
            [block.text] if block.text else [],
            draft.outline.code,
            page=block.first.page,
            line=block.first.number,
        )
        count = len(draft.part.paragraphs)
        if block.kind == Kind.RECOMMENDATION:
            draft.counted = mark.word
            draft.recommended.append((count, paragraph))
        else:
            if not count or block.is_new_numbering:
                draft.starts.append((count, draft.outline.top_numeral))
            draft.part.paragraphs.append(paragraph)
        draft.outline.fill()
        draft.record = paragraph
        self._own(block, paragraph)

    def _table(self, block: Block) -> None:
        """A row of a table: kept with what it stands below, apart from the words."""
        record, first = self.draft.record, block.first
        if record is None:
            self.left.append(Left(block.text, "table", first.page, first.number))
            return
        record.tables.append(block.text)
        self._own(block, record)

    def _is_heading(self, index: int, block: Block) -> bool:
        """Whether a text without any mark is a heading: by its words and by what stands around."""
        if not block.is_heading_like:
            return False
        if self.draft.record is None:
            return bool(self.draft.opening or PREAMBLE.match(block.text)) and self._leads_on(index)
        before = self._neighbour(index, -1)
        after = self._neighbour(index, 1)
        # A paragraph, or the words below a heading, may announce the headings: "… measures:".
        is_chapeau = isinstance(self.draft.record, Section)
        ended = before is None or ends_sentence(before.text)
        if before and ends_with_colon(before.text):
            ended = (
                ended or before.kind == Kind.PARAGRAPH or (before.kind == Kind.TEXT and is_chapeau)
            )
        if not (self.after_heading or ended or block.first.bold):
            return False
        return after is not None and (
            after.kind in ENDED
            or (after.kind == Kind.TEXT and self._leads_on(self.blocks.index(after)))
            or (block.first.bold and not after.first.bold)
        )

    def _neighbour(self, index: int, step: int) -> Block | None:
        """The block before or after, tables passed over."""
        places = range(index + step, len(self.blocks) if step > 0 else -1, step)
        around = (self.blocks[place] for place in places)
        return next((block for block in around if block.kind != Kind.TABLE), None)

    def _leads_on(self, index: int) -> bool:
        """Whether a text is followed by a paragraph, as the words below a heading are."""
        following = self._neighbour(index, 1)
        return following is not None and following.kind in ENDED

    def _continue(self, index: int, block: Block) -> None:
        draft, text = self.draft, block.text
        if isinstance(draft.record, Paragraph):
            self._add_to(draft.record, block)
        elif draft.record is not None:
            draft.record.chapeau = f"{draft.record.chapeau}\n{text}".strip()
            draft.outline.fill()
            self._own(block, draft.record)
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
        if kinds == [Kind.TEXT, Kind.PARAGRAPH]:
            return ends_with_colon(after[0].text)
        return kinds[:1] in ([Kind.PARAGRAPH], [Kind.RECOMMENDATION])

    def _is_prose(self, index: int) -> bool:
        """Whether words before the first paragraph of an annex are of its text, not its title."""
        text = self.blocks[index].text
        is_annex = self.draft.part.kind == PartKind.ANNEX
        return is_annex and (ends_with_colon(text) or ends_sentence(text) or text[-1:] in ",，،")

    def _add_to(self, paragraph: Paragraph, block: Block) -> None:
        self._own(block, paragraph)
        paragraph.texts.append(block.text)
        after_sentence = len(paragraph.texts) > 1 and ends_sentence(paragraph.texts[-2])
        if block.kind == Kind.TEXT and after_sentence and ends_with_colon(block.text):
            first, params = block.first, {"number": paragraph.number, "text": block.text[:80]}
            self.problems.append(
                Problem("unnumbered_text", Grade.INFO, first.page, first.number, params)
            )

    def _own(self, block: Block, record: Paragraph | Section) -> None:
        self.owners.update(dict.fromkeys(block.rows, record))

    def _finish(self, draft: _Draft) -> None:
        part = draft.part
        draft.outline.settle([*part.paragraphs, *draft.recommendations])
        part.sections = draft.outline.sections
        if draft.opening and part.paragraphs:
            first = part.paragraphs[0]
            first.texts[:0] = draft.opening
            self.problems.append(first.problem("opening_text", Grade.INFO))
        elif draft.opening:
            part.titles.extend(draft.opening)
        if len(draft.starts) > 1:
            self._tell_numberings_apart(draft)

    def _tell_numberings_apart(self, draft: _Draft) -> None:
        """Put the main heading's numeral before numbers that begin anew under it: ``II 1``."""
        paragraphs = draft.part.paragraphs
        ends = [start for start, _numeral in draft.starts[1:]] + [len(paragraphs)]
        for (start, numeral), end in zip(draft.starts, ends, strict=True):
            for paragraph in paragraphs[start:end]:
                space = "" if numeral.endswith(".") else " "
                paragraph.number = f"{numeral}{space}{paragraph.number}".strip()
        second = paragraphs[draft.starts[1][0]]
        self.problems.append(second.problem("numbering_restarts", Grade.INFO))


def _recommendations(draft: _Draft, explained: str) -> Part:
    """The recommendations of a part as a part of their own, with the headings they stand under."""
    records = draft.recommendations
    used = {record.section for record in records}
    sections = [
        section
        for section in draft.part.sections
        if any(code == section.code or code.startswith(f"{section.code}-") for code in used)
    ]
    titles = list(draft.part.titles)
    return Part(PartKind.RECOMMENDATIONS, "", titles, sections, records, explained)


def _explain(draft: _Draft) -> str | None:
    """Give each recommendation the numbered paragraphs around it, and those of them that explain
    it. Returns the side on which these stand: empty where that is open, None where there are none.

    A recommendation without words of its own takes them from these paragraphs. Actions and targets
    are not explained one by one.
    """
    records = draft.recommendations
    above, below = _around(draft)
    if draft.counted != RECOMMENDATION or not any([*above, *below]):
        side = None
    elif not records[0].texts:
        side = "below"
    else:
        side = side_of(
            [record.words for record in records],
            [" ".join(lines) for lines in below[:-1]],
            above_first=bool(above[0]),
            below_last=bool(below[-1]),
        )
    for record, over, under in zip(records, above, below, strict=True):
        chosen = over if side == "above" else under
        if not record.texts:
            record.texts = chosen
        elif draft.counted == RECOMMENDATION:
            record.above, record.below = over, under
            record.explanation = chosen if side else []
    return side


def _around(draft: _Draft) -> tuple[list[list[str]], list[list[str]]]:
    """The numbered paragraphs above each recommendation and below it, a line for each part."""
    places = [0, *(place for place, _record in draft.recommended), len(draft.part.paragraphs)]
    records = draft.recommendations
    below = [
        _lines(draft, start, end, record)
        for start, end, record in zip(places[1:-1], places[2:], records, strict=True)
    ]
    return [_lines(draft, 0, places[1], records[0]), *below[:-1]], below


def _lines(draft: _Draft, start: int, end: int, record: Paragraph) -> list[str]:
    """Numbered paragraphs under the heading of a recommendation, with their numbers."""
    return [
        line
        for one in draft.part.paragraphs[start:end]
        if one.section == record.section
        for line in (f"{one.number}. {' '.join(one.texts[:1])}", *one.texts[1:])
    ]
