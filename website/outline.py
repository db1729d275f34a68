"""An outcome document laid out for reading: its headings in order, each with its paragraphs."""

from dataclasses import dataclass, field

from commitments.models import Commitment, OutcomeDocument, Section

# A heading of the first rank is an h2; deeper ranks than h4 would be lost on readers.
DEEPEST_HEADING = 4


@dataclass(frozen=True)
class Part:
    """A heading and the paragraphs that stand directly under it."""

    section: Section
    commitments: list[Commitment] = field(default_factory=list)

    @property
    def heading_level(self) -> int:
        """2 for a top heading, 3 under it …"""
        return min(self.section.depth + 1, DEEPEST_HEADING)


@dataclass(frozen=True)
class Outline:
    """``preamble`` holds the paragraphs before the first heading."""

    preamble: list[Commitment]
    parts: list[Part]

    @property
    def count(self) -> int:
        return len(self.preamble) + sum(len(part.commitments) for part in self.parts)

    @property
    def operative_count(self) -> int:
        paragraphs = [*self.preamble, *(c for part in self.parts for c in part.commitments)]
        return sum(paragraph.is_operative for paragraph in paragraphs)


def outline(document: OutcomeDocument) -> Outline:
    """The document's headings and paragraphs, with their themes and answers, in order. Four
    queries."""
    sections = document.sections.order_by("position")
    parts = {section.pk: Part(section) for section in sections}
    preamble = []
    commitments = document.commitments.order_by("position")
    for commitment in commitments.prefetch_related("themes", "answers"):
        if commitment.section_id is None:
            preamble.append(commitment)
        else:
            parts[commitment.section_id].commitments.append(commitment)
    return Outline(preamble, list(parts.values()))


def ancestry(section: Section | None) -> list[Section]:
    """A section under all those it is part of, the top one first. One query."""
    if section is None:
        return []
    numerals = section.code.split("-")
    codes = ["-".join(numerals[: depth + 1]) for depth in range(len(numerals))]
    return list(
        Section.objects.filter(document=section.document_id, code__in=codes).order_by("position")
    )
