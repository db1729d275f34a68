"""The measurement of speed: its driver, its ratios, its verdicts, and its data and floors."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from benchmarks.speed import data, driver, goals, queries, report, rounds, serving, sql, writes
from benchmarks.speed.answers import floor_answer, said
from benchmarks.speed.contestants import Contestant
from benchmarks.speed.options import parse
from benchmarks.speed.processes import (
    TICKS,
    Failed,
    processor_seconds,
    processor_seconds_since,
    running,
)
from benchmarks.speed.processes import Server as Program
from benchmarks.speed.results import Results
from benchmarks.speed.rounds import Ratio, Sample, Series
from common.database import years
from reports.models import ReportingCycle, Response, Submission
from reports.submissions.events import broken


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, body = (404, b"no") if self.path == "/missing" else (200, b"x" * 70_000)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_where: object) -> None:
        """The driver closes its connections when it has seen enough."""


@pytest.fixture
def server() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Answering) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()


def test_the_driver_counts_whole_answers_on_every_connection(server) -> None:
    done = driver.load(f"{server}/", 0, 4)
    assert len(done.latencies) >= 4
    assert done.percentile(0.5) <= done.percentile(0.99)


def test_the_driver_takes_no_error_for_an_answer(server) -> None:
    with pytest.raises(driver.NotAnswered):
        driver.load(f"{server}/missing", 0, 2)


def program(text: str) -> Program:
    """A contestant that is a small program, which finds its port in its arguments."""
    return Program("Peer", [sys.executable, "-c", text, "{port}"], {}, "/ready")


@pytest.mark.parametrize(
    "text",
    [
        "raise SystemExit('no such middleware')",
        # As gunicorn, which listens before its workers find out that they cannot work.
        "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1])));"
        "time.sleep(1); raise SystemExit('no such middleware')",
    ],
    ids=["at once", "after it listens"],
)
@pytest.mark.once
def test_a_contestant_that_does_not_start_is_named_with_what_it_wrote(text) -> None:
    failed = pytest.raises(Failed, match=r"(?s)Peer ended.*It wrote:.*no such middleware")
    with failed, running([program(text)]):
        pass


@pytest.mark.once
def test_a_contestant_that_stops_answering_is_named_with_what_it_wrote() -> None:
    text = """
import http.server, sys
class Once(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/ready":
            print("out of memory", flush=True)
            raise SystemExit(1)
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Once).serve_forever()
"""
    with running([peer := program(text)]):
        contestant = Contestant("Slow peer", f"{peer.url}/list", peer, database=False)
        with pytest.raises(Failed, match=r"(?s)Slow peer did not answer.*out of memory"):
            rounds.under_load(contestant, 0, 1)


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Le", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabcde", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_is_whole_at_its_end(received: bytes, whole) -> None:
    assert driver.is_whole(bytearray(received)) is whole


def test_ratios_are_taken_within_a_round() -> None:
    # The second round was twice as busy for both: that is no spread.
    assert Ratio.of([10, 5, 12], [20, 10, 20]) == Ratio(0.5, 0.5, 0.6)


def test_a_median_of_unknown_figures_is_unknown() -> None:
    assert Series([Sample(1, 2), Sample(3, 4)]).median_of("p99") is None
    assert Series([Sample(1, 2), Sample(3, 4)]).median_of("cpu_ms") == 3


def test_a_load_too_short_for_the_clock_has_a_processor_time() -> None:
    before = processor_seconds([os.getpid()])
    assert processor_seconds_since(before + 1, [os.getpid()]) == 1 / TICKS


@pytest.mark.parametrize(
    ("goal", "is_met", "is_missed"),
    [
        (goals.Goal("more", 2, 2.0), True, False),
        (goals.Goal("more", 2, 1.9), False, True),
        (goals.Goal("less", 2, 1.9, at_least=False), True, False),
        (goals.Goal("later", 2, not_yet="not built"), None, False),
    ],
)
def test_a_goal_that_cannot_be_measured_is_neither_met_nor_missed(goal, is_met, is_missed) -> None:
    assert (goal.is_met, goal.is_missed) == (is_met, is_missed)


def test_a_verdict_that_single_rounds_dispute_says_so() -> None:
    disputed = goals.Goal("less", 1.25, 1.2, (0.9, 1.4), at_least=False)
    assert "both sides" in report.goal_row(disputed)[-1]
    assert "both sides" not in report.goal_row(goals.Goal("more", 2, 3, (2.5, 4)))[-1]


def test_a_missed_goal_says_why() -> None:
    name = "List, first time, against PostgreSQL"
    assert "a statement of its own" in report.goal_row(goals.Goal(name, 2, 1))[-1]
    assert report.goal_row(goals.Goal(name, 2, 3))[-1] == "met"


def test_saves_are_compared_by_processor_time() -> None:
    floor, ours = writes.Rates([100, 90], [1, 2]), writes.Rates([50, 9], [10, 8])
    floors = {"one": writes.UPDATE, "table": writes.MANY, "import": writes.COPY}
    compared = {key: {name: floor, writes.PRODUCT: ours} for key, name in floors.items()}
    measured = Results({}, writes=compared)
    one, table, whole = goals.writes(measured)
    assert (one.measured, one.spread, one.is_met) == (0.175, (0.1, 0.25), True)
    assert table.is_missed
    assert whole.is_missed


BUSY = """
import http.server, sys
class Busy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        is_page = self.path in ("/ready", "/", "/cycles/2022/")
        self.send_response(200 if is_page else 503)
        if self.path.endswith(".pdf"):
            self.send_header("Retry-After", "5")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Busy).serve_forever()
