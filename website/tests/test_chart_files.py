"""Charts on pages and as files: SVG, PNG, and a page for other sites to embed."""

import datetime
import io
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from common.files.press.wire import Unavailable
from common.files.writing import png
from common.process_cache import cache
from common.turns import Turns
from reports.models import ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_published,
    make_section,
    make_state,
)
from testing.reading import PREFIXES, get, words
from website import charts

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
ADDRESSES = [
    "groups/2022",
    "arrivals/2022",
    "commitments/2022",
    "map-reported/2022",
    "map-coverage/2022",
    "trend/all",
    "sections/2022/KEN",
    "timeline/all/KEN",
]


@pytest.fixture(autouse=True)
def nothing_is_kept():
    cache.clear()


@pytest.fixture
def cycle():
    """Kenya reported and is coded; Norway is silent."""
    document = make_document("doc")
    cycle = make_cycle("2022", document, due_on=datetime.date(2022, 7, 1))
    commitment = make_commitment(document, section=make_section(document, "i"))
    kenya = make_state("KEN", "Kenya")
    make_group("african", kenya)
    make_state("NOR", "Norway")
    make_published(kenya, cycle, {commitment: ResponseStatus.PLANNED})
    return cycle


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_chart_is_a_file_with_title_source_and_day(cycle, address):
    for prefix in PREFIXES.values():
        response = get(f"/{prefix}charts/{address}.svg")
        assert response["Content-Type"] == "image/svg+xml"
        tree = ElementTree.fromstring(response.content)
        assert len(tree.find(f"{SVG}title").text) > 5
        assert len(tree.find(f"{SVG}desc").text) > 5
        text = " ".join(part.text or "" for part in tree.iter(f"{SVG}text"))
        assert "http://testserver/" in text
        assert str(timezone.localdate().year) in text
        assert not list(tree.iter("a"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_chart_has_a_page_for_embedding_with_its_table(cycle, address):
    response = get(f"/embed/{address}/")
    assert "<table" in response.content.decode()
    assert "<script" not in response.content.decode()
    assert not response.cookies


def test_only_the_embedded_page_may_be_shown_by_other_sites(cycle):
    policy = get("/embed/groups/2022/")["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in get("/embed/groups/2022/")
    for page in ("", "cycles/2022/", "coverage/", "charts/groups/2022.svg", "admin/login/"):
        answer = get(f"/{page}")
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_the_picture_is_the_drawing_in_twice_its_size(cycle):
    drawing = ElementTree.fromstring(get("/charts/groups/2022.svg").content)
    response = get("/charts/groups/2022.png")
    assert response["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.width == 2 * float(drawing.get("width"))
    assert picture.height == pytest.approx(2 * float(drawing.get("height")), abs=2)
    assert len(picture.convert("RGB").getcolors(2**16)) > 10


def test_a_picture_is_drawn_once_and_again_after_a_change(cycle, monkeypatch):
    drawn = []
    monkeypatch.setattr(png, "pressed", lambda _draw, sheet: drawn.append(sheet) or b"picture")
    for _time in range(2):
        assert get("/charts/groups/2022.png").content == b"picture"
    assert len(drawn) == 1
    make_group("asia_pacific", make_state("JPN"))
    get("/charts/groups/2022.png")
    assert len(drawn) == 2


def test_a_picture_that_cannot_be_drawn_is_asked_for_later(cycle, monkeypatch):
    def refuse(draw, sheet):
        raise Unavailable("PNG needs Pango")

    monkeypatch.setattr(png, "pressed", refuse)
    response = get("/charts/trend/all.png")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Pango" in response.content.decode()


def test_a_busy_server_draws_one_picture_at_a_time(cycle, monkeypatch):
    impatient = Turns("pictures", 1, patience=0.01)
    monkeypatch.setattr(charts, "PICTURES", impatient)
    with impatient.take(), CaptureQueriesContext(connection) as queries:
        response = get("/charts/arrivals/2022.png")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert len(queries) == 1, "The stamp of the data alone: nothing is gathered."


@pytest.mark.parametrize(
    "address",
    [
        "nothing/2022",
        "groups/1900",
        "groups/2022/KEN",
        "sections/2022",
        "sections/2022/NOR",
        "sections/2022/XXX",
        "timeline/2022/KEN",
        "trend/2022",
    ],
)
def test_there_is_no_chart_of_nothing(cycle, address):
    for page in (f"charts/{address}.svg", f"charts/{address}.png", f"embed/{address}/"):
        assert get(f"/{page}").status_code == 404


def test_a_chart_takes_no_other_method_than_get_and_head(cycle):
    for page in ("charts/groups/2022.svg", "charts/groups/2022.png", "embed/groups/2022/"):
        assert Client().post(f"/{page}").status_code == 405


def test_what_is_not_on_record_is_not_drawn():
    cycle = make_cycle("2018", make_document())
    limit = datetime.date(2018, 7, 1)
    make_published(make_state("KEN"), cycle, received_no_later_than=limit, source="A list")
    assert get("/charts/arrivals/2018.svg").status_code == 404
    assert get("/charts/commitments/2018.svg").status_code == 404
    assert get("/charts/map-coverage/2018.svg").status_code == 404
    assert "No curve is drawn" in words(get("/cycles/2018/"))


def test_a_curve_says_how_many_reports_it_leaves_out(cycle):
    limit = datetime.date(2022, 7, 1)
    make_published(make_state(), cycle, received_no_later_than=limit, source="A list")
    note = "Not in the line: 1 report of which only a limit is known"
    assert note in get("/charts/arrivals/2022.svg").content.decode()
    assert note in words(get("/cycles/2022/"))


def test_the_map_says_what_is_known_of_each_state(cycle):
    make_state("VAT", "Holy See", state_status="observer")
    found = dict(re.findall(r"<title>([^:<]+): ([^<]+)</title>", get("/").content.decode()))
    assert found["Kenya"] == "reported"
    assert found["Norway"] == "not reported"
    assert found["Holy See"] == "no report on record"


def test_the_map_is_silent_where_the_names_are_not_known(cycle):
    cycle.published_totals.create(reporter_kind="state", count=68, source="A report")
    found = dict(re.findall(r"<title>([^:<]+): ([^<]+)</title>", get("/").content.decode()))
    assert (found["Kenya"], found["Norway"]) == ("reported", "not known")


def test_a_chart_of_fictional_data_says_so_wherever_it_goes(cycle):
    cycle.is_fictional = True
    cycle.save()
    for address in ("groups/2022", "map-coverage/2022", "sections/2022/KEN"):
        assert "Fictional data" in get(f"/charts/{address}.svg").content.decode()
        assert "Fictional data" in words(get(f"/embed/{address}/"))
