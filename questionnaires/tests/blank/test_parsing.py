"""Blank forms of every kind and language to questions; what is not understood is told."""

import time

import pytest

from commitments.tests.outcomes.test_hostile_files import HOSTILE
from common.files.reading import Kind, Refused, extract
from questionnaires.blank import cited, fragments
from questionnaires.blank.checks import problems_of
from questionnaires.blank.model import Blank, from_json, to_json
from questionnaires.blank.numbering import NUMBERED, PAGE_NUMBER
from questionnaires.blank.reading import read
from questionnaires.tests.blank.samples import (
    ENGLISH,
    SAMPLES,
    as_docx,
    as_html,
    as_pdf,
    as_xlsx,
)

pytestmark = pytest.mark.once
SHAPE = [
    ("1.1", ["tick", "text", "number"], [["PoA", "II.4"]], []),
    ("1.1.1", ["tick"], [["ITI", "25"]], [("1.1", ["yes"])]),
    ("1.2", ["choices"], [["RevCon3", "II.A.5"]], []),
    ("2.1", ["number"], [], []),
    ("2.2", ["tick", "text"], [], []),
]


def shape(blank: Blank) -> list[object]:
    return [
        (q.number, [str(p.kind) for p in q.parts], q.cites, [(g.on, g.values) for g in q.gates])
        for q in blank.questions()
    ]


@pytest.mark.parametrize("language", SAMPLES)
def test_a_form_in_each_language_is_read_alike(language: str) -> None:
    blank = read(as_docx(SAMPLES[language]))
    assert blank.language == language
    assert shape(blank) == SHAPE
    assert [section.number for section in blank.sections] == ["1", "2"]
    assert not blank.problems
    assert not problems_of(blank)
    first, *_rest, last = blank.questions()
    assert first.parts[0].answers == ["yes", "no", "developing"]
    assert first.parts[1].privacy == "private"
    assert first.parts[2].privacy == "public"
    assert {part.privacy for part in last.parts} == {"request"}
    assert from_json(to_json(blank)) == blank


@pytest.mark.parametrize("write", [as_docx, as_html, as_xlsx])
def test_a_form_of_each_kind_is_read_alike(write: object) -> None:
    assert shape(read(write(ENGLISH))) == SHAPE  # type: ignore[operator]


def test_boxes_that_a_pdf_only_draws_are_an_error_and_no_guess() -> None:
    blank = read(as_pdf(ENGLISH))
    assert [q.number for q in blank.questions()] == [number for number, *_rest in SHAPE]
    assert [p.code for p in blank.problems] == ["not_understood", "not_understood"]
    assert [(p.question, p.params["text"]) for p in blank.problems] == [
        ("1.2", "Marking"),
        ("1.2", "Tracing"),
    ]
    assert [(p.code, p.question) for p in problems_of(blank)] == [("nothing_to_fill_in", "1.2")]


def test_a_workbook_with_columns_of_answers_and_a_table() -> None:
    blank = read(
        as_xlsx(
            [
                ("No.", "Question", "Yes", "No"),
                ("1", "Coordination"),
                ("1.1", "Is there a body?", "☐", "☐", "PoA II.4"),
                ("1.2", "Is it paid?", "", ""),
                ("1.3", "How many were seized and found, by type?"),
                ("Type", "Seized", "Found", "Remark"),
                ("Rifles", "", "", ""),
                ("Pistols",),
            ]
        )
    )
    one, two, three = blank.questions()
    assert (one.parts[0].answers, one.cites) == (["yes", "no"], [["PoA", "II.4"]])
    assert two.parts[0].answers == ["yes", "no"]
    (table,) = three.parts
    assert table.rows == ["Rifles", "Pistols"]
    assert [(c.label, str(c.kind), c.measures) for c in table.columns] == [
        ("Seized", "number", "seized"),
        ("Found", "number", "found"),
        ("Remark", "text", ""),
    ]


def test_a_row_of_a_docx_table_is_a_question_with_its_answers() -> None:
    def cell(text: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(map(cell, cells))}</w:tr>"

    from commitments.tests.samples.files import docx

    heading = "<w:p><w:r><w:t>1. Coordination</w:t></w:r></w:p>"
    table = row("", "Question", "Yes", "No", "Developing") + row("1.1", "Is it so?", "", "", "")
    (question,) = read(docx(heading + f"<w:tbl>{table}</w:tbl>")).questions()
    assert question.text == "Is it so?"
    assert question.parts[0].answers == ["yes", "no", "developing"]


