"""Nobody is a reporter unless a table says that a report came: headers, statuses, days, sheets."""

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from reports.importing import rolls
from reports.importing.columns import Meaning
from reports.importing.reading import Reading
from reports.importing.statuses import Answer, answer_of
from reports.tests.importing.book import book
from reports.tests.importing.test_announcements import recorded, said

pytestmark = pytest.mark.once


def read(content: str | bytes, name: str = "list.csv", **answers: str) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return rolls.read(
        data,
        name,
        book(),
        cycle="2022",
        meeting="bms8",
        answers=answers,
        extract=lambda _data, _name: "",
    )


def meanings(reading: Reading) -> list[Meaning]:
    return [column.meaning for column in reading.columns]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


UNDERSTOOD = [
    *("Has the country reported?", "Report submitted?", "Submitted", "Reported", "Report received"),
    *("National report", "Report (Y/N)", "Submitted national report", "Report submitted in 2022"),
    *("2022", "Report 2022", "PoA report submitted", "Received report?", "Has reported", "BMS8"),
    *("Rapport soumis", "Rapport reçu ?", "A présenté un rapport ?", "Rapport national"),
    *("Informe presentado", "¿Ha presentado el informe?", "Informe nacional", "Presentado"),
    *("Доклад представлен", "Национальный доклад", "Представил доклад?", "Доклад получен"),
    *("是否提交报告", "已提交报告", "国家报告", "提交"),
    *("هل قدمت تقريرا", "التقرير", "قدمت التقرير", "تقرير وطني"),
]


@pytest.mark.parametrize("header", UNDERSTOOD)
def test_headers_under_which_a_yes_is_a_report(header: str) -> None:
    reading = read(f"State,{header}\nAlbania,yes\nChad,no\nKenya,yes\n")
    assert recorded(reading) == ["ALB", "KEN"]
    assert [row.match.code for row in reading.left_out] == ["TCD"]
    assert meanings(reading)[1] == Meaning.ANSWER


NOT_UNDERSTOOD = [
    *("Attended", "Member of the African Union", "Observer", "Party to the ATT", "Invited"),
    *("Report requested", "Will report", "Report promised", "Reminder sent", "Point of contact"),
    *("Report due", "Contacted?", "National action plan", "Statement", "Needs assistance"),
    *("A participé", "Rapport demandé", "Asistió", "Informe solicitado", "Присутствовал"),
    *("Доклад запрошен", "与会", "将提交报告", "حضر الاجتماع", "ستقدم تقريرا", "Status", "?", "x"),
    *("Not submitted", "Missing", "Overdue", "No report", "Non soumis", "Sin informe", "未提交"),
    *("Не представлен", "لم تقدم", "2018", "Report 2020", "BMS7", "Reported to the Third RevCon"),
]


@pytest.mark.parametrize("header", NOT_UNDERSTOOD)
def test_a_yes_under_another_header_is_no_report(header: str) -> None:
    reading = read(f"State,{header}\nAlbania,yes\nChad,no\nKenya,yes\n")
    assert recorded(reading) == []
    assert said(reading)


def test_a_question_about_a_column_is_answered_once() -> None:
    text = "State,Attended\nAlbania,yes\nChad,no\n"
    column = read(text).columns[1]
    assert column.meaning == Meaning.ASK
    assert recorded(read(text, **{column.key: "answer"})) == ["ALB"]
    other = read(text, **{column.key: "ignored"})
    assert recorded(other) == []
    assert other.open_questions


