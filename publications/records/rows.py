"""The long lists without model instances: records of submissions and responses made from rows, or
on PostgreSQL a page of them as JSON that the database writes.

Both equal the records of their serializers, as tests check, at a tenth of the cost or less. Only
for public records: staff get those of the serializers.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from django.db import connections
from django.db.models import F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from common.database import prepared
from common.files.writing.tables import in_pieces
from common.multilingual import localise
from publications.records import in_sql
from publications.records.base import attachment_path, list_path, reporter_path
from publications.records.reader import Reader
from reports.models import Attachment, Response, Submission, attachment_key, timeliness_of
from reports.models.columns import SUBMISSION, shown_as_they_are

Record = dict[str, Any]
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Made:
    """A field that is made from some columns, for a reader: by ``make`` from their values, by
    ``sql`` (an expression) from their names."""

    columns: tuple[str, ...]
    make: Callable[..., Any]
    sql: Callable[..., Any]


@dataclass(frozen=True)
class Related:
    """A field that is a list of other records: those whose column ``via`` is the record's key."""

    kind: "RowsOfKind"
    via: str


# A column as it is, or something made.
Field = str | Made | Related


@dataclass(frozen=True, eq=False)
class RowsOfKind:
    """How the records of one list are made: their fields in order, out of the columns of
    ``public`` and those that ``computed`` adds. ``texts`` maps fields in several languages to their
    columns."""

    public: Callable[[], "QuerySet[Any]"]
    fields: Mapping[str, Field]
    texts: Mapping[str, str]
    computed: Callable[[Any], "QuerySet[Any]"] = QuerySet.all

    def records(
        self, queryset: "QuerySet[Any]", reader: Reader, shows: Callable[[str], bool]
    ) -> Iterator[Record]:
        """The records with the fields that are shown, in the order of the queryset. One query,
        and one per related field for each thousand records."""
        fields = {name: each for name, each in self.fields.items() if shows(name)}
        texts = {name: each for name, each in self.texts.items() if name in fields}
        columns = list(dict.fromkeys(chain(*map(columns_of, fields.values()), texts.values())))
        found_rows = self.computed(queryset).values_list(*columns)
        # A page is short: a cursor at the server would cost it four more statements.
        is_page = queryset.query.is_sliced
        rows = found_rows if is_page else found_rows.iterator(chunk_size=ROWS_AT_ONCE)
        place = {column: index for index, column in enumerate(columns)}
        marks = self._marks(reader, shows)
        for piece in in_pieces(rows, ROWS_AT_ONCE):
            found = made(fields, piece, place, reader)
            for name in marks:
                MARKS[name](found, piece, {text: place[each] for text, each in texts.items()})
            yield from found

    def written(self, page: "QuerySet[Any]", reader: Reader, shows: Callable[[str], bool]) -> str:
        """The same records of a page as one JSON list, written by PostgreSQL. Two queries: the
        second is the same for all pages, so that it is planned once."""
        keys = page.values_list("pk", flat=True)
        names = (*filter(shows, self.fields), *self._marks(reader, shows))
        statement = page_sql(self, reader, names, page.db)
        # As text: psycopg has another type for small numbers than for large ones.
        array = f"{{{','.join(map(str, keys))}}}"
        with prepared.cursor(connections[page.db]) as cursor:
            cursor.execute(statement, [array])
            (found,) = cursor.fetchone()
        return f"[{found or ''}]"

    def expression(self, name: str, reader: Reader) -> Any:
        """A field in its SQL form."""
        each = self.fields[name]
        if isinstance(each, Made):
            return each.sql(reader, *each.columns)
        return related_sql(each, reader) if isinstance(each, Related) else F(each)

    def _marks(self, reader: Reader, shows: Callable[[str], bool]) -> list[str]:
        has_text = any(map(shows, self.texts))
        return [name for name in reader_marks(reader) if has_text or shows(name)]


def columns_of(each: Field) -> Sequence[str]:
    if isinstance(each, Made):
        return each.columns
    return ["pk" if isinstance(each, Related) else each]


def made(
    fields: Mapping[str, Field], rows: Sequence[Any], place: Mapping[str, int], reader: Reader
) -> list[Record]:
    """A record of each row."""
    columns = [values(each, rows, place, reader) for each in fields.values()]
    return [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]


