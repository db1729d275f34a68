"""Figures of indicators as pages and documents show them: in rows, each with all its footnotes.

A row is a place (or an indicator), a period and a breakdown. It shows three values side by side:
the State's, the global database's, and the one computed from counts. Nothing is ranked, and nothing
is added up over States.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.multilingual import localise
from indicators.checks import HUNDRED, whole_of
from indicators.models import (
    Availability,
    Code,
    Indicator,
    Made,
    Nature,
    Observation,
    ReportingType,
)
from indicators.models.availability import AvailabilityQuerySet
from indicators.models.observations import (
    PUBLIC_FOOTNOTES,
    ObservationQuerySet,
    canonical,
    codes_of,
)
from indicators.naming import figure_words, indicator_name, number
from questionnaires.models import Answer
from reports.models import Reporter


@dataclass(frozen=True)
class Note:
    """A footnote; ``language`` is given if it is in a source's own words."""

    number: int
    words: str
    language: str = ""


@dataclass
class Figure:
    """A figure in words, with the texts and numbers of its footnotes."""

    words: str
    said: list[tuple[str, str]]
    observation: Observation
    notes: tuple[int, ...] = ()


@dataclass
class MeasuredRow:
    """``computed`` is the per cent computed from counts of the same origin; empty if they do not
    suffice. ``sources`` are names and addresses of the figures' sources."""

    name: str
    url: str
    period: str
    breakdown: str
    national: list[Figure] = field(default_factory=list)
    of_database: list[Figure] = field(default_factory=list)
    computed: str = ""
    sources: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[str, Figure]] = field(default_factory=list)
    reporter_id: int | None = None
    is_fictional: bool = False


