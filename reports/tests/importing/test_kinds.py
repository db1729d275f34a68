"""Names, days and lists as people write them: every kind that was once recorded wrongly."""

import datetime

import pytest

from reports.importing.dates import UnclearDate, read_day
from reports.importing.judging import Round
from reports.importing.names import How
from reports.importing.reading import Asked, Reading
from reports.importing.spreadsheets import csv_records
from reports.importing.tables import read_table
from reports.importing.texts import read_document
from reports.tests.importing.book import book, reporters
from reports.tests.importing.test_announcements import read, recorded

pytestmark = pytest.mark.once
LEAD = "15. The following States submitted national reports:"


def in_year(text: str, year: str) -> Reading:
    return read_document(text, book(), Asked(Round(year)))


# Names


@pytest.mark.parametrize("code", ["AU", "UA", "EU", "UN", "NO", "IN", "ALL", "CAN"])
def test_bare_codes_in_running_text_are_asked_about(code: str) -> None:
    rows = read(f"The following organizations submitted reports: {code}, OSCE and SEESAC.").rows
    assert [row.match.code for row in rows][1:] == ["osce", "seesac"]
    assert rows[0].match.code == ""
    assert rows[0].match.suggestion is None


@pytest.mark.parametrize("text", ["Chd", "Tog", "Per", "Mal", "乍", "多"])
def test_nothing_shorter_than_four_letters_is_a_clear_suggestion(text: str) -> None:
    assert book().find(text, in_text=True).suggestion is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "but not Chad",
            "except Chad",
            "Chad has not",
            "Chad and others",
            "Chad late",
            "Kenya?no",
        ),
        *("sauf le Tchad", "excepto Chad", "кроме Чада", "不包括乍得", "باستثناء تشاد"),
        *("European Union and its member States", "Chad Kenya", "Chad or Kenya"),
    ],
)
def test_what_says_something_beside_the_name_is_no_clear_suggestion(text: str) -> None:
    match = book().find(text, in_text=True)
    assert match.code == ""
    assert match.suggestion is None


HISTORICAL = [
    *("Libyan Arab Jamahiriya", "Jamahiriya arabe libyenne", "Jamahiriya Árabe Libia"),
    *("Ливийская Арабская Джамахирия", "阿拉伯利比亚民众国", "الجماهيرية العربية الليبية"),
]


@pytest.mark.parametrize("name", HISTORICAL)
def test_libya_by_its_former_name(name: str) -> None:
    match = book().find(name)
    assert (match.code, match.how) == ("LBY", How.VARIANT)


SERBIA_AND_MONTENEGRO = {
    "en": "The following States submitted national reports: Albania, Serbia and Montenegro, Spain.",
    "fr": "Les États suivants ont présenté un rapport : Albanie, Serbie-et-Monténégro, Espagne.",
    "es": "Los siguientes Estados presentaron informes: Albania, Serbia y Montenegro, España.",
    "ru": "Следующие государства представили доклады: Албания, Сербия и Черногория, Испания.",
    "zh": "下列国家提交了报告：阿尔巴尼亚、塞尔维亚和黑山、西班牙。",
    "ar": "قدمت الدول التالية تقارير: ألبانيا، صربيا والجبل الأسود، إسبانيا.",
}


@pytest.mark.parametrize("language", SERBIA_AND_MONTENEGRO)
def test_a_state_of_another_time_by_the_cycle(language: str) -> None:
    text = SERBIA_AND_MONTENEGRO[language]
    assert [row.match.code for row in in_year(text, "2005").rows] == ["ALB", "SRB", "ESP"]
    later = [row.match.code for row in in_year(text, "2022").rows]
    assert later == ["ALB", "SRB", "MNE", "ESP"]


def test_russian_names_in_every_case_that_lists_take() -> None:
    from reports.importing.declension import russian_forms

    for fields in reporters():
        for form in russian_forms(fields["name"]["ru"]):
            assert book().sure(form).code == fields["code"], form