STATUSES_CAME = [
    *("submitted", "Submitted.", "received", "Reported", "yes", "YES", "Y", "✓", "✔", "x", "X"),
    *(
        "submitted late",
        "Received by e-mail",
        "report received",
        "yes, on time",
        "Yes (3 May 2022)",
    ),
    *("submitted 3 May 2022", "soumis", "Présenté", "reçu", "oui", "presentado", "recibido", "sí"),
    *("представлен", "получен", "да", "已提交", "收到", "是", "قدمت", "نعم", "تم الاستلام", "1"),
]
STATUSES_NOT = [
    *("pending", "not submitted", "Not yet", "no", "-", "overdue", "missing", "awaited", "n/a"),
    *("in preparation", "to be submitted", "draft", "promised", "will submit", "expected", "none"),
    *(
        "Not received",
        "reminder sent",
        "no report",
        "☐",
        "0",
        "requested",
        "?",
        "maybe",
        "see note",
    ),
    *("en attente", "non soumis", "pas encore", "en préparation", "non", "à venir", "pendiente"),
    *(
        "no presentado",
        "en preparación",
        "falta",
        "не представлен",
        "нет",
        "ожидается",
        "готовится",
    ),
    *("еще нет", "未提交", "尚未提交", "编写中", "否", "没有", "待提交", "逾期", "لم تقدم", "لا"),
    *("قيد الإعداد", "معلق", "لم يصل", "غير مقدم", "declined", "partially", "expected 3 May 2022"),
]


@pytest.mark.parametrize("status", STATUSES_CAME)
def test_statuses_of_a_report_that_came(status: str) -> None:
    text = f'State,Report submitted?\nAlbania,submitted\nKenya,"{status}"\nTogo,submitted\n'
    assert recorded(read(text)) == ["ALB", "KEN", "TGO"]


@pytest.mark.parametrize("status", STATUSES_NOT)
def test_statuses_of_a_report_that_did_not_come(status: str) -> None:
    text = f'State,Report status\nAlbania,submitted\nKenya,"{status}"\nTogo,submitted\n'
    reading = read(text)
    assert recorded(reading) == ["ALB", "TGO"]
    assert said(reading)


def test_a_cross_beside_ticks_is_asked_about() -> None:
    assert recorded(read("State,Report\nAlbania,x\nKenya,\nTogo,x\n")) == ["ALB", "TGO"]
    asked = read("State,Report\nAlbania,✓\nKenya,x\nTogo,✓\n")
    assert recorded(asked) == ["ALB", "TGO"]
    assert [problem.code for problem in asked.problems] == ["answer_unclear"]
    assert answer_of("✗") == Answer.CROSS


def test_year_columns_without_the_cycle_are_asked_about() -> None:
    reading = read("State,2018,2020\nAlbania,x,\nKenya,x,x\n")
    assert recorded(reading) == []
    assert [question.code for question in reading.questions] == ["no_column_for_cycle"]


def test_the_column_of_the_cycle_decides() -> None:
    text = "State,2018,2020,2022\nAlbania,x,,x\nChad,,x,\nAngola,x,x,x\nKenya,,,\n"
    reading = read(text)
    assert recorded(reading) == ["ALB", "AGO"]
    assert meanings(reading)[1:] == [Meaning.OTHER_CYCLE, Meaning.OTHER_CYCLE, Meaning.ANSWER]
    assert [row.match.code for row in reading.left_out] == ["TCD", "KEN"]


def test_days_in_the_column_of_the_cycle_are_days_of_receipt() -> None:
    reading = read("State,2020,2022\nAlbania,2020-01-05,2022-05-03\nKenya,2020-01-05,\n")
    assert recorded(reading) == ["ALB"]
    assert reading.rows[0].day == datetime.date(2022, 5, 3)


@pytest.mark.parametrize(
    "header",
    [
        *("Due date", "Date of reminder", "Reminder sent", "Deadline", "Date requested"),
        *("Expected on", "Échéance", "Date de rappel", "Fecha límite", "Recordatorio enviado"),
        *("Срок представления", "Дата напоминания", "截止日期", "催交日期", "الموعد النهائي"),
        *("Meeting", "Last contact", "Birthday", "Signed"),
    ],
)
def test_other_days_are_no_days_of_receipt(header: str) -> None:
    reading = read(f"State,{header}\nAlbania,2022-05-03\nKenya,2022-05-04\n")
    assert recorded(reading) == []
    assert not any(row.day for row in reading.rows)
    assert said(reading)