@dataclass
class MeasuredTable:
    """Rows, and the footnotes under them."""

    rows: list[MeasuredRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def has_computed(self) -> bool:
        return any(row.computed for row in self.rows)

    @property
    def has_global(self) -> bool:
        return any(row.of_database for row in self.rows)

    @property
    def has_breakdowns(self) -> bool:
        return any(row.breakdown for row in self.rows)

    @property
    def has_parts(self) -> bool:
        return any(row.parts for row in self.rows)


# The report and the answer from which a figure comes, and what a row says of them.
ORIGIN = ("submission__reporter", "submission__cycle", "answer__part__question__section")
TOLD_OF_ORIGIN = (
    "submission__reference",
    "submission__reporter__kind",
    "submission__reporter__code",
    "submission__cycle__code",
    "submission__cycle__is_fictional",
    "answer__part__question__key",
    "answer__part__question__number",
    "answer__part__question__section__key",
)
# What a row says nothing of, half of the columns that are joined.
NOT_TOLD = (
    *(
        f"{reporter}__{name}"
        for reporter in ("place_reporter", "submission__reporter")
        for name in ("formal_name", "other_names", "search_text")
    ),
    *(
        f"submission__{name}"
        for name in ("languages", "source", "reporter_remarks", "secretariat_remarks")
    ),
    *(f"answer__{name}" for name in ("value", "region", "search_text", "confirmed_at")),
    *(f"answer__part__{name}" for name in ("label", "options")),
    *(f"answer__part__question__{name}" for name in ("text", "cites", "section__title")),
)


def figures() -> ObservationQuerySet:
    """Public figures, with everything that a row shows. Four queries."""
    found: ObservationQuerySet = Observation.objects.public().prefetch_related(*_figure_parts())
    return found.select_related("place_reporter", "place_group", *ORIGIN).defer(*NOT_TOLD)


def _figure_parts() -> list[Any]:
    indicators = Indicator.objects.prefetch_related("denominators")
    footnotes = Answer.objects.filter(PUBLIC_FOOTNOTES)
    confirmations = Availability.objects.public().select_related("submission__cycle").order_by("pk")
    return [
        Prefetch("indicator", indicators),
        Prefetch("footnote", footnotes, to_attr="explained"),
        Prefetch("confirmations", confirmations, to_attr="confirmed"),
    ]


def silences() -> AvailabilityQuerySet:
    """The answers without a figure that anybody may read, in UN order of the States."""
    found: AvailabilityQuerySet = (
        Availability.objects.public()
        .without_figure()
        .select_related("reporter", "submission__cycle", "indicator")
        .order_by("reporter__sort_name", "reporter__code", F("ends_on").desc(nulls_last=True))
    )
    return found


def breakdown_names() -> dict[tuple[str, str], str]:
    """The name of each code by concept and code. One query."""
    return {(concept, code): str(localise(name)) for concept, code, name in _codes()}


@made_once
def _codes() -> "QuerySet[Any, Any]":
    return Code.objects.order_by().values_list("dimension__concept", "code", "name")


def breakdown_words(breakdown: str, names: dict[tuple[str, str], str]) -> str:
    """A breakdown in words; empty for the figure over everything."""
    codes = codes_of(breakdown).items()
    return " · ".join(names.get(each, each[1]) for each in codes)


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


def table_of(
    found: Iterable[Observation],
    counts: Iterable[Observation] = (),
    of: Iterable[Indicator] = (),
    *,
    by_indicator: bool = False,
) -> MeasuredTable:
    """Rows in UN order of the places, groups and territories last, latest period first; or, of one
    State, in the order of the indicators and with the parts of each figure. What the ``counts`` of
    one origin make is computed for the proportions ``of`` which it is asked, beside what is stated.
    One query, for the names of breakdowns where there are any."""
    return _Maker(list(found), by_indicator=by_indicator).make(list(counts), of)


class _Maker:
    def __init__(self, found: list[Observation], *, by_indicator: bool) -> None:
        self.found, self.by_indicator = found, by_indicator
        self.names = breakdown_names() if any(each.breakdown for each in found) else {}
        self.numbers: dict[tuple[str, str], int] = {}
        deepest_first = sorted(found, key=_depth, reverse=True)
        self.depths = {_group(each): _depth(each) for each in deepest_first}
        self.rows: dict[tuple[Any, ...], tuple[Any, MeasuredRow]] = {}

    def make(self, counts: list[Observation], of: Iterable[Indicator]) -> MeasuredTable:
        for each in sorted(self.found, key=_depth):
            if _depth(each) == self.depths[_group(each)]:
                self._add(self._row(each, each.indicator, each.breakdown), each)
            elif self.by_indicator:
                self._add_part(each)
        for proportion in of:
            self._compute(proportion, counts)
        rows = [row for _place, row in sorted(self.rows.values(), key=lambda each: each[0])]
        for row in rows:
            row.parts.sort(key=lambda each: each[0])
        return MeasuredTable(rows, self._notes(rows))

    def _row(self, like: Observation, indicator: Indicator, breakdown: str) -> MeasuredRow:
        """The row of a figure, or of a value computed from it."""
        key = (indicator.pk, *_group(like)[1:], breakdown)
        if key not in self.rows:
            if self.by_indicator:
                name, url = indicator_name(indicator), indicator.get_absolute_url()
            else:
                reporter = like.place_reporter
                name, url = like.place_name, reporter.get_absolute_url() if reporter else ""
            period = like.period or _("reporting period of the report")
            words = breakdown_words(breakdown, self.names)
            row = MeasuredRow(name, url, period, words, reporter_id=like.place_reporter_id)
            self.rows[key] = (self._order(like, indicator, breakdown), row)
        return self.rows[key][1]

    def _order(self, like: Observation, indicator: Indicator, breakdown: str) -> tuple[Any, ...]:
        place = like.place_reporter
        name = (0, place.sort_name, place.code) if place else (1, like.place_name, "")
        first: Any = (indicator.position, indicator.key) if self.by_indicator else name
        day = -like.ends_on.toordinal() if like.ends_on else 0
        return (first, day, like.time_period, breakdown)

    def _add(self, row: MeasuredRow, each: Observation) -> None:
        is_national = each.reporting_type == ReportingType.NATIONAL
        figure = Figure(figure_words(each), notes_of(each), each)
        (row.national if is_national else row.of_database).append(figure)
        self._add_source(row, each)

    @staticmethod
    def _add_source(row: MeasuredRow, each: Observation) -> None:
        row.is_fictional = row.is_fictional or each.is_fictional
        if (source := source_of(each)) not in row.sources:
            row.sources.append(source)

    def _add_part(self, each: Observation) -> None:
        """Add the figure to the row of the figure that it is a part of."""
        codes = codes_of(each.breakdown).items()
        for key, (_place, row) in self.rows.items():
            if key[:-1] == _group(each) and codes_of(key[-1]).items() <= codes:
                rest = canonical(dict(codes - codes_of(key[-1]).items()))
                words = breakdown_words(rest, self.names)
                row.parts.append((words, Figure(figure_words(each), notes_of(each), each)))
                return

    def _compute(self, proportion: Indicator, counts: list[Observation]) -> None:
        by_origin: dict[tuple[Any, ...], dict[int, dict[str, Observation]]] = {}
        likes: dict[tuple[Any, ...], Observation] = {}
        for each in counts:
            if each.value is not None and not each.is_range:
                origin = (*_group(each)[1:], each.submission_id, each.source, each.release)
                made = by_origin.setdefault(origin, defaultdict(dict))
                made[each.indicator_id][each.breakdown] = each
                if each.indicator_id == proportion.numerator_id and not each.breakdown:
                    likes[origin] = each
        for origin, like in likes.items():
            per_cent = computed(proportion, by_origin[origin])
            if per_cent is not None:
                row = self._row(like, proportion, "")
                row.computed = _("%(number)s%%") % {"number": number(per_cent)}
                self._add_source(row, like)

    def _notes(self, rows: list[MeasuredRow]) -> list[Note]:
        """The footnotes in order of appearance, each once."""
        for row in rows:
            parts = [figure for _words, figure in row.parts]
            for figure in (*row.national, *row.of_database, *parts):
                figure.notes = tuple(
                    self.numbers.setdefault(note, len(self.numbers) + 1) for note in figure.said
                )
        return [Note(number, *said) for said, number in self.numbers.items()]


def _group(each: Observation) -> tuple[Any, ...]:
    """Indicator, place and period of a figure; fictional figures are grouped apart."""
    place = (each.place_reporter_id, each.place_group_id, each.territory)
    return (each.indicator_id, *place, each.time_period or each.period_text, each.is_fictional)


def _depth(each: Observation) -> int:
    return len(codes_of(each.breakdown))


def notes_of(each: Observation) -> list[tuple[str, str]]:
    """Every footnote of a figure, with its language if it is in somebody's own words."""
    found: list[tuple[str, str]] = []
    if each.comment:
        found.append((each.comment, each.language))
    if explained := getattr(each, "explained", None):
        found.append((str(explained.value), explained.language))
    if each.made == Made.SUM_OF_ROWS:
        found.append((_("The sum of the types that the report gives."), ""))
    if each.denominator_rule:
        rule = each.get_denominator_rule_display()
        found.append((_("The denominator counts: %(rule)s.") % {"rule": rule}, ""))
    if each.nature not in (Nature.COUNTRY, Nature.NOT_AVAILABLE):
        found.append((_("How it came about: %(nature)s.") % {"nature": _nature(each)}, ""))
    for confirmation in getattr(each, "confirmed", ()):
        found += _confirmed(confirmation)
    if each.source_detail:
        found.append((_("Taken from: %(source)s.") % {"source": each.source_detail}, ""))
    return found


def _confirmed(confirmation: Availability) -> list[tuple[str, str]]:
    """Footnotes on a State's confirmation of the figure: the report, and the State's remark."""
    report = confirmation.submission
    words = (
        _("Confirmed by the State in its report %(reference)s.") % {"reference": report.reference}
        if report
        else _("Confirmed by the State.")
    )
    said = (confirmation.reason, confirmation.language)
    return [(words, ""), *([said] if confirmation.reason else [])]


def _nature(each: Observation) -> str:
    return str(each.get_nature_display())


def source_of(each: Observation) -> tuple[str, str]:
    """The source of a figure in words, and the address of the place that gives it."""
    if each.submission is None:
        return (" · ".join(filter(None, (each.source, each.release))), "")
    cycle, reporter = each.submission.cycle, each.submission.reporter
    url = f"{reporter.get_absolute_url()}?cycle={cycle.code}"
    words = _("Report %(reference)s") % {"reference": each.submission.reference}
    if each.answer is not None:
        question = each.answer.part.question
        url += f"&answers={question.section.key}#question-{question.key}"
        asked = _("question %(number)s") % {"number": question.number}
        words = pgettext("a report, a question of it", "%(report)s, %(question)s") % {
            "report": words,
            "question": asked,
        }
    return (words, url)


def computed(
    indicator: Indicator, by_indicator: dict[int, dict[str, Observation]]
) -> Decimal | None:
    """The proportion in per cent, to one decimal, from counts of one report; None if one count is
    missing or the denominator is 0. Reads ``denominators``."""
    above = by_indicator.get(indicator.numerator_id or 0, {}).get("")
    below = whole_of(indicator, by_indicator)
    if above is None or above.value is None or not below:
        return None
    return round(above.value / below * HUNDRED, 1)


# Answers of States on one indicator in one period


@dataclass(frozen=True)
class Answers:
    """States by their answer on one indicator in one period: with a figure, without one and why,
    and with nothing on record. Together they are all Members."""

    reported: list[Reporter]
    silent: dict[str, list[Availability]]
    unknown: list[Reporter]


def answers_of(
    members: Sequence[Reporter], table: MeasuredTable, silent: Iterable[Availability]
) -> Answers:
    """The States by answer. A State with a figure is *reported*, whatever another record says. No
    query."""
    with_figure = {row.reporter_id for row in table.rows}
    without: dict[str, list[Availability]] = defaultdict(list)
    seen: set[int] = set()
    for each in silent:
        if each.reporter_id not in with_figure and each.reporter_id not in seen:
            seen.add(each.reporter_id)
            without[each.answered].append(each)
    return Answers(
        [each for each in members if each.pk in with_figure],
        dict(without),
        [each for each in members if each.pk not in with_figure and each.pk not in seen],
    )


def reason_words(each: Availability) -> str:
    """Why there is no figure, in the report's words or in ours; empty where none is given."""
    return each.reason or (str(each.get_why_display()) if each.why != "stated" else "")


@dataclass(frozen=True)
class OfState:
    """One State's figures, and the indicators for which it says that there is none, with the answer
    and the reason."""

    table: MeasuredTable
    silent: list[tuple[Availability, str]]


def of_state(reporter: Reporter) -> OfState | None:
    """None where nothing is on record. Two queries then, nine otherwise."""
    if not reporter.is_state:
        return None
    found = sorted(_figures_of(reporter.pk), key=lambda each: each.pk)
    for each in found:
        each.place_reporter = reporter
    _put_parts_on(found)
    silent = _silences_of(reporter.pk)
    if not found and not silent:
        return None
    of = proportions() if found else ()
    table = table_of(found, found, of, by_indicator=True)
    with_figure = {(each.indicator_id, each.time_period) for each in found}
    return OfState(
        table,
        [
            (each, reason_words(each))
            for each in silent
            if (each.indicator_id, each.time_period) not in with_figure
        ],
    )


@prefetched_once(Observation)
def _put_parts_on() -> list[Any]:
    return _figure_parts()


@made_once
def _figures_of(reporter: Any) -> "QuerySet[Observation]":
    # The table has an order of its own; one of so many joined columns takes longer than to read.
    # The State itself is read already.
    of_state = Observation.objects.public().filter(place_reporter=reporter).order_by()
    own = [field.name for field in Observation._meta.concrete_fields]
    return of_state.select_related(*ORIGIN).only(*own, *TOLD_OF_ORIGIN)


@made_once
def _silences_of(reporter: Any) -> "QuerySet[Availability]":
    return silences().filter(reporter=reporter)