def test_choices_below_a_tick_are_a_part_of_their_own() -> None:
    lines = ["1. Coordination", "1.1 Is it so?", "☐ Yes ☐ No", "☐ Maker", "☐ Country", "Why? ____"]
    (question,) = read(as_docx(lines), "en").questions()
    assert [str(part.kind) for part in question.parts] == ["tick", "choices", "text"]
    assert question.parts[1].choices == ["Maker", "Country"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["1.1 Is it so?", "☐ Yes ☐ No ☐ Maybe"], "box_unknown"),
        (["1.1 Is it so?", "☐ Yes", "☐ No", "☐ Maybe"], "box_unknown"),
        (["1.1 Is it so? (PoA II.4 or thereabouts)", "☐ Yes ☐ No"], "citation_unclear"),
        (["1.1 Is it so?", "☐ Yes ☐ No", "Blue birds sing."], "not_understood"),
        (["1.1 Is it so?", "☐ Yes ☐ No", "If no, go to 7.7"], "direction_to_nowhere"),
        (["1.1 What?", "____", "If no, go to 1.2", "1.2 And?", "___"], "direction_without_answer"),
        (["1.1 If yes, is it so?", "☐ Yes ☐ No"], "condition_unclear"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(lines: list[str], code: str) -> None:
    blank = read(as_docx(["1. Coordination", *lines]), "en")
    (problem,) = [each for each in blank.problems if each.code == code]
    assert problem.question == "1.1"
    assert problem.line > 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["1.1 Is it so?"], "nothing_to_fill_in"),
        (["1.1 Is it so?", "☐ Yes ☐ No", "1.1 Is it?", "☐ Yes ☐ No"], "number_repeated"),
        (["1.1 Is it so?", "☐ Yes ☐ No", "1.3 Is it?", "☐ Yes ☐ No"], "number_missing"),
        (["1.1 Is it so?", "☐ Yes"], "part_without_options"),
    ],
)
def test_what_does_not_hang_together_is_told(lines: list[str], code: str) -> None:
    blank = read(as_docx(["1. Coordination", *lines]), "en")
    assert code in [each.code for each in problems_of(blank)]


def test_a_text_without_questions_is_an_error() -> None:
    blank = read(as_docx(["A letter.", "With kind regards."]))
    assert [each.code for each in problems_of(blank)] == ["no_question"]


CITED = {
    "PoA II.4": [("PoA", "II.4")],
    "PoA II.5, 24": [("PoA", "II.5"), ("PoA", "II.24")],
    "ITI 8 (a), 10 (a) and 11": [("ITI", "8 (a)"), ("ITI", "10 (a)"), ("ITI", "11")],
    "RevCon3 outcome II.A.5": [("RevCon3", "II.A.5")],
    "third Review Conference outcome II.A.5": [("RevCon3", "II.A.5")],
    "пункт 4 раздела II Программы действий": [("PoA", "II.4")],
    "МДО 8 б)": [("ITI", "8 (b)")],
    "برنامج العمل، القسم الثاني، الفقرة ٤": [("PoA", "II.4")],
    "《行动纲领》II.4；《国际追查文书》25": [("PoA", "II.4"), ("ITI", "25")],
    "第三次审议大会成果文件 II.A.5": [("RevCon3", "II.A.5")],
    "GGE 63 (ix)": [("GGE", "63 (ix)")],
    "SDG indicator 16.4.2": [("SDG", "16.4.2")],
}


@pytest.mark.parametrize("text", CITED)
def test_cited_paragraphs_in_six_languages(text: str) -> None:
    found = cited.citations(text)
    assert found is not None
    assert [(each.document, each.paragraph) for each in found] == CITED[text]


@pytest.mark.parametrize(
    "text",
    [
        "Programme of Action",
        "PoA",
        "the ITI is good",
        "RevCon3 II.B.2.1",
        "ITI 5-7",
        "4",
        "",
        "II.4",
    ],
)
def test_what_is_no_list_of_paragraphs_cites_nothing(text: str) -> None:
    assert cited.citations(text) is None


@pytest.mark.parametrize("character", [*" .,1a(_[☐第", "(a) ", "ii.", "no "])
def test_reading_takes_time_in_step_with_the_length(character: str) -> None:
    for number in (1000, 2000, 10000):
        text = f"1.1 {character * number}"
        started = time.perf_counter()
        cited.citations("PoA " + text)
        fragments.taken_apart(text, "en")
        fragments.answers_in(text, "en")
        fragments.directions(text, "fr")
        NUMBERED.match(text)
        PAGE_NUMBER.fullmatch(text)
        assert time.perf_counter() - started < 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_the_same_reason_as_elsewhere(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Refused) as caught:
        read(data)
    # What only says that it is a workbook is looked into here.
    assert caught.value.code == ("damaged" if name == "a spreadsheet" else code)


def test_workbooks_are_read_where_they_are_looked_for_alone() -> None:
    data = as_xlsx(ENGLISH)
    assert extract(data, workbooks=True).kind == Kind.XLSX
    with pytest.raises(Refused) as caught:
        extract(data)
    assert caught.value.code == "wrong_type"


def test_a_workbook_that_is_none_is_refused() -> None:
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Refused) as caught:
        read(content.getvalue())
    assert caught.value.code == "damaged"
