"""The tables of the open-data package on forms, and on the answers of reports in them.

No cell holds a table: the boxes, columns and rows of a part, and the cells of an answered row, have
tables of their own.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import Case, F, Q, When

from publications.package.columns import as_in, key, texts
from publications.package.fields import Citations, Field, PackagedTable, Pairs, Texts, Unfolded
from publications.records import answered, forms
from publications.records.forms import FORM
from publications.records.meetings import joined
from questionnaires.form import part_from_json
from questionnaires.models import (
    AnswerState,
    Certainty,
    Continuation,
    Gate,
    Part,
    PartKind,
    PartPrivacy,
    ReportTemplate,
    Role,
    Stage,
    TemplateSection,
)
from questionnaires.values import public_value

FORM_SERIALIZER = answered.QuestionnaireSerializer
QUESTIONNAIRE = partial(as_in, FORM_SERIALIZER)
HEADING = partial(as_in, answered.FormSectionSerializer)
QUESTION = partial(as_in, answered.QuestionSerializer)
PART = partial(as_in, answered.PartSerializer)
MAPPING = partial(as_in, answered.MappingSerializer)
ANSWER = partial(as_in, answered.AnswerSerializer)

IN_USE = Stage.IN_USE
CHOICE, COLUMN, ROW = "choice", "column", "row"
QUESTION_KEY = key("Key of the question.", "question_key", "question")
PART_KEY = key("Key of the part.", "part_key", "part")
SUBMISSION_KEY = key("Reference of the submission.", "submission__reference", "submission")


def question_key(of: str = "") -> Any:
    """The key of a question; ``of`` is the path to it from the record, such as ``part__``."""
    return joined(*(f"{of}{name}" for name in (*FORM, "key")))


def form_cycles() -> Any:
    """Which forms serve which cycles."""
    through = ReportTemplate.cycles.through.objects.filter(
        reporttemplate__stage=IN_USE, reportingcycle__is_fictional=False
    )
    form = joined("reporttemplate__key", "reporttemplate__version")
    return through.annotate(form_key=form).order_by("form_key", "reportingcycle__code")


def sections() -> Any:
    found = TemplateSection.objects.filter(template__stage=IN_USE)
    keys = {"api_key": joined(*FORM, "key"), "form_key": joined(*FORM)}
    return found.annotate(**keys).order_by(*FORM, "position")


def questions() -> Any:
    return forms.questions().annotate(section_key=joined(*FORM, "section__key"))


def gates() -> Any:
    found = Gate.objects.filter(question__template__stage=IN_USE)
    keys = {"question_key": question_key("question__"), "on_key": question_key("on__")}
    return found.annotate(**keys).order_by("question_key", "on_key")


def parts() -> Any:
    of = [f"question__{name}" for name in FORM]
    keys = {
        "question_key": question_key("question__"),
        "part_key": joined(*of, "question__key", "key"),
        "boxes": F("options__answers"),
    }
    found = Part.objects.filter(question__template__stage=IN_USE)
    return found.annotate(**keys).order_by(*of, "question__position", "position")


def boxes(part: str, options: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The choices, columns and rows of a part, in the order of ``part_options``."""
    for kind, name in ((CHOICE, "choices"), (COLUMN, "columns"), (ROW, "rows")):
        for position, box in enumerate(options.get(name, ()), 1):
            column = [
                box.get("kind", PartKind.TEXT),
                box.get("measures", ""),
                box.get("privacy", PartPrivacy.PUBLIC),
            ]
            further = column if kind == COLUMN else ["", "", ""]
            yield (part, kind, box["key"], position, box["label"], *further)


def continuations() -> Any:
    in_use = {"question__template__stage": IN_USE, "earlier__template__stage": IN_USE}
    keys = {"question_key": question_key("question__"), "earlier_key": question_key("earlier__")}
    found = Continuation.objects.filter(**in_use).annotate(**keys)
    return found.order_by("question_key", "earlier_key")


def answers() -> Any:
    """Public answers of real reports. A value typed before the question's gate closed is not
    shown."""
    of = "part__question__"
    in_row = ("submission__reference", *(f"{of}{name}" for name in (*FORM, "key")), "part__key")
    keys = {
        "api_key": Case(When(row="", then=joined(*in_row)), default=joined(*in_row, "row")),
        "question_key": question_key(of),
        "part_key": joined(*(f"{of}{name}" for name in (*FORM, "key")), "part__key"),
        "shown": Case(When(~Q(part__kind=PartKind.ROWS), state=AnswerState.ANSWERED, then="value")),
    }
    found = forms.answers().filter(submission__cycle__is_fictional=False).annotate(**keys)
    order = ("submission__reference", *(f"{of}{name}" for name in FORM), *forms.IN_ORDER[:-1])
    return found.order_by(*order)


