"""Files that a reader may stumble over: hostile ones, pictures, tables over pages, other words."""

import io
import time
from typing import Any

import pytest

from questionnaires.reading import NotRead, read
from questionnaires.reading.worker import answer as told
from questionnaires.reading.worker import read_here
from questionnaires.tests.reading.forms import answer, page, part, read_small, small
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
