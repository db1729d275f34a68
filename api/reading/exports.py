"""Lists of the API as files: their columns, and the sheet about them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from api.shared.negotiation import CsvFile, JsonLinesFile
from common.files.writing import tables
from common.files.writing.spreadsheets import xlsx_file
from common.files.writing.tables import Column, Row
from common.turns import FILES
from publications.records.base import AllTextsField
from publications.records.reader import Reader
from reports.data_stamp import stamp

KINDS: tuple[tuple[type, str], ...] = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "number"),
    (serializers.DateTimeField, "datetime"),
    (serializers.DateField, "date"),
)
FICTIONAL_COLUMNS = ("is_fictional", "reported_in_fictional")

Record = Mapping[str, Any]
# Makes lines of CSV from the names of the columns and the reader.
Copied = Callable[[Sequence[str], Reader], Iterator[bytes]]


@dataclass(frozen=True)
class Layout:
    """How records become rows: the columns, and where in the record each value is."""

    columns: Sequence[Column]
    paths: Sequence[tuple[str, ...]]

    def row(self, record: Record) -> Row:
        return [value_at(record, path) for path in self.paths]


def value_at(record: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        record = record[step]
    return record


def layout_of(serializer: Any) -> Layout:
    """The columns of a serializer's records: one per field, in order. A single nested record
    gives one per field of its own, such as ``by_status_planned``."""
    found = list(fields_of(serializer))
    columns = [Column("_".join(path), kind_of(each)) for path, each in found]
    return Layout(columns, [path for path, _each in found])


def fields_of(serializer: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, each in serializer.fields.items():
        if isinstance(each, serializers.Serializer):
            yield from fields_of(each, (*path, name))
        elif not isinstance(each, AllTextsField):
            yield (*path, name), each


def kind_of(each: Any) -> str:
    return next((kind for base, kind in KINDS if isinstance(each, base)), "text")


@dataclass
class Export:
    """One list on its way into a file.

    ``records`` are those that JSON would show; they can be read once. ``filters`` are the
    parameters that were given. Only after the last record is it known whether any was fictional.
    """

    name: str
    layout: Layout
    records: Iterable[Record]
    reader: Reader
    address: str
    filters: Mapping[str, str]
    bom: bool = False
    copied: Copied | None = None
    has_fictional: bool = field(default=False, init=False)

    def response(self, renderer: BaseRenderer) -> StreamingHttpResponse:
        """An answer that is sent while its file is written."""
        name = f"poa-tracker-{self.name}.{renderer.format}"
        return in_turn(
            self.in_language(self.pieces(renderer)),
            content_type=f"{renderer.media_type}{charset_of(renderer)}",
            name=name,
        )

    def pieces(self, renderer: BaseRenderer) -> Iterator[bytes]:
        if isinstance(renderer, JsonLinesFile):
            return tables.json_lines_file(self.records)
        if isinstance(renderer, CsvFile) and self.copied:
            return self.copied_pieces(self.copied)
        rows = map(self.layout.row, self.watched())
        if isinstance(renderer, CsvFile):
            return tables.csv_file(self.layout.columns, rows, bom=self.bom)
        titles = (_("Data"), _("About"))
        return xlsx_file(self.layout.columns, rows, titles=titles, about=self.about())

    def copied_pieces(self, copied: Copied) -> Iterator[bytes]:
        yield from tables.csv_file(self.layout.columns, (), bom=self.bom)
        yield from copied([column.name for column in self.layout.columns], self.reader)

    def watched(self) -> Iterator[Record]:
        for record in self.records:
            if any(record.get(name) for name in FICTIONAL_COLUMNS):
                self.has_fictional = True
            yield record

    def in_language(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, made in the reader's language: the view, which set it, has ended by then."""
        with translation.override(self.reader.django_language):
            yield from pieces

    def about(self) -> Iterator[tuple[str, str]]:
        """The file's remarks about itself: source, filters, time, and a warning if it has fictional
        data."""
        yield _("Source"), f"PoA Tracker, {self.address}"
        yield _("Content"), self.name
        filters = "; ".join(f"{name}={value}" for name, value in self.filters.items())
        yield _("Filters"), filters or _("none")
        yield _("Language"), self.reader.language
        if changed := stamp():
            yield _("Records last changed on"), changed.changed_at.date().isoformat()
        if settings.DATA_LICENCE:
            yield _("Licence of the data"), str(settings.DATA_LICENCE)
        yield _("Made at"), timezone.now().strftime("%Y-%m-%d %H:%M UTC")
        yield _("Published"), _("Only published reports are in it.")
        if self.has_fictional:
            warning = _("It holds fictional demonstration data; see the column is_fictional.")
            yield _("FICTIONAL"), warning


def in_turn(pieces: Iterator[bytes], *, content_type: str, name: str) -> StreamingHttpResponse:
    """A file that is sent while it is written. It holds a turn until it is sent. Raises Busy."""
    turn = FILES.entered()
    response = StreamingHttpResponse(
        followed_by(pieces, turn.close),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    # The server closes every response, even one that it did not send whole.
    closers: Any = response._resource_closers  # type: ignore[attr-defined]  # noqa: SLF001
    closers.append(turn.close)
    return response


def followed_by(pieces: Iterator[bytes], end: Callable[[], None]) -> Iterator[bytes]:
    """Yield the pieces; call ``end`` after the last one, or if making one fails."""
    try:
        yield from pieces
    finally:
        end()


def charset_of(renderer: BaseRenderer) -> str:
    return f"; charset={renderer.charset}" if renderer.charset else ""
