"""The tile map and the table beside it: every State, by its report or by its acts about an
instrument."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Instrument
from common import dates
from common.charts.canvas import linked
from common.charts.chart import Chart, ChartTable
from common.charts.tilemap import STEPS, GroupOutline, LegendEntry, Tile, TileMap, step_of
from common.database.made_once import made_once
from indicators.adherence import Standing, Status
from publications.words import ratio_words
from reports import coverage
from reports.coverage import Headline
from reports.models import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReporterKind,
    ReportingCycle,
    StateStatus,
)

LABELS = {
    "reported": gettext_lazy("reported"),
    "not_coded": gettext_lazy("reported; coverage is not applicable"),
    "not_reported": gettext_lazy("not reported"),
    "no_record": gettext_lazy("no report on record"),
    "not_known": gettext_lazy("not known"),
}
# The meanings of the looks on the map of an instrument.
ADHERENCE = {
    "reported": gettext_lazy("party, endorses it, uses it or reported"),
    "not_coded": gettext_lazy("signed, applies it provisionally, or the day is not known"),
    "not_reported": gettext_lazy("withdrew"),
    "no_record": gettext_lazy("nothing on record"),
}
STANDS_ASIDE = {
    Standing.SIGNATORY: "not_coded",
    Standing.PROVISIONAL: "not_coded",
    Standing.WITHDRAWN: "not_reported",
}


class StateFigure(NamedTuple):
    """A State by its code, name and address, its look on the map (see Tile) and the words for it;
    ``share`` is its coverage."""

    code: str
    name: str
    url: str
    look: str
    words: str
    share: float = 0

    @classmethod
    def of(cls, state: Reporter, look: str, words: str, share: float = 0) -> "StateFigure":
        return cls(state.code, str(state), state.get_absolute_url(), look, words, share)


@dataclass(frozen=True)
class GroupFigures:
    """The States of one group, in UN order; None for those in no group."""

    group: Group | None
    states: list[StateFigure]

    @property
    def rows(self) -> list[tuple[SafeString, str]]:
        """Each State as a link, and the words for it."""
        return [(linked(found.name, found.url), found.words) for found in self.states]


@dataclass(frozen=True)
class StateMap:
    """The map and the same, group by group, for the table."""

    chart: Chart
    plot: TileMap
    groups: list[GroupFigures]


def reported(cycle: ReportingCycle, headline: Headline | None = None) -> StateMap:
    """Which States reported in ``cycle``. Seven queries; four with its ``headline``."""
    headline = headline or coverage.headline(cycle)
    present = coverage.present(cycle)
    labels = {look: str(label) for look, label in LABELS.items()}
    absent = look_of_absence(headline)

    def figure(state: Reporter) -> StateFigure:
        look = "reported" if state.pk in present else absent(state)
        return StateFigure.of(state, look, labels[look])

    return _map(
        cycle,
        "map-reported",
        _("%(cycle)s: which States reported") % {"cycle": cycle},
        _(
            "One square of equal size for each State, about where people look for it, the "
            "regional groups outlined. Full: reported. Hollow: not reported. Broken: not known, "
            "or no report on record."
        ),
        figure,
    )


def covered(
    cycle: ReportingCycle,
    headline: Headline | None = None,
    within: coverage.Selection = coverage.EVERYTHING,
) -> StateMap | None:
    """The coverage of States' coded reports; None without such a report. At most eight queries."""
    headline = headline or coverage.headline(cycle)
    if not headline.coded:
        return None
    ratios = coverage.ratios_of(ReporterKind.STATE, cycle, within)
    labels = {look: str(label) for look, label in LABELS.items()}
    absent = look_of_absence(headline)

    def figure(state: Reporter) -> StateFigure:
        ratio = ratios.get(state.pk)
        if ratio is None:
            return StateFigure.of(state, absent(state), labels[absent(state)])
        if ratio.share is None:
            return StateFigure.of(state, "not_coded", labels["not_coded"])
        return StateFigure.of(state, "share", ratio_words(ratio), ratio.share)

    return _map(
        cycle,
        "map-coverage",
        _("%(cycle)s: coverage of the reports of States") % {"cycle": cycle},
        _(
            "One square of equal size for each State, the regional groups outlined. The darker "
            "the square and the longer the bar in it, the more of the commitments directed to "
            "States the report addresses."
        ),
        figure,
    )


