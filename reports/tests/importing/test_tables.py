"""Tables of any sensible shape: which column holds what, and what each row says."""

import datetime
import io
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reports.importing import rolls
from reports.importing.problems import Unreadable
from reports.importing.tables import Reading
from reports.tests.importing.book import book

pytestmark = pytest.mark.once


def refuse(_data: bytes, _name: str) -> str:
    raise ValueError("No extractor here.")


def read(content: str | bytes, name: str = "list.csv", **asked: Any) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return rolls.read(data, name, book(), extract=refuse, **asked)


def codes(reading: Reading) -> list[str]:
    return [row.match.code for row in reading.rows]


def days(reading: Reading) -> list[str]:
    return [str(row.day or "") for row in reading.rows]


def problems(reading: Reading) -> list[tuple[str, int]]:
    return [(problem.code, problem.place.number) for problem in reading.problems]


def workbook(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook(write_only=True)
    for number, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_names_and_dates_under_a_header() -> None:
    reading = read("Country,Date received\nIran,1 June 2022\nUK,2022-06-03\nTurkey,44713\n")
    assert codes(reading) == ["IRN", "GBR", "TUR"]
    assert days(reading) == ["2022-06-01", "2022-06-03", "2022-06-01"]
    assert reading.problems == []


def test_an_ambiguous_date_is_a_named_problem_with_its_row() -> None:
    text = "Country;Received\nKenya;03/06/2022\nTogo;13/06/2022\n"
    assert problems(read(text)) == [("date_ambiguous", 2)]
    assert days(read(text, order="dmy")) == ["2022-06-03", "2022-06-13"]


@pytest.mark.parametrize("text", ["KEN\nUGA\n", "ke\nug\n", "404\n800\n", "Kenya\nUganda\n"])
def test_a_single_column_without_a_header(text: str) -> None:
    assert codes(read(text)) == ["KEN", "UGA"]


def test_names_with_an_unquoted_comma() -> None:
    text = "Iran, Islamic Republic of\nKorea, Republic of\nKenya\nBolivia, Plurinational State of\n"
    assert codes(read(text)) == ["IRN", "KOR", "KEN", "BOL"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Pays;Date de réception\nRoyaume-Uni;12 août 2022\nCôte d’Ivoire;1er juin 2022\n",
            "cp1252",
        ),
        ("Страна;Дата\nСоединенное Королевство;12.08.2022\nКот-д'Ивуар;1 июня 2022\n", "cp1251"),
        ("国家,日期\n英国,2022年8月12日\n科特迪瓦,2022年6月1日\n", "gb18030"),
        ("الدولة\tالتاريخ\nالمملكة المتحدة\t2022-08-12\nكوت ديفوار\t2022-06-01\n", "cp1256"),
        ("País|Fecha\nReino Unido|12 de agosto de 2022\nCosta de Marfil|1.6.2022\n", "utf-8"),
        ("State\tDate\nUnited Kingdom\t2022-08-12\nCôte d'Ivoire\t2022-06-01\n", "utf-16"),
    ],
    ids=["fr", "ru", "zh", "ar", "es", "en"],
)
def test_six_languages_separators_and_encodings(text: str, encoding: str) -> None:
    reading = read(text.encode(encoding))
    assert codes(reading) == ["GBR", "CIV"]
    assert days(reading) == ["2022-08-12", "2022-06-01"]


@pytest.mark.parametrize("dash", ["\x96", "\x97"])
def test_names_in_plain_letters_and_one_dash_of_windows_are_read(dash: str) -> None:
    rows = f"State,Date,Remark\nKenya,2022-08-12,by post {dash} late\nTogo,2022-06-01,\n"
    reading = read(rows.encode("latin-1"))
    assert codes(reading) == ["KEN", "TGO"]


def test_characters_that_no_encoding_explains_are_refused() -> None:
    with pytest.raises(Unreadable) as raised:
        read(b"\xff\xfa\x81 nothing\n")
    assert raised.value.problem.code == "unknown_encoding"


def test_a_title_above_the_header_is_passed_over() -> None:
    text = (
        "Reports received in 2022\n\nNo.,Name of State,Report submitted?\n1,Kenya,yes\n2,Togo,no\n"
    )
    reading = read(text)
    assert codes(reading) == ["KEN"]
    assert reading.without_report == 1


