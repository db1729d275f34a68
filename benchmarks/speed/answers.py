"""The contestants' answers side by side: nothing is timed before all of them say the same."""

import html
import json
import re
import urllib.error
import urllib.request
from typing import Any

from benchmarks.speed.contestants import FLOOR, Contestant
from benchmarks.speed.driver import NotAnswered
from benchmarks.speed.sql import LIST, MATRIX, STATE_PAGE, STATE_ROWS, Scene

# What a contestant may leave out is only what surrounds the rows; the tracker says more.
ROWS = {
    LIST.name: [
        "reference",
        "url",
        "html_url",
        "reporter",
        "reporter_type",
        "reporter_name",
        "cycle",
        "is_fictional",
        "version",
        "status",
        "channel",
        "languages",
        "received_on",
        "received_no_later_than",
        "timeliness",
        "source",
        "is_completion",
        "is_nil_return",
        "is_coded",
        "reporter_remarks",
        "publication_url",
        "attachments",
        "published_at",
        "fallbacks",
    ],
    MATRIX.name: ["reporter", "reporter_type", "submission", "is_coded", "cells"],
}
AROUND = {LIST.name: ["count", "previous"], MATRIX.name: ["cycle", "commitments", "count"]}
ORIGIN = re.compile(r"^http://[^/]+")
BOOLEANS = ("is_fictional", "is_completion", "is_nil_return", "is_coded")


class NotTheSame(Exception):
    """Two contestants answer differently, so that comparing their times would mean nothing."""


def check(scene: Scene, contestants: list[Contestant]) -> None:
    """Raise NotTheSame unless each contestant answers as the database itself does."""
    if scene == STATE_PAGE:
        check_page(contestants)
        return
    expected = said(scene, json.loads(floor_answer(scene)))
    for contestant in contestants:
        if contestant.name != FLOOR:
            differences(scene, contestant, expected, said(scene, fetched(contestant)))


def check_page(contestants: list[Contestant]) -> None:
    """Raise NotTheSame unless the State's page shows every title and narrative of the floor's."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT title ->> 'en', narrative FROM ({STATE_ROWS}) t")
        wanted = {text for row in cursor.fetchall() for text in row}
    for contestant in contestants:
        if contestant.url:
            page = html.unescape(body(contestant))
            missing = [text for text in wanted if text not in page]
            if missing or not wanted:
                raise NotTheSame(f"{contestant.url} does not show {missing[:1]}")


def floor_answer(scene: Scene) -> str:
    """The JSON text that PostgreSQL makes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(scene.answer)
        (answer,) = cursor.fetchone()
    return answer if isinstance(answer, str) else json.dumps(answer)


def fetched(contestant: Contestant) -> Any:
    return json.loads(body(contestant))


def body(contestant: Contestant) -> str:
    """What a contestant answers; raises Failed where it does not, or not with 200."""
    with contestant.asked():
        try:
            with urllib.request.urlopen(contestant.url, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")[:500]
            raise NotAnswered(f"{contestant.url} answered {error.code}: {text}") from error


def said(scene: Scene, answer: Any) -> dict[str, Any]:
    """The part of an answer that is compared, each value in one spelling."""
    # Datasette calls its rows so, and has nothing around them.
    rows = answer["results"] if "results" in answer else answer["rows"]
    around = {name: answer[name] for name in AROUND[scene.name] if name in answer}
    around = {} if "rows" in answer else around
    return {**around, "results": [spelled(row, ROWS[scene.name]) for row in rows]}


def spelled(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: plain(name, row[name]) for name in names}


def plain(name: str, value: Any) -> Any:
    """Addresses without their host, times in one format, SQLite's 0 and 1 as truth values."""
    if isinstance(value, list):
        return [plain(name, item) for item in value]
    if isinstance(value, dict):
        return {key: plain(key, item) for key, item in value.items()}
    if name in BOOLEANS:
        return bool(value)
    if isinstance(value, str):
        return ORIGIN.sub("", value).replace("+00:00", "Z")
    return value


def differences(scene: Scene, contestant: Contestant, expected: Any, found: Any) -> None:
    missing = set(expected) - set(found) if contestant.database else set()
    unequal = [name for name in found if found[name] != expected[name]]
    if missing or unequal:
        name = next(iter([*missing, *unequal]))
        raise NotTheSame(
            f"{scene.name}: {contestant.name} says of {name!r}\n{excerpt(found.get(name))}\n"
            f"where PostgreSQL says\n{excerpt(expected[name])}"
        )


def excerpt(value: Any) -> str:
    first = value[:2] if isinstance(value, list) else value
    return json.dumps(first, ensure_ascii=False, indent=1)[:3000]
