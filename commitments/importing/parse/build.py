"""Blocks to parts: body, annexes and recommendations, each with its headings and paragraphs."""

from dataclasses import dataclass, field

from commitments.importing.parse.blocks import Block, BlockKind
from commitments.importing.parse.characters import ends_clause, ends_sentence, ends_with_colon
from commitments.importing.parse.model import Grade, Paragraph, Part, PartKind, Problem, Section
from commitments.importing.parse.numerals import printed
from commitments.importing.parse.outline import Outline
from commitments.importing.parse.words import PREAMBLE

ENDED = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE, BlockKind.RECOMMENDATION)


@dataclass
class _Draft:
    """A part being built. ``where`` is what the next text without a mark belongs to."""

    part: Part
    outline: Outline = field(default_factory=Outline)
    where: str = "start"
    base_level: int = 0
    opening: list[str] = field(default_factory=list)
    starts: list[tuple[int, str]] = field(default_factory=list)
    recommended: list[tuple[int, str, Paragraph]] = field(default_factory=list)


class Builder:
    """Takes the blocks in order. ``owners`` says which record each row went into."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.draft = _Draft(Part(PartKind.BODY))
        self.drafts = [self.draft]
        self.owners: dict[int, Paragraph | Section] = {}
        self.problems: list[Problem] = []
        self.after_heading = False

    def build(self) -> list[Part]:
        take = {
            BlockKind.ANNEX: self._annex,
            BlockKind.HEADING: self._heading,
            BlockKind.TITLE: self._title,
            BlockKind.PARAGRAPH: self._paragraph,
            BlockKind.RECOMMENDATION: self._recommendation,
            BlockKind.ITEM: self._item,
            BlockKind.TEXT: self._text,
        }
        for index, block in enumerate(self.blocks):
            sections = len(self.draft.outline.sections)
            take[block.kind](index, block)
            self.after_heading = len(self.draft.outline.sections) > sections
        parts: list[Part] = []
        for draft in self.drafts:
            self._finish(draft)
            parts.append(draft.part)
            if draft.recommended:
                parts.append(_recommendations(draft))
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
        place = len(draft.part.paragraphs)
        draft.recommended.append((place, draft.outline.code, recommendation))
        draft.outline.fill()
        draft.where = "recommendation"
        self._own(block, recommendation)

    def _item(self, index: int, block: Block) -> None:
        self._continue(index, block)

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
        before = self.blocks[index - 1]
        after = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if not (self.after_heading or ends_sentence(before.text) or block.first.bold):
            return False
        return after is not None and (
            after.kind in ENDED
            or (after.kind == BlockKind.TEXT and self._leads_on(index + 1))
            or (block.first.bold and not after.first.bold)
        )

    def _leads_on(self, index: int) -> bool:
        """Whether a text is followed by a paragraph, as the words below a heading are."""
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
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
        else:
            draft.part.titles.append(text)

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

    def _tell_numberings_apart(self, draft: _Draft) -> None:
        """Put the main heading's numeral before numbers that begin anew under it: ``II 1``."""
        paragraphs = draft.part.paragraphs
        ends = [start for start, _numeral in draft.starts[1:]] + [len(paragraphs)]
        for (start, numeral), end in zip(draft.starts, ends, strict=True):
            for paragraph in paragraphs[start:end]:
                paragraph.number = f"{numeral} {paragraph.number}".strip()
        first = paragraphs[draft.starts[1][0]]
        self.problems.append(
            Problem(
                "numbering_restarts", Grade.INFO, first.page, first.line, {"number": first.number}
            )
        )


def _recommendations(draft: _Draft) -> Part:
    """The recommendations of a part as a part of their own, with what explains each."""
    records = [recommendation for _place, _section, recommendation in draft.recommended]
    explained_before = _explained_before(draft)
    paragraphs = draft.part.paragraphs
    places = [place for place, _section, _r in draft.recommended]
    for index, (place, section, recommendation) in enumerate(draft.recommended):
        start = places[index - 1] if index else 0
        end = places[index + 1] if index + 1 < len(places) else len(paragraphs)
        span = paragraphs[start:place] if explained_before else paragraphs[place:end]
        lines = [
            text
            for paragraph in span
            if paragraph.section == section
            for text in [
                f"{paragraph.number}. {' '.join(paragraph.texts[:1])}",
                *paragraph.texts[1:],
            ]
        ]
        if recommendation.texts:
            recommendation.explanation = lines
        else:
            recommendation.texts = lines
    used = {record.section for record in records}
    sections = [
        section
        for section in draft.part.sections
        if any(code == section.code or code.startswith(f"{section.code}-") for code in used)
    ]
    return Part(PartKind.RECOMMENDATIONS, "", list(draft.part.titles), sections, records)


def _explained_before(draft: _Draft) -> bool:
    """Whether the paragraphs that explain a recommendation stand above it."""
    place, section, first = draft.recommended[0]
    return bool(first.texts) and any(
        paragraph.section == section for paragraph in draft.part.paragraphs[:place]
    )
