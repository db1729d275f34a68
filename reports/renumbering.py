"""Databases from before the first release, whose migrations were many, carried over.

Every app began anew with one migration that makes the same tables as all of its old ones together.
A database that has the old ones keeps its tables and rows: only Django's record of which migrations
were applied is rewritten. Until that is done ``migrate`` refuses the database: old and new
migrations have names in common (``0001_initial``), and a database that lacks a table would be taken
for complete.
"""

from typing import Any

from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.models.signals import pre_migrate

Names = frozenset[tuple[str, str]]

FIRST = "0001_initial"
# The old migrations beside the first of each app. None of these names is used again.
BEFORE: dict[str, tuple[str, ...]] = {
    "accounts": ("0002_history_of_rights", "0003_api_keys", "0004_sign_in_failures"),
    "commitments": (
        "0002_importlog_rejectedlink",
        "0003_outcomeproposal",
        "0004_plausible_years",
    ),
    "contacts": (),
    "participation": (),
    "reports": (
        "0002_codingsuggestion",
        "0003_submission_revision",
        "0004_data_stamp",
        "0005_plausible_years",
        "0006_carried_over",
        "0007_points_of_contact",
        "0008_messages_and_receipts",
        "0009_second_pair_of_eyes",
    ),
}
OLD: Names = frozenset((app, name) for app, names in BEFORE.items() for name in names)
FIRSTS: Names = frozenset((app, FIRST) for app in BEFORE)
# The new migrations whose work the old ones have done.
DONE: Names = FIRSTS | {("accounts", "0002_cache_table")}
# A table that the first migration of an app makes today and did not make before.
TELLING = {
    "accounts": "accounts_apikey",
    "commitments": "commitments_outcomeproposal",
    "reports": "reports_datastamp",
}

REFUSAL = (
    "This database is from before the first release, when the migrations were others: back it up"
    " and run `manage.py renumber_migrations` before `manage.py migrate` (docs/operations.md,"
    " Upgrade)."
)


class CannotRenumber(Exception):
    """The database is not one to carry over; the message says in one sentence why."""


def connect(sender: Any) -> None:
    """Let ``migrate`` refuse a database of before. Connected before whatever drops the triggers:
    they stay in force."""
    pre_migrate.connect(_refuse, sender=sender, dispatch_uid="database_of_before_is_refused")


def _refuse(*, using: str, **kwargs: Any) -> None:
    if is_of_before(connections[using]):
        raise CommandError(REFUSAL)


def is_of_before(connection: BaseDatabaseWrapper) -> bool:
    """Whether the old migrations, or the first of them, made this database. Three queries."""
    recorded = _ours(MigrationRecorder(connection).applied_migrations())
    if recorded & OLD:
        return True
    # The oldest have names that stand for other tables now.
    begun = {app for app in TELLING if {n for a, n in recorded if a == app} == {FIRST}}
    tables = connection.introspection.table_names() if begun else []
    return any(TELLING[app] not in tables for app in begun)


def renumber(connection: BaseDatabaseWrapper, *, dry_run: bool = False) -> tuple[Names, Names]:
    """Rewrite Django's record of migrations: which it loses and which it gains.

    All or nothing. Raises CannotRenumber for a database that is empty, carried over already, older
    than the last of the old migrations, or not what they made.
    """
    recorder = MigrationRecorder(connection)
    with transaction.atomic(using=connection.alias):
        recorded = _lock(recorder)
        _require_last_point(recorded, is_of_before=is_of_before(connection))
        if missing := _missing(connection):
            raise CannotRenumber(
                "This database is not as its migrations made it; it lacks " + ", ".join(missing)
            )
        lost, gained = recorded & OLD, DONE - recorded
        if not dry_run:
            for app, name in sorted(lost):
                recorder.record_unapplied(app, name)
            for app, name in sorted(gained):
                recorder.record_applied(app, name)
    return lost, gained


def _ours(names: Any) -> Names:
    return frozenset((app, name) for app, name in names if app in BEFORE)


def _lock(recorder: MigrationRecorder) -> Names:
    """The recorded migrations of our apps; a second run waits here until the first is done."""
    if not recorder.has_table():
        return frozenset()
    return _ours(recorder.migration_qs.select_for_update().values_list("app", "name"))


def _require_last_point(recorded: Names, *, is_of_before: bool) -> None:
    """Raise CannotRenumber unless exactly the old migrations, all of them, are recorded."""
    if not recorded:
        raise CannotRenumber("This database is empty: run `manage.py migrate`.")
    if not is_of_before:
        raise CannotRenumber("There is nothing to do: this database has the new migrations.")
    if left := (OLD | FIRSTS) - recorded:
        raise CannotRenumber(
            "This database is older than the last version with the old migrations: upgrade it to"
            f" that version first (docs/operations.md, Upgrade). It lacks {_listed(left)}"
        )
    if unknown := recorded - OLD - FIRSTS:
        raise CannotRenumber(
            f"This database has migrations that are in no version: {_listed(unknown)}"
        )


def _missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables and columns (``table.column``) that the new migrations make and that are not there."""
    state = MigrationLoader(connection).project_state(sorted(DONE))
    models = state.apps.get_models(include_auto_created=True)
    ours = [m for m in models if m._meta.app_label in BEFORE and not m._meta.proxy]
    tables = set(connection.introspection.table_names())
    return sorted(name for model in ours for name in _missing_of(model, connection, tables))


def _missing_of(model: type[Model], connection: BaseDatabaseWrapper, tables: set[str]) -> list[str]:
    table = model._meta.db_table
    if table not in tables:
        return [table]
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    there = {column.name for column in description}
    needed = (field.column for field in model._meta.local_concrete_fields)
    return [f"{table}.{column}" for column in needed if column not in there]


def _listed(names: Names) -> str:
    return ", ".join(f"{app}.{name}" for app, name in sorted(names))