def look_of_absence(headline: Headline) -> Callable[[Reporter], str]:
    """The look of each State without a report: only Members can be *not reported*, and nobody while
    the cycle is open."""
    of_others = "no_record" if headline.names_are_known else "not_known"
    of_members = "not_reported" if headline.tells_silence else of_others
    return lambda state: of_members if state.state_status == StateStatus.MEMBER else of_others


def adherence(instrument: Instrument, statuses: Iterable[Status], day: datetime.date) -> StateMap:
    """Where each State stood towards the instrument on ``day``, by the acts on record. Four
    queries."""
    found = {status.reporter.pk: status for status in statuses}

    def figure(state: Reporter) -> StateFigure:
        status = found.get(state.pk)
        if status is None:
            return StateFigure.of(state, "no_record", str(ADHERENCE["no_record"]))
        standing = status.standing
        look = STANDS_ASIDE.get(standing, "reported") if standing else "not_coded"
        return StateFigure.of(state, look, status.label)

    groups = _groups(day, figure)
    return _drawn(
        groups,
        ADHERENCE,
        address=f"map-instrument/{instrument.key}",
        page=instrument.get_absolute_url(),
        title=_("%(instrument)s: where each State stands") % {"instrument": instrument},
        description=_(
            "One square of equal size for each State, the regional groups outlined, by the acts on "
            "record up to %(day)s. Broken: nothing is on record, which is not that nothing was "
            "done."
        )
        % {"day": dates.day(day)},
        table=_table(groups, _("Standing")),
    )


def _map(
    cycle: ReportingCycle,
    name: str,
    title: str,
    description: str,
    figure: Callable[[Reporter], StateFigure],
) -> StateMap:
    groups = _groups(cycle.reference_day, figure)
    return _drawn(
        groups,
        LABELS,
        address=f"{name}/{cycle.code}",
        page=cycle.get_absolute_url(),
        title=title,
        description=description,
        table=_table(groups, _("Report")),
        is_fictional=cycle.is_fictional,
    )


def _drawn(groups: list[GroupFigures], labels: Mapping[str, Any], **about: Any) -> StateMap:
    """The map of the figures, with a chart's title and description."""
    figures = [found for group in groups for found in group.states]
    words = _("%(state)s: %(figure)s")
    plot = TileMap(
        tiles=[
            Tile(
                found.code,
                words % {"state": found.name, "figure": found.words},
                found.url,
                found.look,
                found.share,
            )
            for found in figures
        ],
        groups=[
            GroupOutline(g.group.code, str(g.group), [f.code for f in g.states])
            for g in groups
            if g.group
        ],
        legend=list(_legend(figures, labels)),
    )
    return StateMap(Chart(plot=plot, **about), plot, groups)


def _groups(day: datetime.date, figure: Callable[[Reporter], StateFigure]) -> list[GroupFigures]:
    """All States, each once, under its regional group on ``day``. Three queries."""
    rolls = coverage.members_by_group(GroupKind.REGIONAL_GROUP, day)
    rest = _ungrouped(day)
    found = [GroupFigures(group, list(map(figure, roll))) for group, roll in rolls.items()]
    return [*found, GroupFigures(None, list(map(figure, rest)))] if rest else found


@made_once
def _ungrouped(day: Any) -> "QuerySet[Reporter]":
    grouped = Membership.objects.on(day).filter(group__kind=GroupKind.REGIONAL_GROUP)
    states = Reporter.objects.states().exclude(pk__in=grouped.values("reporter_id"))
    found: QuerySet[Reporter] = states.in_un_order()
    return found


def _table(groups: Iterable[GroupFigures], told: str) -> ChartTable:
    return ChartTable(
        [_("State"), _("Regional group"), told],
        [
            [found.name, name, found.words]
            for name, states in ((str(group.group or "–"), group.states) for group in groups)
            for found in states
        ],
    )


def _legend(figures: list[StateFigure], labels: Mapping[str, Any]) -> Iterable[LegendEntry]:
    """The meaning of each look on the map, without looks that no State has."""
    steps = Counter(step_of(found.share) for found in figures if found.look == "share")
    for step in range(STEPS, 0, -1):
        if steps:
            label = _("%(low)s–%(high)s%%") % {"low": 20 * (step - 1), "high": 20 * step}
            yield LegendEntry("share", label, steps[step], (step - 0.5) / STEPS)
    looks = Counter(found.look for found in figures)
    for look, words in labels.items():
        if looks[look]:
            yield LegendEntry(look, str(words), looks[look])