def test_two_names_that_nobody_knows_are_two() -> None:
    rows = read(
        "Национальные доклады получены от следующих государств: Албании, Швейцарыи и Японыи."
    ).rows
    assert [row.text for row in rows] == ["Албании", "Швейцарыи", "Японыи"]
    rows = read(f"{LEAD} Albania, Switzerlend and Japen.").rows
    assert [row.text for row in rows] == ["Albania", "Switzerlend", "Japen"]


def test_nothing_of_a_list_is_dropped() -> None:
    rows = read(f"{LEAD} Albania, Atlantis, Ruritania and Kenya, and others.").rows
    assert [row.text for row in rows] == ["Albania", "Atlantis", "Ruritania", "Kenya", "others"]


# Days

UNCLEAR_DAYS = [
    *("1-3 June 2026", "3/4 June 2026", "week of 1 June 2026", "before 7 June 2026"),
    *("after 7 June 2026", "not received by 7 June 2026", "promised for 7 June 2026"),
    *("by 7 June 2026", "until 7 June 2026", "early June 2026", "June 2026", "about 7 June 2026"),
    *("7 June 2026 (draft)", "7 June 2026?", "~7 June 2026", "< 7 June 2026", "2026-06-07 draft"),
    *("2026-06-07 / 2026-06-09", "7.6.2026 (promised)", "31 May - 2 June 2026", "2026-06-01?"),
    *("avant le 7 juin 2026", "d'ici le 7 juin 2026", "attendu le 7 juin 2026", "début juin 2026"),
    *("antes del 7 de junio de 2026", "prometido para el 7 de junio de 2026", "no antes de 2026"),
    *("до 7 июня 2026 г.", "после 7 июня 2026", "ожидается 7 июня 2026", "не получен 7 июня 2026"),
    *("2026年6月7日前", "预计2026年6月7日", "2026年6月7日之后", "قبل 7 حزيران/يونيه 2026"),
    *("بعد 7 يونيو 2026", "لم يصل 7 يونيو 2026", "due 7 June 2026", "reminder 7 June 2026"),
    *("expected 7 June 2026", "7 or 8 June 2026", "7 June 2026 and 9 June 2026", "Q2 2026"),
]


@pytest.mark.parametrize("text", UNCLEAR_DAYS)
def test_words_around_a_date_count(text: str) -> None:
    with pytest.raises(UnclearDate):
        read_day(text)


CLEAR_DAYS = [
    *(
        "7 June 2026",
        "7th June, 2026",
        "Sunday, 7 June 2026",
        "le 7 juin 2026",
        "7 de junio de 2026",
    ),
    *("el 7 de junio de 2026", "7 июня 2026 г.", "7 июня 2026 года", "2026年6月7日", "7.6.2026"),
    *("7 حزيران/يونيه 2026", "2026-06-07 10:30", "2026-06-07T10:30:00Z", "7 Jun 2026 10:30"),
    *("June 7, 2026", "07 June 2026", "07-Jun-2026", "7 juin 2026", "Sun 7 Jun 2026"),
]


@pytest.mark.parametrize("text", CLEAR_DAYS)
def test_dates_alone_are_read(text: str) -> None:
    assert read_day(text) == datetime.date(2026, 6, 7)


def test_a_day_in_brackets_is_the_day_of_receipt() -> None:
    rows = read(
        f"{LEAD} Albania (12 May 2022), Kenya (late submission), Togo (before 3 May 2022)."
    ).rows
    assert [row.text for row in rows][:2] == ["Albania", "Kenya (late submission)"]
    assert rows[0].day == datetime.date(2022, 5, 12)
    assert [row.doubt for row in rows] == ["", "remark", "remark"]


def test_a_status_in_brackets_is_heard() -> None:
    reading = read(f"{LEAD} Albania (submitted), Kenya (not yet received), Togo (pending), Peru.")
    assert recorded(reading) == ["ALB", "PER"]
    assert [row.match.code for row in reading.left_out] == ["KEN", "TGO"]


# Lists

