"""No statement that is kept holds the day, the language or anything that is on record."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.db.models.signals import post_init, pre_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from common.database import made_once, prefetched_once
from common.database.made_once import Statement
from common.database.prefetched_once import PrefetchedOnce

pytestmark = pytest.mark.django_db


def name_of(read) -> str:
    return f"{read.build.__module__}.{read.build.__qualname__}"


def is_ours(read) -> bool:
    return ".tests." not in read.build.__module__


def all_parts(parts):
    return [each for part in parts for each in (part, *all_parts(part.nested))]


def statements() -> dict[str, tuple[str, str]]:
    """The SQL and the values of every statement, made as if for the first time, by its name."""
    import_module("tracker.urls")
    reads = {name_of(read): read.queryset() for read in made_once.every if is_ours(read)}
    for puts in filter(is_ours, prefetched_once.every):
        # Anew, though the process may have made it before.
        parts = PrefetchedOnce(puts.model, puts.build).parts
        for place, part in enumerate(all_parts(parts)):
            reads[f"{name_of(puts)} {place}"] = part.read.queryset()
    made = {name: Statement(found, DEFAULT_DB_ALIAS) for name, found in reads.items()}
    return {name: (each.sql, repr(each.params)) for name, each in made.items()}


def test_every_statement_is_the_same_on_any_day_and_in_any_language(monkeypatch) -> None:
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as queries, override("en"):
        found = statements()
        later = timezone.now() + datetime.timedelta(days=4_000)
        monkeypatch.setattr(timezone, "now", lambda: later)
        with override("ar"):
            again = statements()
    assert len(found) > 40
    assert [name for name, made in found.items() if again[name] != made] == []
    assert [query["sql"] for query in queries] == []


def test_a_record_needs_nothing_but_its_columns() -> None:
    """What ``common.database.from_rows`` leaves out, no model asks for."""
    for model in apps.get_models():
        above = [each for each in model.__mro__ if each not in (Model, *Model.__mro__)]
        assert not any({"__init__", "from_db"} & vars(each).keys() for each in above), model
        assert not pre_init.has_listeners(model), model
        assert not post_init.has_listeners(model), model
