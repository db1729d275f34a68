"""Reporting forms and what reports answer in them, as the API shows them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from publications.records import forms
from publications.records.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    RecordSerializer,
    UrlField,
)
from publications.records.reported import STAFF, of_submission, response_key
from questionnaires.models import (
    Answer,
    AnswerOrigin,
    AnswerState,
    Certainty,
    PartKind,
    PartPrivacy,
    Question,
    QuestionMapping,
    ReadingCertainty,
    ResponseSource,
    Role,
)
from questionnaires.templates import as_part
from questionnaires.values import public_value
from reports.models import ReporterKind, ResponseStatus

# A missing key in the options of a part means an empty list.
NONE: dict[str, Any] = {"default": list}
WORD = serializers.CharField


class FormSectionSerializer(RecordSerializer):
    """A numbered heading of a form."""

    key = serializers.CharField(help_text="Key of the section, the same in every version.")
    number = serializers.CharField(help_text="Number as printed; may be empty.")
    title = LocalisedField(help_text="The heading.")


class QuestionnaireSerializer(RecordSerializer):
    """One version of a reporting form."""

    key = serializers.CharField(
        source="api_key", help_text="Name and version, such as `poa-national-report:1`."
    )
    url = UrlField("questionnaires", "api_key")
    name = serializers.CharField(source="key", help_text="The same for every version of the form.")
    version = serializers.IntegerField(help_text="Version, from 1.")
    title = LocalisedField(help_text="Title of the form.")
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGE_CODES),
        help_text="Codes of the languages in which every text is there.",
    )
    reporter_types = serializers.ListField(
        source="kinds",
        child=serializers.ChoiceField(choices=ReporterKind.choices),
        help_text="Kinds of reporter that fill it in.",
    )
    cycles = KeysField(key="code", help_text="Codes of the cycles that it serves.")
    form_source = serializers.CharField(
        source="source", help_text="Document that it was taken from; may be empty."
    )
    is_reconstructed = serializers.BooleanField(
        help_text="Put together from published reports: not the official form."
    )
    question_count = serializers.IntegerField(help_text="Its questions.")
    sections = FormSectionSerializer(many=True, help_text="Its headings, in order.")


class ChoiceSerializer(RecordSerializer):
    """A box among several, or a fixed row of a table."""

    key = serializers.CharField(help_text="Key of the box or row.")
    label = LocalisedField(help_text="What is printed beside it.")  # type: ignore[assignment]


class ColumnSerializer(ChoiceSerializer):
    """A column of a table."""

    kind = serializers.ChoiceField(
        choices=PartKind.choices, default="text", help_text="What its cells hold."
    )
    measures = serializers.CharField(
        default="", help_text="Word of what a number counts; may be empty."
    )
    privacy = serializers.ChoiceField(
        choices=PartPrivacy.choices, default="public", help_text="Who may read its cells."
    )


class PartSerializer(RecordSerializer):
    """What is filled in under a question. The answer of its first part is the question's value."""

    key = serializers.CharField(help_text="Key of the part, unique in its question.")
    kind = serializers.ChoiceField(choices=PartKind.choices, help_text="How it is answered.")
    label = LocalisedField(help_text="What is printed beside it; may be empty.")  # type: ignore[assignment]
    privacy = serializers.ChoiceField(
        choices=PartPrivacy.choices,
        help_text="Who may read what is answered: anybody, or the State and the secretariat alone.",
    )
    measures = serializers.CharField(help_text="Word of what a number counts; may be empty.")
    answers = serializers.ListField(
        source="options.answers", child=WORD(), **NONE, help_text="Boxes of a tick, in order."
    )
    choices = ChoiceSerializer(
        source="options.choices", many=True, **NONE, help_text="Boxes of which several may be set."
    )
    columns = ColumnSerializer(
        source="options.columns", many=True, **NONE, help_text="Columns of a table."
    )
    rows = ChoiceSerializer(
        source="options.rows",
        many=True,
        **NONE,
        help_text="Fixed rows of a table; without any, rows are numbered from 1.",
    )


class GateSerializer(serializers.Serializer[Any]):
    """A question is asked only where an earlier one has one of some answers."""

    question = serializers.CharField(
        source="on.key", help_text="Key of the earlier question in the same form."
    )
    answers = serializers.ListField(
        source="opened_by", child=WORD(), help_text="Answers with which this one is asked."
    )


