"""Migrations that hold their tables no longer than their statements take."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from common.database.creating import TablesAtOnce, steps_of

PreparedStep = tuple[Operation, ProjectState, ProjectState]


class PreparedExecutor(MigrationExecutor):
    """Makes the model classes of a whole migration before its transaction begins, and ties new
    tables to others at its end.

    Django makes the classes of one operation when the operation before it has already changed and
    locked its tables, and makes foreign keys, which lock the tables that they lead to, between
    hundreds of indexes. For a migration that makes many tables that takes seconds, in which nobody
    writes to the others.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, *fakes: Any, **named: Any
    ) -> ProjectState:
        if migration.atomic and not any((*fakes, *named.values())):
            steps = list(_prepared_steps(migration, state))

            def apply(given: ProjectState, editor: BaseDatabaseSchemaEditor) -> ProjectState:
                for operation, before, after in steps:
                    operation.database_forwards(migration.app_label, editor, before, after)
                editor.deferred_sql.sort(key=_is_foreign_key)
                return given

            migration.apply = apply  # type: ignore[method-assign, assignment]
        return super().apply_migration(state, migration, *fakes, **named)


def _prepared_steps(migration: Migration, state: ProjectState) -> Iterator[PreparedStep]:
    """Each operation with the models before and after it. ``state`` becomes that after the last."""
    if isinstance(migration, TablesAtOnce):
        steps = migration.steps(state)
    else:
        steps = steps_of(migration.operations, migration.app_label, state)
    for operation, before in steps:
        _made = state.apps
        yield operation, before, state.clone()


def _is_foreign_key(statement: Any) -> bool:
    return "FOREIGN KEY" in str(statement)


@contextmanager
def prepared() -> Iterator[None]:
    """Have ``migrate`` apply migrations so. (It names its executor in its module, nowhere else.)"""
    module: Any = migrate
    usual = module.MigrationExecutor
    module.MigrationExecutor = PreparedExecutor
    try:
        yield
    finally:
        module.MigrationExecutor = usual
