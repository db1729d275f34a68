"""Migrations that make few model classes, and hold their tables no longer than their statements
take."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation  # type: ignore[attr-defined]

from common.database.creating import TablesAtOnce

# An operation, and the models before and after it.
Step = tuple[Operation, ProjectState, ProjectState]
Key = tuple[str, str]

OF_ONE_TABLE = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AlterField,
    migrations.RemoveField,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.AlterUniqueTogether,
    migrations.AlterModelOptions,
)
# The options of a model that matter to those that refer to it.
OF_REFERRED = ("db_table", "swappable")


class PreparedExecutor(MigrationExecutor):
    """Makes the model classes of a whole migration before its transaction begins, and ties new
    tables to others at its end.

    Django makes the classes of one operation when the operation before it has already changed and
    locked its tables, and makes foreign keys, which lock the tables that they lead to, between
    hundreds of indexes. For a migration that makes many tables that takes seconds, in which nobody
    writes to the others.

    After each operation Django also makes the classes anew of every model that is related to the
    changed one, however far: here nearly all of them, fourteen thousand for a new database. An
    operation on one table gets that table's model and those that it refers to.
    """

    def _migrate_all_forwards(
        self, state: ProjectState, plan: Any, full_plan: Any, **fakes: Any
    ) -> ProjectState:
        # As Django has it, which makes the classes of all models before each migration.
        wanted = {migration for migration, _backwards in plan}
        for migration, _backwards in full_plan:
            if migration in wanted:
                state = self.apply_migration(state, migration, **fakes)
        return state

    def apply_migration(
        self, state: ProjectState, migration: Migration, *fakes: Any, **named: Any
    ) -> ProjectState:
        if migration.atomic and not any((*fakes, *named.values())):
            steps = list(_steps(migration, state))

            def apply(given: ProjectState, editor: BaseDatabaseSchemaEditor) -> ProjectState:
                for operation, before, after in steps:
                    operation.database_forwards(migration.app_label, editor, before, after)
                editor.deferred_sql.sort(key=_is_foreign_key)
                return given

            migration.apply = apply  # type: ignore[method-assign, assignment]
        return super().apply_migration(state, migration, *fakes, **named)


def _steps(migration: Migration, state: ProjectState) -> Iterator[Step]:
    """The operations of a migration, their classes made. ``state`` becomes that after the last."""
    label = migration.app_label
    # With its classes, a state would make those anew after each operation.
    state.__dict__.pop("apps", None)
    operations = migration.operations
    if isinstance(migration, TablesAtOnce):
        tables, operations = migration.parted()
        for table in tables:
            table.state_forwards(label, state)
        yield from ((table, state, _models_for(table, label, state)) for table in tables)
    for operation in operations:
        before = _models_for(operation, label, state)
        operation.state_forwards(label, state)
        is_of_rows = isinstance(operation, migrations.RunPython)
        yield operation, before, before if is_of_rows else _models_for(operation, label, state)


def _models_for(operation: Operation, label: str, state: ProjectState) -> ProjectState:
    """A copy of as much of ``state`` as an operation looks at."""
    table = _table_of(operation)
    models = _with_referred((label, table), state) if table else state.models
    copy = ProjectState({key: model.clone() for key, model in models.items()}, state.real_apps)
    _made = copy.apps
    return copy


def _table_of(operation: Operation) -> str | None:
    """The model to whose table alone an operation looks; None if it may look at any."""
    if isinstance(operation, migrations.AlterField) and operation.field.unique:
        return None  # Others may refer to it, and change with it.
    if isinstance(operation, OF_ONE_TABLE):
        named: Any = operation
        table: str = getattr(named, "model_name_lower", None) or named.name_lower
        return table
    return None


def _with_referred(key: Key, state: ProjectState) -> dict[Key, ModelState]:
    """A model, and of those to which it refers as much as a foreign key needs to know."""
    model = state.models.get(key)
    if model is None:
        return {}
    models: dict[Key, ModelState] = {}
    for referred in _referred(model):
        _add_keys(referred, state, models)
    return models | {key: model}


def _add_keys(key: Key, state: ProjectState, models: dict[Key, ModelState]) -> None:
    model = state.models.get(key)
    if model is None or key in models:
        return
    fields = {
        name: field
        for name, field in model.fields.items()
        if field.primary_key or not field.is_relation
    }
    options = {name: model.options[name] for name in OF_REFERRED if name in model.options}
    models[key] = ModelState(model.app_label, model.name, fields, options)
    for referred in _referred(models[key]):
        _add_keys(referred, state, models)


def _referred(model: ModelState) -> Iterator[Key]:
    """The models to which a model's fields lead, and those that it is made of."""
    key = model.app_label, model.name_lower
    yield from (resolve_relation(base, *key) for base in model.bases if isinstance(base, str))
    for field in model.fields.values():
        for other in ("model", "through"):
            if named := getattr(field.remote_field, other, None):
                yield resolve_relation(named, *key)


def _is_foreign_key(statement: Any) -> bool:
    return "FOREIGN KEY" in str(statement)
