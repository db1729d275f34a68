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

from common.database.creating import TablesAtOnce

Step = tuple[Operation, ProjectState, ProjectState]


class PreparedExecutor(MigrationExecutor):
    """Makes the model classes of a whole migration before its transaction begins.

    Django makes the classes of one operation when the operation before it has already changed and
    locked its tables. For a migration of thirty operations that takes seconds, in which nobody
    reads those tables. (First tables of an app, made at once, nobody reads yet.)
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, *fakes: Any, **named: Any
    ) -> ProjectState:
        is_usual = migration.atomic and not isinstance(migration, TablesAtOnce)
        if is_usual and not any((*fakes, *named.values())):
            steps = list(_steps(migration, state))

            def apply(given: ProjectState, editor: BaseDatabaseSchemaEditor) -> ProjectState:
                for operation, before, after in steps:
                    operation.database_forwards(migration.app_label, editor, before, after)
                return given

            migration.apply = apply  # type: ignore[method-assign, assignment]
        return super().apply_migration(state, migration, *fakes, **named)


def _steps(migration: Migration, state: ProjectState) -> Iterator[Step]:
    """Each operation with the models before and after it. ``state`` becomes that after the last."""
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        after = state.clone()
        _made = after.apps
        yield operation, before, after


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