class CitedSerializer(serializers.Serializer[Any]):
    """A paragraph that the form prints beside a question."""

    document = serializers.CharField(help_text="Such as `PoA` or `ITI`.")
    paragraph = serializers.CharField(help_text="Such as `II.4`.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        document, paragraph = instance
        return {"document": document, "paragraph": paragraph}


class QuestionSerializer(RecordSerializer):
    """One numbered question of one version of a form."""

    key = serializers.CharField(
        source="api_key", help_text="Keys of the form and of the question, with a colon between."
    )
    url = UrlField("questions", "api_key")
    questionnaire = serializers.CharField(source="form_key", help_text="Key of the form.")
    name = serializers.CharField(
        source="key", help_text="The same in every version that asks the same."
    )
    number = serializers.CharField(help_text="Number in this version, as printed.")
    position = serializers.IntegerField(help_text="Place in the form, for sorting.")
    section = serializers.CharField(
        source="section.key", help_text="Key of the section of the form that it stands in."
    )
    section_title = LocalisedField(source="section.title", help_text="Heading of that section.")
    text = LocalisedField(help_text="The question.")
    certainty = EmptyAsNull(
        choices=Certainty.choices,
        help_text="Of a reconstructed form, how sure it is that the form asks this: A seen in a "
        "filled report, B topic attested, C guessed; null where the form is the official one.",
    )
    cites = CitedSerializer(
        many=True, help_text="Paragraphs printed beside it: the form's citation, no more."
    )
    gates = GateSerializer(
        many=True, help_text="Where it is asked; all of them must be open. Without any, always."
    )
    parts = PartSerializer(many=True, help_text="What is filled in under it, in order.")
    continues = serializers.SerializerMethodField(
        help_text="Keys of the questions of earlier versions that asked the same."
    )

    def get_continues(self, question: Question) -> list[str]:
        return [forms.question_key(each.earlier) for each in question.continues.all()]


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "string", "enum": list(ResponseStatus.values)},
    }
)
class ProposesField(serializers.DictField):
    """The status that each answer proposes; answers without a proposal are left out."""

    def to_representation(self, value: Mapping[str, str]) -> dict[str, str]:
        return {answer: status for answer, status in value.items() if status}


