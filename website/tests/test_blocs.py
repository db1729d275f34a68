"""A regional bloc that reported is shown apart: the figures of States and organisations stay."""

import pytest
from django.test import Client

from reports.models import ReporterKind
from testing.builders import make_cycle, make_organisation, make_published, make_state
from testing.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported() -> None:
    cycle = make_cycle("2031")
    make_published(make_state(), cycle=cycle)
    make_published(make_organisation("ecowas"), cycle=cycle)
    union = make_organisation("union", kind=ReporterKind.BLOC, name={"en": "Great Union"})
    make_published(union, cycle=cycle)


def test_a_cycle_shows_blocs_beside_organisations(reported: None, client: Client) -> None:
    text = words(client.get("/cycles/2031/"))
    assert "1 organisations on record 1 regional blocs on record" in text
    assert "Regional blocs that reported Great Union" in text
    assert "All 3 reports came in" in text
    assert "On record: 1 organisation On record: 1 regional bloc" in words(client.get("/cycles/"))


def test_the_home_page_and_the_coverage_page_count_all_three(
    reported: None, client: Client
) -> None:
    home = words(client.get("/"))
    assert "1 organisation reported too. 1 regional bloc reported too." in home
    assert "3 reports on record" in words(client.get("/coverage/?cycle=2031"))


def test_its_page_says_what_it_is(reported: None, client: Client) -> None:
    assert "Great Union regional bloc" in words(client.get("/organisations/union/"))
    assert "Great Union regional bloc" in words(client.get("/organisations/"))
