"""The responses as CSV directly from PostgreSQL: its ``COPY`` writes the same as Python would, many
times faster, and no row becomes an object here.

Each column is the SQL form of a field of ``rows.RESPONSES``; a test checks that both files are
equal, byte for byte.
"""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Case, F, Func, JSONField, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.db.models.lookups import IsNull

from common.files.writing.tables import (
    AS_TEXT_INSIDE,
    FORMULA_INSIDE,
    FORMULA_STARTS,
    in_pieces,
)
from common.multilingual import DEFAULT_LANGUAGE, LANGUAGE_CODES
from publications.records.base import list_path
from publications.records.reader import Reader
from publications.records.rows import reporter_path
from reports.models import ReporterKind

ROWS_AT_ONCE = 1000
NOTHING = Value(None, output_field=TextField())
CODE = "xxx"

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


def can_copy(queryset: "QuerySet[Any]") -> bool:
    return connections[queryset.db].vendor == "postgresql"


def responses(
    queryset: "QuerySet[Any]", columns: Sequence[str], reader: Reader
) -> Generator[bytes, None, None]:
    """The lines of the file after its header: ``columns`` of the responses, in the order of
    ``queryset``, a thousand at a time. Only on PostgreSQL. One query, or none if the filters
    exclude everything."""
    named = {f"column_{index}": RESPONSES[name](reader) for index, name in enumerate(columns)}
    rows = queryset.annotate(**named).values_list(*named)
    try:
        query, values = rows.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return
    with connections[queryset.db].cursor() as cursor:
        command = f"COPY ({query}) TO STDOUT (FORMAT csv)"
        # The driver's own cursor: Django's debugging cursor takes no values here.
        with cursor.cursor.copy(command, values) as lines:
            # Copied out of the driver's buffers at once: views of them cost more than twice as much.
            for piece in in_pieces(map(bytes, lines), ROWS_AT_ONCE):
                # Rows end as in RFC 4180; line breaks inside a row stay.
                yield b"".join([b"\r\n".join([line[:-1] for line in piece]), b"\r\n"])


def column(path: str) -> Column:
    """A column that is never empty and never a formula: a key, or a choice."""
    return lambda reader: F(path)


def words(path: str) -> Column:
    """A column of somebody's own words; null if empty."""
    return lambda reader: Safe(unless_empty(F(path)))


def unless_empty(text: Any) -> Any:
    return NullIf(text, Value(""), output_field=TextField())


def joined(*parts: Any) -> Any:
    return Concat(*parts, output_field=TextField())


def key(reader: Reader) -> Any:
    return joined(F("submission__reference"), Value(":"), F("commitment__key"))


def url(reader: Reader) -> Any:
    return joined(Value(f"{reader.origin}{list_path('responses')}"), key(reader), Value("/"))


def html_url(reader: Reader) -> Any:
    pages = {kind: page_of(reader, kind) for kind in ReporterKind.values}
    return joined(
        Case(*[When(submission__reporter__kind=kind, then=page) for kind, page in pages.items()]),
        Value("#"),
        F("submission__reference"),
    )


def page_of(reader: Reader, kind: str) -> Any:
    before, after = reporter_path(reader.django_language, kind, CODE).rsplit(CODE, 1)
    return joined(Value(f"{reader.origin}{before}"), F("submission__reporter__code"), Value(after))


def names(reader: Reader) -> dict[str, Any]:
    """The reporter's name by language, in the order of preference for the reader."""
    codes = dict.fromkeys((reader.language, DEFAULT_LANGUAGE, *LANGUAGE_CODES))
    texts = "submission__reporter__name"
    return {code: unless_empty(KeyTextTransform(code, texts)) for code in codes}


def name(reader: Reader) -> Any:
    return Safe(Coalesce(*names(reader).values()))


def fallbacks(reader: Reader) -> Any:
    """The language of the name, if it is not the reader's."""
    wanted, *others = names(reader).items()
    marks = [(wanted[1], NOTHING)]
    marks += [(each, Value(json.dumps({"reporter_name": code}))) for code, each in others]
    return Case(
        *[When(IsNull(each, False), then=mark) for each, mark in marks],  # noqa: FBT003
        output_field=TextField(),
    )


def translations(reader: Reader) -> Any:
    none = Value({}, output_field=JSONField())
    return Case(
        When(translations=none, then=NOTHING), default=Safe(Cast("translations", TextField()))
    )


def is_fictional(reader: Reader) -> Any:
    return Case(
        When(submission__cycle__is_fictional=True, then=Value("true")), default=Value("false")
    )


def attachment(reader: Reader) -> Any:
    return Case(
        When(attachment__is_public=True, then=words("attachment__name")(reader)),
        output_field=TextField(),
    )


RESPONSES: Mapping[str, Column] = {
    "key": key,
    "url": url,
    "html_url": html_url,
    "submission": column("submission__reference"),
    "reporter": column("submission__reporter__code"),
    "reporter_type": column("submission__reporter__kind"),
    "reporter_name": name,
    "cycle": column("submission__cycle__code"),
    "is_fictional": is_fictional,
    "commitment": column("commitment__key"),
    "status": column("status"),
    "narrative": words("narrative"),
    "language": lambda reader: unless_empty(F("language")),
    "translations": translations,
    "attachment": attachment,
    "page": column("page"),
    "evidence_url": words("evidence_url"),
    "fallbacks": fallbacks,
}
