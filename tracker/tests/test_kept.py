"""Kept answers: the same bytes as a new answer, only for anonymous requests, never outdated."""

import gzip
import threading
import tracemalloc
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.keys import ApiKey
from api.shared import throttling
from commitments.models import Theme
from common import compressing, turns
from common.stamp import Stamp
from testing.builders import make_cycle, make_reviewer, make_theme, texts
from tracker import kept as module
from tracker.caching import PUBLIC
from tracker.kept import Answer, AtOnce, Kept, KeptAnswersMiddleware, kept, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping")]

API, PAGE = "/api/v1/themes/", "/cycles/"
GZIP = {"accept-encoding": "gzip"}


@pytest.fixture(autouse=True)
def some_records(db: None) -> None:
    make_cycle("2022")
    for number in range(9):
        make_theme(f"t{number}")


def cost(client: Client, address: str, **headers: str) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, headers=headers)
    return answer, len(captured)


@pytest.mark.parametrize("address", [API, PAGE, "/fr/cycles/", "/feeds/reports.atom"])
def test_the_same_again_costs_one_query_and_says_the_same(client: Client, address: str) -> None:
    first, dear = cost(client, address)
    again, cheap = cost(client, address)
    assert (first.status_code, again.status_code, cheap) == (200, 200, 1)
    assert dear > 1
    assert (first.content, first.headers) == (again.content, again.headers)
    known, cheap = cost(client, address, **{"if-none-match": first["ETag"]})
    assert (known.status_code, known.content, cheap) == (304, b"", 1)
    head = client.head(address)
    assert head.headers == first.headers
    assert "Content-Security-Policy" in again


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    # Of a test, whose connection it would close.
    monkeypatch.setattr(module, "close_old_connections", lambda: None)
    return AtOnce()


def environ_of(address: str, **headers: str) -> dict[str, Any]:
    return RequestFactory().get(address, headers=headers).environ


@pytest.mark.parametrize("address", [API, PAGE, "/fr/cycles/", "/feeds/reports.atom"])
def test_a_server_that_asks_before_django_gives_the_same(
    client: Client, at_once: AtOnce, address: str
) -> None:
    assert at_once.kept_for(environ_of(address, **GZIP)) is None
    first = client.get(address, headers=GZIP)
    found = at_once.kept_for(environ_of(address, **GZIP))
    assert found is not None
    with CaptureQueriesContext(connection) as captured:
        now = at_once.read_stamp()
        assert now is not None
        again = at_once.answer(found, now)
    assert len(captured) == 1
    assert again is not None
    assert (again.status_code, again.content, again.headers) == (200, first.content, first.headers)
    known = at_once.kept_for(environ_of(address, **GZIP, **{"if-none-match": first["ETag"]}))
    assert known is not None
    answer = at_once.answer(known, now)
    assert answer is not None
    assert (answer.status_code, answer.content) == (304, b"")
    # Not in the form in which it is kept, or of one reader: Django answers.
    assert at_once.kept_for(environ_of(address)) is None
    assert at_once.kept_for(environ_of(address, cookie="a=b", **GZIP)) is None
    assert at_once.kept_for(environ_of(address, authorization="Key a", **GZIP)) is None
    Theme.objects.update(position=3)
    assert at_once.answer(found, at_once.read_stamp() or now) is None


def test_a_reader_who_asked_too_often_is_refused_by_the_api(
    client: Client, at_once: AtOnce, settings: Any, tmp_path: Any
) -> None:
    settings.API_RATE, settings.API_COUNTS = 2, tmp_path / "counts"
    client.get(API, headers=GZIP)
    found = at_once.kept_for(environ_of(API, **GZIP))
    now = at_once.read_stamp()
    assert found is not None
    assert now is not None
    given = [at_once.answer(found, now) for _turn in range(2)]
    assert given[0] is not None
    assert given[0]["RateLimit"].startswith('"default";r=0;')
    assert given[1] is None


def test_no_query_is_asked_twice_for_an_answer_that_is_old(client: Client) -> None:
    _first, before = cost(client, API)
    Theme.objects.update(position=3)
    answer, after = cost(client, API)
    assert {each["position"] for each in answer.json()["results"]} == {3}
    assert before == after