@pytest.mark.parametrize(
    "header",
    [
        *("Date received", "Received on", "Date", "Date of receipt", "Submitted on"),
        *("Date of submission", "Date de réception", "Reçu le", "Fecha de recepción", "Recibido"),
        *("Дата получения", "Получено", "收到日期", "提交日期", "تاريخ الاستلام", "تاريخ الورود"),
    ],
)
def test_days_of_receipt(header: str) -> None:
    reading = read(f"State,{header},Due date\nAlbania,2022-05-03,2022-06-01\nKenya,,2022-06-01\n")
    assert recorded(reading) == ["ALB"]
    assert reading.rows[0].day == datetime.date(2022, 5, 3)
    assert reading.rows[1].open == "day_missing"


def test_a_status_in_a_column_of_days() -> None:
    text = "State,Date received\nAlbania,2022-05-03\nChad,pending\nPeru,not received\nKenya,yes\n"
    reading = read(text)
    assert recorded(reading) == ["ALB", "KEN"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "PER"]


def test_the_words_of_an_unclear_day_are_kept() -> None:
    reading = read("State,Date received\nChad,promised for 7 June 2022\nKenya,2022-05-03\n")
    assert recorded(reading) == ["KEN"]
    assert reading.rows[0].given == "promised for 7 June 2022"


def test_a_day_beside_a_no_is_asked_about() -> None:
    text = "State,Submitted,Date received\nAlbania,yes,2022-05-03\nKenya,no,2022-05-03\n"
    text += "Togo,,2022-05-04\nPeru,yes,\nChad,no,\n"
    reading = read(text)
    assert recorded(reading) == ["ALB", "PER"]
    assert [row.open for row in reading.rows] == ["", "cells_disagree", "cells_disagree", ""]


def test_a_remark_that_denies_is_asked_about() -> None:
    text = "State,Date received,Remarks\nAlbania,2022-05-03,by mail\n"
    text += "Kenya,2022-05-03,this is the reminder; report not received\n"
    assert recorded(read(text)) == ["ALB"]


@pytest.mark.parametrize(
    "title",
    [
        *("States that have not submitted national reports", "Outstanding reports", "Not reported"),
        *("États n'ayant pas soumis de rapport", "Informes pendientes", "Не представили доклады"),
        *("未提交报告的国家", "الدول التي لم تقدم تقارير", "Reports received in 2018", "Contacts"),
    ],
)
def test_the_title_of_a_table_is_read(title: str) -> None:
    reading = read(f"{title},\n,\nState,Region\nAlbania,Europe\nKenya,Africa\n")
    assert recorded(reading) == []
    assert said(reading)


def test_a_table_of_names_alone_is_asked_about() -> None:
    text = "State,Capital\nAlbania,Tirana\nKenya,Nairobi\n"
    reading = read(text)
    assert recorded(reading) == []
    (question,) = reading.questions
    assert recorded(read(text, **{question.key: "yes"})) == ["ALB", "KEN"]
    assert recorded(read(f"States that submitted national reports,\n{text}")) == ["ALB", "KEN"]


def test_a_heading_within_the_table_holds_for_the_rows_below_it() -> None:
    text = "State,Region\nReports received,\nAlbania,Europe\nNot received,\nChad,Africa\n"
    reading = read(f"{text}Reports received late,\nKenya,Africa\n")
    assert "TCD" not in recorded(reading)
    assert "ALB" in recorded(reading) or reading.open_questions


# Workbooks


@pytest.mark.parametrize("title", ["Not reported", "Missing", "Pendientes", "未提交", "2018"])
def test_a_sheet_of_those_who_did_not_report(title: str) -> None:
    rows = [["State", "Date"], ["Chad", "2022-05-03"], ["Peru", "2022-05-04"]]
    good = [["State", "Date received"], ["Albania", "2022-05-03"], ["Kenya", "2022-05-03"]]
    reading = read(saved(workbook({"Reported": good, title: rows})), "list.xlsx")
    assert recorded(reading) == ["ALB", "KEN"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "PER"]


def test_a_sheet_of_names_beside_others_is_asked_about() -> None:
    good = [["State", "Date received"], ["Albania", "2022-05-03"]]
    members = [["State", "Capital"], ["Chad", "N'Djamena"], ["Peru", "Lima"]]
    reading = read(saved(workbook({"Sheet1": good, "Members": members})), "list.xlsx")
    assert recorded(reading) == ["ALB"]
    assert reading.open_questions