def cells(answer: str, options: Mapping[str, Any], value: Any) -> Iterator[tuple[Any, ...]]:
    """The public cells of a row, in the order of the columns."""
    table = part_from_json({"key": "", "kind": PartKind.ROWS, **options})
    for column, cell in (public_value(table, value) or {}).items():
        yield answer, column, cell


def sources() -> Any:
    """Answers behind the responses of real reports."""
    of = [f"answer__part__question__{name}" for name in (*FORM, "key")]
    in_row = ("answer__submission__reference", *of, "answer__part__key")
    in_a_row = joined(*in_row, "answer__row")
    keys = {"answer_key": Case(When(answer__row="", then=joined(*in_row)), default=in_a_row)}
    found = forms.sources().filter(response__submission__cycle__is_fictional=False)
    order = ("response__submission__reference", "response__commitment__key", "answer_key")
    return found.annotate(**keys).order_by(*order)


FORMS = (
    PackagedTable(
        "questionnaires",
        "Reporting forms",
        "The forms that reporters fill in, each version by itself.",
        [
            QUESTIONNAIRE("key", source="api_key", is_required=True),
            QUESTIONNAIRE("name", source="key", is_required=True),
            QUESTIONNAIRE("version", kind="integer", is_required=True),
            texts(FORM_SERIALIZER, "title"),
            QUESTIONNAIRE("languages"),
            QUESTIONNAIRE("reporter_types", source="kinds"),
            QUESTIONNAIRE("form_source", source="source"),
            QUESTIONNAIRE("is_reconstructed", kind="boolean", is_required=True),
        ],
        forms.questionnaires,
        ["key"],
    ),
    PackagedTable(
        "questionnaire_cycles",
        "Cycles of forms",
        "Which forms serve which reporting cycles.",
        [
            key("Key of the form.", "form_key", "questionnaire"),
            key("Code of the cycle.", "reportingcycle__code", "cycle"),
        ],
        form_cycles,
        ["questionnaire", "cycle"],
        {"questionnaire": "questionnaires", "cycle": "cycles"},
    ),
    PackagedTable(
        "questionnaire_sections",
        "Sections of forms",
        "The headings of the forms.",
        [
            key("Keys of the form and of the section.", "api_key", "key"),
            key("Key of the form.", "form_key", "questionnaire"),
            Field("name", "The same in every version of the form.", source="key"),
            HEADING("number"),
            texts(answered.FormSectionSerializer, "title"),
            Field("position", "Place in the form, for sorting.", "integer"),
        ],
        sections,
        ["key"],
        {"questionnaire": "questionnaires"},
    ),
    PackagedTable(
        "questions",
        "Questions",
        "The numbered questions of the forms.",
        [
            QUESTION("key", source="api_key", is_required=True),
            key("Key of the form.", "form_key", "questionnaire"),
            key("Key of the section.", "section_key", "section"),
            QUESTION("name", source="key", is_required=True),
            QUESTION("number"),
            QUESTION("position", kind="integer"),
            texts(answered.QuestionSerializer, "text"),
            QUESTION("certainty", words=Certainty.values),
            Citations("cites", "Paragraphs printed beside it: the form's citation, no more."),
        ],
        questions,
        ["key"],
        {"questionnaire": "questionnaires", "section": "questionnaire_sections"},
    ),
    PackagedTable(
        "question_gates",
        "Gates of questions",
        "Where a question is asked; all of its gates must be open. Without any, always.",
        [
            QUESTION_KEY,
            key("Key of the earlier question.", "on_key", "on"),
            Field("answers", "Answers with which it is asked.", source="opened_by"),
        ],
        gates,
        ["question", "on"],
        {"question": "questions", "on": "questions"},
    ),
    PackagedTable(
        "question_parts",
        "Parts of questions",
        "What is filled in under the questions. The answer of a first part is its question's.",
        [
            key("Keys of the question and of the part.", "part_key", "key"),
            QUESTION_KEY,
            Field("name", "Unique in its question.", source="key", is_required=True),
            Field("position", "Place in its question, from 1.", "integer"),
            PART("kind", words=PartKind.values, is_required=True),
            texts(answered.PartSerializer, "label"),
            PART("privacy", words=PartPrivacy.values, is_required=True),
            PART("measures"),
            PART("answers", source="boxes"),
        ],
        parts,
        ["key"],
        {"question": "questions"},
    ),
    Unfolded(
        "part_options",
        "Choices, columns and rows of parts",
        "The boxes of which several may be set, and the columns and fixed rows of tables.",
        [
            PART_KEY,
            Field("option", "What it is.", words=(CHOICE, COLUMN, ROW), is_required=True),
            Field("key", "Its key, as answers have it.", is_required=True),
            Field("position", "Place among those of its part, from 1.", "integer"),
            Texts("label", "What is printed beside it."),
            Field("kind", "What the cells of a column hold.", words=PartKind.values),
            Field("measures", "Word of what a number in a column counts; may be empty."),
            Field("privacy", "Who may read the cells of a column.", words=PartPrivacy.values),
        ],
        parts,
        ["part", "option", "key"],
        {"part": "question_parts"},
        sources=("part_key", "options"),
        unfold=boxes,
    ),
    PackagedTable(
        "continuations",
        "Continuations of questions",
        "Which questions of earlier versions asked the same.",
        [
            key("Key of the later question.", "question_key", "question"),
            key("Key of the earlier question.", "earlier_key", "earlier"),
            Pairs(
                "value_map",
                "Answers of then and of now where they differ, as `then=now`.",
            ),
        ],
        continuations,
        ["question", "earlier"],
        {"question": "questions", "earlier": "questions"},
    ),
    PackagedTable(
        "question_mappings",
        "Commitments that questions inform",
        "A judgement of the secretariat: a main question decides what a report says on a "
        "commitment, a supporting one corroborates.",
        [
            MAPPING("key", source="api_key", is_required=True),
            QUESTION_KEY,
            key("Key of the commitment.", "commitment__key", "commitment"),
            MAPPING("role", words=Role.values, is_required=True),
            Pairs(
                "proposes",
                "Statuses that answers propose, as `answer=status`; `answered` where the question "
                "is no tick. An answer that is not there proposes none.",
            ),
        ],
        forms.mappings,
        ["key"],
        {"question": "questions", "commitment": "commitments"},
    ),
    PackagedTable(
        "answers",
        "Answers",
        "What published reports answer in their forms: what is confirmed, and neither private nor "
        "marked as contact data.",
        [
            ANSWER("key", source="api_key", is_required=True),
            SUBMISSION_KEY,
            QUESTION_KEY,
            PART_KEY,
            ANSWER("row"),
            ANSWER("kind", source="part__kind", words=PartKind.values, is_required=True),
            ANSWER("status", source="state", words=AnswerState.values, is_required=True),
            Field(
                "value",
                "A word of a tick, a number as its digits, a day, a text, or choices; empty where "
                "nothing is answered, and of a table, whose cells are in `answer_cells`.",
                source="shown",
            ),
            ANSWER("language"),
        ],
        answers,
        ["key"],
        {"submission": "submissions", "question": "questions", "part": "question_parts"},
    ),
    Unfolded(
        "answer_cells",
        "Cells of answers",
        "What stands in the rows of tables, cell by cell.",
        [
            Field("answer", "Key of the answer.", is_required=True),
            Field("column", "Key of the column.", is_required=True),
            Field("value", "A number as its digits, a day or a text."),
        ],
        lambda: answers().filter(part__kind=PartKind.ROWS, state=AnswerState.ANSWERED),
        ["answer", "column"],
        {"answer": "answers"},
        sources=("api_key", "part__options", "value"),
        unfold=cells,
    ),
    PackagedTable(
        "response_answers",
        "Answers behind responses",
        "Which answers of a form stand behind what a report says on a commitment.",
        [
            key("Reference of the submission.", "response__submission__reference", "submission"),
            key("Key of the commitment.", "response__commitment__key", "commitment"),
            key("Key of the answer.", "answer_key", "answer"),
            as_in(answered.SourceSerializer, "role", words=Role.values, is_required=True),
        ],
        sources,
        ["submission", "commitment", "answer"],
        {"submission": "submissions", "commitment": "commitments", "answer": "answers"},
    ),
)
