"""The one writer of triggers, for both engines: rules, revisions and the stamp are its users.

The purpose of a trigger is explained where it is declared. This module writes the statements for
each engine, so that they can be repeated. Every part of them is a constant of the program.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

EVENTS = ("INSERT", "UPDATE", "DELETE")
# The rows that a trigger of each event can see.
ROWS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Trigger:
    """A trigger, in the words of each engine.

    ``sqlite`` are the statements for each row for which ``sqlite_when`` holds. ``postgresql`` is
    the body of a function with the trigger's name; without it, ``calls`` names an existing
    function. ``rows`` names the transition tables of a trigger for each statement.
    """

    name: str
    table: str
    timing: str
    events: Sequence[str]
    sqlite: str = ""
    sqlite_when: str = ""
    postgresql: str = ""
    postgresql_timing: str = ""
    calls: str = ""
    rows: str = ""
    for_each: str = "ROW"


@dataclass(frozen=True)
class Rule:
    """``condition`` is SQL, the same on both engines, true for a forbidden row."""

    name: str
    table: str
    event: str
    condition: str

    def trigger(self) -> Trigger:
        """The trigger that raises an IntegrityError with the rule's name when the rule is
        broken."""
        row = "OLD" if self.event == "DELETE" else "NEW"
        return Trigger(
            self.name,
            self.table,
            "BEFORE",
            (self.event,),
            sqlite=f"SELECT RAISE(ABORT, 'rule {self.name}');",
            sqlite_when=self.condition,
            postgresql=f"BEGIN IF {self.condition} THEN RAISE EXCEPTION 'rule {self.name}'"
            f" USING ERRCODE = 'check_violation', CONSTRAINT = '{self.name}'; END IF;"
            f" RETURN {row}; END",
        )


def statements(trigger: Trigger, vendor: str) -> list[str]:
    """SQL that creates or replaces the trigger; safe to repeat."""
    return _postgresql(trigger) if vendor == POSTGRESQL else _sqlite(trigger)


def function(name: str, body: str) -> str:
    """SQL for PostgreSQL: the function that a trigger calls. ``body`` begins with DECLARE or
    BEGIN."""
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _postgresql(trigger: Trigger) -> list[str]:
    called = trigger.calls or trigger.name
    made = [] if trigger.calls else [function(trigger.name, trigger.postgresql)]
    referencing = f" REFERENCING {trigger.rows}" if trigger.rows else ""
    return [
        *made,
        f"CREATE OR REPLACE TRIGGER {trigger.name} {trigger.postgresql_timing or trigger.timing}"
        f" {' OR '.join(trigger.events)} ON {trigger.table}{referencing}"
        f" FOR EACH {trigger.for_each} EXECUTE FUNCTION {called}()",
    ]


def _sqlite(trigger: Trigger) -> list[str]:
    when = f" WHEN {trigger.sqlite_when}" if trigger.sqlite_when else ""
    (event,) = trigger.events
    return [
        f"DROP TRIGGER IF EXISTS {trigger.name}",
        f"CREATE TRIGGER {trigger.name} {trigger.timing} {event} ON {trigger.table}"
        f" FOR EACH ROW{when} BEGIN {trigger.sqlite} END",
    ]


def install(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Create or replace the triggers whose table exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in triggers:
            if trigger.table in tables:
                for statement in statements(trigger, connection.vendor):
                    cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper, is_ours: Callable[[str], bool]) -> None:
    """Remove the triggers whose name ``is_ours``, whichever version of the program made them."""
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
            )
            on = " ON {}"
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            on = ""
        for name, table in cursor.fetchall():
            if is_ours(name):
                cursor.execute(f"DROP TRIGGER {name}{on.format(table)}")


# Finds the triggers of rules by the words ``rule …``, which no other trigger has.
_INSTALLED_RULES = {
    "postgresql": "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t"
    " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
    " AND pg_table_is_visible(t.tgrelid) AND p.prosrc LIKE '%RAISE EXCEPTION ''rule %'",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    " AND sql LIKE '%RAISE(ABORT, ''rule %'",
}


def drop_outdated_rules(connection: BaseDatabaseWrapper, rules: Iterable[Rule]) -> None:
    """Remove the triggers of rules that no longer exist, or have moved to another table: no
    migration does it."""
    wanted = {(rule.name, rule.table) for rule in rules}
    names = {name for name, _table in wanted}
    is_postgresql = connection.vendor == POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED_RULES[connection.vendor])
        for name, table in set(cursor.fetchall()) - wanted:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgresql else ""))
            if is_postgresql and name not in names:
                cursor.execute(f"DROP FUNCTION {name}()")


def keep_in_step(
    sender: Any,
    name: str,
    put: Callable[[BaseDatabaseWrapper], None],
    take: Callable[[BaseDatabaseWrapper], None],
) -> None:
    """Call ``put`` after every migration of ``sender``. Call ``take`` before one on SQLite: Django
    rebuilds tables there, and would lose the triggers or trip over them."""

    def before(*, using: str, plan: list[Any], **_signal: Any) -> None:
        from django.db import connections

        if plan and connections[using].vendor == "sqlite":
            take(connections[using])

    def after(*, using: str, **_signal: Any) -> None:
        from django.db import connections

        put(connections[using])

    pre_migrate.connect(before, sender=sender, dispatch_uid=f"{name}_step_aside", weak=False)
    post_migrate.connect(after, sender=sender, dispatch_uid=f"{name}_in_force", weak=False)