def test_each_client_is_given_what_it_takes(client: Client) -> None:
    """Compressed only once for all readers; also if nothing is kept."""
    plain = client.get(PAGE).content
    for _turn in range(2):
        for takes, way in {
            "gzip": "gzip",
            "gzip, deflate, br, zstd": "br",
            "br;q=0, gzip;q=0.5": "gzip",
            "*": "br",
            "deflate": "",
            "br;q=0, *;q=0": "",
        }.items():
            answer = client.get(PAGE, headers={"accept-encoding": takes})
            assert answer.headers.get("Content-Encoding", "") == way
            assert answer["Content-Length"] == str(len(answer.content))
            assert answer["Vary"] == "Accept-Encoding"
            read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[way]
            assert read(answer.content) == plain
    (held,) = kept.answers.values()
    assert held.bodies.keys() == {"gzip", "br"}


def test_what_is_short_or_no_text_is_sent_as_it_is(client: Client) -> None:
    for address in ("/robots.txt", "/embed/nothing/"):
        assert "Content-Encoding" not in client.get(address, headers={"accept-encoding": "br"})
    assert not compressing.is_worth_it("image/png", bytes(9_000))
    assert compressing.is_worth_it("application/sdmx+json; charset=utf-8", bytes(9_000))


@pytest.mark.parametrize("address", [API, PAGE])
def test_nobody_who_says_who_asks_is_given_or_leaves_anything(
    client: Client, address: str, settings: Any
) -> None:
    """Whether its cookie or key is valid or invented; also with other cookies than a session's."""
    user = make_reviewer()
    _key, secret = ApiKey.objects.make(name="mine", owner=user, scopes=["submissions:read"])
    people: list[tuple[Client, dict[str, str]]] = [
        (Client(), {"authorization": f"Bearer {secret}"}),
        (Client(), {"authorization": "Bearer made-up"}),
        (Client(), {"authorization": ""}),
        (Client(), {"cookie": f"{settings.SESSION_COOKIE_NAME}=made-up"}),
        (Client(), {"cookie": "colour=blue"}),
        (Client(), {}),
    ]
    people[-1][0].force_login(user)
    for person, headers in people:
        person.get(address, headers=headers)
        assert not kept.answers
    client.get(address)
    (before,) = kept.answers.values()
    for person, headers in people:
        _answer, queries = cost(person, address, **headers)
        assert queries != 1
        assert [*kept.answers.values()] == [before]


def test_an_answer_is_of_one_address_to_the_letter(client: Client, settings: Any) -> None:
    """The exact host, scheme and query; for the API also language and format."""
    settings.ALLOWED_HOSTS = ["*"]
    ways: list[tuple[str, dict[str, str], bool]] = [
        (API, {}, False),
        (API, {}, True),
        (f"{API}?lang=fr", {}, False),
        (f"{API}?page_size=5", {}, False),
        (API, {"accept-language": "fr"}, False),
        (API, {"accept": "application/json;q=0.5"}, False),
        (API, {"host": "elsewhere.example"}, False),
        ("/fr/cycles/", {}, False),
        (PAGE, {}, False),
    ]
    for _turn in range(2):
        for address, headers, secure in ways:
            assert client.get(address, headers=headers, secure=secure).status_code == 200
    assert len(kept.answers) == len(ways)
    # The bytes of an é, and the same bytes read as two letters.
    first = client.get("/search/", QUERY_STRING="q=\xc3\xa9")
    second = client.get("/search/?q=%C3%83%C2%A9")
    assert first.content != second.content


@pytest.mark.parametrize("address", ["/nope/", "/cycles/1999/", "/my/", "/admin/", "/states"])
def test_errors_and_the_way_in_are_not_kept(client: Client, address: str) -> None:
    client.get(address)
    client.post(address)
    assert not kept.answers


def test_a_day_and_a_release_end_what_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(PAGE)
    assert cost(client, PAGE)[1] == 1
    monkeypatch.setattr("common.release.code_version", lambda: "next")
    assert cost(client, PAGE)[1] > 1
    assert cost(client, PAGE)[1] == 1
    (answer,) = kept.answers.values()
    kept.put(next(iter(kept.answers)), Answer((answer.state[0], "next", None), {}, {"br": b""}))  # type: ignore[arg-type]
    assert cost(client, PAGE)[1] > 1