GROUPS = {
    "blank lines": f"{LEAD}\n\nAfrican States: Algeria, Kenya and Togo.\n\n"
    "Asia-Pacific States: Japan and Nepal.\n\n16. Peru spoke.",
    "lines": f"{LEAD}\nAfrica: Algeria, Kenya, Togo\nAsia and the Pacific: Japan, Nepal\n",
    "headings": f"{LEAD}\n\nAfrican States\n\nAlgeria\nKenya\nTogo\n\n"
    "Asia-Pacific States\n\nJapan\nNepal\n",
    "letters": f"{LEAD}\n(a) African States: Algeria, Kenya and Togo;\n"
    "(b) Asia-Pacific States: Japan and"
    " Nepal.",
    "items": f"{LEAD}\n\n(a) Algeria;\n\n(b) Kenya;\n\n(c) Togo;\n\n(d) Japan;\n\n(e) Nepal.",
    "bullets": f"{LEAD}\n- Algeria\n- Kenya\n- Togo\n- Japan\n- Nepal",
    "grid": f"{LEAD}\nAlgeria\tKenya\tTogo\nJapan\tNepal\t",
    "fr": "Les États suivants ont présenté un rapport national :\n\n"
    "États d'Afrique : Algérie, Kenya et"
    " Togo.\n\nÉtats d'Asie et du Pacifique : Japon et Népal.",
    "es": "Los siguientes Estados presentaron informes nacionales:\n\n"
    "Estados de África: Argelia, Kenya"
    " y Togo.\n\nEstados de Asia y el Pacífico: Japón y Nepal.",
    "ru": "Следующие государства представили национальные доклады:\n\n"
    "Государства Африки: Алжир, Кения"
    " и Того.\n\nГосударства Азии и Тихого океана: Япония и Непал.",
    "zh": "下列国家提交了国家报告：\n\n非洲国家：阿尔及利亚、肯尼亚和多哥。\n\n"
    "亚太国家：日本和尼泊尔。",
    "ar": "قدمت الدول التالية تقارير وطنية:\n\nالدول الأفريقية: الجزائر، وكينيا، وتوغو.\n\n"
    "دول آسيا والمحيط الهادئ: اليابان، ونيبال.",
}


@pytest.mark.parametrize("shape", GROUPS)
def test_lists_by_groups_and_letters(shape: str) -> None:
    reading = read(GROUPS[shape])
    assert recorded(reading) == ["DZA", "KEN", "TGO", "JPN", "NPL"]
    assert not reading.open_questions


def test_a_list_by_groups_that_did_not_report() -> None:
    text = GROUPS["blank lines"].replace("submitted", "have not submitted")
    reading = read(text)
    assert recorded(reading) == []
    assert len(reading.left_out) == 5


def test_a_footnote_that_denies_is_asked_about() -> None:
    text = f"{LEAD} Albania, Kenya* and Togo.\n\n* Report not yet received."
    reading = read(text)
    assert recorded(reading) == ["ALB", "TGO"]
    assert [row.doubt for row in reading.rows] == ["", "note_unclear", ""]


def test_ticks_before_names() -> None:
    text = "- [x] Albania\n- [ ] Chad\n- [X] Kenya\n☑ Togo\n☐ Peru\n✗ Fiji\n"
    reading = read(text)
    assert recorded(reading) == ["ALB", "KEN", "TGO"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "PER", "FJI"]


@pytest.mark.parametrize(
    "text",
    [
        "Submitted: Albania, Kenya\nPending: Chad, Togo",
        "Submitted:\n- Albania\n- Kenya\nNot submitted:\n- Chad\n- Togo",
        "Albania ✓\nChad ✗\nKenya ✓\nTogo ☐",
        "### States that submitted reports\n* Albania\n* Kenya\n\n"
        "### States that did not\n* Chad\n* Togo",
        "| State | Status |\n|---|---|\n| Albania | submitted |\n| Kenya | received |\n"
        "| Chad | pending |\n| Togo | no |",
        "Albania: submitted\nKenya: received\nChad: pending\nTogo: no",
        "Reports received:\nAlbania\nKenya\n\nReports not received:\nChad\nTogo",
        "Présentés : Albanie, Kenya\nNon présentés : Tchad, Togo",
        "已提交：阿尔巴尼亚、肯尼亚\n未提交：乍得、多哥",
    ],
)
def test_the_two_halves_of_one_roll(text: str) -> None:
    reading = read(text)
    assert recorded(reading) == ["ALB", "KEN"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "TGO"]


