"""How the views are described in OpenAPI: the parameters they really take, and every answer."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import chain, starmap
from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api.shared.errors import CONTENT_TYPE
from api.shared.negotiation import STREAMED
from api.shared.parameters import KEY, StrictBackend
from api.shared.strict import Body

ERRORS = {
    400: "A parameter is unknown, or its value is; `errors` names each and says what is allowed.",
    404: "There is no such record or page.",
    406: "None of the media types asked for is available.",
    429: "Too many requests from this caller; `Retry-After` says how many seconds to wait.",
    503: "As much of this is being done as the machine can do, or the database is away; "
    "`Retry-After` says how many seconds to wait.",
}
# For views that accept a key or a session.
KNOWN_CALLERS = {
    401: "The API key is wrong, expired or revoked; or one is needed and there is none.",
    403: "The caller may not do this, or the CSRF token of its session is missing.",
}
WRITING = {
    400: "A parameter or the body is not as it should be; `errors` has the path of each fault.",
    409: "What is on record does not allow it now: the status of the submission, or another one.",
    413: "The body is too large.",
    415: "The body is of a media type that is not taken here.",
}
VERSIONED = {
    412: "The record has changed since the version that `If-Match` names.",
    428: "`If-Match` is missing.",
}
REPEATABLE = {422: "The `Idempotency-Key` was used for another request."}
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "minLength": 1},
    OpenApiParameter.HEADER,
    required=True,
    description="`ETag` of the version that was read.",
)
IF_PREVIEWED = OpenApiParameter(
    "If-Match",
    {"type": "string", "minLength": 1},
    OpenApiParameter.HEADER,
    description="`ETag` of the preview that was seen; needed where something on record changes.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="Made up by the caller for this request. Sent again within a day, it does nothing "
    "more and is answered the same.",
)


# Other names for records whose own name clashes in a generated client: with a class that it
# imports, or with its variable for the one property of that name.
CLASHING = {
    "Response": "ReportedResponse",
    "Responses": "SubmissionResponses",
    "Mapping": "QuestionMapping",
    "Answers": "SubmissionAnswers",
    "Proposals": "SubmissionProposals",
}
# Operations that can follow on a submission; those that write take its version.
NEXT_READS = ("retrieve", "responses_retrieve", "attachments_create")
NEXT_WRITES = (
    "partial_update",
    "responses_update",
    "responses_partial_update",
    "submit_create",
    "start_review_create",
    "return_create",
    "publish_create",
    "withdraw_create",
    "correct_create",
)
REFERENCE = {"path.reference": "$response.body#/reference"}
VERSION = {"header.If-Match": "$response.header.ETag"}


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
    """Makes the description from the views, which declare their parameters and answers."""

    view: Any

    @property
    def _write(self) -> Any:
        """The ``Write`` of this operation; None if it reads."""
        return getattr(self.view, "write", None)

    @property
    def _statuses(self) -> Sequence[int]:
        return self._write.statuses if self._write else (200,)

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        for serializer in getattr(self.view, "related", ()):
            self.resolve_serializer(serializer, "response")
        if operation:
            operation["summary"] = summary_of(self.get_description(), is_one=self._is_of_one())
        if operation and getattr(self.view, "answers_submission", False):
            for status in self._statuses:
                operation["responses"][str(status)]["links"] = links()
        return operation

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return component_name(type(serializer))

    def get_override_parameters(self) -> list[Any]:
        language = OpenApiParameter(
            "Content-Language",
            str,
            OpenApiParameter.HEADER,
            description="Code of the language of the answer.",
            response=list(self._statuses),
        )
        return [*self._path(), *self._request_headers(), *self._version(), language]

    def _path(self) -> list[OpenApiParameter]:
        schema = {"type": "string", "pattern": KEY}
        about = "Key of the record."
        return [
            OpenApiParameter(name, schema, OpenApiParameter.PATH, description=about)
            for name in re.findall(r"{(\w+)}", self.path)
        ]

    def _request_headers(self) -> list[OpenApiParameter]:
        versioned = [IF_MATCH] if self._write and self._write.is_versioned else []
        if self._write and self._write.has_preview:
            versioned = [IF_PREVIEWED]
        return [*versioned, *([IDEMPOTENCY_KEY] if self._is_repeatable() else [])]

    def _is_repeatable(self) -> bool:
        return bool(self._write) and self._write.records and self.method == "POST"

    def _version(self) -> list[OpenApiParameter]:
        if not self._write or self._write.has_preview:
            return []
        about = "The version of the submission, for `If-Match`."
        if not self._write.records:
            about = "What the preview was made of, for `If-Match` of the import."
        statuses = list(self._statuses)
        return [
            OpenApiParameter(
                "ETag", str, OpenApiParameter.HEADER, description=about, response=statuses
            )
        ]

    def get_filter_backends(self) -> list[Any]:
        return [StrictBackend]

    def _get_format_parameters(self) -> list[Any]:
        return []

    def _get_pagination_parameters(self) -> list[Any]:
        return []

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["api"]

    def get_description(self) -> str:  # type: ignore[override]
        handler = getattr(self.view, getattr(self.view, "action", None) or "get", None)
        return " ".join((getattr(handler, "__doc__", "") or type(self.view).__doc__ or "").split())

    def _is_of_one(self) -> bool:
        """Whether it reads one record by its key: its docstring describes all the records."""
        return self.method == "GET" and self.path.endswith("}/")

    def get_auth(self) -> list[Any]:
        """Who may write; empty for reads. Reading needs no caller, and generated clients would
        demand one even where it is optional."""
        return [each for each in super().get_auth() if each] if self._write else []

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """Bodies allow no additional properties."""
        found = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        closed = {"additionalProperties": False} if isinstance(serializer, Body) else {}
        return {**found, **closed}

    def get_request_serializer(self) -> Any:
        if self._write and self._write.takes_csv:
            return {"application/json": self._write.body, "text/csv": OpenApiTypes.BINARY}
        return self._write.body if self._write else None

    def get_response_serializers(self) -> Any:
        answer = self.view.answer()
        found: dict[Any, Any] = {
            (status, "application/json") if answer else status: OpenApiResponse(
                answer, "As asked for."
            )
            for status in self._statuses
            if answer or self._write
        }
        for renderer in self.view.get_renderers():
            if isinstance(renderer, STREAMED):
                is_text = renderer.charset is not None
                kind = OpenApiTypes.STR if is_text else OpenApiTypes.BINARY
                found[200, renderer.media_type] = OpenApiResponse(kind, "As asked for.")
        for status, about in self._errors().items():
            found[status, CONTENT_TYPE] = OpenApiResponse(ProblemSerializer, about)
        return found

    def _errors(self) -> dict[int, str]:
        found = {**ERRORS, **(KNOWN_CALLERS if self.view.authentication_classes else {})}
        if self._write:
            is_versioned = self._write.is_versioned or self._write.has_preview
            versioned = VERSIONED if is_versioned else {}
            repeatable = REPEATABLE if self._is_repeatable() else {}
            found.update({**WRITING, **versioned, **repeatable})
        return dict(sorted(found.items()))


def summary_of(description: str, *, is_one: bool) -> str:
    """The first sentence of an operation's description, for lists of operations; "One of: …" for
    the reading of one record."""
    first = re.split(r"(?<=[^.][a-z`)])\. |: |; ", description, maxsplit=1)[0].removesuffix(".")
    return f"One of: {first}" if is_one else first


def component_name(serializer: type) -> str:
    """What the records of a serializer are called in the description."""
    name = serializer.__name__.removesuffix("Serializer")
    return CLASHING.get(name, name)


def links() -> dict[str, Any]:
    """The operations that can follow on the submission in an answer (OpenAPI links)."""
    found = dict.fromkeys(NEXT_READS, REFERENCE)
    found |= {name: {**REFERENCE, **VERSION} for name in NEXT_WRITES}
    return {
        name: {"operationId": f"submissions_{name}", "parameters": dict(parameters)}
        for name, parameters in found.items()
    }


class ParametersExtension(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Describes the parameters that a view takes, those that filter nothing among them."""

    target_class = "api.shared.parameters.StrictBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: AutoSchema, *args: Any, **kwargs: Any
    ) -> list[Any]:
        found = self.target.get_filterset(auto_schema.view.request, None, auto_schema.view)
        about = (auto_schema, found.queryset.model, type(found))
        resolved = starmap(partial(self.resolve_filter_field, *about), found.filters.items())
        return [with_values(each) for each in chain.from_iterable(resolved)]


def with_values(parameter: dict[str, Any]) -> dict[str, Any]:
    """The parameter; if it takes several values, it needs at least one."""
    if parameter["schema"].get("type") == "array":
        parameter["schema"]["minItems"] = 1
    return parameter
