"""The tile map and the table beside it: every State, by what is known of its report."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import coverage
from reports.coverage import Headline, ReporterCoverage
from reports.models import Group, GroupKind, Reporter, ReportingCycle, StateStatus
from tracker.charts.chart import Chart, Table
from tracker.charts.tilemap import STEPS, GroupOutline, LegendEntry, Tile, TileMap, step_of
from tracker.words import ratio_words

LABELS = {
    "reported": gettext_lazy("reported"),
    "not_coded": gettext_lazy("reported; coverage is not applicable"),
    "not_reported": gettext_lazy("not reported"),
    "no_record": gettext_lazy("no report on record"),
    "not_known": gettext_lazy("not known"),
}


@dataclass(frozen=True)
class StateFigure:
    """A State, its look on the map (see Tile) and the words for it; ``share`` is its coverage."""

    state: Reporter
    look: str
    words: str
    share: float = 0


@dataclass(frozen=True)
class GroupFigures:
    """The States of one group, in UN order; None for those in no group."""

    group: Group | None
    states: list[StateFigure]


@dataclass(frozen=True)
class StateMap:
    """The map and the same, group by group, for the table."""

    chart: Chart
    plot: TileMap
    groups: list[GroupFigures]


def reported(cycle: ReportingCycle, headline: Headline | None = None) -> StateMap:
    """Which States reported in ``cycle``. Seven queries; four with its ``headline``."""
    headline = headline or coverage.headline(cycle)
    present = set(coverage.EVERYTHING.reports(cycle).values_list("reporter_id", flat=True))

    def figure(state: Reporter) -> StateFigure:
        look = "reported" if state.pk in present else absent(state, headline)
        return StateFigure(state, look, str(LABELS[look]))

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
    """How much of what they were asked the coded reports of States address; None while there is
    no such report. At most nine queries."""
    headline = headline or coverage.headline(cycle)
    if not headline.coded:
        return None
    rows = {row.submission.reporter_id: row for row in coverage.by_reporter(cycle, within)}

    def figure(state: Reporter) -> StateFigure:
        return _covered(state, rows.get(state.pk), headline)

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


def _covered(state: Reporter, row: ReporterCoverage | None, headline: Headline) -> StateFigure:
    if row is None:
        look = absent(state, headline)
        return StateFigure(state, look, str(LABELS[look]))
    if row.ratio.share is None:
        return StateFigure(state, "not_coded", str(LABELS["not_coded"]))
    return StateFigure(state, "share", ratio_words(row.ratio), row.ratio.share)


def absent(state: Reporter, headline: Headline) -> str:
    """How a State without a report looks: only a Member is on a list to be silent on."""
    if not headline.names_are_known:
        return "not_known"
    return "not_reported" if state.state_status == StateStatus.MEMBER else "no_record"


def _map(
    cycle: ReportingCycle,
    name: str,
    title: str,
    description: str,
    figure: Callable[[Reporter], StateFigure],
) -> StateMap:
    groups = _groups(cycle, figure)
    figures = [found for group in groups for found in group.states]
    plot = TileMap(
        tiles=[
            Tile(
                found.state.code,
                _("%(state)s: %(figure)s") % {"state": found.state, "figure": found.words},
                found.state.get_absolute_url(),
                found.look,
                found.share,
            )
            for found in figures
        ],
        groups=[
            GroupOutline(g.group.code, str(g.group), [f.state.code for f in g.states])
            for g in groups
            if g.group
        ],
        legend=list(_legend(figures)),
    )
    chart = Chart(
        address=f"{name}/{cycle.code}",
        page=cycle.get_absolute_url(),
        title=title,
        description=description,
        plot=plot,
        table=_table(groups),
        is_fictional=cycle.is_fictional,
    )
    return StateMap(chart, plot, groups)


def _groups(cycle: ReportingCycle, figure: Callable[[Reporter], StateFigure]) -> list[GroupFigures]:
    """Every State once, under its regional group on the cycle's reference day. Three queries."""
    rolls = coverage.members_by_group(GroupKind.REGIONAL_GROUP, cycle.reference_day)
    grouped = {state.pk for roll in rolls.values() for state in roll}
    rest = [s for s in Reporter.objects.states().in_un_order() if s.pk not in grouped]
    found = [GroupFigures(group, list(map(figure, roll))) for group, roll in rolls.items()]
    return [*found, GroupFigures(None, list(map(figure, rest)))] if rest else found


def _table(groups: Iterable[GroupFigures]) -> Table:
    return Table(
        [_("State"), _("Regional group"), _("Report")],
        [
            [str(found.state), str(group.group or "–"), found.words]
            for group in groups
            for found in group.states
        ],
    )


def _legend(figures: list[StateFigure]) -> Iterable[LegendEntry]:
    """What each look on the map means; looks that no State has are left out."""
    steps = Counter(step_of(found.share) for found in figures if found.look == "share")
    for step in range(STEPS, 0, -1):
        if steps:
            label = _("%(low)s–%(high)s%%") % {"low": 20 * (step - 1), "high": 20 * step}
            yield LegendEntry("share", label, steps[step], (step - 0.5) / STEPS)
    looks = Counter(found.look for found in figures)
    for look, words in LABELS.items():
        if looks[look]:
            yield LegendEntry(look, str(words), looks[look])
