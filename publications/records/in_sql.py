"""Values of records as expressions of PostgreSQL, for what the database writes itself: lists as
JSON (``rows``) and files as CSV (``copying``).

Each function of a field takes the reader and the ways to the columns, as its twin in ``rows`` takes
the reader and their values; a test checks that both say the same.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connections
from django.db.models import Case, F, Func, JSONField, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import IsNull

from common.multilingual import DEFAULT_LANGUAGE, LANGUAGE_CODES
from publications.records.base import attachment_path, list_path, reporter_path
from publications.records.reader import Reader
from reports.models import ReporterKind, timeliness

CODE = "xxx"
NOTHING = Value(None, output_field=TextField())


def can_write(queryset: "QuerySet[Any]") -> bool:
    """Whether the database of the records can write them itself."""
    return connections[queryset.db].vendor == "postgresql"


class _Joined(Func):
    """Texts or JSON objects one after the other; null where one of them is."""

    template = "(%(expressions)s)"
    arg_joiner = " || "


def joined(*parts: Any) -> Any:
    return _Joined(*parts, output_field=TextField())


def unless_empty(text: Any) -> Any:
    return NullIf(text, Value(""), output_field=TextField())


# Fields


def or_null(reader: Reader, column: str) -> Any:
    return unless_empty(F(column))


def day(reader: Reader, column: str) -> Any:
    return F(column)


class _Moment(Func):
    """As ``datetime.isoformat`` has it in UTC: with microseconds where there are any."""

    template = (
        "replace(to_char(%(expressions)s AT TIME ZONE 'UTC',"
        """ 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '')"""
    )
    output_field = TextField()


def moment(reader: Reader, column: str) -> Any:
    return _Moment(F(column))


def timeliness_of(reader: Reader, *columns: str) -> Any:
    return timeliness(*columns)


def submission_page(reader: Reader, kind: str, code: str, reference: str) -> Any:
    pages = {each: _page_of(reader, each, code) for each in ReporterKind.values}
    page = Case(*[When(**{kind: each}, then=page) for each, page in pages.items()])
    return joined(page, Value("#"), F(reference))


def _page_of(reader: Reader, kind: str, code: str) -> Any:
    before, after = reporter_path(reader.django_language, kind, CODE).rsplit(CODE, 1)
    return joined(Value(f"{reader.origin}{before}"), F(code), Value(after))


def submission_url(reader: Reader, reference: str) -> Any:
    return joined(Value(f"{reader.origin}{list_path('submissions')}"), F(reference), Value("/"))


def response_key(reader: Reader, reference: str, commitment: str) -> Any:
    return joined(F(reference), Value(":"), F(commitment))


def response_url(reader: Reader, reference: str, commitment: str) -> Any:
    before = Value(f"{reader.origin}{list_path('responses')}")
    return joined(before, response_key(reader, reference, commitment), Value("/"))


def public_name(reader: Reader, name: str, is_public: str) -> Any:
    return Case(When(**{is_public: True}, then=F(name)), output_field=TextField())


class _Stem(Func):
    """The name of a stored file without its folder and its ending."""

    template = "split_part(split_part(%(expressions)s, '/', 2), '.', 1)"
    output_field = TextField()


def attachment_url(reader: Reader, reference: str, file: str) -> Any:
    before, between, after = attachment_path(CODE, CODE).split(CODE)
    before = f"{reader.origin}{before}"
    return joined(Value(before), F(reference), Value(between), _Stem(F(file)), Value(after))


# Texts in several languages

NO_MARKS = Value({}, output_field=JSONField())


def _by_preference(reader: Reader, column: str) -> dict[str, Any]:
    """The text by language, in the order of preference for the reader."""
    codes = dict.fromkeys((reader.language, DEFAULT_LANGUAGE, *LANGUAGE_CODES))
    return {code: unless_empty(KeyTextTransform(code, column)) for code in codes}


def text(reader: Reader, column: str) -> Any:
    return Coalesce(*_by_preference(reader, column).values(), Value(""), output_field=TextField())


def fallback(reader: Reader, field: str, column: str) -> Any:
    """The mark, as JSON, that a text is not in the reader's language; null where it is."""
    wanted, *others = _by_preference(reader, column).items()
    marks = [(wanted[1], NOTHING)]
    marks += [(each, Value(json.dumps({field: code}))) for code, each in others]
    return Case(
        *[When(IsNull(each, False), then=mark) for each, mark in marks],  # noqa: FBT003
        output_field=TextField(),
    )


def fallbacks(reader: Reader, texts: Mapping[str, str]) -> Any:
    marks = [fallback(reader, field, column) for field, column in texts.items()]
    found: list[Any] = [Coalesce(Cast(mark, JSONField()), NO_MARKS) for mark in marks]
    return _Joined(*(found or [NO_MARKS]), output_field=JSONField())


def all_texts(reader: Reader, texts: Mapping[str, str]) -> Any:
    pairs = (each for field, column in texts.items() for each in (Value(field), F(column)))
    return Func(*pairs, function="json_build_object", output_field=JSONField())


# Lists


class Objects(Subquery):
    """The rows of a query, each as a JSON object with these ``names``, in one list."""

    template = (
        "(SELECT COALESCE(json_agg(row_to_json(record)), '[]')"
        " FROM (%(subquery)s) AS record (%(names)s))"
    )
    output_field = JSONField()

    def __init__(self, rows: "QuerySet[Any]", names: Any) -> None:
        super().__init__(rows, names=quoted(names))


def quoted(names: Any) -> str:
    return ", ".join(f'"{name}"' for name in names)
