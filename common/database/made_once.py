"""Reads whose statement is made only once.

Django takes longer to write a statement down than the database to answer it: it resolves the
columns of every join anew for each request. A function under ``made_once`` makes its queryset once
in each thread, with a ``Given`` in place of each argument. A call fills the arguments in and gives
the records as a list:

    @made_once
    def _memberships(reporter: int) -> "QuerySet[Membership]":
        return Membership.objects.filter(reporter=reporter).select_related("group")

The records then depend on the arguments and the code alone. So the function must not ask the
database, the day, the language or who reads: these would be held for all later readers.
``tracker/tests/test_made_once.py`` makes every such statement on two days and in two languages,
without a database, and expects the same. What belongs to the records is read afterwards, by
``prefetched_once``.
"""

import datetime
import functools
import inspect
import re
import threading
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connections, router
from django.db.models import Expression, Model, QuerySet

from common.database.from_rows import reader

P = ParamSpec("P")
Row = TypeVar("Row")
# A place for a value in SQL, or a written per cent sign.
_PLACE = re.compile("%s|%%")


class Given(Expression):
    """An argument in a statement, whose value is filled in later."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __repr__(self) -> str:
        return f"Given({self.name})"

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return "%s", [self]


class Statement:
    """The statement of a queryset on one connection, with the way from its rows to records."""

    def __init__(self, queryset: Any, alias: str) -> None:
        if queryset._prefetch_related_lookups:  # noqa: SLF001 (Django has no public name)
            raise ValueError("Prefetch after the read, with prefetched_once.")
        self.connection = connections[alias]
        self.compiler = queryset.query.get_compiler(alias)
        self.sql, self.params = self.compiler.as_sql()
        columns = [each[0] for each in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.records = reader(queryset, self.compiler)

    def read(self, arguments: dict[str, Any]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(*self.filled(arguments))
            rows: Any = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return self.records(rows)

    def filled(self, arguments: dict[str, Any]) -> tuple[str, list[Any]]:
        """The SQL and its values; with a place for each value of a collection."""
        values: list[Any] = []
        numbers: list[int] = []
        for param in self.params:
            value = arguments[param.name] if isinstance(param, Given) else param
            several = list(value) if isinstance(value, list | tuple | set) else [value]
            values += map(self._adapted, several)
            numbers.append(len(several))
        return (self.sql if len(values) == len(numbers) else _widened(self.sql, numbers)), values

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, datetime.date):
            return self.connection.ops.adapt_datefield_value(value)
        # A driver takes a choice of ours for an enumeration of the database.
        return str(value) if isinstance(value, str) else value


def _widened(sql: str, numbers: list[int]) -> str:
    """The SQL with as many places as ``numbers`` says, in each of its places."""
    left = iter(numbers)
    return _PLACE.sub(
        lambda found: ", ".join(["%s"] * next(left)) if found[0] == "%s" else found[0], sql
    )


class MadeOnce(Generic[P, Row]):
    """A function that reads records, by a statement that each thread makes once."""

    def __init__(
        self, build: "Callable[P, QuerySet[Any, Row]]", names: tuple[str, ...] = ()
    ) -> None:
        """``names`` are those of the arguments, if ``build`` does not say them."""
        self.build: Any = build
        self.names = names or tuple(inspect.signature(build).parameters)
        self.model: type[Model] | None = None
        functools.update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """The records. One query; none for an empty collection."""
        arguments = {**dict(zip(self.names, args, strict=False)), **kwargs}
        for name, value in arguments.items():
            if value is None:
                raise TypeError(f"{self.build.__qualname__}: {name} is None, which nothing equals.")
            if isinstance(value, list | tuple | set) and not value:
                return []
        return self._statement().read(arguments)

    def queryset(self) -> "QuerySet[Any, Row]":
        """The queryset with ``Given`` in place of its arguments."""
        found: QuerySet[Any, Row] = self.build(*map(Given, self.names))
        return found

    def _statement(self) -> Statement:
        if self.model is None:
            self.model = self.queryset().model
        alias = router.db_for_read(self.model)
        made = _made.statements.get((self, alias))
        if made is None or made.connection is not connections[alias]:
            made = _made.statements[self, alias] = Statement(self.queryset(), alias)
        return made


class _Made(threading.local):
    """The statements of a thread, for a connection belongs to one."""

    def __init__(self) -> None:
        self.statements: dict[tuple[Any, str], Statement] = {}


_made = _Made()
# For the test.
every: list[MadeOnce[..., Any]] = []


def made_once(build: "Callable[P, QuerySet[Any, Row]]") -> MadeOnce[P, Row]:
    """The function of that queryset's records as a list, whose statement is made once."""
    found = MadeOnce(build)
    every.append(found)
    return found
