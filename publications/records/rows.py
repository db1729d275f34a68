"""The long lists without model instances: records of submissions and responses made from rows.

They equal the records of their serializers, as a test checks, at a tenth of the cost. Only for
public records: staff get those of the serializers.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from common.files.writing.tables import in_pieces
from common.multilingual import localise
from publications.records.base import attachment_path, list_path
from publications.records.reader import Reader
from reports.models import Attachment, attachment_key, timeliness_of
from reports.models.columns import SUBMISSION, shown_as_they_are
from reports.models.reporters import path_of

Record = dict[str, Any]
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Made:
    """A field that is made from some columns, for a reader."""

    columns: tuple[str, ...]
    make: Callable[..., Any]


@dataclass(frozen=True)
class Related:
    """A field that is a list, fetched at once for many records by the column ``key``."""

    key: str
    fetch: Callable[[Reader, Collection[Any]], Mapping[Any, list[Any]]]


# A column as it is, or something made.
Field = str | Made | Related


@dataclass(frozen=True)
class RowsOfKind:
    """How the records of one list are made: their fields in order. ``texts`` maps fields in several
    languages to their columns."""

    fields: Mapping[str, Field]
    texts: Mapping[str, str]

    def records(
        self, queryset: "QuerySet[Any]", reader: Reader, shows: Callable[[str], bool]
    ) -> Iterator[Record]:
        """The records with the fields that are shown, in the order of the queryset. One query,
        and one per related field for each thousand records."""
        fields = {name: each for name, each in self.fields.items() if shows(name)}
        texts = {name: each for name, each in self.texts.items() if name in fields}
        columns = list(dict.fromkeys(chain(*map(columns_of, fields.values()), texts.values())))
        place = {column: index for index, column in enumerate(columns)}
        found_rows = queryset.prefetch_related(None).values_list(*columns)
        # A page is short: a cursor at the server would cost it four more statements.
        is_page = queryset.query.is_sliced
        rows = found_rows if is_page else found_rows.iterator(chunk_size=ROWS_AT_ONCE)
        marks = [name for name in reader_marks(reader) if texts or shows(name)]
        for piece in in_pieces(rows, ROWS_AT_ONCE):
            made = [values(each, piece, place, reader) for each in fields.values()]
            found = [dict(zip(fields, row, strict=True)) for row in zip(*made, strict=True)]
            for name in marks:
                MARKS[name](found, piece, {text: place[each] for text, each in texts.items()})
            yield from found


def columns_of(each: Field) -> Sequence[str]:
    if isinstance(each, Made):
        return each.columns
    return [each.key if isinstance(each, Related) else each]


def values(
    each: Field, rows: Sequence[Any], place: Mapping[str, int], reader: Reader
) -> Iterable[Any]:
    """The values of one field, of all the rows."""
    if isinstance(each, str):
        return map(itemgetter(place[each]), rows)
    if isinstance(each, Related):
        keys = list(map(itemgetter(place[each.key]), rows))
        found = each.fetch(reader, keys)
        return [found.get(key, []) for key in keys]
    columns = (map(itemgetter(place[column]), rows) for column in each.columns)
    return map(each.make, repeat(reader), *columns)


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


def reader_marks(reader: Reader) -> Sequence[str]:
    return ("fallbacks", "texts") if reader.wants_all else ("fallbacks",)


# Fields made from columns


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


@lru_cache(maxsize=4096)
def reporter_path(language: str, kind: str, code: str) -> str:
    """The path of a reporter's page in the language (one of Django's)."""
    with translation.override(language):
        return path_of(kind, code)


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


ATTACHMENT = ("name", "content_type", "size", "sha256", "page_count", "language")


def public_attachments(reader: Reader, submissions: Collection[int]) -> Mapping[int, list[Record]]:
    """The public documents of published submissions, by submission."""
    found: dict[int, list[Record]] = defaultdict(list)
    rows = Attachment.objects.filter(submission__in=submissions, is_public=True).order_by("pk")
    for file, submission, reference, *shown in rows.values_list(
        "file", "submission", "submission__reference", *ATTACHMENT
    ):
        name, content_type, size, sha256, page_count, language = shown
        found[submission].append(
            {
                "name": name,
                "html_url": reader.origin + attachment_path(reference, attachment_key(file)),
                "content_type": content_type,
                "size": size,
                "sha256": sha256,
                "page_count": page_count,
                "language": language or None,
            }
        )
    return found


SUBMISSIONS = RowsOfKind(
    {
        "reference": "reference",
        "url": Made(("reference",), submission_url),
        "html_url": Made(("reporter__kind", "reporter__code", "reference"), submission_page),
        "reporter": "reporter__code",
        "reporter_type": "reporter__kind",
        "reporter_name": Made(("reporter__name",), text),
        "cycle": "cycle__code",
        "is_fictional": "cycle__is_fictional",
        "version": "version",
        "status": "status",
        "channel": "channel",
        "languages": "languages",
        "received_on": Made(("received_on",), day),
        "received_no_later_than": Made(("received_no_later_than",), day),
        "timeliness": Made(("received_on", "received_no_later_than", "cycle__due_on"), timeliness),
        "source": "source",
        "is_completion": "is_completion",
        "is_nil_return": "is_nil_return",
        "is_coded": "is_coded",
        "reporter_remarks": "reporter_remarks",
        **{name: name for name in shown_as_they_are(SUBMISSION)},
        "attachments": Related("pk", public_attachments),
        "published_at": Made(("published_at",), moment),
    },
    texts={"reporter_name": "reporter__name"},
)

KEYS = ("submission__reference", "commitment__key")
RESPONSES = RowsOfKind(
    {
        "key": Made(KEYS, response_key),
        "url": Made(KEYS, response_url),
        "html_url": Made(
            (
                "submission__reporter__kind",
                "submission__reporter__code",
                "submission__reference",
            ),
            submission_page,
        ),
        "submission": "submission__reference",
        "reporter": "submission__reporter__code",
        "reporter_type": "submission__reporter__kind",
        "reporter_name": Made(("submission__reporter__name",), text),
        "cycle": "submission__cycle__code",
        "is_fictional": "submission__cycle__is_fictional",
        "commitment": "commitment__key",
        "status": "status",
        "narrative": "narrative",
        "language": Made(("language",), or_null),
        "translations": "translations",
        "attachment": Made(("attachment__name", "attachment__is_public"), public_name),
        "page": "page",
        "evidence_url": "evidence_url",
    },
    texts={"reporter_name": "submission__reporter__name"},
)
