"""How the views are described in OpenAPI: the parameters they really take, and every answer."""

from functools import partial
from itertools import chain, starmap
from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from tracker.api.errors import CONTENT_TYPE
from tracker.api.negotiation import FILES
from tracker.api.parameters import KEY, StrictBackend

ERRORS = {
    400: "A parameter is unknown, or its value is; `errors` names each and says what is allowed.",
    404: "There is no such record or page.",
    406: "None of the media types asked for is available.",
    429: "Too many requests from this address; `Retry-After` says how many seconds to wait.",
}


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    path = serializers.CharField(help_text="The parameter, header or field it is about.")
    message = serializers.CharField(help_text="What is wrong, in the language of the answer.")
    allowed = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Values that would be right."
    )


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text="Always `about:blank`: the status says it all.")
    title = serializers.CharField(help_text="Name of the HTTP status.")
    status = serializers.IntegerField(help_text="HTTP status.")
    detail = serializers.CharField(help_text="What happened, in the language of the answer.")
    errors = FaultSerializer(  # type: ignore[assignment]
        many=True, help_text="What is wrong in detail; may be empty."
    )


class ApiSchema(AutoSchema):
    """Reads the description off the views, which say what they take and answer."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        language = OpenApiParameter(
            "Content-Language",
            str,
            OpenApiParameter.HEADER,
            description="Code of the language of the answer.",
            response=[200],
        )
        return [*self._path(), language]

    def _path(self) -> list[OpenApiParameter]:
        name = self.path.partition("{")[2].partition("}")[0]
        if not name:
            return []
        schema = {"type": "string", "pattern": KEY}
        about = "Key of the record."
        return [OpenApiParameter(name, schema, OpenApiParameter.PATH, description=about)]

    def get_filter_backends(self) -> list[Any]:
        return [StrictBackend]

    def _get_format_parameters(self) -> list[Any]:
        return []

    def _get_pagination_parameters(self) -> list[Any]:
        return []

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["api"]

    def get_description(self) -> str:  # type: ignore[override]
        return " ".join((type(self.view).__doc__ or "").split())

    def get_response_serializers(self) -> Any:
        found: dict[Any, Any] = {
            (200, "application/json"): OpenApiResponse(self.view.answer(), "As asked for.")
        }
        for renderer in self.view.get_renderers():
            if isinstance(renderer, FILES):
                is_text = renderer.charset is not None
                kind = OpenApiTypes.STR if is_text else OpenApiTypes.BINARY
                found[200, renderer.media_type] = OpenApiResponse(kind, "As asked for.")
        for status, about in ERRORS.items():
            found[status, CONTENT_TYPE] = OpenApiResponse(ProblemSerializer, about)
        return found


class ParametersExtension(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Describes the parameters that a view takes, those that filter nothing among them."""

    target_class = "tracker.api.parameters.StrictBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: AutoSchema, *args: Any, **kwargs: Any
    ) -> list[Any]:
        found = self.target.get_filterset(auto_schema.view.request, None, auto_schema.view)
        about = (auto_schema, found.queryset.model, type(found))
        resolved = starmap(partial(self.resolve_filter_field, *about), found.filters.items())
        return list(chain.from_iterable(resolved))
