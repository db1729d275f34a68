"""The parts of the open-data package's tables: columns with types, read from the records."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import translation

from common.files.writing.tables import Column, Row, csv_file
from common.multilingual import LANGUAGE_CODES

ROWS_AT_ONCE = 2000
# The names of types in Frictionless Table Schema.
TYPES = {"text": "string"}


@dataclass(frozen=True)
class Field:
    """One value of a record: its ``name`` in the file, the ``source`` that it is read from (by
    default the name), and the kind of its column. ``words`` are all possible values."""

    name: str
    about: str
    kind: str = "text"
    source: str = ""
    words: Sequence[str] = ()
    is_required: bool = False

    @property
    def columns(self) -> list[Column]:
        return [Column(self.name, self.kind)]

    def cells(self, value: Any) -> Iterator[Any]:
        yield plain(value)

    def schemas(self) -> Iterator[dict[str, Any]]:
        """The schema of each column, as in Frictionless Table Schema."""
        for column in self.columns:
            yield {
                "name": column.name,
                "type": TYPES.get(column.kind, column.kind),
                "description": self.about,
                **({"constraints": limits} if (limits := self._limits()) else {}),
            }

    def _limits(self) -> dict[str, Any]:
        required = {"required": True} if self.is_required else {}
        return {**required, **({"enum": list(self.words)} if self.words else {})}


class Texts(Field):
    """A text in six languages: a column for each, empty where it is missing."""

    @property
    def columns(self) -> list[Column]:
        return [Column(f"{self.name}_{code}") for code in LANGUAGE_CODES]

    def cells(self, value: Any) -> Iterator[Any]:
        for code in LANGUAGE_CODES:
            yield value.get(code, "")


class Pairs(Field):
    """Pairs of words in one cell: ``yes=implemented; no=planned``."""

    def cells(self, value: Any) -> Iterator[Any]:
        yield [f"{name}={word}" for name, word in value.items() if word]


class Citations(Field):
    """Cited paragraphs in one cell: ``PoA II.4; ITI 25``."""

    def cells(self, value: Any) -> Iterator[Any]:
        yield [" ".join(cited) for cited in value]


def plain(value: Any) -> Any:
    """A value as in JSON; times in UTC, without fractions of a second."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, datetime.date) else value


@dataclass(frozen=True)
class PackagedTable:
    """One file of the package. ``records`` returns an ordered queryset. ``refers`` maps a column to
    the table whose keys it holds."""

    name: str
    title: str
    about: str
    fields: Sequence[Field]
    records: Callable[[], Any]
    key: Sequence[str]
    refers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"data/{self.name}.csv"

    @property
    def columns(self) -> list[Column]:
        return [column for each in self.fields for column in each.columns]

    def rows(self) -> Iterator[Row]:
        """The cells of each line. One query."""
        for values in self._lines():
            yield [c for f, v in zip(self.fields, values, strict=True) for c in f.cells(v)]

    def _lines(self) -> Iterator[Sequence[Any]]:
        """The values of the fields, for each line of the file."""
        return self._read(each.source or each.name for each in self.fields)

    def _read(self, sources: Iterable[str]) -> Iterator[Sequence[Any]]:
        records: Any = self.records().prefetch_related(None).values_list(*sources)
        yield from records.iterator(chunk_size=ROWS_AT_ONCE)

    def file(self) -> Iterator[bytes]:
        with translation.override("en"):
            yield from csv_file(self.columns, self.rows())

    def schema(self) -> dict[str, Any]:
        """The table's schema, with its keys."""
        found = {
            "fields": [schema for each in self.fields for schema in each.schemas()],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }
        if self.refers:
            found["foreignKeys"] = [
                {"fields": [column], "reference": {"resource": table, "fields": [key_of(table)]}}
                for column, table in self.refers.items()
            ]
        return found


@dataclass(frozen=True, kw_only=True)
class Unfolded(PackagedTable):
    """A table in which a record can have several lines: ``unfold`` makes the values of each line
    from the record's values of ``sources``."""

    sources: Sequence[str]
    unfold: Callable[..., Iterator[Sequence[Any]]]

    def _lines(self) -> Iterator[Sequence[Any]]:
        for values in self._read(self.sources):
            yield from self.unfold(*values)


def key_of(table: str) -> str:
    """The key column of a table."""
    named = ("submissions", "offices", "baselines", "projects", "requests", "offers", "matches")
    by_reference = dict.fromkeys(named, "reference")
    return {"reporters": "code", "cycles": "code", **by_reference}.get(table, "key")
