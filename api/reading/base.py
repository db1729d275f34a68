"""What every view of the API shares: the reader's language, strict parameters, lists and files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from api.reading import sparse
from api.reading.expanding import Expansion, expand, expansions_of
from api.reading.exports import Copied, Export, layout_of
from api.shared import linking, pagination, throttling
from api.shared.conditional import Freshness, NotModified, not_modified, vary
from api.shared.negotiation import FILES, LIST_FORMATS, Json
from api.shared.parameters import FileParameters, Parameters, StrictBackend
from api.shared.schema import ApiSchema
from api.shared.throttling import Allowance
from publications.records import in_sql
from publications.records.reader import Reader, reader_of
from publications.records.rows import RowsOfKind

T = TypeVar("T")
ROWS_AT_ONCE = 1000
READS = ("list", "retrieve")


class ApiView(APIView):
    """Answers in the reader's language and refuses parameters it does not know."""

    schema = ApiSchema()
    filterset_class: type[Parameters] = Parameters
    reader: Reader
    freshness: Freshness | None = None
    is_counted = False
    allowance: Allowance | None = None
    parameters: Parameters
    given: Mapping[str, Any]

    def answer(self) -> Any:
        """The serializer of the answer; the description of the API uses it."""
        raise NotImplementedError

    def get_filterset_class(self) -> type[Parameters]:
        return self.filterset_class

    def takes_not(self) -> Iterable[str]:
        """Names of parameters without a meaning in this request; none while the API is
        described."""
        return ()

    def own_parameters(self) -> Mapping[str, Any]:
        """Parameters of the view by name, in addition to those of its filter set."""
        return {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.reader = reader_of(request)
        translation.activate(self.reader.django_language)
        self.count(request)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        self.freshness = Freshness(request, self.reader)
        self.freshness.refuse_the_same(request)
        self.parameters = StrictBackend().get_filterset(request, None, self)
        self.given = self.parameters.read()

    def options(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """An empty answer: the headers name the methods, and the description tells the rest."""
        return HttpResponse(status=204)

    def count(self, request: Request) -> None:
        """Count the request for its caller, or for its address if the key is wrong."""
        try:
            _caller = request.user
        finally:
            self.spend(throttling.caller_name(request))
            if self.allowance:
                self.allowance.refuse_too_many()

    def spend(self, caller: str) -> None:
        self.allowance = throttling.spend(caller)
        self.is_counted = True

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        # Some requests are refused before their caller is known.
        if not self.is_counted:
            self.spend(throttling.address_of(request))
        if self.allowance:
            self.allowance.mark(response)
        if hasattr(self, "reader"):
            response.headers["Content-Language"] = self.reader.language
        if self.freshness and (response.status_code < 300 or response.status_code == 304):
            self.freshness.mark(response)
        vary(response)
        return response

    def kept(self, question: str, read: Callable[[], T]) -> T:
        """``Freshness.kept``."""
        return self.freshness.kept(question, read) if self.freshness else read()

    def handle_exception(self, error: Exception) -> HttpResponseBase:  # type: ignore[override]
        if isinstance(error, NotModified):
            return not_modified()
        return super().handle_exception(error)

    def get_serializer_context(self) -> dict[str, Any]:
        return {"request": self.request, "view": self, "reader": getattr(self, "reader", None)}

    @property
    def wants_file(self) -> bool:
        return isinstance(getattr(self.request, "accepted_renderer", None), FILES)

    def export(
        self,
        name: str,
        serializer: BaseSerializer[Any],
        records: Iterable[Any],
        represent: Callable[[Any], Any] | None = None,
        copied: Copied | None = None,
    ) -> StreamingHttpResponse:
        """``records`` as a file in the requested format. The serializer gives the columns; it also
        shows the records unless ``represent`` does. ``copied`` is given where the database writes
        CSV itself."""
        return Export(
            name,
            layout_of(serializer),
            map(represent or serializer.to_representation, records),
            self.reader,
            copied=copied,
            **self.about_request(),
        ).response(self.request.accepted_renderer)

    def about_request(self) -> dict[str, Any]:
        """The details of the request that an export repeats."""
        query = self.request.query_params
        return {
            "address": self.request.build_absolute_uri(),
            "filters": {name: query[name] for name in query if name not in ("format", "bom")},
            "bom": "bom" in self.given,
        }


class FileView(ApiView):
    """A view that can also answer with a file."""

    renderer_classes: Sequence[type[BaseRenderer]] = LIST_FORMATS
    filterset_class = FileParameters

    def takes_not(self) -> Iterable[str]:
        wanted = getattr(self.request, "accepted_renderer", None)
        names = ("page", "cursor", "page_size", "expand") if isinstance(wanted, FILES) else ()
        return names if wanted is None or wanted.format == "csv" else (*names, "bom")


class ResourceView(FileView, GenericViewSet[Any]):
    """One resource: its list (filtered, ordered, in pages or as a file) and each of its records.

    Subclasses name their filters and orders in ``filterset_class``.
    """

    pagination_class = pagination.Pages
    lookup_value_regex = "[A-Za-z0-9_:-]{1,250}"
    resource: ClassVar[str]
    # Makes the public records of a long list without model instances.
    table: ClassVar[RowsOfKind | None] = None

    def get_renderers(self) -> list[BaseRenderer]:
        classes = LIST_FORMATS if self.action == "list" else (Json,)
        return [renderer() for renderer in classes]

    def get_filterset_class(self) -> type[Parameters]:
        return self.filterset_class if self.action == "list" else Parameters

    def answer(self) -> Any:
        return self.get_serializer_class()(many=self.action == "list")

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
    def is_private(self) -> bool:
        """Whether the answer may hold what is not published."""
        return False

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

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if self.wanted_fields is not None:
            sparse.keep(getattr(serializer, "child", serializer), self.wanted_fields)
        return serializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {**ApiView.get_serializer_context(self), "private": self.is_private}

    def list(self, request: Request) -> HttpResponseBase:
        queryset = self.filter_queryset(self.get_queryset())
        if self.wants_file:
            return self.file_of(queryset)
        return self.get_paginated_response(self.show(self.paginate_queryset(queryset)))

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
        if self.wanted_fields is None:
            shown[linking.NAME] = linking.links(self.resource, shown, self.reader.origin)
        return shown

    def streamed(self, queryset: "QuerySet[Any]") -> Iterator[Any]:
        """The records one by one, a thousand in memory at a time."""
        yield from queryset.iterator(chunk_size=ROWS_AT_ONCE)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        key = kwargs[self.lookup_url_kwarg or self.lookup_field]
        return Response(self.show_alone(self.find(key)))

    def find(self, key: str) -> Any:
        """The record with that key. Raises NotFound if this reader has none."""
        record = self.get_queryset().filter(**self.lookup(key)).first()
        if record is None:
            raise self.unknown(key)
        return record

    @staticmethod
    def unknown(key: str) -> NotFound:
        return NotFound(_("Nothing published has the key %(key)s here.") % {"key": key})

    def lookup(self, key: str) -> dict[str, Any]:
        """The condition, as keywords of ``filter``, that a record has ``key``."""
        return {self.lookup_field: key}


def pair(key: str, first: str, second: str) -> dict[str, Any]:
    """The condition for a key that is two keys with a colon between them."""
    left, _colon, right = key.partition(":")
    return {first: left, second: right}
