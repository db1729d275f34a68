"""How many requests a caller may make, and how it is told."""

import logging
import multiprocessing
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.shared import throttling
from api.tests.writers import program, session
from testing.builders import make_state

ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def three_a_minute(settings: Any, tmp_path: Path, db: None) -> None:
    settings.API_RATE = 3
    settings.API_COUNTS = tmp_path / "new" / "counts.sqlite3"


def statuses(client: Client, number: int, path: str = ROOT, **extra: Any) -> list[int]:
    return [client.get(path, **extra).status_code for _number in range(number)]


def test_too_many_requests_are_asked_to_wait(client: Client) -> None:
    assert statuses(client, 4) == [200, 200, 200, 429]
    answer = client.get(ROOT)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert 1 <= int(answer["Retry-After"]) <= 61
    body = answer.json()
    assert (body["status"], body["title"]) == (429, "Too Many Requests")
    assert "More than 3 requests" in body["detail"]
    assert answer["RateLimit"].startswith('"default";r=0;t=')


def test_every_answer_says_what_is_left(client: Client) -> None:
    left = [client.get(ROOT)["RateLimit"].partition(";t=")[0] for _number in range(4)]
    assert left == ['"default";r=2', '"default";r=1', '"default";r=0', '"default";r=0']
    answer = client.get(ROOT)
    assert answer["RateLimit-Policy"] == '"default";q=3;w=60'
    assert 1 <= int(answer["RateLimit"].rpartition("=")[2]) <= 60


def test_errors_and_unchanged_answers_say_so_too(client: Client, settings: Any) -> None:
    settings.API_RATE = 100
    tag = client.get("/api/v1/themes/")["ETag"]
    large = b" " * 3_000_000
    answers = [
        client.get("/api/v1/themes/", headers={"if-none-match": tag}),
        client.get("/api/v1/themes/?colour=red"),
        client.get("/api/v1/themes/none/"),
        client.get("/api/v1/nowhere/"),
        client.get("/api/v1/themes/", headers={"accept": "image/png"}),
        client.delete("/api/v1/themes/"),
        client.get("/api/v1/submissions/", headers={"authorization": "Bearer wrong"}),
        client.post("/api/v1/submissions/", large, content_type="application/json"),
        client.get("/api/v1/themes/?format=csv"),
    ]
    assert [a.status_code for a in answers] == [304, 400, 404, 404, 406, 405, 401, 413, 200]
    left = [answer["RateLimit"].partition(";t=")[0] for answer in answers]
    assert left == [f'"default";r={98 - index}' for index in range(len(answers))]


def test_a_count_costs_the_database_nothing(client: Client, settings: Any) -> None:
    tag = client.get("/api/v1/themes/")["ETag"]
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/api/v1/themes/", headers={"if-none-match": tag})
    assert (answer.status_code, len(captured)) == (304, 1)


def test_a_minute_begins_with_the_first_request(client: Client, monkeypatch: Any) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("api.shared.throttling.time.time", lambda: now)
    assert statuses(client, 4)[-1] == 429
    now += 59.5
    assert client.get(ROOT)["Retry-After"] == "1"
    now += 1
    assert statuses(client, 4) == [200, 200, 200, 429]


@pytest.mark.parametrize("shared", [False, True])
def test_a_clock_that_is_put_back_locks_nobody_out(
    client: Client,
    settings: Any,
    monkeypatch: Any,
    shared: bool,
) -> None:
    settings.API_COUNTS_ARE_SHARED = shared
    now = 1_000_000.0
    monkeypatch.setattr("api.shared.throttling.time.time", lambda: now)
    assert statuses(client, 4)[-1] == 429
    now -= 3600
    assert statuses(client, 4) == [200, 200, 200, 429]


def test_several_machines_count_together(client: Client, settings: Any, tmp_path: Path) -> None:
    """Each machine has a folder of its own; they share only the database."""
    settings.API_COUNTS_ARE_SHARED = True
    found = []
    for number in range(4):
        settings.API_COUNTS = tmp_path / f"machine {number % 2}" / "counts.sqlite3"
        found += statuses(client, 1)
    assert found == [200, 200, 200, 429]
    assert not list(tmp_path.iterdir())


