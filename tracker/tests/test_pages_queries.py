"""No page asks the database more often when there is more to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import ResponseStatus
from tracker.testing import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_meeting,
    make_organisation,
    make_proceedings,
    make_published,
    make_section,
    make_state,
    make_theme,
    texts,
)
from tracker.tests.reading import get

pytestmark = pytest.mark.django_db

PLANNED = ResponseStatus.PLANNED


def base():
    """A document, its cycle, and a State that reported in it."""
    meeting = make_meeting("first", name=texts("Testing"), year=1999)
    document = make_document("doc", title=texts("Testing"), meeting=meeting)
    cycle = make_cycle("2022", document, meeting=meeting)
    make_published(make_state("KEN", "Testing land"), cycle, {make_commitment(document): PLANNED})
    return document, cycle


def add(document, cycle, positions):
    """One more of everything for each position, found by searching for ``testing``."""
    kenya = cycle.submissions.first().reporter
    for position in positions:
        make_meeting(name=texts("Testing"), chair="A. Person", chair_state="KEN")
        make_document(title=texts("Testing"), meeting=make_meeting())
        section = make_section(document, f"i-{position + 1}", position=position)
        commitment = make_commitment(document, section=section, title=texts("Testing"))
        commitment.themes.add(make_theme())
        state = make_state(name=f"Testing {position}")
        make_group("", state)
        make_published(state, cycle, {commitment: PLANNED, document.commitments.first(): PLANNED})
        make_published(make_organisation(name=texts("Testing")), cycle)
        made = make_proceedings(document.meeting, kenya)
        made.representations.create(reporter=kenya)
        make_published(kenya, make_cycle(str(2000 - position), document), {commitment: PLANNED})


PAGES = [
    "",
    "states/",
    "states/KEN/?cycle=2022",
    "organisations/",
    "cycles/",
    "cycles/trend-report/",
    "states/KEN/brief.json?cycle=2022",
    "cycles/2022/",
    "meetings/",
    "meetings/first/",
    "documents/",
    "documents/doc/",
    "documents/doc/1/",
    "coverage/?cycle=2022",
    "search/?q=testing",
    "search/?q=testing&kind=responses",
    "search/?cycle=2022&status=planned",
    "data/",
    "data/translations/",
]


def count_queries():
    counts = {}
    for page in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert get(f"/{page}").status_code == 200
        counts[page] = len(queries)
    return counts


def test_queries_do_not_grow_with_the_records():
    document, cycle = base()
    add(document, cycle, range(3))
    few = count_queries()
    add(document, cycle, range(3, 30))
    assert count_queries() == few
    assert max(few.values()) <= 26