class MappingSerializer(serializers.Serializer[QuestionMapping]):
    """A question informs a commitment."""

    key = serializers.CharField(
        source="api_key", help_text="Keys of question and commitment, with a colon between."
    )
    url = UrlField("mappings", "api_key")
    questionnaire = serializers.CharField(source="form_key", help_text="Key of the form.")
    question = serializers.CharField(source="question_key", help_text="Key of the question.")
    number = serializers.CharField(source="question.number", help_text="Number of the question.")
    commitment = serializers.CharField(source="commitment.key", help_text="Key of the commitment.")
    role = serializers.ChoiceField(
        choices=Role.choices,
        help_text="A main question decides what a report says on it; a supporting one "
        "corroborates.",
    )
    proposes = ProposesField(
        help_text="Answer → the status that it proposes; `answered` where the question is no tick. "
        "An answer that is not there proposes none."
    )


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "additionalProperties": {"type": "string"}},
            {"type": "null"},
        ]
    }
)
class ValueField(serializers.JSONField):
    """The value under one part, as far as the reader may see it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **{"source": "*", **kwargs})

    def to_representation(self, value: Any) -> Any:
        return value.value if self.context.get("private") else shown_to_all(value)


def shown_to_all(answer: Answer) -> Any:
    """The public value of an answer: without private columns; none if the question is no longer
    asked."""
    if answer.state != AnswerState.ANSWERED:
        return None
    if answer.part.kind != PartKind.ROWS:
        return answer.value
    return public_value(as_part(answer.part), answer.value)


def row_of(answer: Answer) -> str | None:
    """The row of a table; None where there is none."""
    return answer.row or None


class Sight(StrEnum):
    """What a reader sees of an answer beyond its public part; ``OWNER`` stands for the reporter's
    points of contact."""

    OWNER = "owner"
    STAFF = "staff"


OWN = "Only for staff and the reporter's points of contact:"


class AnswerSerializer(RecordSerializer):
    """What one published report answers under one part of a question, in one row of a table."""

    private_fields = (
        "attachment_key",
        "page",
        "origin",
        "contains_contact_data",
        "is_carried_over",
        "is_confirmed",
        "certainty",
        "confirmed_by",
        "confirmed_at",
    )
    staff_fields: ClassVar[tuple[str, ...]] = ("certainty", "confirmed_by", "confirmed_at")

    key = KeyField(
        forms.answer_key,
        help_text="Keys of submission, question and part, and of the row of a table.",
    )
    url = UrlField("answers", "*", forms.answer_key)
    submission, reporter, reporter_type, reporter_name, cycle, is_fictional = of_submission()
    question = KeyField(
        forms.question_key, source="part.question", help_text="Key of the question."
    )
    number = serializers.CharField(
        source="part.question.number", help_text="Number of the question in its form."
    )
    part = serializers.CharField(source="part.key", help_text="Key of the part of the question.")
    kind = serializers.ChoiceField(
        source="part.kind", choices=PartKind.choices, help_text="How that part is answered."
    )
    row = KeyField(
        row_of,
        allow_null=True,
        help_text="Key of the row of a table, or its number from 1; null where there is none.",
    )
    status = serializers.ChoiceField(
        source="state",
        choices=AnswerState.choices,
        help_text="What was found there. *Not asked* is behind a closed gate: in no denominator.",
    )
    value = ValueField(
        help_text="A word of a tick, a number as its digits, a day, a text, a list of choices, or "
        "the cells of a row by column; null where nothing is answered."
    )
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Code of the language of a text; null without one."
    )
    attachment_key = serializers.CharField(
        source="attachment.key",
        default=None,
        allow_null=True,
        help_text=f"{OWN} key of the document that it was read in.",
    )
    page = serializers.IntegerField(
        required=False, allow_null=True, help_text=f"{OWN} page of that document, from 1."
    )
    origin = serializers.ChoiceField(
        required=False,
        choices=AnswerOrigin.choices,
        help_text=f"{OWN} how it came into the record.",
    )
    contains_contact_data = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text=f"{OWN} whether it names a person; null where nobody has looked. Only what does "
        "not is published.",
    )
    is_carried_over = serializers.BooleanField(
        required=False, help_text=f"{OWN} taken from the report before and not confirmed yet."
    )
    is_confirmed = serializers.BooleanField(
        required=False, help_text=f"{OWN} whether somebody has confirmed it."
    )
    certainty = serializers.ChoiceField(
        required=False,
        choices=ReadingCertainty.choices,
        help_text=f"{STAFF} how surely it was read.",
    )
    confirmed_by = serializers.CharField(
        required=False, allow_null=True, help_text=f"{STAFF} who confirmed it; null for nobody."
    )
    confirmed_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text=f"{STAFF} when it was confirmed (UTC)."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if self.context.get("sight") == Sight.OWNER:
            return {name: each for name, each in fields.items() if name not in self.staff_fields}
        return fields


class AnswersSerializer(serializers.Serializer[Any]):
    """All that one report answers in its form, as its reader may see it."""

    answers = AnswerSerializer(many=True, help_text="Its answers, in the order of the form.")


def source_response(source: ResponseSource) -> str:
    return response_key(source.response)


def answer_behind(source: Any) -> str:
    """The key of the answer behind a source or a reason."""
    return forms.answer_key(source.answer)


class SourceSerializer(RecordSerializer):
    """An answer of the form that stands behind a response."""

    response = KeyField(source_response, help_text="Key of the response.")
    role = serializers.ChoiceField(
        choices=Role.choices, help_text="Whether the answer decides what the response says."
    )
    answer = KeyField(answer_behind, help_text="Key of the answer.")
    question = KeyField(
        forms.question_key, source="answer.part.question", help_text="Key of the question."
    )
    number = serializers.CharField(
        source="answer.part.question.number", help_text="Number of the question."
    )
    text = LocalisedField(source="answer.part.question.text", help_text="The question.")
    value = ValueField(source="answer", help_text="The answer, as in `answers`.")


# Proposals, for those who write


class ProposalReasonSerializer(serializers.Serializer[Any]):
    """An answer that speaks of a commitment."""

    answer = KeyField(answer_behind, help_text="Key of the answer.")
    number = serializers.CharField(source="question.number", help_text="Number of the question.")
    role = serializers.ChoiceField(
        choices=Role.choices, help_text="Whether it decides or corroborates."
    )
    proposes = EmptyAsNull(
        choices=ResponseStatus.choices, help_text="Status that it proposes; null for none."
    )


class ProposalSerializer(serializers.Serializer[Any]):
    """What the confirmed answers propose on one commitment. It counts for nothing until somebody
    has confirmed it."""

    commitment = serializers.CharField(source="commitment.key", help_text="Key of the commitment.")
    status = EmptyAsNull(
        choices=ResponseStatus.choices,
        help_text="What the main answers propose together; null where they propose none, or "
        "contradict each other.",
    )
    narrative = serializers.CharField(
        help_text="The report's own words under the main questions; may be empty."
    )
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Code of the narrative's language; null without one."
    )
    is_contradictory = serializers.BooleanField(
        help_text="Main answers propose different statuses: somebody has to decide."
    )
    is_open = serializers.BooleanField(help_text="Somebody has still to confirm or decide it.")
    is_confirmed = serializers.BooleanField(
        help_text="The response on record rests on the answers as they are now."
    )
    is_kept = serializers.BooleanField(
        help_text="A person has written or amended the response on record: only a decision with a "
        "`status` overwrites it."
    )
    recorded_status = serializers.CharField(
        source="response.status",
        default=None,
        allow_null=True,
        help_text="Status of the response on record; null without one.",
    )
    reasons = ProposalReasonSerializer(
        many=True, help_text="The answers behind it, in the form's order."
    )


class ProposalsSerializer(serializers.Serializer[Any]):
    """What the form of one report proposes."""

    proposals = ProposalSerializer(many=True, help_text="By commitment, in document order.")
