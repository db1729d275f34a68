"""An unchanged answer is not sent again, and a changed one always is."""

import random
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.tests.test_lists import tables_of
from api.tests.test_parameters import LISTS, TABLES
from commitments.models import Theme
from reports import data_stamp
from testing.builders import make_reviewer, make_theme, texts
from tracker.kept import kept

READS = ["", *LISTS, *TABLES, "schema", "documents/d0", "responses?format=csv"]


def address(path: str) -> str:
    path, question, query = path.partition("?")
    return f"/api/v1/{path}/{question}{query}".replace("//", "/")


@pytest.mark.filled
@pytest.mark.parametrize("path", READS)
def test_the_same_again_costs_one_query_and_no_body(db: None, client: Client, path: str) -> None:
    first = client.get(address(path))
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first["ETag"].startswith('W/"')
    assert first["Last-Modified"].endswith("GMT")
    with CaptureQueriesContext(connection) as captured:
        again = client.get(address(path), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, len(captured)) == (304, b"", 1)
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Language"):
        assert again[name] == first[name]


@pytest.mark.filled
@pytest.mark.parametrize("path", READS)
def test_after_a_write_it_is_sent_anew(db: None, client: Client, path: str) -> None:
    tag = client.get(address(path))["ETag"]
    Theme.objects.update(position=7)
    answer = client.get(address(path), headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize("given", ['"{}"', 'W/"{}"', '"other", W/"{}"', 'W/"{}" , "x"'])
def test_a_tag_is_known_however_it_is_written(db: None, client: Client, given: str) -> None:
    opaque = client.get("/api/v1/themes/")["ETag"].removeprefix('W/"').removesuffix('"')
    header = {"if-none-match": given.format(opaque)}
    assert client.get("/api/v1/themes/", headers=header).status_code == 304
    assert client.head("/api/v1/themes/", headers=header).status_code == 304


@pytest.mark.parametrize("given", ['"other"', "", "nonsense", '"', "W/", "*"])
def test_any_other_tag_is_none(db: None, client: Client, given: str) -> None:
    answer = client.get("/api/v1/themes/", headers={"if-none-match": given})
    assert answer.status_code == 200


def test_a_tag_is_of_one_answer_alone(db: None, client: Client, monkeypatch: Any) -> None:
    """A tag differs for another address, language, format, day or release."""
    ways: list[Callable[[], Any]] = [
        lambda: client.get("/api/v1/themes/"),
        lambda: client.get("/api/v1/themes/?page_size=7"),
        lambda: client.get("/api/v1/states/"),
        lambda: client.get("/api/v1/themes/?lang=fr"),
        lambda: client.get("/api/v1/themes/", headers={"accept-language": "fr"}),
        lambda: client.get("/api/v1/themes/", headers={"accept": "text/csv"}),
        lambda: client.get("/api/v1/themes/", headers={"host": "localhost"}),
    ]
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["*"])
    tags = [way()["ETag"] for way in ways]
    monkeypatch.setattr("common.freshness.code_version", lambda: "next")
    tags.append(ways[0]()["ETag"])
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: "tomorrow")
    tags.append(ways[0]()["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_time_alone_is_too_coarse_to_go_by(db: None, client: Client) -> None:
    first = client.get("/api/v1/themes/")
    header = {"if-modified-since": first["Last-Modified"]}
    assert client.get("/api/v1/themes/", headers=header).status_code == 200


@pytest.mark.parametrize("path", ["states/XXX", "states/?colour=red", "none/"])
def test_an_error_has_no_tag_and_is_not_kept(db: None, client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", follow=True)
    assert answer.status_code >= 400
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_who_sends_credentials_gets_an_answer_that_nobody_keeps(db: None, client: Client) -> None:
    public = client.get("/api/v1/themes/")
    client.force_login(make_reviewer())
    answer = client.get("/api/v1/themes/", headers={"if-none-match": public["ETag"]})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.get("ETag") != public["ETag"]


def test_a_cache_is_told_what_the_answer_depends_on(db: None, client: Client) -> None:
    vary = client.get("/api/v1/themes/")["Vary"]
    assert {"Accept", "Accept-Language", "Authorization", "Cookie"} <= set(vary.split(", "))


@pytest.mark.filled
def test_every_table_that_an_answer_is_made_of_is_watched(db: None, client: Client) -> None:
    """A table that is read but does not move the stamp would give stale answers."""
    watched = {*data_stamp.watched(), data_stamp.STAMP}
    for path in READS:
        read = tables_of(client, address(path))
        assert read - watched == set(), path


WRITERS, TURNS = 4, 15


class Race:
    """Writers, each counting up in its own record, and readers. All readers but the first keep
    answers."""

    def __init__(self) -> None:
        self.committed = [0] * WRITERS
        self.problems: list[Any] = []
        self.kept = 0
        self.is_over = False

    def write(self, number: int) -> None:
        chance = random.Random(number)
        for turn in range(1, TURNS + 1):
            with transaction.atomic():
                Theme.objects.filter(key=f"t{number}").update(position=turn)
                time.sleep(chance.random() / 100)
            self.committed[number] = turn
            time.sleep(chance.random() / 50)

    def read(self, number: int) -> None:
        """Whatever was committed before the request must be in the answer, be it sent or kept."""
        client, tag, shown, rounds_left = Client(), "", [0] * WRITERS, 2
        while rounds_left:
            rounds_left -= self.is_over
            before = list(self.committed)
            answer = client.get(address("themes?ordering=key"), headers={"if-none-match": tag})
            if answer.status_code == 200:
                tag = answer["ETag"] if number else ""
                shown = [record["position"] for record in answer.json()["results"]]
            self.kept += answer.status_code == 304
            if any(map(int.__lt__, shown, before)):
                self.problems.append((before, shown))


def threads(target: Callable[[int], None], number: int) -> list[Thread]:
    """``number`` threads, each with a connection of its own."""

    def run(index: int) -> None:
        try:
            target(index)
        finally:
            connection.close()

    found = [Thread(target=run, args=[index]) for index in range(number)]
    for thread in found:
        thread.start()
    return found


@pytest.mark.django_db(transaction=True)
def test_no_answer_is_stale_while_writers_and_readers_race(keeping: None) -> None:
    for number in range(WRITERS):
        make_theme(f"t{number}", name=texts(f"T{number}"))
    race = Race()
    readers, writers = threads(race.read, 3), threads(race.write, WRITERS)
    for thread in writers:
        thread.join()
    race.is_over = True
    for thread in readers:
        thread.join()
    assert race.problems == []
    assert race.kept >= len(readers) - 1
    assert kept.answers
    assert race.committed == [TURNS] * WRITERS


def test_a_text_that_changes_changes_the_tag(db: None, client: Client) -> None:
    theme = make_theme("marking")
    tag = client.get("/api/v1/themes/marking/")["ETag"]
    theme.name = texts("Marking and more")
    theme.save()
    answer = client.get("/api/v1/themes/marking/", headers={"if-none-match": tag})
    assert answer.json()["name"] == "Marking and more"
