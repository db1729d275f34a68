"""PDFs that say themselves what their paragraphs, tables and margins are."""

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Part
from commitments.tests.samples.tagged import Piece, tagged_pdf
from common.files.reading import Role, extract

pytestmark = pytest.mark.once

PAGES = [
    [
        Piece(["A/CONF.999/2031/5"], tag=""),
        Piece(["Outcome of the meeting on quiet tools"], tag="H1"),
        Piece(["I. At home"], tag="H2"),
        Piece(["1. States undertake to keep their tools in a box that", "is shut at night."]),
        Piece(["Kind"], tag="TD", row=1),
        Piece(["2030"], tag="TD", row=1, left=30),
        Piece(["2031"], tag="TD", row=1, left=60),
        Piece(["Hammers"], tag="TD", row=2),
        Piece(["5"], tag="TD", row=2, left=30),
        Piece(["12"], tag="TD", row=2, left=60),
        Piece(["2. States undertake to count the tools that they keep in"], tag="+"),
        Piece(["1/2"], tag=""),
    ],
    [
        Piece(["A/CONF.999/2031/5"], tag=""),
        Piece(["the box every second year."], tag="+"),
        Piece(["II. Next door"], tag="H2"),
        Piece(["3. States undertake to ask their neighbours for well-", "kept tools first."]),
        Piece(["2/2"], tag=""),
    ],
]


def part() -> Part:
    outcome = parse(extract(tagged_pdf(PAGES)))
    return outcome.parts[outcome.main_part]


def test_paragraphs_are_those_of_the_tags_across_pages_too() -> None:
    assert [one.texts for one in part().paragraphs] == [
        ["States undertake to keep their tools in a box that is shut at night."],
        ["States undertake to count the tools that they keep in the box every second year."],
        ["States undertake to ask their neighbours for well-kept tools first."],
    ]


def test_headings_and_tables_are_those_of_the_tags() -> None:
    found = part()
    assert [(one.code, one.heading) for one in found.sections] == [
        ("i", "At home"),
        ("ii", "Next door"),
    ]
    assert found.paragraphs[0].tables == ["Kind | 2030 | 2031", "Hammers | 5 | 12"]
    assert "Hammers | 5 | 12" in found.paragraphs[0].text


def test_what_stands_in_no_paragraph_is_a_margin() -> None:
    lines = extract(tagged_pdf(PAGES)).lines
    margins = [line.text for line in lines if line.role == Role.FURNITURE]
    assert margins == ["A/CONF.999/2031/5", "1/2", "A/CONF.999/2031/5", "2/2"]


def test_a_numbered_line_in_no_paragraph_is_text_all_the_same() -> None:
    pages = [[*PAGES[0], Piece(["7. States forgot to tag this."], tag="")]]
    lines = extract(tagged_pdf(pages)).lines
    assert ("7. States forgot to tag this.", Role.TEXT) in [(one.text, one.role) for one in lines]


def test_lines_that_stand_by_themselves_are_not_run_together() -> None:
    short = ["1. One.", "2. Two.", "3. Three.", "4. Four that is much longer than all the others."]
    lines = extract(tagged_pdf([[Piece(short), *PAGES[0]]])).lines
    assert [line.text for line in lines if line.block == 0][:4] == short


def test_text_in_two_columns_is_read_one_after_the_other() -> None:
    left = [Piece([f"{n}. Words of the left", "column end here."]) for n in (1, 2)]
    right = [Piece([f"{n}. Words of the right", "column end here."], left=70) for n in (3, 4)]
    outcome = parse(extract(tagged_pdf([[*left, *right]])))
    assert [one.number for one in outcome.parts[0].paragraphs] == ["1", "2", "3", "4"]
