"""The tile map: its layout, its outlines, the words of a square."""

import json
from collections import Counter
from xml.etree import ElementTree

import pytest
from django.conf import settings

from common.charts import tiles
from common.charts.chart import Chart, ChartTable, svg
from common.charts.tilemap import GroupOutline, LegendEntry, Tile, TileMap, code_look, step_of

pytestmark = pytest.mark.once


def test_every_state_on_record_has_one_square_of_its_own():
    records = json.loads((settings.BASE_DIR / "fixtures/10_reporters.json").read_text())
    states = [r["fields"]["code"] for r in records if r["fields"]["kind"] == "state"]
    drawn = [code for code in tiles.LAYOUT.read_text().split() if code != tiles.EMPTY]
    assert Counter(drawn) == Counter(states)
    assert len(set(tiles.places().values())) == len(states)


def test_every_line_of_the_layout_is_as_long_as_the_others():
    lengths = {len(line.split()) for line in tiles.LAYOUT.read_text().splitlines()}
    assert lengths == {tiles.size()[0]}


def test_a_state_that_the_layout_does_not_know_stands_below_it():
    places = tiles.placed(["KEN", "XXB", "XXA"])
    rows = tiles.size()[1]
    assert places["KEN"] == tiles.places()["KEN"]
    assert (places["XXA"], places["XXB"]) == ((0, rows), (1, rows))


@pytest.mark.parametrize("rtl", [False, True])
def test_canada_lies_in_the_west_in_every_language(rtl):
    plot = TileMap([Tile(code, code, "/", "reported") for code in ("CAN", "JPN")], [], [])
    chart = Chart("", "", "", "", plot, ChartTable([], []))
    tree = ElementTree.fromstring(svg(chart, TileMap.width(), rtl=rtl, ident="a"))
    west, east = (float(rect.get("x")) for rect in tree.iter("rect"))
    assert west < east


def test_the_outline_goes_around_a_group_and_not_through_it():
    pair = tiles.outline({(0, 0), (1, 0)})
    assert sorted(pair) == [((0, 0), (0, 1)), ((0, 0), (2, 0)), ((0, 1), (2, 1)), ((2, 0), (2, 1))]


def test_the_outline_follows_corners():
    corner = {(0, 0), (1, 0), (0, 1)}
    length = sum(abs(a - c) + abs(b - d) for (a, b), (c, d) in tiles.outline(corner))
    assert length == 8


@pytest.mark.parametrize(("share", "step"), [(0, 1), (0.19, 1), (0.2, 2), (0.999, 5), (1, 5)])
def test_a_share_falls_in_one_of_five_steps(share, step):
    assert step_of(share) == step


def test_letters_are_light_on_dark_squares_alone():
    assert code_look(Tile("KEN", "", "", "share", 0.7)) == "code-light"
    assert code_look(Tile("KEN", "", "", "share", 0.5)) == "code"
    assert code_look(Tile("KEN", "", "", "not_reported")) == "code-muted"


def test_a_square_is_a_link_with_a_name_and_groups_are_outlined():
    plot = TileMap(
        [Tile("KEN", "Kenya: reported", "/states/KEN/", "reported")],
        [GroupOutline("african", "African States", ["KEN"])],
        [LegendEntry("reported", "reported", 1)],
    )
    chart = Chart("map-reported/2022", "/", "Map", "Squares", plot, ChartTable([], []))
    tree = ElementTree.fromstring(svg(chart, plot.width(), rtl=False, ident="a", role="group"))
    (link,) = tree.iter("a")
    assert link.get("href") == "/states/KEN/"
    assert link.find("title").text == "Kenya: reported"
    assert tree.find("path").get("class") == "outline"
    assert "African" in "".join(text.text for text in tree.iter("text"))


def test_looks_differ_in_form_not_in_colour_alone():
    looks = ("reported", "not_reported", "not_known", "not_coded")
    drawn = {LegendEntry(look, "", 1).swatch() for look in looks}
    drawn |= {LegendEntry("share", "", 1, share / 5 + 0.1).swatch() for share in range(5)}
    assert len(drawn) == 9
    assert [swatch for swatch in drawn if "step-" in swatch and "bar-" not in swatch] == []
