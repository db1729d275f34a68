"""Records from the rows of a statement, as a queryset gives them.

Django gives each column to ``__init__``, which puts it on the record by itself: that takes three
times as long as to put all on it at once, and five times where columns are left out. No model of
ours does more in ``__init__`` or listens to its signals; ``tracker/tests/test_made_once.py`` says
when one does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
)

M = TypeVar("M", bound=Model)
Row = Sequence[Any]
Reader = Callable[[Iterable[Row]], list[Any]]


def record_of(model: type[M], database: str, names: Iterable[str], values: Iterable[Any]) -> M:
    """The record with those values by the names of their attributes, as ``Model.from_db``."""
    record = model.__new__(model)
    state = record._state = ModelState()
    state.adding, state.db = False, database
    vars(record).update(zip(names, values, strict=True))
    return record


def reader(found: "QuerySet[Any, Any]", compiler: Any) -> Reader:
    """The way from rows to what ``found`` gives, once ``compiler`` has made its statement."""
    kind: Any = found._iterable_class  # noqa: SLF001 (Django has no public name)
    if kind is ModelIterable:
        return _Records(compiler).read
    if kind is ValuesListIterable:
        # Columns that are only ordered by come last.
        told = slice(compiler.col_count)
        return lambda rows: [tuple(row[told]) for row in rows]
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is ValuesIterable:
        names = list(found.query.selected or ())
        return lambda rows: [dict(zip(names, row, strict=False)) for row in rows]
    raise ValueError(f"A read by {kind.__name__} is made by Django alone.")


class _Records:
    """Records with their annotations."""

    def __init__(self, compiler: Any) -> None:
        self.part = _Part(compiler.klass_info, compiler)
        self.annotated = tuple(compiler.annotation_col_map.items())

    def read(self, rows: Iterable[Row]) -> list[Any]:
        make = self.part.made
        if not self.annotated:
            return [make(row) for row in rows]
        return list(self._with_annotations(rows))

    def _with_annotations(self, rows: Iterable[Row]) -> Iterator[Any]:
        for row in rows:
            record = self.part.made(row)
            for name, place in self.annotated:
                setattr(record, name, row[place])
            yield record


class _Part:
    """The columns of one record in a row, and those of the records to which it refers."""

    def __init__(self, info: dict[str, Any], compiler: Any) -> None:
        self.model: type[Model] = info["model"]
        self.database: str = compiler.using
        places = info["select_fields"]
        self.columns = slice(places[0], places[-1] + 1)
        self.names = [each[0].target.attname for each in compiler.select[self.columns]]
        self.key = places[0] + self.names.index(self.model._meta.pk.attname)
        self.others = [
            (_Part(each, compiler), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]

    def made(self, row: Row) -> Any:
        """The record in ``row``; None where an outer join found none."""
        if row[self.key] is None:
            return None
        record = record_of(self.model, self.database, self.names, row[self.columns])
        for other, set_on, set_back in self.others:
            found = other.made(row)
            set_on(record, found)
            if found is not None:
                set_back(found, record)
        return record