def test_a_kept_answer_counts_for_its_reader(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.API_RATE, settings.API_COUNTS = 3, tmp_path / "counts.sqlite3"
    throttling.counts.opened = None
    left = [client.get(API, REMOTE_ADDR=f"10.0.0.{n}")["RateLimit"] for n in (1, 1, 1, 2)]
    assert [text.split(";")[1] for text in left] == ["r=2", "r=1", "r=0", "r=2"]
    refused = client.get(API, REMOTE_ADDR="10.0.0.1")
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert client.get(PAGE, REMOTE_ADDR="10.0.0.1").status_code == 200


def test_a_page_of_one_s_own_is_compressed_with_a_length_by_chance(client: Client) -> None:
    client.force_login(make_reviewer())
    lengths = set()
    for _turn in range(9):
        answer = client.get("/account/", headers={"accept-encoding": "gzip, br"})
        assert answer["Content-Encoding"] == "gzip"
        assert b"<html" in gzip.decompress(answer.content)
        assert answer["Content-Length"] == str(len(answer.content))
        lengths.add(len(answer.content))
    assert len(lengths) > 1


def test_memory_stays_under_its_bound_with_a_crawler_on_20_000_addresses(settings: Any) -> None:
    settings.KEPT_BYTES = bound = 4 * 1024 * 1024
    own, state = Kept(), state_of(Stamp(1, None))  # type: ignore[arg-type]
    page = compressing.compress(b"page " * 100, "gzip")
    tracemalloc.start()
    for number in range(20_000):
        headers = {f"Header-{n}-{number}": f"{number}" * 5 for n in range(12)}
        body = page if number % 2 else bytes(number % 9_000)
        way = "gzip" if number % 2 else "identity"
        own.put(("http", "host", f"/{number}/", ""), Answer(state, headers, {way: body}))
        assert own.size <= bound
    used, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < bound
    assert len(own.answers) > 300
    for key, answer in [*own.answers.items()]:
        own.add(key, answer, "br")
        assert own.size <= bound
    assert own.size == sum(own._size_of(*each) for each in own.answers.items())
    own.put(("large",), Answer(state, {}, {"identity": bytes(bound // 4)}))
    assert ("large",) not in own.answers


class Slow:
    """A page that takes a set time, and counts how often it was made."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.made = threading.Semaphore(0), threading.Event(), 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        self.begun.release()
        assert self.may_end.wait(20)
        headers = {"Cache-Control": PUBLIC, "ETag": 'W/"x"'}
        response = HttpResponse(b"made " * 200, headers=headers)
        response.stamp = Stamp(7, None)  # type: ignore[attr-defined,arg-type]
        return response


def ask(middleware: KeptAnswersMiddleware, answers: list[bytes]) -> threading.Thread:
    def run() -> None:
        request = HttpRequest()
        request.method, request.path, request.path_info = "GET", "/slow/", "/slow/"
        request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
        answers.append(middleware(request).content)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("now", [7, 8])
def test_one_makes_an_answer_and_the_others_wait_unless_it_is_old(
    monkeypatch: pytest.MonkeyPatch, now: int
) -> None:
    """Only a limited number wait: the rest make their own answer at once."""
    monkeypatch.setattr(module, "stamp", lambda: Stamp(now, None))  # type: ignore[arg-type]
    slow, answers = Slow(), []  # type: ignore[var-annotated]
    middleware = KeptAnswersMiddleware(slow)
    asking = [ask(middleware, answers)]
    assert slow.begun.acquire(timeout=20)
    most = turns.MOST_IN_A_PROCESS["readers"]
    asking += [ask(middleware, answers) for _each in range(most + 1)]
    assert slow.begun.acquire(timeout=20)
    slow.may_end.set()
    for thread in asking:
        thread.join(20)
    assert answers == [b"made " * 200] * (most + 2)
    # The first answer is outdated if a write came meanwhile.
    assert slow.made == (2 if now == 7 else most + 2)
    assert not kept.in_making


def test_what_fails_keeps_nobody_waiting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", "/fails/", "/fails/"
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    for _turn in range(2):
        with pytest.raises(RuntimeError):
            KeptAnswersMiddleware(fails)(request)
    assert not kept.in_making


def test_a_text_that_changes_is_seen_at_once(client: Client) -> None:
    for name in ("One", "Two"):
        Theme.objects.filter(key="t1").update(name=texts(name))
        for _turn in range(2):
            found = {each["key"]: each["name"] for each in client.get(API).json()["results"]}
            assert found["t1"] == name
