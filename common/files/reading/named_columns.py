"""A table whose first row names its columns: CSV, or a workbook's first sheet."""

import csv
import io
from collections.abc import Callable, Collection, Iterator

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.files.reading import Refused, extract
from common.files.reading.decoding import as_table
from common.written import as_typed

MOST_ROWS = 5000
MAX_BYTES = 5 * 1024 * 1024
ZIP = b"PK\x03\x04"


Lines = Iterator[tuple[int, list[str]]]


def read(
    data: bytes,
    columns: Collection[str],
    needed: Collection[str],
    *,
    most_rows: int = MOST_ROWS,
    max_bytes: int = MAX_BYTES,
    workbook: Callable[[bytes], Lines] | None = None,
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file (``decoding.as_table``) or of a workbook's first sheet, by number, as
    texts by column, as a form takes them (``as_typed``). A workbook is read in a process of its
    own; ``workbook`` reads it where every sign of its texts counts. Raises ValidationError, which
    says why."""
    if len(data) > max_bytes:
        message = _("The file is larger than %(limit)s.") % {"limit": filesizeformat(max_bytes)}
        raise ValidationError(message, code="too_large")
    lines = (workbook or _of_workbook)(data) if data.startswith(ZIP) else _of_csv(data)
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
            texts = [as_typed(cell).strip() for cell in cells]
            rows.append((number, dict(zip(names, texts, strict=False))))
        if len(rows) > most_rows:
            message = _("The file has more than %(text)s rows.") % {"text": most_rows}
            raise ValidationError(message, code="too_many")
    return rows


def _of_csv(data: bytes) -> Lines:
    text = as_table(data)
    if text is None:
        raise ValidationError(
            _(
                "What letters the file has cannot be told: it is neither UTF-8, UTF-16 nor"
                " Windows-1252. Save the table as CSV in UTF-8, or as a workbook (XLSX)."
            ),
            code="encoding",
        )
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        yield from enumerate(reader, 1)
    except csv.Error:
        raise ValidationError(_("The file is damaged."), code="damaged") from None


def _of_workbook(data: bytes) -> Lines:
    try:
        found = extract(data, workbooks=True)
    except Refused as error:
        raise ValidationError(_("The file is damaged."), code=error.code) from error
    for line in found.lines:
        if line.page == 1:
            yield line.number, list(line.cells or (line.text,))
