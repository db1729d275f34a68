"""What the reading of a filled form gives: answers with their place, their state and why."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from questionnaires.form import Form

# Raised with every change that may read a file differently; each reading keeps the version that
# made it.
READER_VERSION = 5


class State(StrEnum):
    ANSWERED = "answered"
    BLANK = "blank"
    UNREAD = "unread"  # something may stand there; nobody knows it before a person has looked
    NOT_ASKED = "not_asked"  # behind a closed gate, and empty


class Certainty(StrEnum):
    CERTAIN = "certain"
    UNCERTAIN = "uncertain"


class Origin(StrEnum):
    """How an answer stands in the file."""

    DRAWN_TICK = "drawn_tick"
    GLYPH = "glyph"
    WORDS = "words"
    DOCX_CHARACTER = "docx_character"
    CONTENT_CONTROL = "content_control"
    HTML = "html"
    WORKBOOK = "workbook"
    TEXT = "text"


class Grade(StrEnum):
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Place:
    """Page from 1 (None where the file states no pages) and region in points from the page's top
    left: left, top, right, bottom."""

    page: int | None = None
    region: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Problem:
    grade: Grade
    message: str
    place: Place = field(default_factory=Place)
    code: str = ""
    question: str = ""


@dataclass(frozen=True)
class ReadPart:
    """``value``: the answer's key, a number, a day as ISO 8601, a text, keys of choices, or rows as
    objects by column (with ``row``, the key of a fixed row); None where there is none."""

    key: str
    value: Any = None
    state: State = State.BLANK
    certainty: Certainty = Certainty.CERTAIN
    how: Origin = Origin.TEXT
    place: Place = field(default_factory=Place)
    why: str = ""


@dataclass(frozen=True)
class ReadAnswer:
    question: str
    number: str
    state: State
    certainty: Certainty
    place: Place
    parts: dict[str, ReadPart]


@dataclass(frozen=True)
class Recognised:
    """Which form a file is, and how sure that is. ``share``: the questions found over all
    questions."""

    certainty: Certainty
    language: str
    share: float
    why: str


@dataclass(frozen=True)
class FilledForm:
    form: Form
    recognised: Recognised
    language: str
    answers: tuple[ReadAnswer, ...]
    problems: tuple[Problem, ...]
    reader: int = READER_VERSION


class NotRead(Exception):
    """A file that is not read as a form; ``problem`` says why, ``problem.code`` for programs."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def as_json(filled: FilledForm) -> dict[str, Any]:
    """For ``from_json`` in another process; the form itself stays there and is named by ``form``
    and ``version``."""
    return {
        "form": filled.form.key,
        "version": filled.form.version,
        "recognised": asdict(filled.recognised),
        "language": filled.language,
        "answers": [asdict(answer) for answer in filled.answers],
        "problems": [asdict(problem) for problem in filled.problems],
    }


def from_json(data: dict[str, Any], forms: list[Form]) -> FilledForm:
    wanted = data["form"], data["version"]
    return FilledForm(
        form=next(form for form in forms if (form.key, form.version) == wanted),
        recognised=Recognised(
            **{**data["recognised"], "certainty": Certainty(data["recognised"]["certainty"])}
        ),
        language=data["language"],
        answers=tuple(map(_answer, data["answers"])),
        problems=tuple(map(problem_from_json, data["problems"])),
    )


def problem_from_json(data: dict[str, Any]) -> Problem:
    return Problem(**{**data, "grade": Grade(data["grade"]), "place": _place(data["place"])})


def _answer(data: dict[str, Any]) -> ReadAnswer:
    return ReadAnswer(
        question=data["question"],
        number=data["number"],
        state=State(data["state"]),
        certainty=Certainty(data["certainty"]),
        place=_place(data["place"]),
        parts={key: _part(part) for key, part in data["parts"].items()},
    )


def _part(data: dict[str, Any]) -> ReadPart:
    return ReadPart(
        key=data["key"],
        value=data["value"],
        state=State(data["state"]),
        certainty=Certainty(data["certainty"]),
        how=Origin(data["how"]),
        place=_place(data["place"]),
        why=data["why"],
    )


def _place(data: dict[str, Any]) -> Place:
    region = data["region"]
    return Place(data["page"], (region[0], region[1], region[2], region[3]) if region else None)
