"""Workbooks: the tracker's own by its keys, others by their words; tables in both."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from questionnaires import answering, words
from questionnaires.answering import Given
from questionnaires.form import Form
from questionnaires.reading import FilledForm, read
from questionnaires.reading.words import answer_of
from questionnaires.reading.worker import read_here
from questionnaires.tests.reading.forms import SMALL, answer, part
from questionnaires.workbook import workbook
from questionnaires.workbook_layout import ABOUT, KEY, LABEL, VALUE
from testing.builders import make_cycle, make_document, make_draft, make_form, make_officer

LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh-hans"]


class Own:
    """A report under the small form, and the workbook that was handed out for it."""

    def __init__(self, language: str = "en") -> None:
        cycle = make_cycle("2022", make_document("d1"))
        self.loaded = make_form(cycle, sections=SMALL["sections"])
        self.draft = make_draft(cycle=cycle)
        given = [
            Given("body", "tick", "developing"),
            Given("body", "details", "Since 2003.", language="en"),
            Given("methods", "methods", ["melt", "burn"]),
            Given("collected", "rows", {"type": "Rifles", "seized": "3"}, row="1"),
        ]
        answering.record(self.draft, self.loaded, given, by=make_officer())
        with override(language):
            self.book = openpyxl.load_workbook(io.BytesIO(workbook(self.draft, self.loaded)))
        self.sheet = self.book.worksheets[0]

    def row(self, key: str) -> int:
        found = (n for n in range(1, self.sheet.max_row + 1) if self.key(n) == key)
        return next(found)

    def key(self, row: int) -> Any:
        return self.sheet.cell(row, KEY).value

    def put(self, key: str, value: Any, column: int = VALUE) -> None:
        self.sheet.cell(self.row(key), column, value)

    @property
    def data(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    @property
    def form(self) -> Form:
        return self.loaded.form


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_trackers_own_workbook_is_read_by_its_keys(language: str) -> None:
    own = Own(language)
    for row in range(3, own.sheet.max_row + 1):
        own.sheet.cell(row, LABEL, "Words that somebody wrote over")
    own.put("contact/men", 1204)
    own.put("contact/tick", "Non")
    own.put("collected/rows/2", "Pistols")
    own.put("collected/rows/2", "2021-03-09", VALUE + 2)
    filled = read(own.data, [own.form])
    assert part(filled, "body").value == "developing"
    assert part(filled, "body", "details").value == "Since 2003."
    assert part(filled, "contact").value == "no"
    assert part(filled, "contact", "men").value == 1204
    assert part(filled, "contact", "since").state == "blank"
    assert part(filled, "methods", "methods").value == ["melt", "burn"]
    assert part(filled, "collected", "rows").value == [
        {"type": "Rifles", "seized": 3},
        {"type": "Pistols", "day": "2021-03-09"},
    ]
    certain = {each.question for each in filled.answers if each.certainty == "certain"}
    # The gate of the second question is open for Yes alone.
    assert certain == {"body", "methods", "collected"}
    assert own.draft.reference in filled.recognised.why


def _deleted(own: Own) -> None:
    own.sheet.delete_rows(own.row("collected/rows/1"), 12)


def _doubled(own: Own) -> None:
    last = own.sheet.max_row
    own.sheet.cell(last + 1, KEY, "collected/rows/1")
    own.sheet.cell(last + 1, VALUE, "Machine guns")


def _put_between(own: Own) -> None:
    own.sheet.insert_rows(own.row("collected/rows/2"))
    own.sheet.cell(own.row("collected/rows/1") + 1, VALUE, "Pistols")


DOUBTS: list[tuple[str, str, Callable[[Own], None]]] = [
    ("body", "tick", lambda own: own.put("body/tick", "Perhaps")),
    ("body", "tick", lambda own: own.put("body/tick", '=IF(1>0,"Yes","No")')),
    ("contact", "men", lambda own: own.put("contact/men", "12 or 13")),
    ("contact", "since", lambda own: own.put("contact/since", "03/04/2021")),
    ("methods", "methods", lambda own: own.put("methods/methods#cut", "Rarely")),
    ("collected", "rows", lambda own: own.put("collected/rows/1", "a few", VALUE + 1)),
    ("collected", "rows", _deleted),
    ("collected", "rows", _doubled),
    ("collected", "rows", _put_between),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("question", "name", "change"), DOUBTS)
def test_what_a_workbook_leaves_open_is_never_certain(
    question: str, name: str, change: Callable[[Own], None]
) -> None:
    own = Own()
    change(own)
    filled = read_here(own.data, [own.form])
    assert part(filled, question, name).certainty == "uncertain"
    assert answer(filled, question).certainty == "uncertain"
    assert question in {problem.question for problem in filled.problems}
    others = {"body", "methods", "collected"} - {question}
    if question == "body":
        others = {"methods", "collected"}
    assert {answer(filled, each).certainty for each in others} == {"certain"}


@pytest.mark.django_db
def test_a_workbook_of_another_version_is_read_by_its_words() -> None:
    own = Own()
    own.book[ABOUT].cell(4, 2, "7")
    filled = read_here(own.data, [own.form])
    assert part(filled, "body").value == "developing"
    assert ABOUT not in str(filled.recognised.why)
    wrong = _certain(filled) - {"yes", "developing", None}
    assert not wrong


def _certain(filled: FilledForm) -> set[Any]:
    return {part(filled, "body").value} if answer(filled, "body").certainty == "certain" else set()


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_knows_the_words_of_the_trackers_own_workbook(language: str) -> None:
    with override(language):
        assert {answer_of(words.tick_word(value)) for value in words.TICKS} == set(words.TICKS)
        assert all(answer_of(words.tick_word(value)) == value for value in words.TICKS)
