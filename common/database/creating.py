"""Migrations that make many tables."""

from typing import Any, cast

from django.db import migrations
from django.db.migrations.operations.base import Operation


class TablesAtOnce(migrations.Migration):
    """``migrate`` makes all its new tables first, complete and in one step; then the rest in the
    given order.

    SQLite rebuilds a table for each rule that is added later. Made with their columns, rules and
    indexes, the tables are built only once. They are the same.
    """

    def parted(self) -> tuple[list[migrations.CreateModel], list[Operation]]:
        """The new tables with all that the migration adds to them, and the other operations."""
        tables: dict[str, migrations.CreateModel] = {}
        rest: list[Operation] = []
        for one in self.operations:
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
