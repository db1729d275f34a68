"""Sentences behind a list, and boxes beside several names of one line."""

import time

import pytest

from reports.importing.judging import Round
from reports.importing.prose import mentioned
from reports.importing.reading import Asked, Reading
from reports.importing.texts import read_document
from reports.importing.ticks import without_ticks
from reports.tests.importing.book import book

pytestmark = pytest.mark.once
LEAD = "The following States submitted national reports: Albania and Algeria"


def read(text: str, **answers: str) -> Reading:
    return read_document(text, book(), Asked(Round("2022", "bms8"), answers=answers))


def told(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """Who is recorded, who is asked about, who is left out."""
    rows = [row for row in reading.rows if row.match.code]
    open_ = [row for row in rows if row.open or row.question or row.doubt]
    sure = [row for row in rows if row not in open_]
    return tuple(  # type: ignore[return-value]
        [row.match.code for row in found] for found in (sure, open_, reading.left_out)
    )


BEHIND = [
    (f"{LEAD}; in addition, Chad and Mali sent reports after the meeting.", "asked"),
    (f"{LEAD}. In addition, Chad and Mali sent reports after the meeting.", "asked"),
    (f"{LEAD}. The reports of Chad and Mali came later.", "asked"),
    (f"{LEAD}. Chad and Mali also submitted reports.", "recorded"),
    (f"{LEAD}; Chad and Mali have not sent reports.", "left out"),
    (f"{LEAD}. Chad and Mali have yet to submit theirs.", "left out"),
    (f"{LEAD}. Chad and Mali submitted reports in 2018.", "left out"),
    (
        "Les États suivants ont présenté un rapport : Albanie et Algérie ; le Tchad et le Mali ont"
        " envoyé le leur après la réunion.",
        "asked",
    ),
    (
        "Les États suivants ont présenté un rapport : Albanie et Algérie. Le Tchad et le Mali"
        " n'ont pas présenté de rapport.",
        "left out",
    ),
    (
        "Los siguientes Estados presentaron informes: Albania y Argelia. Chad y Malí aún no han"
        " presentado sus informes.",
        "left out",
    ),
    (
        "Следующие государства представили доклады: Албания и Алжир. Чад и Мали представили"
        " доклады после совещания.",
        "asked",
    ),
    (
        "Следующие государства представили доклады: Албания и Алжир; Чад и Мали докладов не"
        " представили.",
        "left out",
    ),
    ("下列国家提交了国家报告：阿尔巴尼亚和阿尔及利亚。此外，乍得和马里在会后提交了报告。", "asked"),
    ("下列国家提交了国家报告：阿尔巴尼亚、阿尔及利亚；乍得和马里尚未提交报告。", "left out"),
    ("قدمت الدول التالية تقارير وطنية: ألبانيا والجزائر. ولم تقدم تشاد ومالي تقارير.", "left out"),
]


@pytest.mark.parametrize(("text", "outcome"), BEHIND)
def test_a_sentence_behind_a_list_is_never_dropped(text: str, outcome: str) -> None:
    recorded, asked, left_out = told(read(text))
    later = {"recorded": recorded[2:], "asked": asked, "left out": left_out}
    assert recorded[:2] == ["ALB", "DZA"]
    assert later == {name: ["TCD", "MLI"] if name == outcome else [] for name in later}


def test_the_question_is_answered_for_its_sentence_alone() -> None:
    text = BEHIND[0][0]
    (question,) = read(text).questions
    assert question.words == "in addition, Chad and Mali sent reports after the meeting"
    assert told(read(text, **{question.key: "yes"}))[0] == ["ALB", "DZA", "TCD", "MLI"]
    assert told(read(text, **{question.key: "no"}))[2] == ["TCD", "MLI"]


@pytest.mark.parametrize(
    "end",
    [
        ", whereas Togo, Chad and Mali have not.",
        ", while Chad and Mali have not reported.",
        ", and Chad has sent none.",
    ],
)
def test_words_about_reports_between_the_names_put_the_list_in_question(end: str) -> None:
    recorded, asked, _left_out = told(read(LEAD + end))
    assert recorded == []
    assert asked[:2] == ["ALB", "DZA"]


def test_a_name_that_contains_a_word_for_no_is_a_name() -> None:
    found = read("下列国家提交了国家报告：阿尔及利亚、不丹；乍得。")
    assert told(found)[0] == ["DZA", "BTN", "TCD"]


def test_what_a_bracket_says_of_the_day_is_the_day() -> None:
    text = "The following States submitted national reports: Chad (submitted on 3 June 2022)."
    (row,) = read(text).rows
    assert (row.match.code, str(row.day)) == ("TCD", "2022-06-03")


TICKED = [
    "States that submitted reports:\n☒ Albania ☐ Algeria ☒ Chad ☐ Mali",
    "☑ Albania ☒ Algeria ☑ Chad ☒ Mali",
    "[x] Albania [ ] Algeria\n[x] Chad [ ] Mali",
    "- [x] Albania [ ] Algeria\n- [x] Chad [ ] Mali",
    "Reports received:\nAlbania ☑ Algeria ☐ Chad ☑ Mali ☐",
    "Albania [x], Algeria [ ], Chad [x], Mali [ ]",
    "1. ✓ Albania ✗ Algeria\n2. ✓ Chad ✗ Mali",
    "☒ Albanie ☐ Algérie ☒ Tchad ☐ Mali",
    "☒ Албания ☐ Алжир ☒ Чад ☐ Мали",
    "☒ 阿尔巴尼亚 ☐ 阿尔及利亚 ☒ 乍得 ☐ 马里",
    "☒ ألبانيا ☐ الجزائر ☒ تشاد ☐ مالي",
    "☒ Albania ☐ Argelia ☒ Chad ☐ Malí",
    "☒ Albania\n☐ Algeria\n☒ Chad\n☐ Mali",
]


@pytest.mark.parametrize("text", TICKED)
def test_each_name_has_its_own_box(text: str) -> None:
    recorded, asked, left_out = told(read(text))
    assert (recorded, asked, left_out) == (["ALB", "TCD"], [], ["DZA", "MLI"])


def test_crossed_boxes_alone_are_asked_about_once() -> None:
    found = read("☒ Albania\n☒ Algeria")
    assert told(found) == ([], ["ALB", "DZA"], [])
    (question,) = found.questions
    assert told(read("☒ Albania\n☒ Algeria", **{question.key: "yes"}))[0] == ["ALB", "DZA"]


@pytest.mark.parametrize("sign", [" ", ".", ",", "1", "a", "[", "☐", "(", ";", "\u0336", "~"])
def test_they_take_no_longer_than_the_text_is_long(sign: str) -> None:
    begun = time.process_time()
    for text in (sign * 2000, f"{LEAD}; " + sign * 2000):
        without_ticks(text)
        mentioned(text, book())
        read(text)
    assert time.process_time() - begun < 10
