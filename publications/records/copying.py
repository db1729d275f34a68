"""The responses as CSV directly from PostgreSQL: its ``COPY`` writes the same as Python would, many
times faster, and no row becomes an object here.

Each column is a field of ``rows.RESPONSES`` in its SQL form, with what CSV needs beyond that; a
test checks that both files are equal, byte for byte.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Case, Func, JSONField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from common.files.writing.tables import (
    AS_TEXT_INSIDE,
    FORMULA_INSIDE,
    FORMULA_STARTS,
    in_pieces,
)
from publications.records import in_sql, rows
from publications.records.reader import Reader

ROWS_AT_ONCE = 1000

Column = Callable[[Reader], Any]


class Safe(Func):
    """Text that no spreadsheet program takes for a formula: ``tables.safe_in_csv`` in SQL."""

    output_field = TextField()
    starts = ", ".join(f"U&'\\{ord(start):04X}'" for start in FORMULA_STARTS)

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        text, values = compiler.compile(self.source_expressions[0])
        is_formula = f"left({text}, 1) IN ({self.starts})"
        apostrophe = "''''"
        safe = f"CASE WHEN {is_formula} THEN {apostrophe} || {text} ELSE {text} END"
        inside = f"regexp_replace({safe}, %s, %s, 'g')"
        return inside, (*values, *values, *values, FORMULA_INSIDE, AS_TEXT_INSIDE)


def responses(
    queryset: "QuerySet[Any]", columns: Sequence[str], reader: Reader
) -> Generator[bytes, None, None]:
    """The lines of the file after its header: ``columns`` of the responses, in the order of
    ``queryset``, a thousand at a time. Only on PostgreSQL. One query, or none if the filters
    exclude everything."""
    named = {f"column_{index}": RESPONSES[name](reader) for index, name in enumerate(columns)}
    found = queryset.annotate(**named).values_list(*named)
    try:
        query, values = found.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return
    with connections[queryset.db].cursor() as cursor:
        command = f"COPY ({query}) TO STDOUT (FORMAT csv)"
        # The driver's own cursor: Django's debugging cursor takes no values here.
        with cursor.cursor.copy(command, values) as lines:
            # Copied out of the driver's buffers at once: views of them cost more than that.
            for piece in in_pieces(map(bytes, lines), ROWS_AT_ONCE):
                # Rows end as in RFC 4180; line breaks inside a row stay.
                yield b"".join([b"\r\n".join([line[:-1] for line in piece]), b"\r\n"])


def listed(name: str) -> Column:
    """A field as the list has it: a key, a choice or an address, so never empty nor a formula."""
    return lambda reader: rows.RESPONSES.expression(name, reader)


def words(name: str) -> Column:
    """A field of somebody's own words; null if empty."""
    return lambda reader: Safe(in_sql.unless_empty(rows.RESPONSES.expression(name, reader)))


def translations(reader: Reader) -> Any:
    none = Value({}, output_field=JSONField())
    return Case(
        When(translations=none, then=in_sql.NOTHING),
        default=Safe(Cast("translations", TextField())),
    )


def is_fictional(reader: Reader) -> Any:
    return Case(
        When(submission__cycle__is_fictional=True, then=Value("true")), default=Value("false")
    )


def fallbacks(reader: Reader) -> Any:
    return in_sql.fallback(reader, "reporter_name", rows.RESPONSES.texts["reporter_name"])


RESPONSES: Mapping[str, Column] = {
    "key": listed("key"),
    "url": listed("url"),
    "html_url": listed("html_url"),
    "submission": listed("submission"),
    "reporter": listed("reporter"),
    "reporter_type": listed("reporter_type"),
    "reporter_name": words("reporter_name"),
    "cycle": listed("cycle"),
    "is_fictional": is_fictional,
    "commitment": listed("commitment"),
    "status": listed("status"),
    "narrative": words("narrative"),
    "language": listed("language"),
    "translations": translations,
    "attachment": words("attachment"),
    "page": listed("page"),
    "evidence_url": words("evidence_url"),
    "fallbacks": fallbacks,
}
