"""Makes a database as the first migrations left it, with that many responses.

python -m benchmarks.trust.before RESPONSES     (in an empty database)
"""

import sys
from collections.abc import Mapping
from typing import Any

import django

from benchmarks.speed import data

# What the migrations of an app begin with.
FIRST = "0001_"
# Whom commitments were directed to stood in their columns.
ADDRESSED = {"directed_to_states": True}


def make(responses: int) -> None:
    from django.db import connection

    then = migrated()
    with connection.cursor() as cursor:
        # The triggers and foreign keys, not the other constraints, are passed by.
        cursor.execute("SET session_replication_role = replica")
        Before(then, 0, data.cycles_for(responses)).fill()
        cursor.execute("VACUUM (ANALYZE)")


def migrated() -> Any:
    """Apply the first migrations of the apps that were there at the beginning, and all of those of
    others that they go with; the models as they were then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from common.our_apps import with_records

    executor = MigrationExecutor(connection)
    ours = {app.label for app in with_records()}
    graph = executor.loader.graph
    targets = [
        node
        for node in sorted(graph.nodes)
        if (node in graph.leaf_nodes() or node[0] in ours)
        and all(
            app not in ours or name.startswith(FIRST) for app, name in graph.forwards_plan(node)
        )
    ]
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def code_of(number: int) -> str:
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))


class Before(data.Generator):
    """Fills the tables of that time; columns that came later are left out."""

    def __init__(self, then: Any, first: int, last: int) -> None:
        super().__init__(first, last)
        self.then = then

    def addressees(self) -> None:
        """There was no table of them (ADDRESSED)."""

    def reporters(self) -> list[tuple[int, str]]:
        """States, made here; so the report of each has one."""
        found = [(number + 1, code_of(number)) for number in range(data.STATES)]
        rows = ((str(key), code, data.english(f"State {code}"), str(key)) for key, code in found)
        constant = {"kind": "state", "state_status": "member"}
        self.table("reports.Reporter", "id code name m49", constant).fill(rows)
        return found

    def table(
        self, label: str, columns: str, constant: Mapping[str, Any] | None = None
    ) -> data.Table:
        model = self.then.get_model(label)
        return data.Table(model, tuple(columns.split()), {**ADDRESSED, **(constant or {})})


if __name__ == "__main__":
    django.setup()
    make(int(sys.argv[1]))
