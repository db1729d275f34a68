"""The bodies of requests that write: what each may say, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from api.shared.errors import BadRequest, Fault
from api.shared.strict import (
    LARGEST_NUMBER,
    LONGEST_NAME,
    MOST_RESPONSES,
    SAME,
    UNKNOWN,
    Body,
    Key,
    LanguageOrNull,
    Text,
    Truth,
    Whole,
    Word,
)
from api.writing import optional
from common.errors import field_error
from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from reports.models import Channel, Reporter, ReportingCycle, ResponseStatus, Submission
from reports.models.columns import SUBMISSION, shown_as_they_are

# Bodies


def longest(name: str) -> Any:
    """How long a text of a submission may be; None for any length."""
    column: Any = Submission._meta.get_field(name)
    return column.max_length


class SubmissionContent(Body):
    """What a report says of itself."""

    channel = Word(choices=Channel.choices, help_text="How the report came.")
    languages = serializers.ListField(
        child=Word(choices=LANGUAGE_CHOICES),
        required=False,
        max_length=len(LANGUAGE_CODES),
        help_text="Codes of the report's languages.",
    )
    received_on = optional.day("Day it was received.")
    received_no_later_than = optional.day(
        "Day by which it had been received, where the exact one is not known; takes a `source`."
    )
    source = optional.text("Who says that it came.", 300)  # type: ignore[assignment]
    is_nil_return = Truth(
        required=False, help_text="Whether the report says that there is nothing to report."
    )
    reporter_remarks = optional.text("Remarks of the reporter; published.")
    secretariat_remarks = optional.text(
        "Remarks of the secretariat; never published. May be changed at any time."
    )

    def get_fields(self) -> dict[str, Any]:
        """With the texts that are stored unchanged, from the table of columns."""
        return {
            **super().get_fields(),
            **{
                name: optional.text(meaning, longest(name))
                for name, meaning in shown_as_they_are(SUBMISSION).items()
            },
        }

    def validate_languages(self, value: list[str]) -> list[str]:
        """Each once, in the order of the United Nations."""
        return [code for code in LANGUAGE_CODES if code in value]


class NewSubmission(SubmissionContent):
    """A report that came."""

    reporter = Key(Reporter, "code", help_text="Code of the State or organisation, such as `KEN`.")
    cycle = Key(ReportingCycle, "code", help_text="Code of the cycle, such as `2022`.")


class ChangedSubmission(SubmissionContent):
    """What changes in a report; the rest stays."""


class ResponseContent(Body):
    """What a report says on one commitment, whole: what is left out is empty."""

    status = Word(choices=ResponseStatus.choices, help_text="What the report says.")
    narrative = Text(
        default="", allow_blank=True, help_text="The report's own words; with their `language`."
    )
    language = LanguageOrNull(default=None, help_text="Code of the narrative's language.")
    attachment_key = Text(
        default=None,
        allow_null=True,
        max_length=100,
        help_text="`key` of the submission's document that says so.",
    )
    page = Whole(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Page of that document, from 1.",
    )
    evidence_url = Text(
        default="", allow_blank=True, max_length=500, help_text="Link to further evidence."
    )
    note = Text(default="", allow_blank=True, help_text="Internal; never published.")


class ListedResponse(ResponseContent):
    """What a report says on a commitment."""

    commitment = Text(max_length=120, help_text="Key of the commitment, such as `bms8-25`.")


class ResponseList(Body):
    """Responses of one submission, each commitment once."""

    responses = ListedResponse(many=True, max_length=MOST_RESPONSES)  # type: ignore[call-arg]

    def validate_responses(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(value, _("This commitment stands here twice."), "commitment")


class SomeResponses(ResponseList):
    """Some responses of one submission, each commitment once; none changes nothing."""

    responses = ListedResponse(many=True, required=False, max_length=MOST_RESPONSES)  # type: ignore[call-arg]


class Reason(Body):
    """Why a step is taken. Returning and withdrawing need a reason."""

    reason = optional.text("Kept with the step.", 5000)


class Told(Body):
    """Whether the public is told that the report was withdrawn."""

    is_shown = serializers.BooleanField(
        default=True, help_text="Show it as withdrawn, or (`false`) no longer."
    )


class Nothing(Body):
    """An empty object, or no body at all."""


class NewAttachment(Body):
    """A document that came with the report, as a form with a file."""

    file = serializers.FileField(
        allow_empty_file=True,
        help_text="PDF, DOCX, XLSX, ODT, PNG, JPEG or plain text, told from its content.",
    )
    language = optional.word(LANGUAGE_CHOICES, "Its language.", allow_blank=True)
    is_public = serializers.BooleanField(
        default=False, help_text="Anyone may download it once the report is published."
    )


def once_each(
    rows: list[dict[str, Any]], message: str, field: str, *fields: str
) -> list[dict[str, Any]]:
    """The rows; an error at the ``field`` of each row that says the same in all the fields as an
    earlier one."""
    seen: set[Any] = set()
    errors: list[dict[str, list[str]]] = []
    for row in rows:
        key = tuple(row[name] for name in (field, *fields))
        errors.append({field: [message]} if key in seen else {})
        seen.add(key)
    if any(errors):
        raise serializers.ValidationError(errors)
    return rows


# Reading a body


def read(body: type[Body], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The values of the request's body. Raises BadRequest with all faults."""
    data = request.data
    if not isinstance(data, Mapping):
        raise BadRequest([Fault("", _("Send an object."))], wrong_body())
    serializer = body(data=data, partial=partial)
    if not serializer.is_valid():
        raise BadRequest(list(faults(serializer.errors, serializer)), wrong_body())
    return dict(serializer.validated_data)


