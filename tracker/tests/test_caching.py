"""Public pages between the tracker and a cache in front: fresh, shared, and never private."""

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import timezone

from accounts.urls import urlpatterns as account_urls
from common.freshness import PRIVATE
from contacts.models import Office
from cooperation.models import FundTotal, Project
from indicators.models import Availability, Baseline, Indicator, Measure, Plan, Target
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import Question, QuestionMapping, ReportTemplate
from questionnaires.templates import load
from reports import data_stamp
from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.models import Reporter, ReportingCycle, Submission
from reports.submissions import workflow
from testing.assistance import make_fund, make_offer, make_project, make_request
from testing.builders import (
    make_adherence,
    make_around,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_figure,
    make_form,
    make_indicator,
    make_instrument,
    make_meeting,
    make_organisation,
    make_published,
    make_reviewer,
    make_section,
    make_source,
    make_state,
    make_theme,
    make_upload,
    publish,
    texts,
)
from testing.offices import make_office
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target
from testing.reading import FILES, PAGES, route_of
from testing.statements import tables_read
from tracker.caching import PUBLIC

# Addresses that exist with the records of ``small``.
SMALL = [
    "",
    "states/",
    "states/KEN/",
    "states/KEN/reports.atom",
    "feeds/reports.atom",
    "feeds/deadlines.ics",
    "organisations/",
    "organisations/ecowas/",
    "cycles/",
    "cycles/2022/",
    "meetings/",
    "meetings/bms8/",
    "documents/",
    "documents/bms8/",
    "documents/bms8/1/",
    "questionnaires/",
    "questionnaires/form/1/",
    "questionnaires/form/1/2022/body/",
    "questionnaires/form/1/2022/body.csv",
    "instruments/",
    "instruments/att/",
    "instruments/att/?on=2020-01-01",
    "sources/",
    "sources/sg-2014/",
    "contacts/",
    "plans/",
    "plans/map/",
    "targets/",
    "targets/half/",
    "cooperation/",
    "cooperation/regimes/",
    "cooperation/projects/",
    "cooperation/funds/pool/",
    "cooperation/requests/",
    "cooperation/requests/REQ-TEST2345/",
    "cooperation/offers/",
    "cooperation/offers/OFR-TEST2345/",
    "cooperation/projects/PRJ-TEST2345/",
    "indicators/",
    "indicators/arms/",
    "indicators/all.sdmx.json",
    "coverage/?cycle=2022",
    "search/?q=kenya",
    "cycles/trend-report/",
    "data/",
    "data/translations/",
    "charts/groups/2022.svg",
    "charts/map-instrument/att.svg",
    "embed/map-reported/2022/",
    "robots.txt",
    "sitemap.xml",
    "sitemap-reporters.xml",
]


@pytest.fixture
def small(db: None) -> Submission:
    """A published report on one commitment, and one record of every other kind."""
    document = make_document("bms8", meeting=make_meeting("bms8"))
    commitment = make_commitment(document, section=make_section(document, "i"))
    commitment.themes.add(make_theme("marking"))
    cycle = make_cycle("2022", document, meeting=document.meeting)
    make_published(make_organisation("ecowas"), cycle)
    make_form(cycle, [("body", commitment, "main", {"yes": "implemented"})], key="form")
    kenya, by = make_state("KEN", "Kenya"), make_reviewer()
    make_adherence(make_instrument("att"), kenya, document=make_source("sg-2014"), paragraph="17")
    plan = make_plan(None, kenya, key="map")
    make_measure(plan).commitments.add(commitment)
    make_target(kenya, key="half", plan=plan)
    make_baseline(kenya)
    make_office(kenya, is_public=True)
    make_project(kenya, reference="PRJ-TEST2345")
    make_fund("pool")
    make_request(kenya, reference="REQ-TEST2345", audience="public")
    make_offer(reference="OFR-TEST2345")
    make_figure(make_indicator(), kenya, "5")
    report = make_draft(kenya, cycle, by=by)
    recording.record(report, [Answer(commitment.key, "planned")], by=by)
    declare(report, {"measure:map-1": "none", "target:half": "limited"}, by=by)
    return publish(report, by=by)


def test_the_same_again_costs_one_query_and_no_body(
    small: Submission, client: Client, subtests: Any
) -> None:
    for page in SMALL:
        with subtests.test(page=page):
            first = client.get(f"/{page}")
            assert first.status_code == 200
            assert first["Cache-Control"] == PUBLIC
            assert first["ETag"].startswith('W/"')
            assert first["Last-Modified"].endswith("GMT")
            for ask in (client.get, client.head):
                with CaptureQueriesContext(connection) as captured:
                    again = ask(f"/{page}", headers={"if-none-match": first["ETag"]})
                assert (again.status_code, again.content, len(captured)) == (304, b"", 1)
                for name in ("ETag", "Last-Modified", "Cache-Control"):
                    assert again[name] == first[name]


