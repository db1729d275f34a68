"""A resource: its list and its records for everybody who reads; for some callers what is not
published, and ways of writing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.models import Scope
from api.reading import sparse
from api.reading.base import ApiView, unknown
from api.reading.expanding import Expansion, expand, expansions_of
from api.reading.exports import Copied
from api.shared import linking, pagination
from api.shared.authentication import (
    CALLERS,
    SEE_EVERYTHING,
    may_see_everything,
    require,
)
from api.shared.errors import TooLarge
from api.shared.negotiation import LIST_FORMATS, Json
from api.shared.parameters import Parameters
from api.shared.sight import acting
from api.writing.handlers import Write
from api.writing.versions import locked_record, version_tag
from publications.records import in_sql
from publications.records.rows import RowsOfKind

ROWS_AT_ONCE = 1000
READS = ("list", "retrieve")
# A form is larger than its file: names, separators, the other fields.
FORM_OVERHEAD_BYTES = 64 * 1024


class ResourceView(ApiView, GenericViewSet[Any]):
    """One resource: its list (filtered, ordered, in pages or as a file) and each of its records.

    Subclasses name their filters and orders in ``filterset_class``. Their handlers that write
    (``api.writing.handlers``) say each for itself who may, and what is sent. Whoever may see
    everything gets a single record with its unpublished parts and its version.
    """

    pagination_class = pagination.Pages
    lookup_field = "key"
    lookup_value_regex = "[A-Za-z0-9_:-]{1,250}"
    resource: ClassVar[str]
    # The columns that have the parts of a key, where it is not one column of that name.
    key_columns: ClassVar[tuple[str, ...]] = ()
    # The records behind the resource; or ``get_queryset``, where they depend on the request.
    records: ClassVar[Callable[[], "QuerySet[Any]"]]
    # Makes the public records of a long list without model instances.
    table: ClassVar[RowsOfKind | None] = None
    # The parameter of the list by which staff ask for what is not published, and its value for all
    # others.
    published: ClassVar[tuple[str, str] | None] = None

    @classmethod
    def address(cls) -> str:
        """Where it is, from the root of the API."""
        return cls.resource

    @classmethod
    def shown_by(cls) -> Any:
        """The serializer of a single record."""
        return cls.serializer_class

    # What is asked for

    def get_renderers(self) -> list[BaseRenderer]:
        classes = LIST_FORMATS if self.action == "list" else (Json,)
        return [renderer() for renderer in classes]

    def get_filterset_class(self) -> type[Parameters]:
        return self.filterset_class if self.action == "list" else Parameters

    def answer(self) -> Any:
        removes = self.write is not None and self.write.status == 204
        return None if removes else self.get_serializer_class()(many=self.action == "list")

    def own_parameters(self) -> Mapping[str, Any]:
        """The parameters ``fields`` and ``expand``; none for a write, which is answered in full."""
        if self.action not in READS:
            return {}
        serializer: Any = self.get_serializer_class()
        names = sparse.names_of(serializer, is_private=self.is_private)
        found: dict[str, Any] = {"fields": sparse.fields_parameter(names)}
        if expansions := self.expansions:
            found["expand"] = sparse.expand_parameter(expansions)
        return found

    @property
    def expansions(self) -> Mapping[str, Expansion]:
        """The related records that ``expand`` can add."""
        return expansions_of(self.resource, is_alone=self.action != "list")

    @property
    def related(self) -> Iterable[type[BaseSerializer[Any]]]:
        """The serializers of those related records. The description names each of them, including
        those for parts of a record that have no address of their own."""
        return [each for found in self.expansions.values() for each in found.alternatives]

    @property
    def expanded(self) -> Mapping[str, Expansion]:
        """The related records that ``expand`` asks for."""
        return {name: self.expansions[name] for name in self.given.get("expand") or ()}

    @cached_property
    def wanted_fields(self) -> frozenset[str] | None:
        """The requested fields and those that expansions need; None for all."""
        if "fields" not in self.given:
            return None
        return frozenset((*self.given["fields"], *(e.needs for e in self.expanded.values())))

    def shows(self, field: str) -> bool:
        """Whether the records are shown with that field."""
        return self.wanted_fields is None or field in self.wanted_fields | sparse.MARKS

    # Who asks

    @property
    def write(self) -> Write | None:
        """The way of writing of this request, if it writes."""
        return getattr(getattr(self, self.action or "", None), "write", None)

    @cached_property
    def is_private(self) -> bool:
        """Whether the answer may hold what is not published. Of the lists, only those that ask for
        more than that."""
        if not self.request:  # while the API is described
            return False
        if self.action != "list":
            return self.write is not None or self.sees_more()
        if self.published is None:
            return False
        name, value = self.published
        return set(self.request.query_params.get(name, value).split(",")) != {value}

    def sees_more(self) -> bool:
        """Whether the caller may read what is not published of a record."""
        return may_see_everything(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.write:
            self.refuse_large(request)
        super().initial(request, *args, **kwargs)

    def refuse_large(self, request: Request) -> None:
        """Raise TooLarge before the body is read; a body without a length is not read at all."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if MultiPartParser in self.parser_classes:
            limit = settings.MAX_UPLOAD_BYTES + FORM_OVERHEAD_BYTES
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > limit:
            raise TooLarge(limit)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.write:
            require(request, self.write.scope, self.write.permission)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        if hasattr(response, "language"):
            response.headers["Content-Language"] = response.language
        return response

    # Reading

    def get_queryset(self) -> "QuerySet[Any]":
        return type(self).records()

    def list(self, request: Request) -> HttpResponseBase:
        if self.is_private:
            require(request, Scope.READ, SEE_EVERYTHING)
        # What rows are made of needs no related records.
        found = self.table.public() if self.table and self.is_hot else self.get_queryset()
        queryset = self.filter_queryset(found)
        if self.wants_file:
            return self.file_of(queryset)
        return self.get_paginated_response(self.show(self.paginate_queryset(queryset)))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        record = self.find(kwargs[self.lookup_field])
        return self.versioned(record) if self.is_private else Response(self.show_alone(record))

    def find(self, key: str) -> Any:
        """The record with that key. Raises NotFound if this reader has none."""
        record = self.get_queryset().filter(**self.lookup(key)).first()
        if record is None:
            raise unknown(key)
        return record

    def lookup(self, key: str) -> dict[str, Any]:
        """The condition, as keywords of ``filter``, that a record has ``key``."""
        columns = self.key_columns or (self.lookup_field,)
        return dict(zip_longest(columns, key.split(":", len(columns) - 1), fillvalue=""))

    # Showing

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if self.wanted_fields is not None:
            sparse.keep(getattr(serializer, "child", serializer), self.wanted_fields)
        return serializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {**ApiView.get_serializer_context(self), "private": self.is_private}

    def file_of(self, queryset: "QuerySet[Any]") -> StreamingHttpResponse:
        serializer = self.get_serializer()
        if self.is_hot:
            records = self.made(queryset)
            return self.export(self.resource, serializer, records, dict, self.copied(queryset))
        return self.export(self.resource, serializer, self.streamed(queryset))

    def copied(self, queryset: "QuerySet[Any]") -> Copied | None:
        """How the database itself writes the records as CSV, where it can."""
        return None

    @property
    def is_hot(self) -> bool:
        """Whether records are made from rows: only the public records of a long list."""
        return self.table is not None and self.action == "list" and not self.is_private

    def made(self, queryset: "QuerySet[Any]") -> Iterable[dict[str, Any]]:
        return self.table.records(queryset, self.reader, self.shows) if self.table else ()

    def show(self, found: Any) -> Any:
        """The records as the answer has them. The database writes the public records of a long
        list as JSON itself, where it can and nothing is added to them."""
        is_hot = self.is_hot
        if self.table and is_hot and not self.expanded and in_sql.can_write(found):
            return orjson.Fragment(self.table.written(found, self.reader, self.shows))
        shown = list(self.made(found)) if is_hot else self.get_serializer(found, many=True).data
        if self.expanded:
            expand(shown, self.expanded, self.expanding_context())
        return shown

    def expanding_context(self) -> dict[str, Any]:
        """The context for the serializers of related records."""
        return self.get_serializer_context()

    def show_alone(self, record: Any) -> dict[str, Any]:
        """A record as the answer has it. It comes with links to its related records, unless only
        some fields are wanted."""
        shown: dict[str, Any] = self.show([record])[0]
        if self.wanted_fields is None and self.resource in linking.LINKS:
            shown[linking.NAME] = linking.links(self.resource, shown, self.reader.origin)
        return shown

    def streamed(self, queryset: "QuerySet[Any]") -> Iterator[Any]:
        """The records one by one, a thousand in memory at a time."""
        yield from queryset.iterator(chunk_size=ROWS_AT_ONCE)

    def versioned(self, record: Any, status: int = 200) -> Response:
        """A record as its writers see it, with its version and its address."""
        data = self.show_alone(record)
        version = self.version_of(record)
        headers = {"ETag": version} if version else {}
        if status == 201:
            headers["Location"] = data["url"]
        return Response(data, status=status, headers=headers)

    # Writing

    def version_of(self, record: Any) -> str | None:
        """The version of a record: that of its own history."""
        return version_tag(record)

    def locked(self, key: str) -> Any:
        """The record, locked, in the version that was read; only one that the caller may write."""
        return locked_record(self.request, self.writable().filter(**self.lookup(key)))

    def writable(self) -> "QuerySet[Any]":
        raise NotImplementedError

    def written(self, record: Any, status: int = 200) -> Response:
        """The answer to a change: the record, read again."""
        return self.versioned(self.get_queryset().get(pk=record.pk), status)


class RuledView(ResourceView):
    """Records that are partly not public; their own rules say who reads and writes them."""

    authentication_classes: Sequence[type[BaseAuthentication]] = CALLERS
    lookup_field = "reference"

    @cached_property
    def viewer(self) -> Any:
        """The user as whom the caller reads or writes; anonymous without the scope."""
        return acting(self.request, self.write.scope if self.write else Scope.ASSISTANCE)

    def sees_more(self) -> bool:
        return bool(self.viewer.is_authenticated)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.write and not self.viewer.is_authenticated:
            raise NotAuthenticated(_("Send an API key, or sign in."))
