"""What was agreed: instruments, meetings, documents, sections, themes, commitments."""

from typing import Any

from django.db.models import QuerySet

from api.reading import filters, records
from api.resources import ResourceView
from commitments.models import (
    Commitment,
    Instrument,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from publications.records import agreed


class Instruments(ResourceView):
    """What is implemented, and the treaties, registers, declarations and standards beside it."""

    resource = "instruments"
    serializer_class = agreed.InstrumentSerializer
    filterset_class = filters.Instruments

    def get_queryset(self) -> "QuerySet[Instrument]":
        return records.instruments(self.shows)


class Meetings(ResourceView):
    """Conferences, Biennial Meetings of States, Review Conferences, expert meetings."""

    resource = "meetings"
    serializer_class = agreed.MeetingSerializer
    filterset_class = filters.Meetings

    def get_queryset(self) -> "QuerySet[Meeting]":
        return records.meetings(self.shows)


class Documents(ResourceView):
    """Outcome documents and founding instruments."""

    resource = "documents"
    serializer_class = agreed.DocumentDetailSerializer
    filterset_class = filters.Documents

    def get_serializer_class(self) -> Any:
        return agreed.DocumentSerializer if self.action == "list" else self.serializer_class

    def get_queryset(self) -> "QuerySet[OutcomeDocument]":
        if self.action == "list":
            return records.documents(self.shows)
        return records.documents_with_sections(self.shows)


class Sections(ResourceView):
    """The headings of the documents."""

    resource = "sections"
    serializer_class = agreed.SectionSerializer
    key_columns = ("document__key", "code")
    filterset_class = filters.Sections

    def get_queryset(self) -> "QuerySet[Section]":
        return records.outline(self.shows)


class Themes(ResourceView):
    """Subjects that cut across paragraphs and documents."""

    resource = "themes"
    serializer_class = agreed.ThemeSerializer
    filterset_class = filters.Themes

    def get_queryset(self) -> "QuerySet[Theme]":
        return records.themes(self.shows)


class Commitments(ResourceView):
    """The numbered paragraphs of the documents, operative and preambular."""

    resource = "commitments"
    serializer_class = agreed.CommitmentSerializer
    filterset_class = filters.Commitments

    def get_queryset(self) -> "QuerySet[Commitment]":
        # A single record does not fetch its answers here: its serializer does if it shows them.
        is_one = bool(self.kwargs)
        return records.commitments(
            lambda name: self.shows(name) and not (is_one and name == "answers")
        )