def values(
    each: Field, rows: Sequence[Any], place: Mapping[str, int], reader: Reader
) -> Iterable[Any]:
    """The values of one field, of all the rows."""
    if isinstance(each, str):
        return map(itemgetter(place[each]), rows)
    if isinstance(each, Related):
        keys = list(map(itemgetter(place["pk"]), rows))
        found = related(each, reader, keys)
        return [found.get(key, []) for key in keys]
    columns = (map(itemgetter(place[column]), rows) for column in each.columns)
    return map(each.make, repeat(reader), *columns)


def related(each: Related, reader: Reader, keys: Collection[Any]) -> Mapping[Any, list[Record]]:
    """The related records, by the key of the record that they belong to. One query."""
    columns = [each.via, *chain(*map(columns_of, each.kind.fields.values()))]
    rows = list(each.kind.public().filter(**{f"{each.via}__in": keys}).values_list(*columns))
    place = {column: index for index, column in enumerate(columns)}
    found: dict[Any, list[Record]] = defaultdict(list)
    for row, record in zip(rows, made(each.kind.fields, rows, place, reader), strict=True):
        found[row[0]].append(record)
    return found


# The same in SQL: the public records among some keys, in their order.
PAGE = (
    "SELECT string_agg(row_to_json(record)::text, ',' ORDER BY place)"
    " FROM unnest($1::bigint[]) WITH ORDINALITY AS page (id, place),"
    " LATERAL ({record}) AS record ({names})"
)


@lru_cache(maxsize=256)
def page_sql(kind: RowsOfKind, reader: Reader, names: tuple[str, ...], alias: str) -> str:
    """The statement with the fields of the records whose keys it takes. To make it takes longer
    than to ask it, and it holds nothing but the names of columns and addresses."""
    one = kind.computed(kind.public()).order_by().filter(pk=RawSQL("page.id", ()))
    record = columns_sql(kind, one, reader, names).query.sql_with_params()
    operations: Any = connections[alias].ops
    written = operations.compose_sql(*record)
    return PAGE.format(record=written, names=in_sql.quoted(names))


def columns_sql(
    kind: RowsOfKind, records: "QuerySet[Any]", reader: Reader, names: Collection[str]
) -> "QuerySet[Any]":
    """The records with the named fields and marks as their only columns, in this order."""
    texts = {name: column for name, column in kind.texts.items() if name in names}
    found = (
        SQL_OF_MARKS[name](reader, texts) if name in SQL_OF_MARKS else kind.expression(name, reader)
        for name in names
    )
    # Not by their own names: a column of the model may have the name of a field.
    named = {f"column_{index}": each for index, each in enumerate(found)}
    return records.annotate(**named).values_list(*named)


def related_sql(each: Related, reader: Reader) -> Any:
    own = each.kind.public().filter(**{each.via: OuterRef("pk")})
    names = each.kind.fields
    return in_sql.Objects(columns_sql(each.kind, own, reader, names), names)


# Marks of texts: those in another language and, if wanted, all languages of each text. ``texts``
# has the indexes of their columns in the rows.


def mark_fallbacks(found: Sequence[Record], rows: Sequence[Any], texts: Mapping[str, int]) -> None:
    for record in found:
        shown = {name: record[name] for name in texts}
        record["fallbacks"] = {name: t.language for name, t in shown.items() if t.is_fallback}


def add_texts(found: Sequence[Record], rows: Sequence[Any], texts: Mapping[str, int]) -> None:
    for record, row in zip(found, rows, strict=True):
        record["texts"] = {name: row[index] for name, index in texts.items()}


MARKS = {"fallbacks": mark_fallbacks, "texts": add_texts}
SQL_OF_MARKS = {"fallbacks": in_sql.fallbacks, "texts": in_sql.all_texts}


def reader_marks(reader: Reader) -> Sequence[str]:
    return ("fallbacks", "texts") if reader.wants_all else ("fallbacks",)


# Fields made from the values of columns; their twins stand in ``in_sql``


def text(reader: Reader, texts: Any) -> Any:
    return localise(texts, reader.language)


