"""Public records of assistance, as the pages of every face show them."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from commitments.models import Commitment
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.reading_once import once
from cooperation.models import Decision, Fund, Project, Recipient, Request
from publications.records.asked import in_line
from publications.records.assistance import line_parts
from reports.models import Reporter

# The paragraphs of an outcome that speak of cooperation and assistance.
PARAGRAPHS = {"bms8": range(83, 96)}


@prefetched_once(Project)
def put_lines_on() -> list[Any]:
    """On a list of projects, the relations that a line of each shows. Four queries."""
    return line_parts()


def latest_first(projects: Any) -> list[Project]:
    """Projects with the relations that a line of a list shows; the latest day first, projects
    without a day last. Five queries."""
    found = list(in_order(projects))
    put_lines_on(found)
    return found


def in_order(projects: Any) -> "QuerySet[Project]":
    """Projects, each with its document: the latest day first, those without a day last."""
    found: QuerySet[Project] = projects.select_related("document")
    return found.order_by(F("latest_on").desc(nulls_last=True), "reference")


@dataclass(frozen=True)
class Assistance:
    """One reporter's public requests, projects that name it as recipient, and projects that it took
    part in giving."""

    received: list[Project]
    given: list[Project]
    asked: list[Request] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.received or self.given or self.asked)


def assistance_of(reporter: Reporter) -> Assistance:
    """At most seven queries; two where there is nothing."""
    found = _projects_of(reporter.pk)
    put_lines_on(found)
    asked = _requests_of(reporter.pk)
    _put_themes_on(asked)
    return Assistance(
        [p for p in found if any(r.place_reporter_id == reporter.pk for r in p.recipients.all())],
        [p for p in found if any(each.reporter_id == reporter.pk for each in p.participants.all())],
        asked,
    )


@made_once
def _projects_of(reporter: Any) -> "QuerySet[Project]":
    places: Any = Recipient.objects
    received = places.of_whole().filter(place_reporter=reporter).values("project")
    given = Project.objects.filter(participants__reporter=reporter).values("pk")
    public = Project.objects.public().counted().filter(Q(pk__in=received) | Q(pk__in=given))
    return in_order(public)


@prefetched_once(Request)
def _put_themes_on() -> list[Any]:
    return ["themes"]


@made_once
def _requests_of(reporter: Any) -> "QuerySet[Request]":
    return in_line(Request.objects.public().filter(reporter=reporter))


@dataclass(frozen=True)
class OnRecord:
    """How much assistance is on record: projects, States that receive some by name, and funds."""

    projects: int
    states: int
    funds: list[Fund]


def on_record() -> OnRecord:
    """Three queries."""
    return OnRecord(sum(by_aid().values()), len(_receivers()), _funds())


def by_aid() -> dict[str, int]:
    """The number of public projects of each kind of aid. One query."""
    return once("projects by aid", lambda: dict(_numbers_by_aid()))


@made_once
def _numbers_by_aid() -> "QuerySet[Any, Any]":
    public: QuerySet[Any] = Project.objects.public().counted().order_by()
    return public.values_list("aid").annotate(Count("pk"))


@made_once
def _receivers() -> "QuerySet[Any, Any]":
    """The States that receive some assistance by name."""
    places: Any = Recipient.objects
    received = places.of_whole().filter(project__in=Project.objects.public().values("pk"))
    states: QuerySet[Any] = received.filter(place_reporter__isnull=False).order_by()
    return states.values_list("place_reporter").distinct()


@made_once
def _funds() -> "QuerySet[Fund]":
    return Fund.objects.select_related("body").order_by("key")


def beside(commitment: Commitment) -> OnRecord | None:
    """The figures beside a paragraph about assistance; None for any other paragraph."""
    numbers = PARAGRAPHS.get(commitment.document.key, range(0))
    number = commitment.number
    return on_record() if number.isdecimal() and int(number) in numbers else None


def told_again(project: Project) -> list[Project]:
    """Public projects that people marked as telling of the same assistance. One query."""
    public: Any = Project.objects.public()
    joined = Q(found_before__one=project, found_before__decision=Decision.SAME) | Q(
        found_again__other=project, found_again__decision=Decision.SAME
    )
    return list(public.filter(joined).select_related("document").distinct().order_by("reference"))
