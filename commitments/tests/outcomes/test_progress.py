"""How far a long import is, told to whoever waits."""

import io

from django.core.management.base import OutputWrapper

from commitments.tests.samples.files import as_pdf, as_text
from commitments.tests.samples.texts import SAMPLES
from common.files.reading import extract
from common.progress import bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_reading_a_pdf_tells_its_pages() -> None:
    told: list[tuple[int, int]] = []
    pages = extract(as_pdf(SAMPLES["en"]), lambda done, total: told.append((done, total))).pages
    assert told == [(page, pages) for page in range(1, pages + 1)]


def test_a_text_is_read_in_one_go() -> None:
    told: list[tuple[int, int]] = []
    extract(as_text(SAMPLES["en"]), lambda done, total: told.append((done, total)))
    assert told == []


def test_the_bar_is_drawn_on_a_terminal_and_ends_its_line() -> None:
    terminal = Terminal()
    show = bar(OutputWrapper(terminal), "Reading ")
    show(1, 2)
    show(2, 2)
    half, full = "#" * 15 + "." * 15, "#" * 30
    assert terminal.getvalue() == f"\rReading [{half}] 1/2\rReading [{full}] 2/2\n"


def test_nothing_is_drawn_into_a_file() -> None:
    file = io.StringIO()
    bar(OutputWrapper(file))(1, 2)
    assert file.getvalue() == ""
