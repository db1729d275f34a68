"""Files: what becomes of any text in them, and that they are written piece by piece."""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.files.writing import spreadsheets, tables
from common.files.writing.spreadsheets import xlsx_file
from common.files.writing.tables import Column, csv_file, json_lines_file, safe

pytestmark = pytest.mark.once

COLUMNS = [
    Column("text"),
    Column("number", "integer"),
    Column("flag", "boolean"),
    Column("day", "date"),
    Column("time", "datetime"),
    Column("keys"),
]
ROW = ["Kenya", 7, True, "2022-07-01", "2022-07-01T10:00:00Z", ["a", "b"]]
EMPTY: list[Any] = ["", None, None, None, None, []]
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]
SIGNS = re.escape("".join(tables.FORMULA_STARTS))
# Texts that a database can store: no NUL, no lone surrogate.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def text_of(pieces: Iterable[bytes]) -> str:
    return b"".join(pieces).decode()


def cells_of(pieces: Iterable[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(pieces), newline="")))


def workbook_of(rows: Iterable[Any], columns: list[Column] | None = None) -> Any:
    about = iter([("Source", "=here"), ("Filters", "none")])
    pieces = xlsx_file(columns or COLUMNS, rows, titles=("Data", "About"), about=about)
    return openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))


def test_csv_is_as_the_standard_says() -> None:
    text = text_of(csv_file(COLUMNS[:2], [['say "no", twice', 1], ["two\nlines", None]]))
    assert text == 'text,number\r\n"say ""no"", twice",1\r\n"two\nlines",\r\n'


def test_csv_writes_values_plainly() -> None:
    assert cells_of(csv_file(COLUMNS, [ROW, EMPTY]))[1:] == [
        ["Kenya", "7", "true", "2022-07-01", "2022-07-01T10:00:00Z", "a; b"],
        ["", "", "", "", "", ""],
    ]


def test_objects_in_a_cell_are_json() -> None:
    assert tables.flat([{"a": "é"}]) == '[{"a": "é"}]'
    assert tables.flat({}) == ""


def test_a_mark_tells_excel_that_it_is_utf_8() -> None:
    assert b"".join(csv_file(COLUMNS, [], bom=True)).startswith(b"\xef\xbb\xbftext,")
    assert b"".join(csv_file(COLUMNS, [])).startswith(b"text,")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_text_in_both_kinds_of_spreadsheet(text: str) -> None:
    assert cells_of(csv_file([Column("a")], [[text]]))[1] == [f"'{tables.safe_in_csv(text)[1:]}"]
    cell = workbook_of([[text]], [Column("a")])["Data"]["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value.startswith("'")


# Texts that only a program with another separator takes for a formula.
INSIDE = ["a;=1", "a\t+1", "a; @SUM(A1)", 'a;"=1', 'a\t "-1', "a\n=1", "a\r\n-1", "a;＝1", ";;=1"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", HOSTILE + INSIDE)
def test_no_separator_makes_a_formula(text: str, separator: str) -> None:
    """Not even in a cell after others, where quotes mean nothing to such a program."""
    file = text_of(csv_file([Column("a"), Column("b"), Column("c")], [["x, y", text, text]]))
    for row in csv.reader(io.StringIO(file, newline=""), delimiter=separator):
        assert not [cell for cell in row if cell.strip(' "').startswith(tables.FORMULA_STARTS)]


@pytest.mark.parametrize("text", ["1; 2", "a - b; c = d", "mail@example.org;x", "a;'=1"])
def test_a_separator_alone_changes_nothing(text: str) -> None:
    assert tables.safe_in_csv(text) == text


def test_numbers_are_no_formulas() -> None:
    assert cells_of(csv_file([Column("a", "integer")], [[-1]]))[1] == ["-1"]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_comes_back_from_csv_and_never_as_a_formula(text: str) -> None:
    cell = cells_of(csv_file([Column("a"), Column("b")], [[text, "end"]]))[1][0]
    assert cell == tables.safe_in_csv(text)
    assert not cell.startswith(tables.FORMULA_STARTS)
    assert re.sub(f"'(?=[{SIGNS}])", "", cell) == re.sub(f"'(?=[{SIGNS}])", "", text)


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXTS, min_size=20, max_size=50))
def test_any_text_fits_into_a_workbook_and_never_as_a_formula(found: list[str]) -> None:
    sheet = workbook_of([[text] for text in found], [Column("a")])["Data"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS))
