"""The charts of the public pages: figures of ``reports.coverage``, in the reader's words."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common import dates
from common.charts.bars import Bar, Bars
from common.charts.chart import Chart, ChartTable
from common.charts.columns import Band, Column, Columns, Shares
from common.charts.curve import Curve, Mark
from common.charts.timeline import Moment, Timeline
from common.words import percent
from indicators.models import Indicator
from publications.status import SectionRow, silence_of
from publications.words import ratio_words
from reports import coverage
from reports.coverage import CommitmentCoverage, CycleRecord, GroupRoll, TrendPoint
from reports.models import Group, Reporter, ReportingCycle, Submission


def groups_chart(cycle: ReportingCycle, rolls: list[GroupRoll]) -> Chart:
    """Members that reported, by regional group."""
    head = [_("Regional group"), _("Members that reported"), _("Members"), _("Share")]
    rows = [
        [
            str(roll.group),
            str(roll.ratio.count),
            str(roll.ratio.total),
            percent(roll.ratio.share),
        ]
        for roll in rolls
    ]
    return Chart(
        address=f"groups/{cycle.code}",
        page=cycle.get_absolute_url(),
        title=_("%(cycle)s: Members that reported, by regional group") % {"cycle": cycle},
        description=_("One bar for each regional group: the share of its Members that reported."),
        plot=Bars([Bar(str(r.group), ratio_words(r.ratio), r.ratio.share) for r in rolls]),
        table=ChartTable(head, rows),
        is_fictional=cycle.is_fictional,
    )


@dataclass(frozen=True)
class GroupShare:
    """Members of a group with a figure, over all its Members."""

    group: Group
    ratio: coverage.Ratio


def answers_chart(
    indicator: Indicator, period: str, shares: list[GroupShare], *, is_fictional: bool
) -> Chart:
    """Members with a figure of an indicator in one period, by regional group. The figures
    themselves are not compared: a high or low figure means nothing by itself."""
    head = [_("Regional group"), _("Members with a figure"), _("Members"), _("Share")]
    rows = [
        [str(s.group), str(s.ratio.count), str(s.ratio.total), percent(s.ratio.share)]
        for s in shares
    ]
    title = _("%(indicator)s, %(period)s: Members with a figure, by regional group")
    return Chart(
        address=f"indicator/{indicator.key}",
        page=indicator.get_absolute_url(),
        title=title % {"indicator": indicator, "period": period},
        description=_(
            "One bar for each regional group: the share of its Members of which a figure is on"
            " record. It says who has data, not how much."
        ),
        plot=Bars([Bar(str(s.group), ratio_words(s.ratio), s.ratio.share) for s in shares]),
        table=ChartTable(head, rows),
        is_fictional=is_fictional,
    )


def trend_chart(points: list[TrendPoint], members: int) -> Chart:
    """States that reported, cycle by cycle: records beside published totals. Without a cycle that
    has not opened."""
    points = [point for point in points if point.cycle.has_opened or point.recorded]
    columns = [
        Column(
            str(point.cycle.year),
            point.recorded or None,
            point.published_totals[0].count if point.published_totals else None,
        )
        for point in points
    ]
    names = (_("On record here"), _("Published total"))
    dash = pgettext("no figure", "–")
    rows = [
        [
            str(point.cycle),
            str(column.recorded or dash),
            str(column.published or dash),
            sources(point),
        ]
        for point, column in zip(points, columns, strict=True)
    ]
    return Chart(
        address="trend/all",
        page=reverse("cycles"),
        title=_("States that reported, cycle by cycle"),
        description=_(
            "Two columns for each cycle: the States whose reports are on record here, and the "
            "total that was published. Where no names are on record, only the total is known."
        ),
        plot=Columns(columns, members, member_states(members), names),
        table=ChartTable([_("Reporting cycle"), *names, _("Source")], rows),
    )


def member_states(count: int) -> str:
    words = ngettext("%(count)s Member State", "%(count)s Member States", count)
    return words % {"count": count}


def sources(point: TrendPoint) -> str:
    return "; ".join(total.source for total in point.published_totals)


def arrivals_chart(cycle: ReportingCycle) -> Chart | None:
    """The arrival of States' reports over time; None without any day on record."""
    found = coverage.arrivals(cycle)
    if not found.steps:
        return None
    days = [day for day, _count in found.steps]
    marks = [
        Mark(day, label % {"day": dates.day(day)})
        for day, label in (
            (cycle.due_on, _("due %(day)s")),
            (cycle.closes_on, _("closes %(day)s")),
        )
        if day
    ]
    first = min(filter(None, [cycle.opens_on, days[0]]))
    last = max(days[-1], *(mark.day for mark in marks), first + datetime.timedelta(days=1))
    rows = [[dates.day(day), str(count)] for day, count in found.steps]
    return Chart(
        address=f"arrivals/{cycle.code}",
        page=cycle.get_absolute_url(),
        title=_("%(cycle)s: reports of States, as they came in") % {"cycle": cycle},
        description=_(
            "A line that rises with each report, from %(first)s to %(last)s, up to %(count)s."
        )
        % {
            "first": dates.day(first),
            "last": dates.day(last),
            "count": found.dated,
        },
        plot=Curve(
            found.steps,
            first,
            last,
            ticks=list(months(first, last)),
            marks=marks,
            known_to=max(timezone.localdate(), days[-1]),
        ),
        table=ChartTable([_("Day"), _("Reports by then")], rows),
        notes=[undated_note(found.undated)] if found.undated else [],
        is_fictional=cycle.is_fictional,
    )


