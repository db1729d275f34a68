"""Presses: what they make, and that they end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as later
from django.utils.translation import override

from common.charts.chart import Sheet
from common.files import own_process
from common.files.press import pressing, program
from common.files.press.pressing import pressed
from common.files.press.wire import Kind, Unavailable, receive, send
from common.files.writing import documents
from common.files.writing.pdf import render
from common.files.writing.png import draw, png
from testing import orders
from testing.builders import make_state
from testing.reading import get

DRAWING = Sheet(
    mark_safe('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'), 60, 20
)


@pytest.fixture(autouse=True)
def presses_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    resting: list[pressing._Press] = []
    monkeypatch.setattr(pressing, "_resting", resting)
    yield
    for press in resting:
        press.end()


def process() -> int:
    return int(pressed(orders.process))


def test_a_page_and_a_picture_are_those_that_this_process_makes() -> None:
    page = "<html lang=en><title>T</title><h1>标识 تعقب</h1>"
    assert pressed(render, page) == render(page)
    assert png(DRAWING) == draw(DRAWING)


def test_one_press_follows_many_orders_in_another_process() -> None:
    assert process() == process() != os.getpid()


def test_as_many_work_as_are_asked_for_at_once_and_one_rests() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert len(set(threads.map(pressed, [orders.last] * 2, [0.5] * 2))) == 2
    assert len(pressing._resting) == 1


def test_texts_come_as_plain_text_in_the_readers_language() -> None:
    assert pressed(orders.say, lazystr("a")) == b"str: a"
    assert pressed(orders.say, mark_safe("b")) == b"str: b"
    with override("fr"):
        assert pressed(orders.say, later("Monday")) == b"str: lundi"


def test_it_gives_way_and_knows_no_secret() -> None:
    assert int(pressed(orders.niceness)) == min(os.nice(0) + program.NICENESS, 19)
    assert {"POA_SECRET_KEY", "DATABASE_URL"}.isdisjoint(
        pressed(orders.surroundings).decode().split()
    )


def test_killed_in_the_middle_it_says_so_and_the_next_order_is_followed() -> None:
    before = process()
    with pytest.raises(Unavailable, match="again later"):
        pressed(orders.die)
    assert process() != before


def test_killed_while_it_rests_it_is_missed_by_nobody() -> None:
    before = process()
    os.kill(before, signal.SIGKILL)
    pressing._resting[0].process.wait()
    assert process() != before


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "MOST_SECONDS", 0.2)
    with pytest.raises(Unavailable):
        pressed(orders.last, 60)


def test_what_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(Unavailable):
        pressed(orders.fill, 2048)


def test_a_fault_is_told_to_the_caller() -> None:
    with pytest.raises(RuntimeError, match="could not convert string to float"):
        pressed(float, "no number")  # type: ignore[arg-type]
    assert process()


def test_a_machine_that_starts_no_process_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: str) -> None:
        raise BlockingIOError

    monkeypatch.setattr(own_process, "begun", refuse)
    with pytest.raises(Unavailable):
        process()


def test_after_many_orders_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "MOST_ORDERS", 2)
    assert len({process() for _order in range(4)}) == 2


def test_without_orders_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "MOST_IDLE_SECONDS", 0.1)
    process()
    assert pressing._resting[0].process.wait(timeout=60) == 0
    assert process()


def test_whoever_started_it_ends_it_even_in_the_middle() -> None:
    press = own_process.begun("common.files.press.program", "60")
    with press:
        assert press.stdin
        assert press.stdout
        send(press.stdin, Kind.ORDER, pressing._written((orders.process, ())))
        assert receive(press.stdout)[0] is Kind.MADE
        send(press.stdin, Kind.ORDER, pressing._written((orders.last, (60,))))
        press.stdin.close()
        assert press.wait(timeout=60) == 0


def test_no_press_outlives_a_process_that_was_killed() -> None:
    """All of them have its standard error: it comes to an end when the last of them has ended."""
    begin = """
from threading import Thread
from common.files.press.pressing import pressed
from testing import orders
for seconds in (0, 60, 60):
    Thread(target=pressed, args=[orders.last, seconds]).start()
print("started", flush=True)
"""
    worker = subprocess.Popen(
        [sys.executable, "-c", begin],
        cwd=own_process.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert worker.stdout
    assert worker.stdout.readline() == b"started\n"
    worker.kill()
    worker.communicate(timeout=60)


@pytest.mark.django_db
def test_a_reader_whose_press_ends_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    make_state("KEN", "Kenya")
    with monkeypatch.context() as patch:
        patch.setattr(documents, "render", orders.die)
        response = get("/states/KEN/brief.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"again later" in response.content
    assert get("/states/KEN/brief.pdf").content.startswith(b"%PDF")


def test_a_document_is_written_in_a_press() -> None:
    """Its writers are loaded nowhere else: their libraries and fonts take 60 MB and more."""
    write = """
import sys, django
django.setup()
from common.files.writing import blocks, documents
for form in ("pdf", "docx"):
    assert len(documents.write(lambda: blocks.Document("T", "en", []), form)) > 999
print({"weasyprint", "docx", "pypdfium2"} & {*sys.modules})
"""
    done = subprocess.run(
        [sys.executable, "-c", write],
        cwd=own_process.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"
