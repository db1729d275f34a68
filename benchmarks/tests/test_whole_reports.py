"""Suggestions for whole reports: right ones, and none from a form, in each layout of a file."""

import pytest

from benchmarks import whole_reports
from commitments.tests.samples import files


def as_docx(texts: list[str]) -> bytes:
    return files.as_docx("\n\n".join(texts))


def as_html(texts: list[str]) -> bytes:
    return files.as_html("\n\n".join(texts))


def test_there_are_enough_labelled_passages() -> None:
    blocks = whole_reports.blocks()
    own = [block for block in blocks if block.kind == whole_reports.OWN_WORDS]
    assert len(own) >= 150
    assert {block.report[:2] for block in own} == set(whole_reports.LANGUAGES)
    for half in whole_reports.HALVES:
        assert sum(block.report.endswith(half) for block in own) >= 75
    assert {block.kind for block in blocks} >= {"form", "heading", "title", "contents"}
    assert all(not block.paragraphs for block in blocks if block.kind != whole_reports.OWN_WORDS)


@pytest.mark.parametrize("half", whole_reports.HALVES)
def test_most_suggestions_are_right_and_none_comes_from_a_form(half: str) -> None:
    measured = [whole_reports.measure(f"{code}-{half}") for code in whole_reports.LANGUAGES]
    assert all(one.from_form == 0 for one in measured)
    assert all(one.precision >= whole_reports.LEAST_PRECISION for one in measured)
    assert all(one.right >= one.addressed // 2 for one in measured)


@pytest.mark.parametrize("layout", [as_docx, as_html])
def test_it_does_not_hang_on_the_kind_of_file(layout: whole_reports.Layout) -> None:
    measured = whole_reports.measure("en-2", layout)
    assert measured.from_form == 0
    assert measured.precision >= whole_reports.LEAST_PRECISION


def test_the_table_names_each_report_and_the_sums() -> None:
    one = whole_reports.measure("zh-1")
    printed = "\n".join(whole_reports.lines([one, whole_reports.total("tuning", [one])]))
    assert "zh-1 tuning" in printed
    assert "all tuning" in printed
    assert whole_reports.is_good([one, whole_reports.total("tuning", [one])])