def test_json_lines_are_one_object_a_line_as_it_was(found: list[str]) -> None:
    lines = text_of(json_lines_file({"a": text} for text in found)).split("\n")
    assert [json.loads(line)["a"] for line in lines if line] == found


def test_a_workbook_has_typed_cells_under_a_header_that_stays() -> None:
    workbook = workbook_of([ROW, EMPTY])
    sheet = workbook["Data"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == [column.name for column in COLUMNS]
    assert sheet["A1"].font.bold
    assert [cell.value for cell in sheet[2]] == [
        "Kenya",
        7,
        True,
        datetime.datetime(2022, 7, 1),  # noqa: DTZ001
        datetime.datetime(2022, 7, 1, 10),  # noqa: DTZ001
        "a; b",
    ]
    assert sheet["D2"].is_date
    assert [cell.value for cell in sheet[3]] == [None] * 6


def test_a_workbook_says_what_it_is() -> None:
    rows = workbook_of([])["About"].values
    assert list(rows) == [("Source", "'=here"), ("Filters", "none")]


def test_an_empty_table_still_has_its_header() -> None:
    assert workbook_of([])["Data"].max_row == 1


def test_a_table_too_long_for_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_SHEET_ROWS", 3)
    workbook = workbook_of([[number] for number in range(5)], [Column("n", "integer")])
    assert workbook.sheetnames == ["Data", "Data 2", "Data 3", "About"]
    assert [cell.value for cell in workbook["Data 3"]["A"]] == ["n", 4]


def test_a_sheet_does_not_grow_beyond_what_programs_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_SHEET_BYTES", 1)
    number = tables.ROWS_AT_ONCE
    workbook = workbook_of([[n] for n in range(number + 1)], [Column("n", "integer")])
    assert [workbook[name].max_row for name in ("Data", "Data 2")] == [number + 1, 2]
    assert workbook["Data 2"]["A2"].value == number


def test_any_text_comes_back_from_a_workbook() -> None:
    found = ['a < b & "c"', "  two  spaces ", "one\r\ntwo", "العربية", "\U0001f600", "]]>"]
    sheet = workbook_of([[text] for text in found], [Column("a")])["Data"]
    assert [cell.value for cell in sheet["A"]][1:] == found


def test_a_workbook_begins_before_its_rows_are_asked_for() -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(10 * tables.ROWS_AT_ONCE):
            taken.append(number)
            yield [number]

    pieces = xlsx_file([Column("n", "integer")], rows(), titles=("Data", "About"), about=[])
    assert next(pieces).startswith(b"PK")
    assert taken == []


def test_a_text_too_long_for_a_cell_says_so() -> None:
    cell = spreadsheets.cell_text("x" * 40_000)
    assert len(cell) == spreadsheets.LONGEST_CELL
    assert cell.endswith("…")


def test_control_characters_do_not_break_a_workbook() -> None:
    assert spreadsheets.cell_text("a\x00b\x0bc") == "abc"
    assert spreadsheets.cell_text("\x00=1") == "'=1"


def test_rows_are_taken_as_they_are_written() -> None:
    taken = []

    def rows() -> Iterator[list[int]]:
        for number in range(10 * tables.ROWS_AT_ONCE):
            taken.append(number)
            yield [number]

    pieces = csv_file([Column("n", "integer")], rows())
    assert next(pieces) == b"n\r\n"
    assert taken == []
    next(pieces)
    assert len(taken) == tables.ROWS_AT_ONCE


def test_safe_leaves_other_texts_alone() -> None:
    assert safe("Kenya = ok") == "Kenya = ok"
