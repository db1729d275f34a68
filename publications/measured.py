"""Figures of indicators as pages and documents show them: in rows, each with all its footnotes.

A row is a place (or an indicator), a period and a breakdown. It shows three values side by side:
the State's, the global database's, and the one computed from counts. Nothing is ranked, and nothing
is added up over States.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.database.made_once import made_once
from common.multilingual import localise, with_abbreviation
from indicators.checks import HUNDRED, whole_of
from indicators.models import (
    Availability,
    Code,
    Indicator,
    Made,
    Nature,
    ReportingType,
    Rule,
    Why,
)
from indicators.models.observations import canonical, codes_of
from indicators.naming import figure_words, indicator_name, number
from publications.observed import (
    Outline,
    Silence,
    Stated,
    proportions,
    silences_of_state,
    stated_by_key,
    stated_of,
)
from reports.models import Reporter
from reports.models.reporters import path_of


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
    stated: Stated
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


def table_of(
    found: Iterable[Stated],
    counts: Iterable[Outline] = (),
    of: Iterable[Indicator] = (),
    *,
    by_indicator: bool = False,
) -> MeasuredTable:
    """Rows in UN order of the places, groups and territories last, latest period first; or, of one
    State, in the order of the indicators and with the parts of each figure. What the ``counts`` of
    one origin make is computed for the proportions ``of`` which it is asked, beside what is stated.
    One query, for the names of breakdowns where there are any."""
    return _Maker(list(found), by_indicator=by_indicator).make(list(counts), of)


def table_of_one(indicator: Indicator, own: list[Outline], counts: list[Outline]) -> MeasuredTable:
    """The table of an indicator in a period, from its ``own`` figures and those of its ``counts``.
    Only figures that it shows, or names as a source, are read in full: most are parts of others.
    Five queries; none if there is nothing to show."""
    depths = _least_depths(own)
    shown = [each.pk for each in own if _depth(each) == depths[_group(each)]]
    shown += [each.pk for each in counts if _is_numerator(each, indicator)]
    stated = stated_by_key(shown)
    return table_of(
        [stated[each.pk] for each in own if each.pk in stated],
        [stated.get(each.pk, each) for each in counts],
        [indicator] if indicator.numerator_id else [],
    )


class _Maker:
    def __init__(self, found: list[Stated], *, by_indicator: bool) -> None:
        self.found, self.by_indicator = found, by_indicator
        self.names = breakdown_names() if any(each.breakdown for each in found) else {}
        self.numbers: dict[tuple[str, str], int] = {}
        self.depths = _least_depths(found)
        self.rows: dict[tuple[Any, ...], tuple[Any, MeasuredRow]] = {}

    def make(self, counts: list[Outline], of: Iterable[Indicator]) -> MeasuredTable:
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

    def _row(self, like: Stated, indicator: Indicator, breakdown: str) -> MeasuredRow:
        """The row of a figure, or of a value computed from it."""
        key = (indicator.pk, *_group(like)[1:], breakdown)
        if key not in self.rows:
            if self.by_indicator:
                name, url = indicator_name(indicator), indicator.get_absolute_url()
            else:
                name, url = like.place_name, _place_url(like)
            period = like.period or _("reporting period of the report")
            words = breakdown_words(breakdown, self.names)
            row = MeasuredRow(name, url, period, words, reporter_id=like.place_reporter_id)
            self.rows[key] = (self._order(like, indicator, breakdown), row)
        return self.rows[key][1]

    def _order(self, like: Stated, indicator: Indicator, breakdown: str) -> tuple[Any, ...]:
        is_reporter = like.place_reporter_id is not None
        name = (0, like.sort_name, like.reporter_code) if is_reporter else (1, like.place_name, "")
        first: Any = (indicator.position, indicator.key) if self.by_indicator else name
        day = -like.ends_on.toordinal() if like.ends_on else 0
        return (first, day, like.time_period, breakdown)

    def _add(self, row: MeasuredRow, each: Stated) -> None:
        is_national = each.reporting_type == ReportingType.NATIONAL
        figure = Figure(figure_words(each), notes_of(each), each)
        (row.national if is_national else row.of_database).append(figure)
        self._add_source(row, each)

    @staticmethod
    def _add_source(row: MeasuredRow, each: Stated) -> None:
        row.is_fictional = row.is_fictional or each.is_fictional
        if (source := source_of(each)) not in row.sources:
            row.sources.append(source)

    def _add_part(self, each: Stated) -> None:
        """Add the figure to the row of the figure that it is a part of."""
        codes = codes_of(each.breakdown).items()
        for key, (_place, row) in self.rows.items():
            if key[:-1] == _group(each) and codes_of(key[-1]).items() <= codes:
                rest = canonical(dict(codes - codes_of(key[-1]).items()))
                words = breakdown_words(rest, self.names)
                row.parts.append((words, Figure(figure_words(each), notes_of(each), each)))
                return

    def _compute(self, proportion: Indicator, counts: list[Outline]) -> None:
        by_origin: dict[tuple[Any, ...], dict[int, dict[str, Outline]]] = {}
        likes: dict[tuple[Any, ...], Stated] = {}
        for each in counts:
            if each.value is not None and not each.is_range:
                origin = (*_group(each)[1:], each.submission_id, each.source, each.release)
                made = by_origin.setdefault(origin, defaultdict(dict))
                made[each.indicator_id][each.breakdown] = each
                if isinstance(each, Stated) and _is_numerator(each, proportion):
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


def _is_numerator(each: Outline, proportion: Indicator) -> bool:
    return each.indicator_id == proportion.numerator_id and not each.breakdown


def _least_depths(found: Iterable[Outline]) -> dict[tuple[Any, ...], int]:
    """Of each group of figures, into how many dimensions the coarsest of it is broken down."""
    deepest_first = sorted(found, key=_depth, reverse=True)
    return {_group(each): _depth(each) for each in deepest_first}


def _group(each: Outline) -> tuple[Any, ...]:
    """Indicator, place and period of a figure; fictional figures are grouped apart."""
    place = (each.place_reporter_id, each.place_group_id, each.territory)
    return (each.indicator_id, *place, each.time_period or each.period_text, each.is_fictional)


def _depth(each: Outline) -> int:
    """Into how many dimensions a figure is broken down."""
    return each.breakdown.count("=")


def notes_of(each: Stated) -> list[tuple[str, str]]:
    """Every footnote of a figure, with its language if it is in somebody's own words."""
    found: list[tuple[str, str]] = []
    if each.comment:
        found.append((each.comment, each.language))
    if each.explained:
        found.append(each.explained)
    if each.made == Made.SUM_OF_ROWS:
        found.append((_("The sum of the types that the report gives."), ""))
    if each.denominator_rule:
        rule = Rule(each.denominator_rule).label
        found.append((_("The denominator counts: %(rule)s.") % {"rule": rule}, ""))
    if each.nature not in (Nature.COUNTRY, Nature.NOT_AVAILABLE):
        found.append(
            (_("How it came about: %(nature)s.") % {"nature": Nature(each.nature).label}, "")
        )
    for confirmation in each.confirmed:
        found += _confirmed(*confirmation)
    if each.source_detail:
        found.append((_("Taken from: %(source)s.") % {"source": each.source_detail}, ""))
    return found


