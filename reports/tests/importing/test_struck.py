"""What is struck through, and cells over several columns, in every kind of file."""

import io
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from reports.attachments.documents import document_text
from reports.importing import rolls
from reports.importing.reading import Reading
from reports.tests.importing.book import book

LEAD = "The following States submitted national reports:"


def read(data: bytes | str, name: str, **options: Any) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    return rolls.read(data, name, book(), cycle="2022", extract=document_text, **options)


def codes(reading: Reading) -> list[str]:
    return [row.match.code for row in reading.rows if not (row.open or row.question)]


def left_out(reading: Reading) -> dict[str, str]:
    return {row.match.code: row.absent for row in reading.left_out}


def struck_word(text: str, struck: str) -> bytes:
    document = docx.Document()
    before, _struck, after = text.partition(struck)
    paragraph = document.add_paragraph(before)
    paragraph.add_run(struck[:2]).font.strike = True
    paragraph.add_run(struck[2:]).font.strike = True
    paragraph.add_run(after)
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (struck_word(f"{LEAD} Albania, Chad and Kenya.", "Chad"), "list.docx"),
        *(
            (f"<html><body><p>{LEAD} Albania, {struck} and Kenya.</p></body></html>", "list.html")
            for struck in (
                "<s>Chad</s>",
                "<del>Chad</del>",
                "<strike>Chad</strike>",
                "<span style='text-decoration: line-through'>Chad</span>",
            )
        ),
        (f"{LEAD} Albania, ~~Chad~~ and Kenya.", "list.md"),
    ],
)
def test_a_struck_name_is_left_out_with_a_warning(data: bytes | str, name: str) -> None:
    found = read(data, name)
    assert codes(found) == ["ALB", "KEN"]
    assert left_out(found) == {"TCD": "struck"}
    (warning,) = found.warnings
    assert (warning.code, warning.grade) == ("struck", "warning")
    assert "Chad" in warning.message


def test_a_struck_word_that_is_no_name_is_asked_about() -> None:
    text = f"{LEAD.replace('submitted', 'have not submitted')} Albania and Kenya."
    found = read(struck_word(text, "not "), "list.docx")
    (question,) = found.open_questions
    assert question.code == "struck_words"
    assert "“not”" in question.message
    key = found.questions[0].key
    assert not read(struck_word(text, "not "), "list.docx", answers={key: "yes"}).open_questions
    assert read(struck_word(text, "not "), "list.docx", answers={key: "no"}).open_questions


def sheet(rows: list[list[Any]], *, struck: str = "", merged: str = "") -> bytes:
    workbook: Any = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if struck:
        workbook.active[struck].font = Font(strike=True)
    if merged:
        workbook.active.merge_cells(merged)
    return saved(workbook)


ROWS = [["State", "Date received"], ["Albania", "2022-05-01"], ["Chad", "2022-05-02"]]


def test_a_struck_name_in_a_sheet_is_left_out() -> None:
    found = read(sheet(ROWS, struck="A3"), "list.xlsx")
    assert codes(found) == ["ALB"]
    assert left_out(found) == {"TCD": "struck"}


def test_a_struck_day_in_a_sheet_is_asked_about() -> None:
    found = read(sheet(ROWS, struck="B3"), "list.xlsx")
    assert codes(found) == ["ALB"]
    assert [problem.code for problem in found.problems] == ["struck_cell"]


def test_a_struck_row_of_an_html_table_is_left_out() -> None:
    table = (
        "<html><body><table><tr><th>State</th><th>Date received</th></tr>"
        "<tr><td>Albania</td><td>2022-05-01</td></tr>"
        "<tr><td><s>Chad</s></td><td>2022-05-02</td></tr></table></body></html>"
    )
    found = read(table, "list.html")
    assert codes(found) == ["ALB"]
    assert left_out(found) == {"TCD": "struck"}
    assert not found.problems


YEARS = [["State", "2018", "2020", "2022"], ["Albania", "x", "", "x"], ["Chad", "x", "", ""]]


def test_a_cell_merged_over_several_columns_says_the_same_of_each() -> None:
    assert codes(read(sheet(YEARS), "list.xlsx")) == ["ALB"]
    assert codes(read(sheet(YEARS, merged="B3:D3"), "list.xlsx")) == ["ALB", "TCD"]


def test_a_heading_merged_over_a_row_stays_a_heading() -> None:
    rows = [*ROWS[:2], ["Not submitted", ""], ["Chad", "2022-05-02"]]
    found = read(sheet(rows, merged="A3:B3"), "list.xlsx")
    assert codes(found) == ["ALB"]
    assert left_out(found) == {"TCD": "list_absent"}


HTML_YEARS = (
    "<html><body><table><tr><th>State</th><th>2018</th><th>2020</th><th>2022</th></tr>"
    "<tr><td>Albania</td><td>x</td><td></td><td>x</td></tr>"
    "<tr><td>Chad</td><td colspan='2'>x</td><td></td></tr>"
    "<tr><td>Kenya</td><td>x</td><td rowspan='2' colspan='2'>x</td></tr>"
    "<tr><td>Togo</td><td></td></tr></table></body></html>"
)


def test_columns_and_rows_that_html_cells_reach_over() -> None:
    found = read(HTML_YEARS, "list.html")
    assert codes(found) == ["ALB", "KEN", "TGO"]
    assert left_out(found) == {"TCD": "row_absent"}


def test_cells_of_word_that_are_merged_sideways() -> None:
    document = docx.Document()
    table = document.add_table(3, 4)
    for row, texts in zip(table.rows, YEARS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(2, 1).merge(table.cell(2, 3))
    assert codes(read(saved(document), "list.docx")) == ["ALB", "TCD"]