def test_a_minute_of_all_machines_ends_too(settings: Any, monkeypatch: Any) -> None:
    add = throttling.add_for_all_machines
    assert [add(b"one", 1000.0), add(b"one", 1059.0)] == [(1, 1000.0), (2, 1000.0)]
    assert add(b"one", 1060.5) == (1, 1060.5)
    assert add(b"two", 1200.0) == (1, 1200.0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT caller FROM accounts_api_counts")
        assert cursor.fetchall() == [(b"two".hex(),)]


def test_addresses_are_counted_apart_and_cannot_be_made_up(client: Client, settings: Any) -> None:
    assert statuses(client, 4, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert statuses(client, 1, REMOTE_ADDR="192.0.2.2") == [200]
    forged = {"x-forwarded-for": "192.0.2.3"}
    assert statuses(client, 1, REMOTE_ADDR="192.0.2.1", headers=forged) == [429]


def test_behind_a_proxy_the_address_is_the_one_it_has_added(client: Client, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    for number in range(3):
        sent = {"x-forwarded-for": f"198.51.100.{number}, 192.0.2.1"}
        assert statuses(client, 1, headers=sent) == [200]
    assert statuses(client, 1, headers={"x-forwarded-for": "198.51.100.9, 192.0.2.1"}) == [429]
    assert statuses(client, 1, headers={"x-forwarded-for": "192.0.2.1, 192.0.2.2"}) == [200]


def test_who_has_an_address_of_ipv6_has_its_network(client: Client) -> None:
    for number in range(3):
        assert statuses(client, 1, REMOTE_ADDR=f"2001:db8::{number}") == [200]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8::ffff:1") == [429]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:0:1::1") == [200]


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "\ud800"])
def test_whatever_stands_for_an_address_is_counted(client: Client, address: str) -> None:
    assert statuses(client, 4, REMOTE_ADDR=address) == [200, 200, 200, 429]


def test_keys_and_users_are_counted_for_themselves(client: Client) -> None:
    callers = [program(), program(), session(), session()]
    assert statuses(client, 4, "/api/v1/submissions/")[-1] == 429
    for caller in callers:
        found = [caller.get("submissions/").status_code for _number in range(4)]
        assert found == [200, 200, 200, 429]


def test_a_refused_write_has_done_nothing(client: Client) -> None:
    caller = program()
    for _number in range(3):
        caller.get("submissions/")
    assert caller.post("submissions/", {}).status_code == 429


def test_guesses_at_keys_count_for_their_address(client: Client) -> None:
    guess = {"authorization": "Bearer poa_000000000000_guess"}
    found = statuses(client, 4, "/api/v1/submissions/", headers=guess)
    assert found == [401, 401, 401, 429]
    assert statuses(client, 1) == [429]


def count_many(name: str) -> None:
    for _number in range(100):
        throttling.spend(name)


def test_processes_count_together() -> None:
    """Also processes that were forked from one that had counted before."""
    throttling.spend("somebody")
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=count_many, args=["somebody"]) for _number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    last = throttling.spend("somebody")
    assert last
    assert last.used == 302


def test_the_file_holds_no_address_and_forgets(settings: Any, monkeypatch: Any) -> None:
    throttling.spend("address 192.0.2.1/32")
    written = b"".join(path.read_bytes() for path in settings.API_COUNTS.parent.iterdir())
    assert b"192.0.2.1" not in written
    later = time.time() + 61
    monkeypatch.setattr("api.shared.throttling.time.time", lambda: later)
    throttling.spend("address 192.0.2.2/32")
    rows = throttling.opened(settings.API_COUNTS).execute("SELECT caller FROM counts").fetchall()
    assert rows == [(throttling.digest_of("address 192.0.2.2/32"),)]


@pytest.mark.parametrize("content", [None, b"no database" * 500])
def test_where_it_cannot_be_counted_nobody_is_refused_and_the_log_says_so(
    client: Client,
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    content: bytes | None,
) -> None:
    settings.API_COUNTS = tmp_path / "file" / "counts.sqlite3"
    place = settings.API_COUNTS if content else settings.API_COUNTS.parent
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content or b"")
    with caplog.at_level(logging.ERROR):
        assert statuses(client, 4) == [200] * 4
    assert len([record for record in caplog.records if "not counted" in record.message]) == 4
    assert "RateLimit" not in client.get(ROOT)


def test_without_a_limit_nothing_is_counted(client: Client, settings: Any) -> None:
    settings.API_RATE = None
    make_state("KEN")
    assert "RateLimit" not in client.get("/api/v1/states/KEN/")
    assert not settings.API_COUNTS.parent.exists()


def test_the_pages_are_not_counted(client: Client) -> None:
    assert statuses(client, 5, "/") == [200] * 5


def test_a_page_of_another_origin_may_read_what_is_left(client: Client) -> None:
    exposed = client.get(ROOT)["Access-Control-Expose-Headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed.split(", "))