def one_of(found: "QuerySet[Any]", key: str, field: str, *, column: str = "reference") -> Any:
    """The record of that key among those that the caller may read. Raises the same ValidationError
    for a hidden record as for none."""
    record = found.filter(**{column: key}).first()
    if record is None:
        raise field_error(field, _("Nothing here has this key."), "unknown")
    return record


def wrong_body() -> str:
    return _("The body of the request is not as it should be.")


def faults(details: Any, field: Any, path: str = "") -> Iterator[Fault]:
    """The errors of a serializer as faults with their paths; ``field`` is the field at ``path``."""
    if isinstance(details, Mapping):
        for name, inner in details.items():
            below = path if name == SAME else joined(path, name)
            yield from faults(inner, part_of(field, name), below)
    elif isinstance(details, Sequence) and not isinstance(details, str):
        for index, inner in enumerate(details):
            is_row = isinstance(inner, Mapping)
            below = joined(path, index) if is_row else path
            yield from faults(inner, part_of(field, index) if is_row else field, below)
    else:
        yield Fault(path, str(details), allowed(details, field))


@contextmanager
def told_at(places: Mapping[str, str], fields: Mapping[str, str]) -> Iterator[None]:
    """Tell every problem at its place in the body: ``places`` by the keys of the problems,
    ``fields`` below such a place by their codes. Raises BadRequest."""
    try:
        yield
    except ValidationError as error:
        found = []
        for key, problems in error.error_dict.items():
            for each in problems:
                field = fields.get(each.code or "") if key in places else None
                path = places.get(key, "")
                path = joined(path, field) if field else path
                found.append(Fault(path, " ".join(each.messages)))
        raise BadRequest(found, wrong_body()) from None


def places(name: str, rows: Sequence[Mapping[str, Any]], key: str) -> dict[str, str]:
    """Where each row of a list stands in the body, by the value of its ``key``."""
    return {row[key]: f"{name}.{index}" for index, row in enumerate(rows)}


def joined(path: str, name: Any) -> str:
    return f"{path}.{str(name)[:LONGEST_NAME]}".removeprefix(".")


def part_of(field: Any, name: Any) -> Any:
    """The field below ``field``; ``field`` itself where no field has that name."""
    if name == SAME:
        return field
    inner = getattr(field, "fields", {}).get(name) if isinstance(name, str) else None
    return inner or getattr(field, "child", field)


def allowed(details: Any, field: Any) -> list[str] | None:
    """The allowed values, if they are few: the words of a choice, or the known names."""
    if getattr(details, "code", "") == "invalid_choice":
        return [str(word) for word in field.choices]
    return sorted(field.fields) if getattr(details, "code", "") == UNKNOWN else None
