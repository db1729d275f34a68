"""Public figures as they are read: with all that a row of a table shows, or in outline."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.multilingual import Texts, localise, with_abbreviation
from indicators.models import Availability, Indicator, Observation
from indicators.models.availability import AvailabilityQuerySet
from indicators.models.observations import PUBLIC_FOOTNOTES, ObservationQuerySet, Period
from questionnaires.models import Answer
from reports.models.reporters import Reporter, path_of


def figures() -> ObservationQuerySet:
    """Public figures as records, with everything that is told of them. Four queries."""
    found: ObservationQuerySet = Observation.objects.public()
    joined = found.select_related("indicator", "place_reporter", "place_group", "submission__cycle")
    footnotes = Prefetch("footnote", _public_footnotes(), to_attr="explained")
    complete: ObservationQuerySet = joined.prefetch_related(footnotes)
    return complete


def _public_footnotes() -> "QuerySet[Answer]":
    found: QuerySet[Answer] = Answer.objects.filter(PUBLIC_FOOTNOTES)
    return found


@dataclass(slots=True)
class Outline:
    """A figure without the records around it: enough to tell whether a table shows it, and to
    compute from it."""

    pk: int
    indicator_id: int
    place_reporter_id: int | None
    place_group_id: int | None
    territory: str
    starts_on: date | None
    ends_on: date | None
    period_text: str
    breakdown: str
    value: Decimal | None
    qualifier: str
    submission_id: int | None
    source: str
    release: str
    is_fictional: bool

    # As the record has them.
    period: ClassVar[Any] = Period.period
    time_period: ClassVar[Any] = Period.time_period
    is_range: ClassVar[Any] = Observation.is_range


@dataclass(slots=True)
class Stated(Outline):
    """A figure with everything that a row says of it; apart from its columns, an answer that
    explains it and what the State says that confirms it."""

    key: str
    value_max: Decimal | None
    reporting_type: str
    nature: str
    denominator_rule: str
    made: str
    comment: str
    language: str
    source_detail: str
    footnote_id: int | None
    reporter_kind: str | None
    reporter_code: str | None
    reporter_name: Texts | None
    reporter_abbreviation: str | None
    sort_name: str | None
    group_name: Texts | None
    report: str | None
    cycle: str | None
    asked: str | None
    asked_number: str | None
    asked_in: str | None
    indicator: Indicator = field(init=False)
    explained: tuple[str, str] | None = field(init=False, default=None)
    confirmed: list[tuple[str | None, str, str]] = field(init=False, default_factory=list)

    number: ClassVar[Any] = Observation.number

    @property
    def place_name(self) -> str:
        """As the record has it."""
        if self.reporter_name:
            name = localise(self.reporter_name)
            return with_abbreviation(name, self.reporter_abbreviation or "")
        return localise(self.group_name) if self.group_name else self.territory


# Where a column is not the record's own.
PATHS: dict[str, Any] = {
    "is_fictional": Coalesce("submission__cycle__is_fictional", False),  # noqa: FBT003
    "reporter_kind": "place_reporter__kind",
    "reporter_code": "place_reporter__code",
    "reporter_name": "place_reporter__name",
    "reporter_abbreviation": "place_reporter__abbreviation",
    "sort_name": "place_reporter__sort_name",
    "group_name": "place_group__name",
    "report": "submission__reference",
    "cycle": "submission__cycle__code",
    "asked": "answer__part__question__key",
    "asked_number": "answer__part__question__number",
    "asked_in": "answer__part__question__section__key",
}


def _columns(of: type[Outline]) -> list[Any]:
    return [PATHS.get(each.name, each.name) for each in fields(of) if each.init]


def outlines(indicator: int) -> list[Outline]:
    """All public figures of an indicator. One query."""
    return [Outline(*columns) for columns in _outlines(indicator)]


@made_once
def _outlines(indicator: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Observation.objects.public().filter(indicator=indicator)
    return found.values_list(*_columns(Outline))


def whole_counts(indicators: list[int]) -> list[Outline]:
    """The public figures over everything of the indicators from which a proportion is computed. One
    query; none for no indicators."""
    return [Outline(*columns) for columns in _whole_counts(indicators)]


@made_once
def _whole_counts(indicators: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Observation.objects.public().filter(indicator__in=indicators)
    return found.filter(breakdown="").values_list(*_columns(Outline))


def silences() -> AvailabilityQuerySet:
    """The answers without a figure that anybody may read, in UN order of the States."""
    found: AvailabilityQuerySet = (
        Availability.objects.public()
        .without_figure()
        .select_related("reporter", "submission__cycle", "indicator")
        .order_by("reporter__sort_name", "reporter__code", F("ends_on").desc(nulls_last=True))
    )
    return found


def stated_by_key(keys: list[int]) -> dict[int, Stated]:
    """Figures by their keys. At most four queries; none for no keys."""
    return {each.pk: each for each in _stated(_of_keys(keys))}


@made_once
def _of_keys(keys: Any) -> "QuerySet[Any, Any]":
    return _rows().filter(pk__in=keys)


def stated_of(reporter: int) -> list[Stated]:
    """The figures of a State. At most four queries; one for none."""
    return sorted(_stated(_of_state(reporter)), key=lambda each: each.pk)


@made_once
def _of_state(reporter: Any) -> "QuerySet[Any, Any]":
    return _rows().filter(place_reporter=reporter)


def _rows() -> "QuerySet[Any, Any]":
    # Tables have an order of their own; one of so many joined columns takes longer than to read.
    found: QuerySet[Any] = Observation.objects.public().order_by()
    return found.values_list(*_columns(Stated))


def _stated(rows: list[tuple[Any, ...]]) -> list[Stated]:
    """The figures of those rows, read as columns: a page has hundreds."""
    found = {row[0]: Stated(*row) for row in rows}
    indicators = {each.pk: each for each in _indicators({r.indicator_id for r in found.values()})}
    footnotes = {each.footnote_id for each in found.values()} - {None}
    explained = {pk: (str(words), language) for pk, words, language in _footnotes(footnotes)}
    for each in found.values():
        each.indicator = indicators[each.indicator_id]
        each.explained = explained.get(each.footnote_id or 0)
    for figure, *confirmation in _confirmations(set(found)):
        found[figure].confirmed.append(tuple(confirmation))
    return list(found.values())


@made_once
def _indicators(keys: Any) -> "QuerySet[Indicator]":
    return Indicator.objects.filter(pk__in=keys)


@made_once
def _footnotes(keys: Any) -> "QuerySet[Any, Any]":
    return _public_footnotes().filter(pk__in=keys).order_by().values_list("pk", "value", "language")


@made_once
def _confirmations(figures: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Availability.objects.public().filter(confirms__in=figures)
    told = ("confirms_id", "submission__reference", "reason", "language")
    return found.order_by("pk").values_list(*told)


def proportions() -> list[Indicator]:
    """The indicators whose per cent follows from counts. Two queries."""
    found = _proportions()
    _put_denominators_on(found)
    return found


@made_once
def _proportions() -> "QuerySet[Indicator]":
    return Indicator.objects.filter(numerator__isnull=False)


@prefetched_once(Indicator)
def _put_denominators_on() -> list[Any]:
    return ["denominators"]


@made_once
def silences_of_state(reporter: Any) -> "QuerySet[Availability]":
    return silences().filter(reporter=reporter)


@dataclass(slots=True)
class Silence:
    """An answer without a figure, as the page of its indicator shows it."""

    reporter_id: int
    kind: str
    code: str
    name: Texts
    abbreviation: str
    answered: str
    why: str
    reason: str
    language: str
    starts_on: date | None
    ends_on: date | None
    period_text: str
    is_fictional: bool

    period: ClassVar[Any] = Period.period
    time_period: ClassVar[Any] = Period.time_period

    @property
    def reporter(self) -> str:
        return with_abbreviation(localise(self.name), self.abbreviation)

    @property
    def url(self) -> str:
        return path_of(self.kind, self.code)


def silences_on(indicator: int) -> list[Silence]:
    """The answers without a figure of one indicator, in UN order of the States. One query."""
    return [Silence(*columns) for columns in _silences_on(indicator)]


@made_once
def _silences_on(indicator: Any) -> "QuerySet[Any, Any]":
    reporter = [f"reporter__{name}" for name in Reporter.LINKED]
    said = ("answered", "why", "reason", "language", "starts_on", "ends_on", "period_text")
    found: QuerySet[Any] = silences().filter(indicator=indicator)
    return found.values_list("reporter_id", *reporter, *said, PATHS["is_fictional"])
