"""A migration that does not get its lock at once is tried again, and any other fault is told."""

from collections.abc import Callable
from io import StringIO
from unittest.mock import Mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

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
