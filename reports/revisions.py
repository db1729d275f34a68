"""The revision of a submission: a number that every write to it, its responses or its files moves.

The database itself counts, so that no writer can forget to. Whoever changes a submission over
the API names the revision that was read; when it is no longer that, somebody else was first.
Only that it moves means anything, not by how much.
"""

SUBMISSION = "reports_submission"
PARTS = ("reports_response", "reports_attachment")
EVENTS = ("INSERT", "UPDATE", "DELETE")


def trigger_name(table: str, event: str) -> str:
    return f"{table.removeprefix('reports_')}_{event.lower()}_moves_the_revision"


# Name → table of every trigger here.
TRIGGERS: dict[str, str] = {
    trigger_name(SUBMISSION, "UPDATE"): SUBMISSION,
    **{trigger_name(table, event): table for table in PARTS for event in EVENTS},
}


def statements(vendor: str) -> list[str]:
    """SQL that creates or replaces every trigger; safe to repeat."""
    make = {
        "postgresql": (_postgresql_own, _postgresql_part),
        "sqlite": (_sqlite_own, _sqlite_part),
    }
    own, part = make[vendor]
    return [*own(), *(sql for table in PARTS for event in EVENTS for sql in part(table, event))]


# Every part of these statements is a constant of this module.


def _sqlite_own() -> list[str]:
    """SQLite cannot change the new row itself. It does not call a trigger from within itself."""
    name = trigger_name(SUBMISSION, "UPDATE")
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER UPDATE ON {SUBMISSION} FOR EACH ROW"  # noqa: S608
        " WHEN NEW.revision <> OLD.revision + 1"
        f" BEGIN UPDATE {SUBMISSION} SET revision = OLD.revision + 1 WHERE id = NEW.id; END",
    ]


def _sqlite_part(table: str, event: str) -> list[str]:
    name = trigger_name(table, event)
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[event]
    ids = ", ".join(f"{row}.submission_id" for row in rows)
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN"  # noqa: S608
        f" UPDATE {SUBMISSION} SET revision = revision + 1 WHERE id IN ({ids}); END",
    ]


def _postgresql_own() -> list[str]:
    """Whatever an UPDATE writes there: an object in memory may hold an old revision."""
    name = trigger_name(SUBMISSION, "UPDATE")
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN NEW.revision := OLD.revision + 1; RETURN NEW; END $$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {SUBMISSION}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _postgresql_part(table: str, event: str) -> list[str]:
    """Once for a statement, however many responses it writes; the trigger above counts."""
    name = trigger_name(table, event)
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[event]
    ids = " UNION ".join(
        f"SELECT submission_id FROM {row.lower()}_rows"  # noqa: S608
        for row in rows
    )
    tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"  # noqa: S608
        f" BEGIN UPDATE {SUBMISSION} SET revision = revision WHERE id IN ({ids});"
        " RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
