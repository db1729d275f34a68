from questionnaires.models.answers import (
    Answer,
    AnswerOrigin,
    AnswerState,
    Reading,
    ReadingCertainty,
    ReadingState,
    ResponseSource,
)
from questionnaires.models.blank import BlankForm
from questionnaires.models.files import FormFile, Ground
from questionnaires.models.mapping import ANSWERED, QuestionMapping, Role
from questionnaires.models.templates import (
    Certainty,
    Continuation,
    Gate,
    Part,
    PartKind,
    PartPrivacy,
    Question,
    ReportTemplate,
    Stage,
    TemplateSection,
)

__all__ = [
    "ANSWERED",
    "Answer",
    "AnswerOrigin",
    "AnswerState",
    "BlankForm",
    "Certainty",
    "Continuation",
    "FormFile",
    "Gate",
    "Ground",
    "Part",
    "PartKind",
    "PartPrivacy",
    "Question",
    "QuestionMapping",
    "Reading",
    "ReadingCertainty",
    "ReadingState",
    "ReportTemplate",
    "ResponseSource",
    "Role",
    "Stage",
    "TemplateSection",
]
