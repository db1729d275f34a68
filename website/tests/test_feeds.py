"""Feeds of new reports, the sitemap, and robots.txt."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Action, Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def xml(client: Client, path: str) -> ET.Element:
    response = client.get(path)
    assert response.status_code == 200
    return ET.fromstring(response.content)


def entries(client: Client, path: str) -> list[str]:
    return [str(e.findtext(f"{ATOM}title")) for e in xml(client, path).findall(f"{ATOM}entry")]


def test_a_feed_has_what_was_published_newest_first(client: Client) -> None:
    kenya, togo = make_state("KEN", "Kenya"), make_state("TGO", "Togo")
    cycle = make_cycle("2031")
    older = make_published(reporter=kenya, cycle=cycle)
    make_published(reporter=togo, cycle=cycle)
    make_draft(reporter=make_state(), cycle=cycle)
    make_published(reporter=togo, cycle=make_cycle("2032", is_fictional=True))
    earlier = timezone.now() - datetime.timedelta(days=2)
    Submission.objects.filter(pk=older.pk).update(published_at=earlier, submitted_at=earlier)
    assert entries(client, "/feeds/reports.atom") == ["Togo, 2031", "Kenya, 2031"]
    assert entries(client, "/states/KEN/reports.atom") == ["Kenya, 2031"]


def test_an_entry_leads_to_the_report_and_keeps_its_name(client: Client) -> None:
    submission = make_published(reporter=make_organisation("oas"), cycle=make_cycle("2031"))
    feed = xml(client, "/fr/organisations/oas/reports.atom")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    link = entry.find(f"{ATOM}link")
    assert link is not None
    address = f"http://testserver/fr/organisations/oas/#{submission.reference}"
    assert link.attrib["href"] == address
    assert entry.findtext(f"{ATOM}id") == f"urn:poa-tracker:{submission.reference}"
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"


def test_what_was_withdrawn_leaves_the_feed(client: Client) -> None:
    submission = make_published(cycle=make_cycle("2031"))
    workflow.take(submission, Action.WITHDRAW, by=make_reviewer(), reason="A mistake.")
    assert entries(client, "/feeds/reports.atom") == []


@pytest.mark.parametrize("count", [3, 30])
def test_a_feed_costs_the_same_for_three_reports_and_thirty(
    client: Client, count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    cycle = make_cycle("2031")
    for _number in range(count):
        make_published(cycle=cycle)
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.get("/feeds/reports.atom")


def test_pages_name_their_feed(client: Client) -> None:
    make_state("KEN")
    feed = 'type="application/atom+xml" href="/ar/states/KEN/reports.atom"'
    assert feed in client.get("/ar/states/KEN/").content.decode()
    assert client.get("/states/XXX/reports.atom").status_code == 404


def test_the_map_has_every_page_in_every_language(client: Client) -> None:
    make_commitment(make_document("doc"), number="9 bis")
    make_state("KEN")
    make_cycle("2031")
    make_cycle("2032", is_fictional=True)
    index = [str(e.text) for e in xml(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    found: list[str] = []
    for address in index:
        page = xml(client, address.removeprefix("http://testserver"))
        found += [str(e.text) for e in page.iter(f"{SITEMAP}loc")]
        for url in page.iter(f"{SITEMAP}url"):
            hreflangs = [e.attrib["hreflang"] for e in url.iter(f"{XHTML}link")]
            assert sorted(hreflangs) == ["ar", "en", "es", "fr", "ru", "x-default", "zh-hans"]
    for path in ("/states/KEN/", "/zh/documents/doc/9-bis/", "/ar/cycles/2031/", "/", "/es/data/"):
        assert f"http://testserver{path}" in found
        assert client.get(path).status_code == 200
    assert "http://testserver/cycles/2032/" not in found


def test_robots_leave_the_administration_alone(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
