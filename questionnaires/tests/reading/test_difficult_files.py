"""Files that a reader may stumble over: hostile ones, pictures, tables over pages, other words."""

import io
import time
import zipfile
from typing import Any

import pytest

from questionnaires.form import from_json
from questionnaires.reading import FilledForm, NotRead, read
from questionnaires.reading.docx_sheets import sheets_of
from questionnaires.reading.worker import answer as told
from questionnaires.reading.worker import read_here
from questionnaires.tests.reading.forms import SMALL, answer, page, part, read_small, small
from reports.tests.test_hostile_uploads import HOSTILE

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_refused_as_an_attachment_is_refused_as_a_form(name: str) -> None:
    data = HOSTILE[name][1]()
    begun = time.process_time()
    assert told(data, [small()]).get("refused"), name
    assert time.process_time() - begun < 1


def printed(html: bytes) -> bytes:
    """A page as PDF."""
    import weasyprint

    data: bytes = weasyprint.HTML(string=html.decode()).write_pdf()
    return data


def scanned(data: bytes, *, only: int | None = None) -> bytes:
    """A PDF with its pages as pictures without text: all of them, or the one ``only``."""
    import pypdfium2

    source, made = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    for number in range(len(source)):
        if only not in (None, number):
            made.import_pages(source, [number])
            continue
        picture = pypdfium2.PdfImage.new(made)
        shot = source[number].render(scale=1)
        picture.set_bitmap(shot)
        width, height = source[number].get_size()
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_pictures_of_pages_are_said_to_be_such() -> None:
    with pytest.raises(NotRead) as refused:
        read(scanned(printed(page())), [small()])
    assert refused.value.problem.code == "scan"


def test_a_page_that_is_a_picture_is_named_and_makes_nothing_certain_around_it() -> None:
    text = page().replace(b"<p>1.4", b"<p style='break-before:page'>1.4")
    filled = read_here(scanned(printed(text), only=1), [small()])
    scans = [problem for problem in filled.problems if problem.code == "scan"]
    assert [problem.place.page for problem in scans] == [2]
    assert answer(filled, "collected").state == "unread"
    # The one before may go on there.
    certainties = {each.question: each.certainty for each in filled.answers}
    assert certainties == {
        "body": "certain",
        "contact": "certain",
        "methods": "uncertain",
        "collected": "uncertain",
    }


ROWS = [
    {"type": f"Rifles of the make {name}, with a magazine each", "seized": number}
    for number, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)
]


def test_a_table_of_words_over_two_pages_is_read_and_left_to_somebody_to_look_at() -> None:
    lines = "".join(
        f"<tr><td>{row['type']}</td><td>{row['seized']}</td><td></td></tr>" for row in ROWS
    )
    text = page().decode()
    first = text.index("<tr><td>Pistols")
    css = "@page{size:A5}table{border-collapse:collapse}td,th{padding:6pt;border:.5pt solid}"
    data = printed(f"<style>{css}</style>{text[:first]}{lines}</table>".encode())
    filled = read_here(data, [small()])
    read_part = part(filled, "collected", "rows")
    assert read_part.value == ROWS
    assert read_part.certainty == "uncertain"
    assert "collected" in {problem.question for problem in filled.problems}


BODY = "Has your country set up a national coordination body?"
REWORDED = [
    ("Has your State set up a national body for coordination?", "uncertain"),
    ("Has your country set up a national action plan?", "uncertain"),
    ("Has your country set up a national coordination body yet?", "certain"),
    (BODY, "certain"),
]


@pytest.mark.parametrize(("wording", "certainty"), REWORDED)
def test_a_question_in_other_words_is_looked_at_by_somebody(wording: str, certainty: str) -> None:
    """Under the number of one question another may stand by now."""
    filled = read_small(page().decode().replace(BODY, wording).encode())
    assert answer(filled, "body").state in ("answered", "unread")
    assert part(filled, "body").certainty == certainty


def _texts(filled: Any) -> list[Any]:
    return [part(filled, "body", "details").value, part(filled, "contact", "details").value]


def test_a_question_in_other_words_gives_no_words_of_the_form_to_the_state() -> None:
    wording = "Please say whether a body for the coordination of these matters is there."
    filled = read_small(page().decode().replace(BODY, wording).encode())
    assert all(wording not in str(text) for text in _texts(filled))


def test_an_x_in_a_drawn_box_is_no_word_of_the_state() -> None:
    style = "border:1px solid;width:9pt;height:9pt;display:inline-block;text-align:center"
    box = f"<span style='{style};font-size:8pt;line-height:9pt'>{{}}</span>"
    text = page().decode().replace("☒", box.format("X")).replace("☐", box.format(""))
    filled = read_small(printed(text.encode()))
    assert part(filled, "methods", "methods").value == ["melt", "burn"]
    assert part(filled, "contact").value == "no"
    assert part(filled, "contact", "details").value is None
    assert answer(filled, "methods").certainty == "certain"


