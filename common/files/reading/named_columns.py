"""A table whose first row names its columns: CSV, or a workbook's first sheet."""

import csv
import io
from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.files.reading import Refused, extract

MOST_ROWS = 5000
MAX_BYTES = 5 * 1024 * 1024
ZIP = b"PK\x03\x04"


def read(
    data: bytes, columns: Collection[str], needed: Collection[str]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file (UTF-8) or of a workbook's first sheet, by number, as texts by column.
    A workbook is read in a process of its own. Raises ValidationError, saying why."""
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 megabytes."), code="too_large")
    lines = _of_workbook(data) if data.startswith(ZIP) else _of_csv(data)
    head = next(lines, None)
    if head is None:
        raise ValidationError(_("The file is empty."), code="empty")
    names = [each.strip().casefold() for each in head[1]]
    missing = [name for name in needed if name not in names]
    unknown = [name for name in names if name and name not in columns]
    if missing or unknown or len(set(names)) < len(names):
        raise ValidationError(
            _("The first row names the columns. Missing: %(missing)s. Not known: %(unknown)s."),
            code="columns",
            params={"missing": ", ".join(missing) or "–", "unknown": ", ".join(unknown) or "–"},
        )
    rows = []
    for number, cells in lines:
        if any(cells):
            rows.append((number, dict(zip(names, map(str.strip, cells), strict=False))))
        if len(rows) > MOST_ROWS:
            raise ValidationError(_("The file has more than 5000 rows."), code="too_many")
    return rows


def _of_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            _("Save the table as CSV in UTF-8, or as a workbook (XLSX)."), code="encoding"
        ) from None
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        yield from enumerate(reader, 1)
    except csv.Error:
        raise ValidationError(_("The file is damaged."), code="damaged") from None


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        found = extract(data, workbooks=True)
    except Refused as error:
        raise ValidationError(_("The file is damaged."), code=error.code) from error
    for line in found.lines:
        if line.page == 1:
            yield line.number, list(line.cells or (line.text,))
