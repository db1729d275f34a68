"""A list of every row that is only ever appended, with a digest of each: kept elsewhere, it names
later which of them was changed or removed.

The first line tells the format, the moment and the seal of all histories of steps. For each table
one line follows with its name and columns, then one for each row with its key and the SHA-256 of
its values. The list's own SHA-256, written down or published where nobody who runs the database can
change it, proves that the list is the one of that day. It proves nothing of what was changed before
that day, nor of rows that were added and removed after it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.utils import timezone

from reports.submissions.merging import merged
from reports.submissions.verifying import appended

FORMAT = "poa-rows-1"
# Emptied when an account is deleted that did nothing else.
LEFT_OUT = {"history_user_id"}


def lines(seal: str) -> Iterator[str]:
    """The list, line by line."""
    yield f"{FORMAT} {timezone.now().isoformat()} {seal}"
    for model in appended():
        columns = [
            each.attname
            for each in model._meta.concrete_fields
            if not each.primary_key and each.attname not in LEFT_OUT
        ]
        yield f"table {model._meta.db_table} {' '.join(columns)}"
        for key, digest in _rows(model, columns):
            yield f"{key} {digest}"


def problems(kept: Iterable[str]) -> Iterator[str]:
    """Sentences on rows that are not as a list has them."""
    given = (line.rstrip("\n") for line in kept)
    if not next(given, "").startswith(f"{FORMAT} "):
        yield "This is no list of rows."
        return
    models = {model._meta.db_table: model for model in appended()}
    line = next(given, "")
    while line:
        _word, name, *columns = line.split()
        rows = _Rows(given)
        model = models.get(name)
        known = {each.attname for each in model._meta.concrete_fields} if model else set()
        if model is None or not set(columns) <= known:
            yield f"{name} has other columns now: make a new list"
        else:
            yield from _of_table(model, columns, rows)
        for _passed_over in rows:
            pass
        line = rows.following


class _Rows:
    """The lines of one table; then ``following`` is the line of the next table, or empty."""

    def __init__(self, given: Iterator[str]) -> None:
        self.given, self.following = given, ""

    def __iter__(self) -> Iterator[str]:
        if self.following:
            return
        for line in self.given:
            if line.startswith("table "):
                self.following = line
                return
            yield line


def _of_table(model: type[Model], columns: list[str], kept: Iterable[str]) -> Iterator[str]:
    then = ((int(key), digest) for key, digest in (line.split() for line in kept))
    for key, row, now in merged(then, _rows(model, columns)):
        if row is None:
            continue  # appended since
        if now is None:
            yield f"{model._meta.db_table} {key} was removed"
        elif row != now:
            yield f"{model._meta.db_table} {key} was changed"


def _rows(model: type[Model], columns: list[str]) -> Iterator[tuple[Any, str]]:
    found = model._default_manager.order_by("pk").values_list("pk", *columns)
    for key, *values in found.iterator(chunk_size=2000):
        text = json.dumps(values, default=str, ensure_ascii=True, sort_keys=True)
        yield key, hashlib.sha256(text.encode()).hexdigest()
