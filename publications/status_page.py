"""The content of a reporter's page, the same for every reader."""

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

# The formats in which a page can be downloaded.
BRIEF_FORMS = {"pdf": "PDF", "docx": "DOCX", "json": "JSON"}


def status_context(status: Status, open_section: str = "") -> dict[str, Any]:
    """The content of the status page, independent of any request. The section of the form with that
    key is unfolded, with complete texts."""
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
    """The report whose progress is shown: the page's report, else the latest real one."""
    return status.shown or next((each.submission for each in status.reported), None)


def _form(status: Status, open_section: str) -> AnsweredForm | None:
    """The shown report's answers in its form. One query if it answers none."""
    if status.shown is None:
        return None
    return answered_form(status.shown, status.responses, open_section)


def chart_of_sections(status: Status) -> Chart | None:
    """The downloadable chart of the page's table. No query."""
    if status.shown is None or not status.responses:
        return None
    group = status.beside.group if status.beside else None
    return sections_chart(status.shown, status.sections, group)


def feed_of(reporter: Reporter | None) -> str:
    """The address of the feed of one reporter, or of all."""
    if reporter is None:
        return reverse("feed")
    return reverse("state-feed" if reporter.is_state else "organisation-feed", args=[reporter.code])
