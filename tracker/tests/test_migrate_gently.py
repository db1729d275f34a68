"""A migration that does not get its lock at once is tried again, and any other fault is told."""

from collections.abc import Callable
from io import StringIO
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, models
from django.db.migrations import AddField, AlterField, CreateModel, Migration, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from common.database.migrating import PreparedExecutor
from tracker.management.commands import migrate_gently


def fault(cause: Exception) -> OperationalError:
    error = OperationalError("told by the database")
    error.__cause__ = cause
    return error


@pytest.fixture
def migrating(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Mock]:
    """What comes of ``migrate``, one after the other."""
    monkeypatch.setattr(migrate_gently, "PAUSE_SECONDS", 0)

    def comes(*ends: object) -> Mock:
        migrate = Mock(side_effect=ends)
        monkeypatch.setattr(migrate_gently, "call_command", migrate)
        return migrate

    return comes


@pytest.mark.django_db
def test_a_table_in_use_is_waited_for_without_a_queue(migrating: Callable[..., Mock]) -> None:
    locked = fault(psycopg.errors.LockNotAvailable())
    migrate = migrating(locked, fault(psycopg.errors.DeadlockDetected()), None)
    said = StringIO()
    call_command("migrate_gently", stderr=said)
    assert migrate.call_count == 3
    assert said.getvalue().count("trying again") == 2

    migrating(locked)
    with pytest.raises(CommandError, match="for too long"):
        call_command("migrate_gently", "--timeout", "0", stderr=said)


@pytest.mark.django_db
def test_any_other_fault_ends_it(migrating: Callable[..., Mock]) -> None:
    migrate = migrating(fault(psycopg.errors.DiskFull()))
    with pytest.raises(OperationalError):
        call_command("migrate_gently")
    assert migrate.call_count == 1


class Watched(Operation):
    """Notes whether a transaction holds its locks while models are made, and while SQL is sent."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bool]] = []

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        self.seen.append(("models", connection.in_atomic_block))

    def database_forwards(
        self, app_label: str, schema_editor: object, from_state: object, to_state: object
    ) -> None:
        self.seen.append(("SQL", connection.in_atomic_block))


def type_of(table: str, column: str) -> object:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return next(each.type_code for each in described if each.name == column)


@pytest.mark.django_db(transaction=True)
def test_models_are_made_while_no_table_is_held() -> None:
    key: tuple[str, models.Field[Any, Any]] = ("id", models.AutoField(primary_key=True))
    watched = Watched()
    named: set[str] = set()

    class Tried(Migration):
        operations = (
            CreateModel("One", [key]),
            watched,
            CreateModel("Two", [key, ("one", models.ForeignKey("tried.One", models.CASCADE))]),
            AddField("One", "words", models.TextField(default="")),
            CreateModel("Proxied", [], {"proxy": True}, ("tried.One",)),
            AlterField("One", "id", models.CharField(max_length=9, primary_key=True)),
            RunPython(
                lambda apps, _editor: named.update(each.__name__ for each in apps.get_models())
            ),
        )

    executor = PreparedExecutor(connection)
    try:
        state = executor.apply_migration(ProjectState(), Tried("0001_tried", "tried"))
        one, two = (state.apps.get_model("tried", name) for name in ("One", "Two"))
        referred = one._default_manager.create(id="first", words="x")
        assert two._default_manager.create(one=referred).one_id == "first"
        # A table changes with the one to which it refers, and rows are changed with all models.
        assert type_of("tried_two", "one_id") == type_of("tried_one", "id")
        assert named == {"One", "Two", "Proxied"}
        assert watched.seen == [("models", False), ("SQL", True)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS tried_two")
            cursor.execute("DROP TABLE IF EXISTS tried_one")
        executor.recorder.migration_qs.filter(app="tried").delete()
