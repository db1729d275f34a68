"""What was agreed: instruments, meetings, documents, sections, themes, commitments."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from commitments.models import (
    Commitment,
    CommitmentLink,
    Instrument,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from tracker.api import filters
from tracker.api.serializers import agreed
from tracker.api.views.base import ResourceView, pair


class Instruments(ResourceView):
    """What is implemented: the Programme of Action, the International Tracing Instrument."""

    resource = "instruments"
    serializer_class = agreed.InstrumentSerializer
    lookup_field = "key"
    filterset_class = filters.Instruments

    def get_queryset(self) -> "QuerySet[Instrument]":
        return Instrument.objects.all()


class Meetings(ResourceView):
    """Conferences, Biennial Meetings of States, Review Conferences, expert meetings."""

    resource = "meetings"
    serializer_class = agreed.MeetingSerializer
    lookup_field = "key"
    filterset_class = filters.Meetings

    def get_queryset(self) -> "QuerySet[Meeting]":
        return Meeting.objects.prefetch_related("documents", "cycles")


def outline() -> "QuerySet[Section]":
    """Sections in document order, with the keys around them."""
    commitments = Commitment.objects.only("key", "section_id").order_by("position")
    return (
        filters.sections()
        .select_related("document", "parent__document")
        .prefetch_related(Prefetch("commitments", queryset=commitments))
        .order_by("document__key", "position")
    )


class Documents(ResourceView):
    """Outcome documents and founding instruments."""

    resource = "documents"
    lookup_field = "key"
    filterset_class = filters.Documents

    def get_serializer_class(self) -> Any:
        is_list = self.action == "list"
        return agreed.DocumentSerializer if is_list else agreed.DocumentDetailSerializer

    def get_queryset(self) -> "QuerySet[OutcomeDocument]":
        documents: QuerySet[OutcomeDocument] = (
            OutcomeDocument.objects.select_related("meeting")
            .prefetch_related("instruments")
            .annotate(
                commitment_count=Count("commitments"),
                operative_count=Count("commitments", filter=Q(commitments__is_operative=True)),
            )
        )
        if self.action == "list":
            return documents
        return documents.prefetch_related(Prefetch("sections", queryset=outline()))


class Sections(ResourceView):
    """The headings of the documents."""

    resource = "sections"
    serializer_class = agreed.SectionSerializer
    lookup_url_kwarg = "key"
    lookup_field = "code"
    filterset_class = filters.Sections

    def get_queryset(self) -> "QuerySet[Section]":
        return outline()

    def lookup(self, key: str) -> dict[str, Any]:
        return pair(key, "document__key", "code")


class Themes(ResourceView):
    """Subjects that cut across paragraphs and documents."""

    resource = "themes"
    serializer_class = agreed.ThemeSerializer
    lookup_field = "key"
    filterset_class = filters.Themes

    def get_queryset(self) -> "QuerySet[Theme]":
        return Theme.objects.all()


class Commitments(ResourceView):
    """The numbered paragraphs of the documents, operative and preambular."""

    resource = "commitments"
    serializer_class = agreed.CommitmentSerializer
    lookup_field = "key"
    filterset_class = filters.Commitments

    def get_queryset(self) -> "QuerySet[Commitment]":
        links = CommitmentLink.objects.order_by("pk")
        return Commitment.objects.select_related("section").prefetch_related(
            "themes",
            Prefetch("links_back", queryset=links.select_related("earlier")),
            Prefetch("links_forward", queryset=links.select_related("commitment")),
        )
