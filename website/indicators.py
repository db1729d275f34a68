"""Indicators: the list, and the figures of one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment
from common import freshness
from common.charts.chart import Chart
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from indicators import naming
from indicators.models import Answered, Availability, Indicator, Observation
from indicators.models.observations import period_words
from publications import measured, observed, sdmx
from publications.figures import GroupShare, answers_chart
from publications.observed import Silence
from reports.coverage import Ratio, groups_of, memberships_on
from reports.models import GroupKind
from website.subject import subject

T = TypeVar("T")
FICTIONAL = "fictional:"


@dataclass
class Line:
    """One indicator in the list, with how many States answer it in any period."""

    indicator: Indicator
    reported: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    latest: str = ""


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators by framework. Three queries, however many figures there are."""
    lines = {each.pk: Line(each) for each in Indicator.objects.order_by("position", "key")}
    found = Observation.objects.public().real().filter(place_reporter__isnull=False)
    columns = ("indicator", "place_reporter", "starts_on", "ends_on")
    for pk, reporter, first, last in found.order_by("ends_on").values_list(*columns).distinct():
        lines[pk].reported.add(reporter)
        lines[pk].latest = period_words(first, last) or lines[pk].latest
    silent = Availability.objects.public().real().without_figure().order_by()
    for pk, reporter in silent.values_list("indicator", "reporter").distinct():
        lines[pk].silent.add(reporter)
    frameworks: dict[str, list[Line]] = defaultdict(list)
    for line in lines.values():
        line.silent -= line.reported
        frameworks[str(line.indicator.get_framework_display())].append(line)
    return render(request, "website/indicators.html", {"frameworks": dict(frameworks)})


@dataclass(frozen=True)
class Chosen:
    """A period with figures or answers; ``query`` selects it."""

    words: str
    query: str
    is_shown: bool

    @property
    def is_fictional(self) -> bool:
        return self.query.startswith(FICTIONAL)


@require_safe
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """The figures and answers on one indicator in one period, by default the latest. 404 for a
    period without any. Constant queries, however many States there are."""
    found = subject(_of_key(key))
    _put_facts_on([found])
    record = Record(found, request.GET.get("period", ""))
    context = {
        "indicator": found,
        "name": naming.indicator_name(found),
        "periods": record.periods,
        "period": record.shown_period,
        "table": record.table,
        "answers": record.answers,
        "silent": record.silent_by_answer,
        "chart": record.chart,
        "is_fictional": record.is_fictional,
        "unit": naming.unit_words(found),
    }
    return render(request, "website/indicator.html", context)


@made_once
def _of_key(key: Any) -> "QuerySet[Indicator]":
    return Indicator.objects.filter(key=key).select_related("numerator")


@prefetched_once(Indicator)
def _put_facts_on() -> list[Any]:
    commitments = Commitment.objects.select_related("document")
    return ["denominators", "dimensions", Prefetch("commitments", commitments)]


def chart_of(key: str) -> Chart | None:
    """The chart of an indicator in its latest period; None if nothing is on record."""
    return Record(get_object_or_404(Indicator.objects, key=key)).chart


class Record:
    """The figures and answers on one indicator in one period."""

    def __init__(self, indicator: Indicator, wanted: str = "") -> None:
        self.indicator = indicator
        counted: list[int] = []
        if indicator.numerator_id:
            counted = [indicator.numerator_id, *(d.pk for d in indicator.denominators.all())]
        own = _by_period(observed.outlines(indicator.pk))
        silent = _by_period(observed.silences_on(indicator.pk))
        counts = _by_period(observed.whole_counts(counted))
        self.all_periods = _periods(own, silent, counts)
        self.shown = self._chosen(wanted)
        self.silent = silent[self.shown]
        self.table = measured.table_of_one(indicator, own[self.shown], counts[self.shown])
        self.answers = measured.answers_of(self.table, self.silent)

    def _chosen(self, wanted: str) -> str:
        if wanted and wanted not in self.all_periods:
            raise Http404
        return wanted or next(iter(self.all_periods), "")

    @property
    def periods(self) -> list[Chosen]:
        return [Chosen(words, key, key == self.shown) for key, words in self.all_periods.items()]

    @property
    def shown_period(self) -> str:
        return self.all_periods.get(self.shown, "")

    @property
    def silent_by_answer(self) -> list[tuple[str, list[tuple[Silence, str]]]]:
        """The answers without a figure in words, each with the States and their reasons."""
        return [
            (str(label), [(each, measured.reason_words(each)) for each in self.answers.silent[key]])
            for key, label in Answered.choices
            if self.answers.silent.get(key)
        ]

    @property
    def is_fictional(self) -> bool:
        return self.shown.startswith(FICTIONAL)

    @property
    def chart(self) -> Chart | None:
        """Members with a figure by regional group; None if nothing is on record."""
        if not self.table.rows and not self.silent:
            return None
        members: dict[int, list[int]] = defaultdict(list)
        for member, group in memberships_on(GroupKind.REGIONAL_GROUP, timezone.localdate()):
            members[group].append(member)
        shares = [
            GroupShare(group, Ratio(len(self.answers.reported & set(own)), len(own)))
            for group in groups_of(GroupKind.REGIONAL_GROUP)
            for own in [members[group.pk]]
        ]
        return answers_chart(
            self.indicator, self.shown_period, shares, is_fictional=self.is_fictional
        )


def _key(each: Any) -> str:
    """The key of a figure's period; figures without a period share one key. Fictional figures have
    their own keys, so that they never mix with real ones."""
    period = each.time_period or each.period_text or "-"
    return f"{FICTIONAL}{period}" if each.is_fictional else str(period)


def _by_period(found: Iterable[T]) -> dict[str, list[T]]:
    periods: dict[str, list[T]] = defaultdict(list)
    for each in found:
        periods[_key(each)].append(each)
    return periods


def _periods(*found: dict[str, list[Any]]) -> dict[str, str]:
    """Keys and words of the periods, the latest first, fictional ones last."""
    days = {key: records[-1] for periods in found for key, records in periods.items()}
    latest_first = sorted(
        days.items(), key=lambda each: each[1].ends_on or datetime.date.min, reverse=True
    )
    return {
        key: each.period or _("reporting period of the report")
        for key, each in sorted(latest_first, key=lambda each: each[1].is_fictional)
    }


class SdmxConverter:
    """The available formats of SDMX."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


def _state_of(request: HttpRequest) -> datetime.datetime:
    """Since when the public data are as they are, so that unchanged data give the same bytes; now
    for a reader whose answer nobody keeps."""
    validators = freshness.validators_of(request)
    return validators[0].changed_at if validators else timezone.now()


@require_safe
def sdmx_file(request: HttpRequest, form: str, key: str = "") -> HttpResponseBase:
    """The real figures of one indicator, or of all, in a format of SDMX. Eight queries."""
    observations, silent = observed.figures().real(), observed.silences().real()
    if key:
        found = get_object_or_404(Indicator, key=key)
        observations = observations.filter(indicator=found)
        silent = silent.filter(indicator=found)
    breakdowns = sdmx.concepts()
    said = sdmx.said(observations.order_by("pk"), silent.order_by("pk"), breakdowns)
    name = f"{key or 'indicators'}.sdmx.{form}"
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            sdmx.as_csv(said, breakdowns),
            content_type="application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
        )
    else:
        response = HttpResponse(
            sdmx.as_json(said, breakdowns, request.build_absolute_uri(), _state_of(request)),
            content_type="application/vnd.sdmx.data+json; version=1.0.0; charset=utf-8",
        )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