def test_hidden_rows_are_asked_about_once() -> None:
    rows = [["State", "Date received"], *([n, "2022-05-03"] for n in ("Albania", "Chad", "Peru"))]
    made = workbook({"Sheet1": rows})
    for number in (3, 4):
        made["Sheet1"].row_dimensions[number].hidden = True
    reading = read(saved(made), "list.xlsx")
    assert recorded(reading) == ["ALB"]
    (question,) = reading.questions
    assert recorded(read(saved(made), "list.xlsx", **{question.key: "yes"})) == [
        "ALB",
        "TCD",
        "PER",
    ]
    left = read(saved(made), "list.xlsx", **{question.key: "no"})
    assert recorded(left) == ["ALB"]
    assert len(left.left_out) == 2


def test_a_hidden_column_does_not_decide_by_itself() -> None:
    made = workbook({"Sheet1": [["State", "Submitted"], ["Albania", "yes"], ["Chad", "no"]]})
    made["Sheet1"].column_dimensions["B"].hidden = True
    assert recorded(read(saved(made), "list.xlsx")) == []


def test_hidden_sheets_are_named_and_not_read() -> None:
    rows = [["State", "Date received"], ["Albania", "2022-05-03"]]
    made = workbook({"Sheet1": rows, "Old": [["State", "Date received"], ["Chad", "2022-05-03"]]})
    made["Old"].sheet_state = "hidden"
    reading = read(saved(made), "list.xlsx")
    assert recorded(reading) == ["ALB"]
    assert [problem.code for problem in reading.problems] == ["hidden_sheet"]


def test_merged_cells_hold_for_all_their_rows() -> None:
    rows = [["Region", "State", "Report submitted?"], ["Africa", "Chad", "not submitted"]]
    rows += [["", "Angola", ""], ["Europe", "Albania", "submitted"], ["", "France", ""]]
    made = workbook({"Sheet1": rows})
    for area in ("A2:A3", "C2:C3", "A4:A5", "C4:C5"):
        made["Sheet1"].merge_cells(area)
    reading = read(saved(made), "list.xlsx")
    assert recorded(reading) == ["ALB", "FRA"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "AGO"]


def test_a_formula_without_its_value_is_named_by_its_cell() -> None:
    rows = [["State", "Date received"], ["Albania", "=DATE(2022,5,1)"], ["Kenya", "2022-05-03"]]
    reading = read(saved(workbook({"Sheet1": rows})), "list.xlsx")
    assert recorded(reading) == ["KEN"]
    assert [(p.code, p.params["text"]) for p in reading.problems] == [("formula", "B2")]
    rows = [["State", "Submitted"], ["Albania", '=IF(1,"yes","no")'], ["Kenya", "yes"]]
    assert recorded(read(saved(workbook({"Sheet1": rows})), "list.xlsx")) == ["KEN"]


def test_a_table_inside_a_text() -> None:
    text = "States that submitted national reports:\n\nState\tDate received\nChad\t2022-05-03\n"
    assert recorded(rolls.read_text(text, book(), cycle="2022")) == ["TCD"]
    grid = "The following States submitted national reports:\n\nChad\tPeru\nKenya\tTogo\n"
    assert recorded(rolls.read_text(grid, book(), cycle="2022")) == ["TCD", "PER", "KEN", "TGO"]
    table = "State\tStatus\nChad\tnot submitted\nPeru\tsubmitted\n"
    assert recorded(rolls.read_text(table, book(), cycle="2022")) == ["PER"]
    assert recorded(rolls.read_text("Chad: pending\nPeru: submitted", book())) == ["PER"]


def test_a_day_years_away_from_the_cycle_is_asked_about() -> None:
    reading = read("State,Date received\nChad,2018-05-01\nPeru,2022-05-01\n")
    assert recorded(reading) == ["PER"]
    assert [problem.code for problem in reading.problems] == ["cycle_unclear"]
