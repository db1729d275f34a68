"""Drawings: their content, mirrored and not, in any script."""

import datetime
import re
from xml.etree import ElementTree

import pytest

from common.charts.bars import Bar, Bars
from common.charts.canvas import Canvas
from common.charts.chart import Chart, ChartTable, Imprint, printed_file, standalone, svg
from common.charts.columns import Band, Column, Columns, Shares
from common.charts.curve import Curve, Mark, _round_step
from common.charts.looks import ATTRIBUTES
from common.charts.text import width_of, wrap
from common.charts.timeline import Moment, Timeline

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"
DAY = datetime.date(2023, 3, 1)
CURVE = Curve(
    [(DAY, 2), (DAY + datetime.timedelta(days=30), 5)],
    DAY,
    DAY + datetime.timedelta(days=60),
    ticks=[Mark(DAY, "March")],
    marks=[Mark(DAY + datetime.timedelta(days=45), "due <15 April>")],
)
PLOTS = {
    "bars": Bars([Bar("Group & co", "1 of 4", 0.25), Bar("None", "not applicable", None)]),
    "bars beside": Bars([Bar("Section", "1 of 2", 0.5, 0.75, "75%")], ("State", "Group")),
    "columns": Columns(
        [Column("2014", None, 68), Column("2022", 80, 80)], 193, "193 Members", ("ours", "theirs")
    ),
    "shares": Shares([Band("I", [(0.5, "1"), (None, "2")]), Band("II", [(1.0, "3")])]),
    "curve": CURVE,
    "timeline": Timeline(
        [Moment("2018", "not_known", "not known"), Moment("2022", "reported", "reported")]
    ),
    "no cycle": Timeline([]),
    "no report": Curve([], DAY, DAY),
}


def chart_of(plot, **fields):
    return Chart(
        "kind/2022", "/cycles/2022/", "Title", "What it shows", plot, ChartTable([], []), **fields
    )


IMPRINT = Imprint("Source: here", "Fictional data")


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("width", [320.0, 640.0])
def test_every_drawing_is_sound_named_and_described(name, rtl, width):
    tree = ElementTree.fromstring(svg(chart_of(PLOTS[name]), width, rtl=rtl, ident="a"))
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "a-title a-text"
    assert tree.find("title").text == "Title"
    assert tree.find("desc").text == "What it shows"
    assert float(tree.get("viewBox").split()[2]) == width
    classes = {part.get("class") for part in tree.iter()} - {None, "drawing"}
    assert classes <= set(ATTRIBUTES)


@pytest.mark.parametrize("name", PLOTS)
def test_what_is_drawn_stays_inside(name):
    tree = ElementTree.fromstring(svg(chart_of(PLOTS[name]), 340, rtl=False, ident="a"))
    height = float(tree.get("viewBox").split()[3])
    for rect in tree.iter("rect"):
        x, y, width, tall = (float(rect.get(side)) for side in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= 340.1
        assert 0 <= y <= y + tall <= height + 0.1


def test_right_to_left_is_the_mirror_image():
    plain = ElementTree.fromstring(svg(chart_of(PLOTS["bars"]), 400, rtl=False, ident="a"))
    mirrored = ElementTree.fromstring(svg(chart_of(PLOTS["bars"]), 400, rtl=True, ident="a"))
    for ours, theirs in zip(plain.iter("rect"), mirrored.iter("rect"), strict=True):
        x, width = float(ours.get("x")), float(ours.get("width"))
        assert float(theirs.get("x")) == pytest.approx(400 - x - width, abs=0.2)
    anchors = [text.get("text-anchor", "start") for text in plain.iter("text")]
    flipped = [text.get("text-anchor", "start") for text in mirrored.iter("text")]
    assert flipped == [{"start": "end", "end": "start"}[anchor] for anchor in anchors]


def test_a_file_holds_title_source_and_its_own_colours():
    drawing = standalone(chart_of(CURVE, notes=["A note"]), IMPRINT, rtl=False, language="fr")
    tree = ElementTree.fromstring(drawing)
    words = [text.text for text in tree.iter(f"{SVG}text")]
    assert {"Title", "A note", "Source: here", "due <15 April>"} <= set(words)
    assert tree.get("lang") == "fr"
    assert not [part for part in tree.iter() if part.get("class") or part.get("style")]
    assert "Fictional data" not in words
    assert "<style" not in drawing


def test_a_file_of_fictional_data_says_so_first():
    fictional = chart_of(CURVE, is_fictional=True)
    tree = ElementTree.fromstring(standalone(fictional, IMPRINT, rtl=False, language="en"))
    assert [text.text for text in tree.iter(f"{SVG}text")][1] == "Fictional data"


def test_for_a_document_the_letters_are_html_and_the_drawing_holds_none():
    sheet = printed_file(chart_of(PLOTS["bars"]), IMPRINT, rtl=True)
    assert "<text" not in sheet.html
    words = re.findall(r">\u2067([^<]+)\u2069</div>", sheet.html)
    assert {"Title", "Group &amp; co", "1 of 4", "Source: here"} <= set(words)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("小武器和轻武器", ["小武器和轻", "武器"]),
        ("unbreakableword", ["unbreakableword"]),
        ("", [""]),
    ],
)
def test_lines_break_where_the_script_lets_them(words, lines):
    assert wrap(words, 55, 11) == lines


def test_marks_over_letters_take_no_room():
    assert width_of("تتبُّع", 10) == width_of("تتبع", 10)


@pytest.mark.parametrize(
    ("top", "step"), [(0, 1), (5, 1), (6, 2), (80, 20), (193, 50), (9999, 9999)]
)
def test_the_scale_has_round_steps(top, step):
    assert _round_step(top) == step


def test_a_hint_is_shown_on_its_part_alone():
    canvas = Canvas(100)
    canvas.rect(0, 0, 10, 10, "fill", hint='25 "Marking"')
    assert "<title>25 &quot;Marking&quot;</title></rect>" in canvas.contents()


def test_what_is_drawn_is_escaped_wherever_it_stands():
    canvas = Canvas(100)
    canvas.text(0, 0, "<b>&\"'", 'fill" onload="x')
    canvas.rect(0, 0, 5, 5, "fill", hint="</title><script>")
    assert canvas.contents() == (
        '<text class="fill&quot; onload=&quot;x" x="0" y="0">&lt;b&gt;&amp;&quot;&#x27;</text>'
        '<rect class="fill" x="0" y="0" width="5" height="5">'
        "<title>&lt;/title&gt;&lt;script&gt;</title></rect>"
    )
