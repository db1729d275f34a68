"""Many rows of one model in one statement each: new ones, what differs from row to row, and their
history.

Django's ``bulk_create`` and ``bulk_update`` prepare each value of each row, and the history of many
rows is built as an object for each; all of it takes far longer than the database does. Beyond
ROWS_AT_ONCE rows there are more statements: a database takes no more than so many values in one.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, Model, TextField
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from common import doors

CREATED, CHANGED = "+", "~"
ROWS_AT_ONCE = 2000
# So few rows are no quicker as arrays.
FEW = 5


def create(records: Sequence[Any]) -> None:
    """Insert new ``records``, which are of one model and whose values are as they are to be saved;
    they have their keys then."""
    if len(records) < FEW or connection.vendor != "postgresql":
        if records:
            type(records[0])._default_manager.bulk_create(records)
        return
    for piece in _in_pieces(records):
        _insert(piece)


def _insert(records: Sequence[Any]) -> None:
    """A column in which all rows are alike is sent once, any other as an array."""
    meta = records[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    selected: list[str] = []
    given: list[str] = []
    alike: list[Any] = []
    varying: list[list[Any]] = []
    for field in fields:
        # A text is not cast to its length: that would cut one that is too long.
        is_text = isinstance(field, CharField | TextField)
        kind = "text" if is_text else field.cast_db_type(connection)
        values = [getattr(record, field.attname) for record in records]
        if any(value != values[0] for value in values):
            selected.append(f"given.column{len(given)}")
            given.append(f"%s::{kind}[]")
            # A key is kept as the database has it.
            varying.append(values if field.is_relation else _prepared(field, values))
        else:
            selected.append(f"CAST(%s AS {kind})")
            alike += _prepared(field, values[:1])
    names = ", ".join(f"column{number}" for number in range(len(given)))
    statement = (
        f"INSERT INTO {_quoted(meta.db_table)}"  # noqa: S608 (names of columns)
        f" ({', '.join(_quoted(field.column) for field in fields)})"
        f" SELECT {', '.join(selected)} FROM unnest({', '.join(given)}) AS given({names})"
        f" RETURNING {_quoted(meta.pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*alike, *varying])
        for record, (key,) in zip(records, cursor.fetchall(), strict=True):
            record.pk, record._state.adding = key, False


def _prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for value in values]


def create_with_history(records: Sequence[Any], model: type[Any], **kept: Any) -> list[Any]:
    """As the history package makes many; each entry keeps the door, which it does not do itself."""
    kept["default_change_reason"] = doors.reason_now()
    made: list[Any] = bulk_create_with_history(records, model, **kept)
    return made


def update_with_history(
    records: Sequence[Any], model: type[Any], fields: Collection[str], **kept: Any
) -> None:
    """As the history package changes many; each entry keeps the door."""
    kept["default_change_reason"] = doors.reason_now()
    bulk_update_with_history(records, model, fields, **kept)


def update(records: Sequence[Model], names: Collection[str]) -> None:
    """Write the fields called ``names`` of all ``records``, which are of one model. No statement
    where nothing is to be written."""
    for piece in _in_pieces(records if names else []):
        _update(piece, names)


def _update(records: Sequence[Model], names: Collection[str]) -> None:
    meta = records[0]._meta
    fields = [meta.pk, *(meta.get_field(name) for name in sorted(names))]
    pk, *settings = (_assigned(field, number) for number, field in enumerate(fields, 1))
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [
        field.get_db_prep_save(getattr(record, field.attname), connection)  # type: ignore[union-attr]
        for record in records
        for field in fields
    ]
    statement = (
        f"UPDATE {_quoted(meta.db_table)} SET {', '.join(settings)}"  # noqa: S608 (names of columns)
        f" FROM (VALUES {', '.join([row] * len(records))}) AS given"
        f" WHERE {_quoted(meta.db_table)}.{pk}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _assigned(field: Any, number: int) -> str:
    """``column = value``. Both engines call the columns of VALUES column1, column2, …. PostgreSQL
    takes a column of only NULL for text, so values are cast. Text is not: a cast would cut a text
    that is too long."""
    value = f"given.column{number}"
    if connection.vendor == "postgresql" and not isinstance(field, CharField | TextField):
        value = f"CAST({value} AS {field.cast_db_type(connection)})"
    return f"{_quoted(field.column)} = {value}"


def write_history(records: Sequence[Any], kind: str) -> None:
    """Copy ``records`` as they stand in the database now into the history of their model, as
    created or changed by whoever sends the request."""
    for piece in _in_pieces(records):
        _write_history(piece, kind)


def _write_history(records: Sequence[Any], kind: str) -> None:
    meta, history = records[0]._meta, records[0].history.model
    columns = [_quoted(field.column) for field in history.tracked_fields]
    user = history.get_default_history_user(records[0])
    about = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": doors.reason_now(),
        "history_user": user and user.pk,
    }
    fields = [history._meta.get_field(name) for name in about]
    values = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, about.values(), strict=True)
    ]
    names = [*columns, *(_quoted(field.column) for field in fields)]
    keys = [record.pk for record in records]
    statement = (
        f"INSERT INTO {_quoted(history._meta.db_table)} ({', '.join(names)})"  # noqa: S608
        f" SELECT {', '.join([*columns, *['%s'] * len(values)])} FROM {_quoted(meta.db_table)}"
        f" WHERE {_quoted(meta.pk.column)} IN ({', '.join(['%s'] * len(keys))})"
        f" ORDER BY {_quoted(meta.pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *keys])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _in_pieces(records: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(records), ROWS_AT_ONCE):
        yield records[start : start + ROWS_AT_ONCE]
