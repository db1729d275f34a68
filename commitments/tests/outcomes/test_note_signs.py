"""Footnote marks that are typed as ``[1]`` or ``1/`` stand apart like raised ones."""

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines

pytestmark = pytest.mark.once

LINES = ["1. States count the tools{1}", "2. States keep{2} the box shut.", "3. States meet again."]
NOTES = ["{1} As agreed in 2001.", "{2} see the minutes."]


def read(text: str) -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(f"Report on tools\n\n{text}\n")))


@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
@pytest.mark.parametrize("sign", ["[{}]", "{}/"])
def test_typed_signs_are_those_of_footnotes(sign: str, between: str) -> None:
    one, two = sign.format(1), sign.format(2)
    lines = [
        line.replace("{1}", f". {one}").replace("{2}", f" {two}")
        for line in (between.join(LINES), "", *NOTES)
    ]
    lines[2:] = [line.replace(f". {one}", one).replace(f" {two}", two) for line in lines[2:]]
    outcome = read("\n".join(lines))
    (body,) = outcome.parts
    assert [(p.number, p.words, p.footnotes) for p in body.paragraphs] == [
        ("1", "States count the tools.¹", "¹ As agreed in 2001."),
        ("2", "States keep² the box shut.", "² see the minutes."),
        ("3", "States meet again.", ""),
    ]
    assert outcome.year == 0, "the year of a footnote is not the report's"


def test_paragraphs_may_be_numbered_by_the_same_signs() -> None:
    (body,) = read("[1] States count.\n\n[2] As in [1], States keep.\n\n[3] States rest.").parts
    assert [(p.number, p.words) for p in body.paragraphs] == [
        ("1", "States count."),
        ("2", "As in [1], States keep."),
        ("3", "States rest."),
    ]


def test_a_sign_without_a_footnote_stays_as_it_is() -> None:
    (body,) = read("1. States count 1/ of 2 tools [3].\n\n2. States rest.").parts
    assert body.paragraphs[0].words == "States count 1/ of 2 tools [3]."


def test_a_chinese_paragraph_inside_another_is_named() -> None:
    text = "1. 各国清点工具\n2. 各国妥善保管箱子\n3. 各国再次开会。"
    outcome = read(text)
    found = [p.params["inside"] for p in outcome.problems if p.code == "number_inside"]
    numbers = [p.number for part in outcome.parts for p in part.paragraphs]
    assert numbers == ["1", "2", "3"] or found == ["2"]
