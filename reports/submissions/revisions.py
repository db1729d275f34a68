"""The revision of a submission: a number that every write to it or to a child record moves.

The database itself counts, so that no writer can forget to. Whoever changes a submission over the
API names the revision that was read; when it is no longer that, somebody else was first. It matters
only that the number moves, not by how much.
"""

from collections.abc import Iterator

from common.database.triggers import EVENTS, ROWS, Trigger
from reports.models.children import Child, children

SUBMISSION = "reports_submission"


def trigger_name(table: str, event: str) -> str:
    return f"{table.removeprefix('reports_')}_{event.lower()}_moves_the_revision"


def all_triggers() -> list[Trigger]:
    return [_own(), *(each for child in children() for each in _of_part(child))]


def _own() -> Trigger:
    """Every UPDATE counts one on from the old revision, whatever it writes there itself: an object
    in memory may hold an old one. PostgreSQL changes the new row. SQLite cannot: it updates the row
    again, and does not call a trigger from within itself."""
    return Trigger(
        trigger_name(SUBMISSION, "UPDATE"),
        SUBMISSION,
        "AFTER",
        ("UPDATE",),
        sqlite_when="NEW.revision <> OLD.revision + 1",
        sqlite=f"UPDATE {SUBMISSION} SET revision = OLD.revision + 1 WHERE id = NEW.id;",  # noqa: S608
        postgresql_timing="BEFORE",
        postgresql="BEGIN NEW.revision := OLD.revision + 1; RETURN NEW; END",
    )


def _of_part(child: Child) -> Iterator[Trigger]:
    """On PostgreSQL once for a statement, however many rows it writes; the trigger above counts."""
    for event in EVENTS:
        rows = ROWS[event]
        ids = ", ".join(child.submission_id(row) for row in rows)
        selected = " UNION ".join(
            f"SELECT {child.submission_id('r')} FROM {row.lower()}_rows r"  # noqa: S608
            for row in rows
        )
        yield Trigger(
            trigger_name(child.table, event),
            child.table,
            "AFTER",
            (event,),
            sqlite=f"UPDATE {SUBMISSION} SET revision = revision + 1 WHERE id IN ({ids});",  # noqa: S608
            postgresql=f"BEGIN UPDATE {SUBMISSION} SET revision = revision"  # noqa: S608
            f" WHERE id IN ({selected}); RETURN NULL; END",
            rows=" ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows),
            for_each="STATEMENT",
        )
