"""No page sends more queries when there are more records to show."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Instrument
from cooperation.models import Fund
from indicators.models import Indicator, Plan, SourceDocument
from reports.models import Reporter, ResponseStatus
from reports.submissions import workflow
from testing.assistance import make_fund, make_offer, make_project, make_request
from testing.builders import (
    make_adherence,
    make_around,
    make_commitment,
    make_cycle,
    make_document,
    make_figure,
    make_group,
    make_indicator,
    make_instrument,
    make_meeting,
    make_organisation,
    make_proceedings,
    make_published,
    make_reviewer,
    make_section,
    make_source,
    make_state,
    make_theme,
    publish,
    texts,
)
from testing.offices import make_office
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target
from testing.reading import get

pytestmark = pytest.mark.django_db

PLANNED = ResponseStatus.PLANNED


def base():
    """A document, its cycle, and a State that reported in it."""
    meeting = make_meeting("first", name=texts("Testing"), year=1999)
    document = make_document("doc", title=texts("Testing"), meeting=meeting)
    cycle = make_cycle("2022", document, meeting=meeting)
    make_published(make_state("KEN", "Testing land"), cycle, {make_commitment(document): PLANNED})
    make_instrument("first", year=1990)
    make_source("first")
    make_fund("pool")
    make_project(Reporter.objects.get(code="KEN"), reference="PRJ-FIRST234")
    make_request(Reporter.objects.get(code="KEN"), reference="REQ-FIRST234", audience="public")
    make_offer(reference="OFR-FIRST234")
    return document, cycle


def make_arms():
    """The indicator for which every State has a figure."""
    return Indicator.objects.filter(key="arms").first() or make_indicator()


def add(document, cycle, positions):
    """One more record of each kind for each position, found by searching for ``testing``."""
    kenya = cycle.submissions.first().reporter
    for position in positions:
        first, kenya = Instrument.objects.get(key="first"), Reporter.objects.get(code="KEN")
        make_around(first)
        make_around(make_instrument(), kenya)
        source = SourceDocument.objects.get(key="first")
        make_adherence(make_instrument(), kenya, document=source, paragraph=str(position))
        project = make_project(kenya, document=source, paragraph=str(position))
        project.participants.create(body=Fund.objects.get(key="pool").body)
        make_project(giver=kenya)
        make_fund(document=source)
        make_meeting(name=texts("Testing"), chair="A. Person", chair_state="KEN")
        make_document(title=texts("Testing"), meeting=make_meeting())
        section = make_section(document, f"i-{position + 1}", position=position)
        commitment = make_commitment(document, section=section, title=texts("Testing"))
        commitment.themes.add(make_theme())
        state = make_state(name=f"Testing {position}")
        make_group("", state)
        make_published(state, cycle, {commitment: PLANNED, document.commitments.first(): PLANNED})
        plan_more(document.commitments.first(), kenya, state, position)
        make_published(make_organisation(name=texts("Testing")), cycle)
        made = make_proceedings(document.meeting, kenya)
        made.representations.create(reporter=kenya)
        indicator = make_indicator(f"arms-{position}", measures={})
        indicator.commitments.add(commitment)
        for owner in (state, kenya):
            make_figure(indicator, owner, "5", comment=f"Note {position}")
        make_figure(make_arms(), state, "6")
        make_published(kenya, make_cycle(str(2000 - position), document), {commitment: PLANNED})
    say(kenya, *Plan.objects.get(key="map").measures.all())


def say(reporter, *measures):
    """Declare progress on measures in a new version of the reporter's report."""
    by = make_reviewer()
    published = reporter.submissions.get(status="published", cycle__code="2022")
    report = workflow.correct(published, by=by)
    declare(report, {f"measure:{measure.key}": "none" for measure in measures}, by=by)
    publish(report, by=by)


def open_offices(kenya, *states):
    """One more public office of every State, each of Kenya's working with another."""
    first = make_office(kenya, is_public=True, name=texts("Testing"))
    for state in states:
        make_office(state, is_public=True, name=texts("Testing"))
    first.works_with.add(make_office(kenya, is_public=True, function="wps"))


def plan_more(commitment, kenya, state, position):
    """One more plan, target, assessment and measure of the first plan, with progress in two
    reports."""
    make_plan(kenya, state, title=texts("Testing"))
    open_offices(kenya, state)
    plan = Plan.objects.filter(key="map").first() or make_plan(None, kenya, key="map")
    plan.covers.create(place_reporter=state)
    plan.covers.get_or_create(place_reporter=kenya)
    target = make_target(kenya, plan=plan, key=f"target-{position}")
    target.alignments.create(commitment=commitment)
    target.milestones.create(due_on=datetime.date(2025, 1, 1), value=1)
    measure = make_measure(plan)
    measure.commitments.add(commitment)
    measure.targets.add(target)
    say(state, measure)
    agreed = dict.fromkeys(("agreed_by_state_on", "agreed_by_partners_on"), plan.starts_on)
    make_baseline(kenya, is_shared_by_state=True, is_shared_by_partners=True, **agreed)


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
    "instruments/",
    "instruments/first/",
    "sources/",
    "sources/first/",
    "documents/",
    "documents/doc/",
    "documents/doc/1/",
    "contacts/",
    "plans/",
    "plans/map/",
    "targets/",
    "targets/target-0/",
    "cooperation/",
    "cooperation/regimes/",
    "cooperation/projects/",
    "cooperation/projects/PRJ-FIRST234/",
    "cooperation/requests/",
    "cooperation/requests/REQ-FIRST234/",
    "cooperation/offers/",
    "cooperation/offers/OFR-FIRST234/",
    "cooperation/funds/pool/",
    "indicators/",
    "indicators/arms/",
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
    add(document, cycle, range(3, 12))
    assert count_queries() == few
    assert max(few.values()) <= 44
