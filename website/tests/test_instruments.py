"""The pages of instruments and sources, with recorded acts and without."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import AdherenceTotal
from testing.builders import (
    make_adherence,
    make_around,
    make_instrument,
    make_source,
    make_state,
    texts,
)
from testing.reading import PREFIXES, get, links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def att():
    """A treaty that Kenya acceded to, France signed, and Norway acceded to on an uncertain day; one
    publication counts three parties."""
    treaty = make_instrument("att", abbreviation=texts("A treaty"), name=texts("A treaty in full"))
    source = make_source("sg-2014", title=texts("A report"))
    day = datetime.date(2014, 5, 1)
    kenya, france, norway = (
        make_state(code, name)
        for code, name in (("KEN", "Kenya"), ("FRA", "France"), ("NOR", "Norway"))
    )
    make_adherence(treaty, kenya, document=source, paragraph="17")
    make_adherence(treaty, france, act="signature")
    make_adherence(treaty, norway, earliest_on=day, latest_on=datetime.date(2016, 5, 1))
    AdherenceTotal.objects.create(
        key="parties",
        instrument=treaty,
        counts="parties",
        value=3,
        unit="states",
        earliest_on=day,
        latest_on=day,
        document=source,
        paragraph="17",
    )
    return treaty


def test_who_stands_where_today_and_on_a_day_before(att):
    page = get("/instruments/att/")
    said = words(page)
    assert "On record: 2 States, party" in said
    assert "On record: 1 State, signatory" in said
    assert "Kenya party 1 May 2014 Accession · 1 May 2014 · A report, para. 17" in said
    assert "/sources/sg-2014/#para-17" in links(page)
    assert "3 States · parties · 1 May 2014" in said
    assert "The records count 1 on the same terms. They differ; both stand." in said
    before = words(get("/instruments/att/?on=2015-01-01"))
    assert "On record: 1 State, party" in before
    assert "perhaps: the day of the act is not known" in before
    assert "nothing is on record here" in words(get("/instruments/att/?on=2013-01-01"))
    assert "The day has not come yet." in words(get("/instruments/att/?on=2999-01-01"))
    assert get("/instruments/none/").status_code == 404


def test_the_map_is_drawn_and_taken_away_while_there_is_something_on_it(att):
    page = get("/instruments/att/").content.decode()
    assert "Kenya: party" in page
    assert get("/charts/map-instrument/att.svg").status_code == 200
    make_instrument("empty")
    assert get("/charts/map-instrument/empty.svg").status_code == 404
    assert "only totals are known" in words(get("/instruments/empty/"))


def test_a_register_is_told_year_by_year():
    register = make_instrument("unroca", "register")
    none = {"earliest_on": None, "latest_on": None, "act": "report", "year": 2012}
    for includes in (True, True, False, None):
        make_adherence(register, includes_small_arms=includes, **none)
    assert "2012 4 2 1 1" in words(get("/instruments/unroca/"))


def test_the_page_of_a_state_and_of_a_source_say_the_same_act(att):
    state = get("/states/KEN/")
    assert "A treaty Party Accession · 1 May 2014" in words(state)
    assert "/instruments/att/" in links(state)
    assert "Instruments" not in words(get(f"/states/{make_state().code}/"))
    source = words(get("/sources/sg-2014/"))
    assert "Paragraph 17 A treaty : 3 States · parties · 1 May 2014" in source
    assert "A treaty : Kenya, accession · 1 May 2014" in source
    assert "2 records" in words(get("/sources/"))


def test_the_list_counts_what_is_on_record_beside_what_was_published(att):
    make_around(att)
    said = words(get("/instruments/"))
    assert "A treaty in full" in said
    assert "On record: 3 States, party" in said
    assert "100 States · parties" in said


def test_the_trend_report_tells_the_totals(att):
    import io

    import docx

    from testing.builders import make_cycle

    make_cycle("2022")
    answer = Client().get("/cycles/trend-report.docx?cycle=2022")
    document = docx.Document(io.BytesIO(answer.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(cell.startswith("3 States") for cell in cells)
    assert {"parties", "1 May 2014", "1"} <= set(cells)


def test_lists_cost_the_same_in_every_language_however_much_is_on_record(att):
    pages = ("instruments/", "instruments/att/", "sources/", "sources/sg-2014/")
    names = [f"/{prefix}{page}" for prefix in PREFIXES.values() for page in pages]

    def costs():
        found = []
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(name).status_code == 200
            found.append(len(queries))
        return found

    costs()  # reads what is kept afterwards
    few = costs()
    source = make_source("another")
    for number in range(4):
        make_adherence(att, make_state(), document=source, paragraph=str(number))
        make_adherence(make_instrument(), make_state())
    assert costs() == few
