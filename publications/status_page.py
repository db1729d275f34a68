"""What the page of a reporter shows, whoever looks at it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from common.charts.chart import Chart
from indicators import adherence
from participation.proceedings import parts_of
from publications import measured
from publications.answers import AnsweredForm, answered_form
from publications.assistance import assistance_of
from publications.figures import sections_chart, timeline_chart
from publications.offices import offices_of
from publications.planning import planned_of
from publications.status import Status, statement_of
from questionnaires.sources import behind
from reports.models import Reporter, Submission

# What a page can be taken away as.
BRIEF_FORMS = {"pdf": "PDF", "docx": "DOCX", "json": "JSON"}


def status_context(status: Status, open_section: str = "") -> dict[str, Any]:
    """What the status page shows. Nothing of it is asked of a request; the section of the
    reporting form with that key stands there unfolded, its texts whole."""
    reporter, today = status.reporter, timezone.localdate()
    return {
        "reporter": reporter,
        "status": status,
        "statement": statement_of(status),
        "form": _form(status, open_section),
        "behind": behind(status.responses) if status.responses else {},
        "timeline": timeline_chart(reporter, status.records),
        "sections": chart_of_sections(status),
        "feed": feed_of(reporter),
        "groups": [m.group for m in status.memberships if m.is_on(today)],
        "participation": parts_of(reporter),
        "adherences": adherence.of_reporter(reporter),
        "offices": offices_of(reporter),
        "assistance": assistance_of(reporter),
        "planned": planned_of(reporter, _report_of(status)),
        "figures": measured.of_state(reporter),
        "brief_name": "state-brief" if reporter.is_state else "organisation-brief",
        "brief_forms": BRIEF_FORMS,
        "today": today,
    }


def _report_of(status: Status) -> Submission | None:
    """The report whose progress is shown: the one shown, else the latest real one."""
    return status.shown or next((each.submission for each in status.reported), None)


def _form(status: Status, open_section: str) -> AnsweredForm | None:
    """What the report shown answers in its form. A query where it answers none."""
    if status.shown is None:
        return None
    return answered_form(status.shown, status.responses, open_section)


def chart_of_sections(status: Status) -> Chart | None:
    """The chart to take away of what the page shows as a table. No query."""
    if status.shown is None or not status.responses:
        return None
    group = status.beside.group if status.beside else None
    return sections_chart(status.shown, status.sections, group)


def feed_of(reporter: Reporter | None) -> str:
    """The address of the feed of one reporter, or of all."""
    if reporter is None:
        return reverse("feed")
    return reverse("state-feed" if reporter.is_state else "organisation-feed", args=[reporter.code])