"""


@pytest.mark.once
def test_a_crowd_and_a_crawl_are_counted_by_what_they_were_answered(monkeypatch) -> None:
    monkeypatch.setattr(serving, "product", lambda _name, _environ: program(BUSY))
    monkeypatch.setattr(serving, "PAUSE", 0.01)
    options = parse(["--tiny"])
    starts = {
        "gunicorn": {name: serving.Starts([2], [4]) for name in ("PoA Tracker", serving.BARE)}
    }
    found = {"starts": starts, "crawl": serving.crawl(options), "crowd": serving.crowd(options)}
    assert found["crawl"]["statuses"] == {503: 3}
    assert found["crawl"]["after"] >= found["crawl"]["first"] > 0
    sent_away = found["crowd"]["statuses"][503]
    # Of two clients, the one that asks for a brief as PDF is told when to come back.
    assert 0 < found["crowd"]["not_told"] < sent_away
    memory, crowd, told = goals.serving(Results({}, serving=found))
    assert memory.measured is not None
    assert crowd.measured is not None
    assert told.is_missed
    assert "1.0 × the processor time" in serving.tables(found)


def test_what_was_not_answered_is_a_goal_missed() -> None:
    measured = Results({"responses": 1, "responses_grown": 10}, growth={"search": {}})
    found = [*goals.growth(measured), *goals.serving(measured)]
    assert [goal.is_missed for goal in found] == [True, True]
    assert "| search" not in report.growth(measured)


def test_what_stands_around_the_tables_is_kept(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(page, "new \\1")
    assert page.read_text() == f"before\n{report.BEGIN}\n\nnew \\1\n{report.END}\nafter\n"
    page.write_text("no marks")
    with pytest.raises(ValueError, match="no place"):
        report.write(page, "new")


def test_a_trial_run_has_its_own_sizes() -> None:
    assert parse(["--quick"]).rounds == 2
    assert parse(["--tiny"]).connections == 2
    assert parse(["--rounds", "7"]).rounds == 7


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("LOG:  execute _pg3_1: SELECT a FROM b", True),
        ("LOG:  statement: WITH a AS (SELECT 1) SELECT * FROM a", True),
        ("LOG:  statement: DECLARE c CURSOR FOR SELECT a", True),
        ("LOG:  statement: BEGIN", False),
        ("LOG:  execute <unnamed>: SELECT 1", False),
    ],
)
def test_only_queries_count_as_queries(line, counts) -> None:
    assert bool(queries.STATEMENT.search(line)) is counts


def test_texts_are_escaped_for_copy() -> None:
    assert data.copied("a\tb\\c\nd") == r"a\tb\\c\nd"
    assert data.copied(None) == r"\N"
    assert (data.copied(True), data.copied({"en": "é"})) == ("t", '{"en": "é"}')


def test_the_oldest_of_many_cycles_has_a_year_that_the_table_takes() -> None:
    assert data.year_of(10_000) == years.FIRST


def test_pgbench_finds_no_variable_of_its_own_in_the_floors() -> None:
    for scene in sql.SCENES:
        assert "\n:" not in scene.answer
        assert ":MI" not in scene.answer


@pytest.fixture(scope="module")
def two_cycles(facts: None) -> Iterator[None]:
    """Two small cycles, written past the triggers as the benchmark does."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, number in {"STATES": 3, "COMMITMENTS": 10, "PER_CYCLE": 30}.items():
            monkeypatch.setattr(data, name, number)
        # The generated times have no fractions of a second, and the floor shows none.
        whole = timezone.now().replace(microsecond=0)
        Submission.objects.update(submitted_at=whole, published_at=whole)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            data.Generator(0, 2).fill()
            cursor.execute("SET LOCAL session_replication_role = origin")
        yield


@pytest.fixture
def generated(two_cycles: None, db: None) -> None:
    """The two cycles for one test, whose own writes are undone."""


if connection.vendor == "postgresql":
    # The generator writes by COPY and the floors are PostgreSQL's: there is nothing to test
    # of them on SQLite.

    def test_generated_records_are_valid(generated) -> None:
        latest = ReportingCycle.objects.get(code=sql.CYCLE)
        assert Response.objects.filter(submission__cycle=latest).count() == 30
        for submission in Submission.objects.filter(cycle=latest):
            submission.full_clean(validate_unique=False)
            assert not broken(submission)
            for response in submission.responses.all():
                response.full_clean(validate_unique=False)

    def test_a_cycle_is_the_same_however_much_history_there_is(generated) -> None:
        generator = data.Generator(0, 5)
        assert list(generator.responses_of_cycle(0)) == list(
            data.Generator(0, 1).responses_of_cycle(0)
        )

    @pytest.mark.parametrize("scene", [sql.LIST, sql.MATRIX], ids=lambda scene: scene.name)
    def test_the_floor_answers_what_the_tracker_answers(generated, client, scene) -> None:
        ours = said(scene, client.get(scene.path).json())
        assert said(scene, json.loads(floor_answer(scene))) == ours
        assert len(ours["results"]) >= 3


def test_alternating_turns_are_taken_round_after_round() -> None:
    taken: list[str] = []

    def turn(name: str) -> Callable[[], float]:
        def take() -> float:
            taken.append(name)
            return 1.0

        return take

    turns = {name: turn(name) for name in "ab"}
    assert rounds.alternate(turns, 2) == {"a": [1.0, 1.0], "b": [1.0, 1.0]}
    assert "".join(taken) == "ababab"