OUTLINE = """I. Reports received
 A. Africa
  1. Chad
  2. Mali
 B. Asia
  1. Japan
II. Reports outstanding
 A. Africa
  1. Togo
 B. Asia
  1. Nepal
"""


def test_an_outline_of_groups_in_lists_says_who_reported_and_who_did_not() -> None:
    found = read_document(OUTLINE, book(), Asked(Round("2022", "bms8")))
    assert [row.match.code for row in found.rows] == ["TCD", "MLI", "JPN"]
    assert [row.match.code for row in found.left_out] == ["TGO", "NPL"]
    assert found.open_questions == []


def test_a_numbered_name_is_not_taken_for_the_number_of_a_page() -> None:
    text = "The following States submitted reports:\n1. Chad\n2. Mali\n3. Togo\n"
    found = read_document(text, book(), Asked(Round("2022", "bms8")))
    assert [row.match.code for row in found.rows] == ["TCD", "MLI", "TGO"]


def test_a_picture_beside_a_name_is_asked_about() -> None:
    found = read_document("✅ Chad\n❌ Mali\n⏳ Togo", book(), Asked(Round("2022", "bms8")))
    assert [(row.match.code, bool(row.question)) for row in found.rows] == [
        ("TCD", False),
        ("TGO", True),
    ]
    assert [row.match.code for row in found.left_out] == ["MLI"]


@pytest.mark.parametrize("text", ["Africa", "Asia", "Europe", "Afrique", "Азия", "أفريقيا"])
def test_a_region_is_no_clear_suggestion(text: str) -> None:
    assert book().find(text, in_text=True).suggestion is None


@pytest.mark.parametrize(
    "remark", ["withdrawn on 5 May", "duplicate", "retiré", "anulado", "отозван", "已撤回", "سحب"]
)
def test_a_remark_that_a_report_counts_no_more_is_asked_about(remark: str) -> None:
    data = f"State,Date received,Remark\nChad,2022-05-03,{remark}\nMali,2022-05-04,by e-mail\n"
    found = read_table(csv_records(data), book(), cycle="2022")
    assert [(row.match.code, row.open) for row in found.rows] == [
        ("TCD", "remark_denies"),
        ("MLI", ""),
    ]


DENIED = [
    *("Reports were promised by the following States:", "All States but the following reported:"),
    *("The following States are in arrears with their reports:", "Should report:"),
    *("Hormis les États suivants, tous ont présenté un rapport :", "N'ont toujours rien envoyé :"),
    *("Salvo los siguientes Estados, todos presentaron informes:", "Países que adeudan informes:"),
    *("За исключением следующих государств, доклады представили все:", "Должники по докладам:"),
    *("除下列国家外，所有国家均提交了报告：", "下列国家承诺提交报告：", "请下列国家提交报告："),
    *("باستثناء الدول التالية قدمت جميع الدول تقارير:", "امتنعت الدول التالية عن تقديم تقارير:"),
]
CHAD = {"A": "Chad", "É": "Tchad", "Ч": "Чад", "下": "乍得", "ا": "تشاد"}


@pytest.mark.parametrize("lead", DENIED)
def test_other_ways_to_say_that_no_report_came_record_nobody(lead: str) -> None:
    for name in CHAD.values():
        found = read_document(f"{lead} {name}", book(), Asked(Round("2022", "bms8")))
        sure = [r for r in found.rows if r.match.code and not (r.open or r.question or r.doubt)]
        assert sure == []
        assert found.problems or found.open_questions