def undated_note(count: int) -> str:
    return ngettext(
        "Not in the line: %(count)s report of which only a limit is known, not the day it came.",
        "Not in the line: %(count)s reports of which only a limit is known, not the day they came.",
        count,
    ) % {"count": count}


def months(first: datetime.date, last: datetime.date) -> Iterable[Mark]:
    """The first of each month between two days, by name."""
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield Mark(day, date_format(day, "YEAR_MONTH_FORMAT" if day.month == 1 else "N"))
        day = (day + datetime.timedelta(days=32)).replace(day=1)


def commitments_chart(cycle: ReportingCycle, rows: list[CommitmentCoverage]) -> Chart | None:
    """Coverage of each commitment in scope; None if no report is coded."""
    if not any(row.due for row in rows):
        return None
    bands: list[Band] = []
    sections: list[int | None] = []
    for row in rows:
        if not sections or sections[-1] != row.commitment.section_id:
            sections.append(row.commitment.section_id)
            bands.append(Band(_section_code(row), []))
        hint = f"{row.commitment.number} {row.commitment.localised_title}: {ratio_words(row.ratio)}"
        bands[-1] = Band(bands[-1].label, [*bands[-1].shares, (row.ratio.share, hint)])
    return Chart(
        address=f"commitments/{cycle.code}",
        page=cycle.get_absolute_url(),
        title=_("%(cycle)s: coverage by commitment") % {"cycle": cycle},
        description=_(
            "One column for each commitment, in the order of the document and by section: the "
            "share of the coded reports asked about it that address it."
        ),
        plot=Shares(bands),
        table=ChartTable(
            [_("Commitment"), _("Addressed"), _("Coded reports asked"), _("Coverage")],
            [
                [
                    f"{row.commitment.number} {row.commitment.localised_title}",
                    str(row.addressed),
                    str(row.due),
                    percent(row.ratio.share),
                ]
                for row in rows
            ],
        ),
        is_fictional=cycle.is_fictional,
    )


def _section_code(row: CommitmentCoverage) -> str:
    section = row.commitment.section
    return section.code.upper().replace("-", ".") if section else ""


def sections_chart(
    submission: Submission, sections: list[SectionRow], group: Group | None = None
) -> Chart:
    """The coverage of one report, section by section, beside its regional group. No query."""
    reporter = str(submission.reporter)
    bars = [
        Bar(
            str(row.section),
            ratio_words(row.ratio),
            row.ratio.share,
            row.beside.share if row.beside else None,
            ratio_words(row.beside) if row.beside else percent(None),
        )
        for row in sections
    ]
    beside = [str(group)] if group else []
    return Chart(
        address=f"sections/{submission.cycle.code}/{submission.reporter.code}",
        page=submission.get_absolute_url(),
        title=_("%(reporter)s, %(cycle)s: coverage by section")
        % {"reporter": reporter, "cycle": submission.cycle},
        description=_(
            "For each section, the share of its commitments directed to this kind of reporter "
            "that the report addresses; beside it, where there is one, that of the coded reports "
            "of the regional group."
        ),
        plot=Bars(bars, (reporter, str(group)) if group else None),
        table=ChartTable(
            [_("Section"), reporter, *beside],
            [[bar.label, bar.value, *([bar.beside_value] if group else [])] for bar in bars],
        ),
        is_fictional=submission.cycle.is_fictional,
    )


def timeline_chart(reporter: Reporter, records: list[CycleRecord]) -> Chart:
    """One reporter in each real cycle, from the earliest; ``records`` come from
    ``coverage.record_of(reporter)``. No query."""
    real = [record for record in reversed(records) if not record.cycle.is_fictional]
    moments = [Moment(str(r.cycle.year), *state_of(reporter, r)) for r in real]
    return Chart(
        address=f"timeline/all/{reporter.code}",
        page=reporter.get_absolute_url(),
        title=_("%(reporter)s, cycle by cycle") % {"reporter": reporter},
        description=_(
            "One mark for each cycle: full where a report is on record, hollow where the records "
            "tell that none came, broken where they do not tell."
        ),
        plot=Timeline(moments),
        table=ChartTable(
            [_("Reporting cycle"), _("Report")],
            [[str(r.cycle), m.words] for r, m in zip(real, moments, strict=True)],
        ),
    )


def state_of(reporter: Reporter, record: CycleRecord) -> tuple[str, str]:
    """Whether a report came, as the look of a mark and in words."""
    if record.submission:
        return "reported", received(record.submission)
    return silence_of(reporter, record)


def received(submission: Submission) -> str:
    """The word for a report: ``reported``, or that it is late (if known) or a nil return."""
    if submission.is_nil_return:
        return _("nil return")
    if submission.timeliness == "late":
        return _("reported, late")
    return _("reported")
