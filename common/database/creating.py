"""Migrations that make many tables."""

from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState


class TablesAtOnce(migrations.Migration):
    """Makes all its new tables first, in one step, and then does the rest in the order given.

    After each operation Django builds anew the class of every model that is related to the one
    that changed. Here that is nearly all of them, one hundred and fifty in the end. All tables of
    one migration together, they are built once. The tables are the same.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, *collecting: Any, **named: Any
    ) -> ProjectState:
        if any((*collecting, *named.values())):  # sqlmigrate: the statements in the order given
            return super().apply(project_state, schema_editor, collect_sql=True)
        whole = self.operations
        tables = [made for made in whole if isinstance(made, migrations.CreateModel)]
        self._make(tables, project_state, schema_editor)
        self.operations = [one for one in whole if one not in tables]  # type: ignore[misc]
        try:
            return super().apply(project_state, schema_editor)
        finally:
            self.operations = whole  # type: ignore[misc]

    def _make(
        self, tables: list[migrations.CreateModel], state: ProjectState, schema_editor: Any
    ) -> None:
        before = state.clone()
        # A state without its classes builds them when they are asked for, and not before.
        state.__dict__.pop("apps", None)
        for table in tables:
            table.state_forwards(self.app_label, state)
        for table in tables:
            table.database_forwards(self.app_label, schema_editor, before, state)
