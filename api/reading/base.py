"""What every view of the API shares: the reader's language, strict parameters, tables and files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from api.reading.exports import Copied, Export, layout_of
from api.shared import throttling
from api.shared.conditional import Freshness, NotModified, not_modified, vary
from api.shared.negotiation import FILES, LIST_FORMATS
from api.shared.parameters import FileParameters, Parameters, StrictBackend
from api.shared.schema import ApiSchema
from api.shared.throttling import Allowance
from publications.records.reader import Reader, reader_of
from reports.models import ReportingCycle

T = TypeVar("T")


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
        wanted = getattr(self.request, "accepted_renderer", None)
        names = ("page", "cursor", "page_size", "expand") if isinstance(wanted, FILES) else ()
        return names if wanted is None or wanted.format == "csv" else (*names, "bom")

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


class TableView(ApiView):
    """Figures in a table, always whole: as JSON with its heading, or its rows as a file."""

    renderer_classes = LIST_FORMATS
    filterset_class = FileParameters
    resource: ClassVar[str]
    table: ClassVar[type[Serializer[Any]]]
    row: ClassVar[type[Serializer[Any]]]

    @classmethod
    def address(cls) -> str:
        """Where it is, from the root of the API."""
        return cls.resource.replace("-", "/")

    @classmethod
    def shown_by(cls) -> type[Serializer[Any]]:
        return cls.table

    def answer(self) -> Any:
        return self.table()

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        rows = self.rows()
        context = self.get_serializer_context()
        if self.wants_file:
            return self.export(self.resource, self.row(context=context), rows)
        shown = {**self.heading(), "count": len(rows), "results": rows}
        return Response(self.table(shown, context=context).data)

    def rows(self) -> Sequence[Any]:
        """One object per row of the table."""
        raise NotImplementedError

    def heading(self) -> dict[str, Any]:
        """The members before the rows, if there are any. Not called ``head``: that method would
        answer HEAD requests."""
        return {}

    @cached_property
    def cycle(self) -> ReportingCycle:
        """The cycle asked for, or the current one; 404 if there is none yet."""
        cycle: ReportingCycle | None = self.given.get("cycle") or ReportingCycle.objects.current()
        if cycle is None:
            raise NotFound(_("There is no reporting cycle yet."))
        return cycle


def unknown(key: str) -> NotFound:
    return NotFound(_("Nothing published has the key %(key)s here.") % {"key": key})
