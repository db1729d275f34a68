"""Migrations that make many tables."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Step = tuple[Operation, ProjectState]


class TablesAtOnce(migrations.Migration):
    """Makes all its new tables first, complete and in one step; then the rest in the given order.

    After each operation Django rebuilds the class of every model related to the changed one: here
    nearly all of them, in the end one hundred and fifty. SQLite also rebuilds a table for each rule
    that is added later. Made together, with their columns, rules and indexes, the classes and
    tables are built only once. The resulting tables are the same.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, *collecting: Any, **named: Any
    ) -> ProjectState:
        if any((*collecting, *named.values())):  # sqlmigrate: the statements in the order given
            return super().apply(project_state, schema_editor, collect_sql=True)
        for operation, before in self.steps(project_state):
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state

    def steps(self, state: ProjectState) -> Iterator[Step]:
        """Its operations as ``steps_of`` gives them, the tables first."""
        tables, rest = _parted(self.operations)
        before = state.clone()
        # A state without its classes builds them only when they are needed.
        state.__dict__.pop("apps", None)
        for table in tables:
            table.state_forwards(self.app_label, state)
        yield from ((table, before) for table in tables)
        yield from steps_of(rest, self.app_label, state)


def steps_of(
    operations: Iterable[Operation], app_label: str, state: ProjectState
) -> Iterator[Step]:
    """Each operation with the models before it. Meanwhile ``state`` has the models after it."""
    for operation in operations:
        before = state.clone()
        operation.state_forwards(app_label, state)
        yield operation, before


def _parted(operations: Any) -> tuple[list[migrations.CreateModel], list[Any]]:
    """The new tables with all that the migration adds to them, and the other operations."""
    tables: dict[str, migrations.CreateModel] = {}
    rest: list[Any] = []
    for one in operations:
        if isinstance(one, migrations.CreateModel):
            tables[one.name_lower] = migrations.CreateModel(
                one.name, list(one.fields), dict(one.options), one.bases, one.managers
            )
            continue
        table = tables.get(getattr(one, "model_name_lower", ""))
        if table and isinstance(one, migrations.AddField):
            table.fields.append((one.name, one.field))
        elif table and isinstance(one, migrations.AddConstraint):
            _add(table, "constraints", cast("Any", one).constraint)
        elif table and isinstance(one, migrations.AddIndex):
            _add(table, "indexes", one.index)
        else:
            rest.append(one)
    return list(tables.values()), rest


def _add(table: migrations.CreateModel, option: str, added: Any) -> None:
    table.options[option] = [*table.options.get(option, []), added]