def or_null(reader: Reader, value: Any) -> Any:
    return value or None


def day(reader: Reader, value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


def moment(reader: Reader, value: datetime.datetime | None) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None


def timeliness(reader: Reader, *days: datetime.date | None) -> str:
    return timeliness_of(*days).value


def submission_page(reader: Reader, kind: str, code: str, reference: str) -> str:
    return f"{reader.origin}{reporter_path(reader.django_language, kind, code)}#{reference}"


def submission_url(reader: Reader, reference: str) -> str:
    return f"{reader.origin}{list_path('submissions')}{reference}/"


def response_key(reader: Reader, reference: str, commitment: str) -> str:
    return f"{reference}:{commitment}"


def response_url(reader: Reader, reference: str, commitment: str) -> str:
    return f"{reader.origin}{list_path('responses')}{reference}:{commitment}/"


def public_name(reader: Reader, name: str | None, is_public: bool | None) -> str | None:  # noqa: FBT001
    return name if is_public else None


def attachment_url(reader: Reader, reference: str, file: str) -> str:
    return reader.origin + attachment_path(reference, attachment_key(file))


PUBLIC_ATTACHMENTS = RowsOfKind(
    lambda: Attachment.objects.filter(is_public=True).order_by("pk"),
    {
        "name": "name",
        "html_url": Made(("submission__reference", "file"), attachment_url, in_sql.attachment_url),
        "content_type": "content_type",
        "size": "size",
        "sha256": "sha256",
        "page_count": "page_count",
        "language": Made(("language",), or_null, in_sql.or_null),
    },
    texts={},
)

SUBMISSIONS = RowsOfKind(
    Submission.objects.current,
    {
        "reference": "reference",
        "url": Made(("reference",), submission_url, in_sql.submission_url),
        "html_url": Made(
            ("reporter__kind", "reporter__code", "reference"),
            submission_page,
            in_sql.submission_page,
        ),
        "reporter": "reporter__code",
        "reporter_type": "reporter__kind",
        "reporter_name": Made(("reporter__name",), text, in_sql.text),
        "cycle": "cycle__code",
        "is_fictional": "cycle__is_fictional",
        "version": "version",
        "status": "status",
        "channel": "channel",
        "languages": "languages",
        "received_on": Made(("received_on",), day, in_sql.day),
        "received_no_later_than": Made(("received_no_later_than",), day, in_sql.day),
        "timeliness": Made(
            ("received_on", "received_no_later_than", "cycle__due_on"),
            timeliness,
            in_sql.timeliness_of,
        ),
        "source": "source",
        "is_completion": "is_completion",
        "is_nil_return": "is_nil_return",
        "is_coded": "is_coded",
        "reporter_remarks": "reporter_remarks",
        **{name: name for name in shown_as_they_are(SUBMISSION)},
        "attachments": Related(PUBLIC_ATTACHMENTS, "submission"),
        "published_at": Made(("published_at",), moment, in_sql.moment),
    },
    texts={"reporter_name": "reporter__name"},
    computed=lambda found: found.with_is_coded(),
)

KEYS = ("submission__reference", "commitment__key")
RESPONSES = RowsOfKind(
    Response.objects.published,
    {
        "key": Made(KEYS, response_key, in_sql.response_key),
        "url": Made(KEYS, response_url, in_sql.response_url),
        "html_url": Made(
            (
                "submission__reporter__kind",
                "submission__reporter__code",
                "submission__reference",
            ),
            submission_page,
            in_sql.submission_page,
        ),
        "submission": "submission__reference",
        "reporter": "submission__reporter__code",
        "reporter_type": "submission__reporter__kind",
        "reporter_name": Made(("submission__reporter__name",), text, in_sql.text),
        "cycle": "submission__cycle__code",
        "is_fictional": "submission__cycle__is_fictional",
        "commitment": "commitment__key",
        "status": "status",
        "narrative": "narrative",
        "language": Made(("language",), or_null, in_sql.or_null),
        "translations": "translations",
        "attachment": Made(
            ("attachment__name", "attachment__is_public"), public_name, in_sql.public_name
        ),
        "page": "page",
        "evidence_url": "evidence_url",
    },
    texts={"reporter_name": "submission__reporter__name"},
)
