"""The records behind each resource, with the related records that their serializers show.

``shows`` tells whether a field will be shown; data for other fields is not fetched.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from api.reading.naming import memberships_today, sections
from commitments.models import (
    Commitment,
    CommitmentLink,
    Instrument,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from reports.coverage.tables import with_recorded
from reports.models import (
    Attachment,
    Group,
    PublishedTotal,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
)

Shows = Callable[[str], bool]


def everything(field: str) -> bool:
    return True


def prefetched(records: "QuerySet[Any]", shows: Shows, **by_field: Any) -> "QuerySet[Any]":
    """The records with the relations of the fields that are shown."""
    return records.prefetch_related(*(each for name, each in by_field.items() if shows(name)))


# What was agreed


def instruments(shows: Shows = everything) -> "QuerySet[Instrument]":
    return Instrument.objects.all()


def meetings(shows: Shows = everything) -> "QuerySet[Meeting]":
    return prefetched(Meeting.objects.all(), shows, documents="documents", cycles="cycles")


def outline(shows: Shows = everything) -> "QuerySet[Section]":
    """Sections in document order, with the keys of the sections around them."""
    commitments = Commitment.objects.only("key", "section_id").order_by("position")
    found = sections().select_related("document", "parent__document")
    found = found.order_by("document__key", "position")
    return prefetched(found, shows, commitments=Prefetch("commitments", queryset=commitments))


def documents(shows: Shows = everything) -> "QuerySet[OutcomeDocument]":
    counted = OutcomeDocument.objects.select_related("meeting").annotate(
        commitment_count=Count("commitments"),
        operative_count=Count("commitments", filter=Q(commitments__is_operative=True)),
    )
    return prefetched(counted, shows, instruments="instruments")


def documents_with_sections(shows: Shows = everything) -> "QuerySet[OutcomeDocument]":
    return prefetched(documents(shows), shows, sections=Prefetch("sections", queryset=outline()))


def themes(shows: Shows = everything) -> "QuerySet[Theme]":
    return Theme.objects.all()


def commitments(shows: Shows = everything) -> "QuerySet[Commitment]":
    links = CommitmentLink.objects.order_by("pk")
    return prefetched(
        Commitment.objects.select_related("section"),
        shows,
        asked="addressee_records",
        answers="answers",
        themes="themes",
        earlier=Prefetch("links_back", queryset=links.select_related("earlier")),
        later=Prefetch("links_forward", queryset=links.select_related("commitment")),
    )


# Who reported what


def groups(shows: Shows = everything) -> "QuerySet[Group]":
    members = (
        memberships_today()
        .select_related("reporter")
        .order_by("reporter__sort_name", "reporter__code")
    )
    current = Prefetch("memberships", queryset=members, to_attr="current_memberships")
    return prefetched(Group.objects.all(), shows, members=current)


REPORTED_IN = ("reported_in", "reported_in_fictional")
IN_GROUPS = (
    "regional_group",
    "region",
    "sub_region",
    "intermediate_region",
    "is_ldc",
    "is_lldc",
    "is_sids",
)


def reporters(shows: Shows = everything) -> "QuerySet[Reporter]":
    """Reporters with their current submissions and the groups of today."""
    submissions = (
        Submission.objects.current().select_related("cycle").order_by("cycle__year", "cycle__code")
    )
    memberships = memberships_today().select_related("group")
    relations = {
        REPORTED_IN: Prefetch("submissions", submissions, to_attr="current_submissions"),
        IN_GROUPS: Prefetch("memberships", memberships, to_attr="current_memberships"),
    }
    wanted = [each for names, each in relations.items() if any(map(shows, names))]
    found: QuerySet[Reporter] = Reporter.objects.prefetch_related(*wanted)
    return found


def cycles(shows: Shows = everything) -> "QuerySet[ReportingCycle]":
    totals = PublishedTotal.objects.order_by("-reporter_kind", "source")
    return prefetched(
        with_recorded(ReportingCycle.objects.select_related("meeting")),
        shows,
        documents="documents",
        published_totals=Prefetch("published_totals", queryset=totals),
    )


def published_totals(shows: Shows = everything) -> "QuerySet[PublishedTotal]":
    """Totals of cycles and of periods. ``number`` is a total's place among those that several
    sources give for the same cycle or period."""
    period = {name: OuterRef(name) for name in ("counted_from", "counted_to")}
    about_the_same = Q(cycle=OuterRef("cycle")) | Q(cycle=None, **period)
    earlier = PublishedTotal.objects.filter(
        about_the_same, reporter_kind=OuterRef("reporter_kind"), pk__lte=OuterRef("pk")
    )
    number = earlier.order_by().values("reporter_kind").annotate(n=Count("pk")).values("n")
    return PublishedTotal.objects.select_related("cycle").annotate(number=Subquery(number))


def submissions(shows: Shows = everything, *, is_private: bool = False) -> "QuerySet[Submission]":
    """Public submissions with their public files; all submissions and all files where it is
    private."""
    attachments = Attachment.objects.select_related("submission").order_by("pk")
    found = Submission.objects.with_is_coded().select_related("reporter", "cycle")
    if not is_private:
        attachments = attachments.filter(is_public=True)
        found = found.current()
    shown = Prefetch("attachments", queryset=attachments, to_attr="shown_attachments")
    return prefetched(found, shows, attachments=shown)


def withdrawn_reports() -> "QuerySet[Submission]":
    """The withdrawn reports that the public is told of, each with only the columns that are
    told."""
    found: QuerySet[Submission] = (
        Submission.objects.shown_withdrawn()
        .select_related("reporter", "cycle")
        .only("reference", "version", "published_at", "withdrawn_at", "reporter", "cycle")
    )
    return found


def responses(shows: Shows = everything, *, is_private: bool = False) -> "QuerySet[Response]":
    """Public responses, in one query; all responses where it is private."""
    people = ("coded_by", "checked_by") if is_private else ()
    found = Response.objects.all() if is_private else Response.objects.published()
    related: QuerySet[Response] = found.select_related(
        "submission__reporter", "submission__cycle", "commitment", "attachment", *people
    )
    return related
