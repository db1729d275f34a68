"""Public records of assistance, as the pages of every face show them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from commitments.models import Commitment
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.multilingual import Texts, localise, with_abbreviation
from common.reading_once import once
from cooperation.models import (
    Decision,
    Fund,
    ParticipatingOrg,
    Project,
    Recipient,
    Request,
    Result,
)
from publications.records.asked import in_line
from reports.models import Reporter

T = TypeVar("T")
# The paragraphs of an outcome that speak of cooperation and assistance.
PARAGRAPHS = {"bms8": range(83, 96)}


@dataclass(frozen=True)
class Named:
    """Somebody or some place in a line: its name in the active language, with what it does in a
    project."""

    name: str
    reporter: int | None
    role: str = ""


@dataclass(frozen=True)
class Counted:
    """What came of a project: columns of its record."""

    value: Decimal
    value_max: Decimal | None
    qualifier: str
    unit: str


@dataclass(frozen=True)
class Line:
    """A project in a list, with who took part, for whom it is and what came of it."""

    project: Project
    took_part: list[Named]
    places: list[Named]
    results: list[Counted]


def lines_of(projects: list[Project]) -> list[Line]:
    """The projects as lines, whose parts are read as columns: a page has hundreds. At most four
    queries."""
    keys = [each.pk for each in projects]
    took_part = _by_project(_participants(keys), _named)
    places = _by_project(_recipients(keys), _named)
    results = _by_project(_results(keys), Counted)
    _put_themes_on([each for each in projects if not each.is_whole])
    return [Line(each, took_part[each.pk], places[each.pk], results[each.pk]) for each in projects]


def _by_project(rows: list[Any], make: Callable[..., T]) -> dict[int, list[T]]:
    """What ``make`` makes of the columns of each row, by the project that comes before them."""
    found: dict[int, list[T]] = defaultdict(list)
    for project, *columns in rows:
        found[project].append(make(*columns))
    return found


def _named(
    listed: Texts | None, abbreviation: str | None, name: str, reporter: int | None, role: str = ""
) -> Named:
    """``name`` is that of somebody who is in no list."""
    words = with_abbreviation(localise(listed), abbreviation or "") if listed else name
    return Named(words, reporter, role)


@made_once
def _participants(projects: Any) -> "QuerySet[Any, Any]":
    return (
        ParticipatingOrg.objects.filter(project__in=projects)
        .order_by("number")
        .values_list(
            "project_id",
            Coalesce("reporter__name", "body__name"),
            Coalesce("reporter__abbreviation", "body__abbreviation"),
            "name",
            "reporter_id",
            "role",
        )
    )


@made_once
def _recipients(projects: Any) -> "QuerySet[Any, Any]":
    places: Any = Recipient.objects
    return (
        places.of_whole()
        .filter(project__in=projects)
        .order_by("number")
        .values_list(
            "project_id",
            Coalesce("place_reporter__name", "place_group__name"),
            "place_reporter__abbreviation",
            "territory",
            "place_reporter_id",
        )
    )


@made_once
def _results(projects: Any) -> "QuerySet[Any, Any]":
    counted: Any = Result.objects
    found = counted.of_whole().filter(project__in=projects).order_by("number")
    return found.values_list("project_id", *(each.name for each in fields(Counted)))


@prefetched_once(Project)
def _put_themes_on() -> list[Any]:
    return ["themes"]


def latest_first(projects: Any) -> "QuerySet[Project]":
    """The latest day first, those without a day last."""
    found: QuerySet[Project] = projects.order_by(F("latest_on").desc(nulls_last=True), "reference")
    return found


@dataclass(frozen=True)
class Assistance:
    """One reporter's public requests, projects that name it as recipient, and projects that it took
    part in giving."""

    received: list[Line]
    given: list[Line]
    asked: list[Request] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.received or self.given or self.asked)


def assistance_of(reporter: Reporter) -> Assistance:
    """At most seven queries; two where there is nothing."""
    found = lines_of(_projects_of(reporter.pk))
    asked = _requests_of(reporter.pk)
    _put_themes_on_requests(asked)
    return Assistance(
        [each for each in found if _has(reporter, each.places)],
        [each for each in found if _has(reporter, each.took_part)],
        asked,
    )


def _has(reporter: Reporter, named: list[Named]) -> bool:
    return any(each.reporter == reporter.pk for each in named)


@made_once
def _projects_of(reporter: Any) -> "QuerySet[Project]":
    places: Any = Recipient.objects
    received = places.of_whole().filter(place_reporter=reporter).values("project")
    given = Project.objects.filter(participants__reporter=reporter).values("pk")
    public = Project.objects.public().counted().filter(Q(pk__in=received) | Q(pk__in=given))
    return latest_first(public)


@prefetched_once(Request)
def _put_themes_on_requests() -> list[Any]:
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


@made_once
def told_again(project: Any) -> "QuerySet[Project]":
    """Public projects that people marked as telling of the same assistance."""
    public: Any = Project.objects.public()
    joined = Q(found_before__one=project, found_before__decision=Decision.SAME) | Q(
        found_again__other=project, found_again__decision=Decision.SAME
    )
    found: QuerySet[Project] = public.filter(joined).select_related("document").distinct()
    return found.order_by("reference")