def _confirmed(report: str | None, reason: str, language: str) -> list[tuple[str, str]]:
    """Footnotes on a State's confirmation of the figure: the report, and the State's remark."""
    words = (
        _("Confirmed by the State in its report %(reference)s.") % {"reference": report}
        if report
        else _("Confirmed by the State.")
    )
    return [(words, ""), *([(reason, language)] if reason else [])]


def _place_url(each: Stated) -> str:
    """The page of the place; empty if it has none."""
    kind, code = each.reporter_kind, each.reporter_code
    return path_of(kind, code) if kind and code else ""


def source_of(each: Stated) -> tuple[str, str]:
    """The source of a figure in words, and the address of the place that gives it. A report's
    figure is of the State that reports."""
    if each.report is None:
        return (" · ".join(filter(None, (each.source, each.release))), "")
    url = f"{_place_url(each)}?cycle={each.cycle}"
    words = _("Report %(reference)s") % {"reference": each.report}
    if each.asked is not None:
        url += f"&answers={each.asked_in}#question-{each.asked}"
        asked = _("question %(number)s") % {"number": each.asked_number}
        words = pgettext("a report, a question of it", "%(report)s, %(question)s") % {
            "report": words,
            "question": asked,
        }
    return (words, url)


def computed(indicator: Indicator, by_indicator: dict[int, dict[str, Any]]) -> Decimal | None:
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
    """Members by their answer on one indicator in one period: the keys of those with a figure, the
    others that say why they have none, and the names of those with nothing on record. (Other
    reporters may be among the second.)"""

    reported: set[int]
    silent: dict[str, list[Silence]]
    unknown: list[str]


def answers_of(table: MeasuredTable, silent: Iterable[Silence]) -> Answers:
    """The Members by answer. A State with a figure is *reported*, whatever another record says. One
    query."""
    with_figure = {row.reporter_id for row in table.rows}
    without: dict[str, list[Silence]] = defaultdict(list)
    seen: set[int] = set()
    for each in silent:
        if each.reporter_id not in with_figure and each.reporter_id not in seen:
            seen.add(each.reporter_id)
            without[each.answered].append(each)
    members = _members()
    return Answers(
        {pk for pk, *_name in members if pk in with_figure},
        dict(without),
        [
            with_abbreviation(localise(name), abbreviation)
            for pk, name, abbreviation in members
            if pk not in with_figure and pk not in seen
        ],
    )


@made_once
def _members() -> "QuerySet[Any, Any]":
    members: QuerySet[Any] = Reporter.objects.members().in_un_order()
    return members.values_list("pk", "name", "abbreviation")


def reason_words(each: Availability | Silence) -> str:
    """Why there is no figure, in the report's words or in ours; empty where none is given."""
    return each.reason or (str(Why(each.why).label) if each.why != Why.STATED else "")


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
    found = stated_of(reporter.pk)
    silent = silences_of_state(reporter.pk)
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