def test_an_unclear_answer_is_a_problem() -> None:
    text = "State,Submitted\nKenya,yes\nTogo,maybe\nMali,no\n"
    assert problems(read(text)) == [("answer_unclear", 3)]


def test_a_table_with_a_column_for_each_cycle() -> None:
    reading = read("State,2020,2022\nKenya,x,\nUganda,,x\nTotal,1,1\n", cycle="2022")
    assert codes(reading) == ["UGA"]


def test_rows_of_other_cycles_are_left_out() -> None:
    text = "State,Cycle,Date\nKenya,2020,2020-01-09\nUganda,2022,2022-01-09\n"
    reading = read(text, cycle="2022")
    assert codes(reading) == ["UGA"]
    assert reading.other_cycles == 1


def test_cells_that_disagree_are_a_problem() -> None:
    reading = read("State;ISO3\nBolivia;BOL\nKenya;UGA\n")
    assert problems(reading) == [("codes_disagree", 3)]


def test_a_date_without_a_name_is_a_problem() -> None:
    reading = read("State,Date\nKenya,2022-06-01\n,2022-06-02\n")
    assert problems(reading) == [("empty_name", 3)]


def test_two_columns_of_dates_need_one_that_says_receipt() -> None:
    rows = "Kenya,2022-06-01,2022-06-09\nTogo,2022-06-02,2022-06-08\n"
    assert problems(read(f"State,Date,Date\n{rows}")) == [("several_dates", 0)]
    reading = read(f"State,Date of report,Date received\n{rows}")
    assert days(reading) == ["2022-06-09", "2022-06-08"]


def test_a_workbook_with_excel_dates_and_a_sheet_of_notes() -> None:
    data = workbook(
        [
            ["Reports 2022"],
            [],
            ["#", "État", "Reçu le"],
            [1, "Bélarus", datetime.date(2022, 6, 1)],
            [2, "Suisse", 44715],
        ],
        [["Notes only"]],
    )
    reading = read(data, "list.xlsx")
    assert codes(reading) == ["BLR", "CHE"]
    assert days(reading) == ["2022-06-01", "2022-06-03"]
    assert [str(row.place) for row in reading.rows] == [
        "sheet Sheet 1, row 4",
        "sheet Sheet 1, row 5",
    ]


def test_a_damaged_workbook_is_refused() -> None:
    for data in (b"", b"PK\x03\x04 no zip", workbook([["Kenya"]])[:-400]):
        with pytest.raises(Unreadable) as raised:
            read(data, "list.xlsx")
        assert raised.value.problem.code == "not_a_table"


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.importing.spreadsheets.MAX_UNPACKED", 1000)
    with pytest.raises(Unreadable):
        read(workbook([["Kenya"]]), "list.xlsx")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.importing.spreadsheets.MAX_ROWS", 2)
    with pytest.raises(Unreadable) as raised:
        read("Kenya\nTogo\nMali\n")
    assert raised.value.problem.code == "too_many_rows"


def test_a_table_pasted_from_a_spreadsheet() -> None:
    reading = rolls.read_text("Kenya\tKEN\t2022-05-01\nUganda\tUGA\t2022-05-02\n", book())
    assert (codes(reading), days(reading)) == (["KEN", "UGA"], ["2022-05-01", "2022-05-02"])


def test_what_an_extractor_refuses_is_refused_with_its_words() -> None:
    with pytest.raises(Unreadable) as raised:
        read(b"%PDF-", "report.pdf")
    assert raised.value.problem.message == "No extractor here."


@given(st.binary(max_size=400))
@hypothesis_settings(max_examples=150, deadline=None)
def test_no_bytes_crash_it(data: bytes) -> None:
    for name in ("a.csv", "a.xlsx", "a.txt"):
        with suppress(Unreadable):
            read(data, name, cycle="2022")


cells = st.sampled_from(["", "Kenya", "KEN", "x", "no", "2022-06-01", "3/6/2022", "Total", "State"])


@given(st.lists(st.lists(cells, max_size=4), max_size=6), st.sampled_from(",;\t"))
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_table_crashes_it(rows: list[list[str]], separator: str) -> None:
    read("\n".join(separator.join(row) for row in rows), cycle="2022")
