"""A commitment is operative exactly when it is directed to somebody: the database writes it so.

``is_operative`` and ``addressee_kinds`` of a commitment follow from its addressees. Triggers write
them with every write to an addressee, and correct any other value that is written there.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from common.database import triggers
from common.database.triggers import Trigger

COMMITMENT = "commitments_commitment"
ADDRESSEE = "commitments_commitmentaddressee"
SUFFIX = "_writes_who_is_asked"

# Every part of these statements is a constant of the program.


def _kinds(commitment: str) -> str:
    """SQL of both engines: the kinds of a commitment's addressees between commas, in the order of
    the alphabet."""
    return (
        "COALESCE((SELECT ',' || {joined} || ',' FROM (SELECT DISTINCT kind"  # noqa: S608
        f" FROM {ADDRESSEE} WHERE commitment_id = {commitment} ORDER BY kind) asked), '')"
    )


def _on_sqlite(commitment: str) -> str:
    return _kinds(commitment).format(joined="group_concat(kind, ',')")


def _on_postgresql(commitment: str) -> str:
    return _kinds(commitment).format(joined="string_agg(kind, ',' ORDER BY kind)")


def _write(commitment: str) -> str:
    """The statement for SQLite that writes what follows from a commitment's addressees."""
    kinds = _on_sqlite(commitment)
    return (
        f"UPDATE {COMMITMENT} SET addressee_kinds = {kinds},"  # noqa: S608
        f" is_operative = ({kinds} <> '') WHERE id = {commitment};"
    )


_WRONG = (
    f"NEW.addressee_kinds IS NOT {_on_sqlite('NEW.id')}"
    f" OR NEW.is_operative IS NOT ({_on_sqlite('NEW.id')} <> '')"
)


def of_sqlite() -> Iterator[Trigger]:
    for event, rows in (
        ("INSERT", ("NEW",)),
        ("UPDATE", ("OLD", "NEW")),
        ("DELETE", ("OLD",)),
    ):
        yield Trigger(
            f"{ADDRESSEE}_{event.lower()}{SUFFIX}",
            ADDRESSEE,
            "AFTER",
            (event,),
            sqlite=" ".join(_write(f"{row}.commitment_id") for row in rows),
        )
    for event in ("INSERT", "UPDATE"):
        yield Trigger(
            f"{COMMITMENT}_{event.lower()}{SUFFIX}",
            COMMITMENT,
            "AFTER",
            (event,),
            sqlite=_write("NEW.id"),
            sqlite_when=_WRONG,
        )


def of_postgresql() -> Iterator[Trigger]:
    """The addressees touch their commitment; the commitment's own trigger writes the rest."""
    touch = f"UPDATE {COMMITMENT} SET addressee_kinds = '' WHERE id = {{}}.commitment_id;"  # noqa: S608
    yield Trigger(
        f"{ADDRESSEE}{SUFFIX}",
        ADDRESSEE,
        "AFTER",
        triggers.EVENTS,
        postgresql=f"BEGIN IF TG_OP <> 'INSERT' THEN {touch.format('OLD')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {touch.format('NEW')} END IF; RETURN NULL; END",
    )
    yield Trigger(
        f"{COMMITMENT}{SUFFIX}",
        COMMITMENT,
        "BEFORE",
        ("INSERT", "UPDATE"),
        postgresql=f"BEGIN NEW.addressee_kinds := {_on_postgresql('NEW.id')};"
        " NEW.is_operative := NEW.addressee_kinds <> ''; RETURN NEW; END",
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers; safe to repeat."""
    if ADDRESSEE in connection.introspection.table_names():
        of_vendor = of_postgresql if connection.vendor == triggers.POSTGRESQL else of_sqlite
        triggers.install(connection, of_vendor())


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers before SQLite rebuilds a table."""
    triggers.drop(connection, lambda name: name.endswith(SUFFIX))


def connect(sender: Any) -> None:
    """Keep the triggers in step with ``sender``'s migrations."""
    triggers.keep_in_step(sender, "who_is_asked", install, drop)