def test_an_answer_is_the_same_for_every_reader(
    small: Submission, client: Client, subtests: Any
) -> None:
    """No cookie is set in the reader's browser, and no header of the reader changes the answer."""
    for page in SMALL:
        with subtests.test(page=page):
            answer = client.get(f"/{page}", headers={"accept-language": "fr, ar;q=0.5"})
            plain = client.get(f"/{page}")
            assert not answer.cookies
            assert answer["Vary"] == "Accept-Encoding"
            assert (answer.getvalue(), answer["ETag"]) == (plain.getvalue(), plain["ETag"])


def test_an_answer_of_unchanged_data_does_not_tell_when_it_was_asked_for(
    small: Submission, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/indicators/all.sdmx.json"
    first = client.get(address)
    later = timezone.now() + datetime.timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(address).content == first.content


def test_who_says_who_asks_gets_an_answer_that_nobody_keeps(
    small: Submission, subtests: Any
) -> None:
    staff, stranger, key = Client(), Client(), Client()
    staff.force_login(make_reviewer())
    key.defaults["HTTP_AUTHORIZATION"] = "Bearer made-up"
    for page in SMALL:
        tag = Client().get(f"/{page}")["ETag"]
        for name, who in (("staff", staff), ("stranger", stranger), ("key", key)):
            # A new request: the answer removes the cookie of a session that does not exist.
            stranger.cookies[settings.SESSION_COOKIE_NAME] = "made up"
            with subtests.test(page=page, who=name):
                answer = who.get(f"/{page}", headers={"if-none-match": tag})
                assert answer.status_code == 200
                assert answer["Cache-Control"] == PRIVATE
                assert "ETag" not in answer


def moves(submission: Submission) -> Iterator[Any]:
    """One write of each kind that a page shows, each made only when requested."""
    by, earlier = make_reviewer(), make_cycle("2018")
    yield Reporter.objects.filter(code="KEN").update(name=texts("Kenya!"))
    yield ReportingCycle.objects.filter(code="2022").update(year=2023)
    yield submission.cycle.published_totals.create(count=80, source="A/TEST")
    yield make_theme()
    yield Question.objects.filter(key="body").update(text=texts("Is there a body!"))
    yield ReportTemplate.objects.get().cycles.add(earlier)
    yield QuestionMapping.objects.update(proposes={})
    yield make_adherence()
    yield make_around(make_instrument())
    yield Plan.objects.update(stage="under_revision")
    yield Measure.objects.update(due_on=datetime.date(2025, 1, 1))
    yield Project.objects.update(aid="training")
    yield Project.objects.get().recipients.create(territory="Somewhere")
    yield FundTotal.objects.update(value=9)
    yield Target.objects.get().alignments.create(sdg_target="16.4")
    yield Office.objects.update(confirmed_on=datetime.date(2025, 1, 1))
    yield Baseline.objects.update(
        agreed_by_state_on=datetime.date(2025, 1, 1),
        agreed_by_partners_on=datetime.date(2025, 1, 1),
        is_shared_by_state=True,
        is_shared_by_partners=True,
    )
    yield Availability.objects.create(
        indicator=Indicator.objects.get(),
        reporter=submission.reporter,
        answered="no_data",
        source="A/TEST",
    )
    yield make_draft(make_state(), submission.cycle, by=by)
    draft, loaded = Submission.objects.get(status="draft"), load(ReportTemplate.objects.get())
    # Answers of a draft become visible when it is published.
    answering.record(draft, loaded, [Given("body", "tick", "yes")], by=by)
    yield publish(draft, by=by)
    yield workflow.withdraw(submission, by=by, reason="wrong file")


def test_no_page_is_stale_after_any_write(small: Submission, client: Client, keeping: None) -> None:
    """Neither the reader's copy nor the process's is stale. All tags are made of the one stamp that
    every write moves, so each write is tried on some pages, and each page with some writes."""
    pages, steps, tried = itertools.cycle(SMALL), moves(small), 0
    while True:
        held = {page: client.get(f"/{page}")["ETag"] for page in itertools.islice(pages, 4)}
        if next(steps, steps) is steps:
            break
        for page, tag in held.items():
            answer = client.get(f"/{page}", headers={"if-none-match": tag})
            assert answer.status_code == 200
            assert answer["ETag"] != tag
            tried += 1
    assert tried >= len(SMALL)


def test_every_table_that_a_page_is_made_of_is_watched(small: Submission, client: Client) -> None:
    """A table that is read but does not move the stamp would give stale pages."""
    watched = {*data_stamp.watched(), data_stamp.STAMP}
    for page in SMALL:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/{page}").status_code == 200
        assert tables_read(captured) - watched == set(), page


def test_a_tag_is_of_one_page_alone(
    small: Submission, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tag differs for another address, query, language, host, day or release."""
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["*"])
    pages = ["/", "/states/", "/states/?q=ke", "/fr/states/", "/zh/states/"]
    tags = [client.get(page)["ETag"] for page in pages]
    tags.append(client.get("/", headers={"host": "elsewhere.example"})["ETag"])
    monkeypatch.setattr("common.freshness.code_version", lambda: "next")
    tags.append(client.get("/")["ETag"])
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_of: datetime.date(2031, 1, 1))
    tags.append(client.get("/")["ETag"])
    assert len(set(tags)) == len(tags)


def test_an_error_is_kept_by_nobody(small: Submission, client: Client) -> None:
    """An address without a record today may have one tomorrow."""
    for page in ("nope/", "states/XXX/", "cycles/1999/", "fr/documents/bms8/999/"):
        answer = client.get(f"/{page}")
        assert (answer.status_code, answer["Cache-Control"]) == (404, PRIVATE)
        assert "ETag" not in answer
    assert client.post("/states/")["Cache-Control"] == PRIVATE


def test_the_administration_is_kept_by_nobody(small: Submission, client: Client) -> None:
    for page in ("", "login/", "reports/submission/", "jsi18n/", "language/"):
        for _turn in range(2):
            answer = client.get(f"/admin/{page}")
            assert "private" in answer["Cache-Control"], page
            assert "no-store" in answer["Cache-Control"], page
            assert "ETag" not in answer
            client.force_login(make_reviewer())


def test_a_document_of_a_report_is_asked_for_each_time(small: Submission, client: Client) -> None:
    """When its report is withdrawn, it must be in no cache."""
    by = make_reviewer()
    draft = make_draft(make_state(), small.cycle, by=by)
    attachment = files.attach(draft, make_upload(), by=by, is_public=True)
    report = publish(draft, by=by)
    address = f"/attachments/{report.reference}/{attachment.key}/"
    answer = client.get(address)
    assert answer["Cache-Control"] == "private, no-cache"
    known = {"if-none-match": answer["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    workflow.withdraw(report, by=by, reason="wrong file")
    assert client.get(address, headers=known).status_code == 404


def test_what_may_frame_a_page_is_not_changed_by_asking_again(
    small: Submission, client: Client
) -> None:
    """A browser replaces the headers of its copy by those of a 304."""
    first = client.get("/embed/map-reported/2022/")
    again = client.get("/embed/map-reported/2022/", headers={"if-none-match": first["ETag"]})
    assert "frame-ancestors *" in first["Content-Security-Policy"]
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again
    assert "X-Frame-Options" not in again


def greets(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Good day, {request.session.get('name', 'whoever')}")


def sets_a_cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("Good day")
    answer.set_cookie("colour", "blue")
    return answer


urlpatterns = [path("greets/", greets), path("sets/", sets_a_cookie)]


@pytest.mark.parametrize("page", ["greets", "sets"])
def test_an_answer_of_one_reader_s_own_is_never_shared(
    small: Submission, client: Client, settings: Any, page: str
) -> None:
    settings.ROOT_URLCONF = "tracker.tests.test_caching"
    answer = client.get(f"/{page}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == PRIVATE
    assert "ETag" not in answer


def routes(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address pattern outside the administration and the API."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif not pattern.namespace:
            yield from routes(pattern)


# Addresses for few people, tested with those people.
OWN = {
    "admin/edits/",
    "admin/language/",
    "attachments/<slug:reference>/<slug:key>/",
    "states/<slug:code>/versions/<slug:cycle>/",
    "organisations/<slug:code>/versions/<slug:cycle>/",
    # None of these is shared: tested in accounts/tests and contacts/tests.
    *(str(each.pattern) for each in account_urls if str(each.pattern)),
    "account/invitation/<str:token>/",
}


def test_the_tests_know_an_address_of_every_route() -> None:
    """Pages belong in PAGES, feeds and other files in FILES of testing/reading.py: then all tests
    of every page include them. Pages of records that the starting facts lack are in SMALL, and in
    PAGE_TYPES of website/tests/test_browser_pages.py."""
    known = set(map(route_of, (*PAGES, *FILES, *SMALL)))
    assert {str(route.pattern) for route in routes(get_resolver())} - known - OWN == set()
