"""The directory of offices, and the offices on a State's page: only public ones."""

import datetime

import pytest
from django.utils import timezone

from contacts import offices
from testing.builders import make_group, make_state, texts
from testing.offices import make_office
from testing.reading import get, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya():
    state = make_state("KEN", "Kenya")
    shown = {"is_public": True, "name": texts("National focal point")}
    point = make_office(state, mailbox="point@example.org", **shown)
    wps = make_office(state, function="wps", is_public=True, name=texts("Gender desk"))
    secret = make_office(state, function="att", name=texts("Hidden desk"))
    offices.write(point, [wps, secret])
    return state


def test_the_directory_shows_public_offices_of_today_with_whom_they_work(kenya):
    past = datetime.date(2020, 1, 1)
    make_office(kenya, name=texts("Closed desk"), is_public=True, until=past)
    page = words(get("/contacts/"))
    assert "2 offices" in page
    assert "Works with Gender desk" in page
    assert "point@example.org" in page
    assert "Not confirmed yet" in page
    for hidden in ("Hidden desk", "Closed desk"):
        assert hidden not in page


def test_the_age_of_a_confirmation_is_told(kenya):
    office = kenya.small_arms_offices.get(function="wps")
    ages = {0: "Confirmed today", 1: "1 day ago", 100: "3 months ago", 800: "2 years ago"}
    for days, told in ages.items():
        office.confirmed_on = timezone.localdate() - datetime.timedelta(days)
        office.save()
        assert told in words(get("/contacts/"))


def test_it_is_narrowed_by_words_state_function_and_group(kenya):
    other = make_office(make_state("FRA", "France"), is_public=True, name=texts("Bureau"))
    make_group("africa", kenya)
    hidden = make_office(make_state("TGO", "Togo"))

    def found(query):
        page = get(f"/contacts/?{query}").content.decode()
        names = ("National focal point", "Gender desk", "Bureau")
        return {name for name in names if f"<h3>{name}</h3>" in page}

    assert found("q=focal") == {"National focal point"}
    assert found("of=FRA") == {"Bureau"}
    assert found("function=wps") == {"Gender desk"}
    assert found("regional_group=africa") == {"National focal point", "Gender desk"}
    assert found("function=none") == found("of=TGO") == set()
    assert "Togo" not in words(get("/contacts/"))
    assert hidden.reference not in get("/contacts/").content.decode()
    assert other.reference in get(other.get_absolute_url().partition("#")[0]).content.decode()


def test_the_page_of_a_state_and_the_search_show_them_too(kenya):
    page = words(get("/states/KEN/"))
    assert "National focal point" in page
    assert "Hidden desk" not in page
    assert "Gender desk" in words(get("/search/?q=gender"))
    assert "Hidden desk" not in words(get("/search/?q=hidden"))