def test_an_answer_set_in_two_lines_is_one() -> None:
    cell = "<div>☐ Yes</div><div>☐ No</div><div>☒ Under<br>development</div>"
    text = page().decode().replace("<p>☒ Yes ☐ No ☐ Developing</p>", cell)
    filled = read_small(printed(text.encode()))
    tick, details = part(filled, "body"), part(filled, "body", "details")
    assert (tick.value, tick.certainty) == ("developing", "certain")
    assert details.value == "There is one since 2003."


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_the_head_of_the_numbers_is_no_answer() -> None:
    """Of a table: No., Question, Yes, No."""
    body = "Has your country set up a national coordination body?"
    contact = "Is there a point of contact for small arms matters?"
    table = _row("No.", "Question", "Yes", "No", "Developing") + _row("1.1", body, "X", "", "")
    filled = read_small(
        f"<html><body><table>{table}{_row('1.2', contact, '', 'X', '')}</table>"
        "<p>1.3 Which methods of destruction are in use?</p><p>[x] Melting</p>"
        "<p>[ ] Cutting by torch</p><p>[ ] Open-pit burning</p></body></html>".encode()
    )
    assert [part(filled, each).value for each in ("body", "contact")] == ["yes", "no"]
    assert answer(filled, "body").certainty == "certain"


def workbook(*rows: tuple[str, ...]) -> bytes:
    """A workbook with those rows."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.create_sheet("Report", 0)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_choices_ticked_in_the_cells_of_a_workbook_are_no_answer_to_their_question() -> None:
    data = workbook(
        ("", "Question", "Yes", "No", "Developing"),
        ("1.1", "Has your country set up a national coordination body?", "", "x", ""),
        ("1.2", "Is there a point of contact for small arms matters?", "", "", ""),
        ("1.3", "Which methods of destruction are in use?"),
        ("", "Methods"),
        ("", "Melting", "x"),
        ("", "Cutting by torch"),
        ("", "Open-pit burning", "x"),
    )
    filled = read_small(data)
    assert part(filled, "body").value == "no"
    methods = part(filled, "methods", "methods")
    assert (methods.value, methods.certainty) == (["melt", "burn"], "certain")


LISTS = {
    "disposal": "How were surplus weapons disposed of?",
    "records": "What do your records say of each weapon?",
    "left": "Which steps follow a theft from a depot?",
}


def lists_of(third: list[tuple[str, ...]], second: str = "x") -> FilledForm:
    """A workbook of three lists in which the third is as given; the first is ticked, the second has
    a sign beside its first choice."""
    questions = [
        {
            "key": key,
            "number": f"1.{number}",
            "text": {"en": text},
            "parts": [
                {
                    "key": "list",
                    "kind": "choices",
                    "choices": [{"key": f"{key}-{n}", "label": {"en": word}} for n, word in WORDS],
                }
            ],
        }
        for number, (key, text) in enumerate(LISTS.items(), 1)
    ]
    sections = [{**SMALL["sections"][0], "questions": questions}]
    first, other = (("", word) for _n, word in WORDS)
    rows = [
        *(("1.1", LISTS["disposal"]), first, (*other, "x")),
        *(("1.2", LISTS["records"]), (*first, second), other),
        *(("1.3", LISTS["left"]), *third),
    ]
    return read_here(workbook(*rows), [from_json({**SMALL, "sections": sections})])


WORDS = list(enumerate(("Melted in a furnace", "Cut by torch")))


def test_a_list_of_a_workbook_without_a_sign_is_blank_where_the_others_have_signs() -> None:
    first, other = (("", word) for _n, word in WORDS)
    left = part(lists_of([first, other]), "left", "list")
    assert (left.value, left.state, left.certainty) == (None, "blank", "certain")
    tried: list[tuple[list[tuple[str, ...]], str]] = [
        ([(*first, "all of it"), other], "x"),  # another way to answer
        ([first, other], ""),  # nobody knows how lists are answered here
    ]
    for third, second in tried:
        left = part(lists_of(third, second), "left", "list")
        assert (left.state, left.certainty) != ("blank", "certain")


def test_each_page_break_of_a_row_of_a_table_counts() -> None:
    """A row may begin with one and have another below."""
    end = '<w:br w:type="page"/>'
    cells = [f"{end}<w:t>First</w:t>{end}<w:t>second</w:t>", "<w:t>Third</w:t>"]
    rows = "".join(f"<w:tr><w:tc><w:p><w:r>{each}</w:r></w:p></w:tc></w:tr>" for each in cells)
    sheets = sheets_of(docx(f"<w:tbl>{rows}</w:tbl>")).sheets
    assert [sheet.page for sheet in sheets if sheet.pieces] == [2, 3]


def docx(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return written.getvalue()
