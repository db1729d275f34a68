"""The API's own description: the list of resources, the schema and its documentation page."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import catalogue, dictionary
from api.reading.base import ApiView
from api.shared.errors import problem
from api.shared.parameters import Parameters, Words, shown

TABLES = [
    table.resource.removeprefix("coverage-")
    for table in catalogue.TABLES
    if table.resource.startswith("coverage-")
]


class RootSerializer(serializers.Serializer[Any]):
    """Where everything is."""

    name = serializers.CharField(help_text="Name of the API.")
    version = serializers.CharField(help_text="Version of the API.")
    resources = serializers.DictField(
        child=serializers.URLField(), help_text="Address of each resource's list."
    )
    coverage = serializers.DictField(
        child=serializers.URLField(), help_text="Address of each table of figures."
    )
    package = serializers.URLField(help_text="Address of all public data in one file.")
    schema = serializers.URLField(help_text="Address of the OpenAPI description.")
    docs = serializers.URLField(help_text="Address of the documentation page.")


class Root(ApiView):
    """The resources and tables of the API, and where it is described."""

    def answer(self) -> RootSerializer:
        return RootSerializer()

    def get(self, request: Request) -> Response:
        origin = self.reader.origin
        tables = {name: f"{origin}{reverse(f'api:coverage-{name}')}" for name in TABLES}
        return Response(
            {
                "name": spectacular_settings.TITLE,
                "version": spectacular_settings.VERSION,
                "resources": lists(origin),
                "coverage": tables,
                "package": f"{origin}{reverse('api:package')}",
                "schema": f"{origin}{reverse('api:schema')}",
                "docs": f"{origin}{reverse('api:docs')}",
            }
        )


def lists(origin: str) -> dict[str, str]:
    """The address of each resource's list."""
    names = [view.resource for view in catalogue.LISTED]
    return {name: f"{origin}{reverse(f'api:{name}-list')}" for name in names}


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    """404 for an unknown address under /api/, with the addresses that exist."""
    site = request.build_absolute_uri("/").rstrip("/")
    return problem(
        404,
        _("There is nothing at this address."),
        resources=lists(site),
        docs=f"{site}{reverse('api:docs')}",
    )


class Schema(ApiView, SpectacularAPIView):
    """The OpenAPI description, in English whatever the reader's language."""

    schema = None  # type: ignore[assignment]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(dictionary.description())


class DocsParameters(Parameters):
    script = Words("Asks for the page's script.", method=shown)


# Swagger UI draws its icons from data addresses in its own style sheet.
@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class Docs(ApiView, SpectacularSwaggerSplitView):
    """The documentation page, from this origin alone."""

    schema = None  # type: ignore[assignment]
    url_name = "api:schema"
    template_name = "api/docs.html"
    filterset_class = DocsParameters

    def takes_not(self) -> tuple[str, ...]:
        return ("format",)
