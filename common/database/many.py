"""Many rows of one model in one statement each: what differs from row to row, and its history.

Django's ``bulk_update`` builds an expression for each value, and the history of many rows is built
as an object for each; both take far longer than the database does.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, Model, TextField
from django.utils import timezone

CREATED, CHANGED = "+", "~"


def update(records: Sequence[Model], names: Collection[str]) -> None:
    """Write the fields called ``names`` of all ``records``, which are of one model. One
    statement; none where nothing is to be written."""
    if not records or not names:
        return
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
    """``column = value``. Both engines call the columns of VALUES column1, column2, …; PostgreSQL
    takes a column of nothing but NULL for text. A text is not cast: that would cut one that is
    too long."""
    value = f"given.column{number}"
    if connection.vendor == "postgresql" and not isinstance(field, CharField | TextField):
        value = f"CAST({value} AS {field.cast_db_type(connection)})"
    return f"{_quoted(field.column)} = {value}"


def write_history(records: Sequence[Any], kind: str) -> None:
    """Copy ``records`` as they stand in the database now into the history of their model, as
    created or changed by whoever sends the request. One statement."""
    if not records:
        return
    meta, history = records[0]._meta, records[0].history.model
    columns = [_quoted(field.column) for field in history.tracked_fields]
    user = history.get_default_history_user(records[0])
    about = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": None,
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
