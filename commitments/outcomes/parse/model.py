"""What a parsed document consists of; plain data, kept as JSON between preview and acceptance."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Grade(StrEnum):
    """How much a problem matters: an error stops the import, a warning wants a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Problem:
    """Something to look at, at a place in the file (0 where there is no such place).

    ``code`` is one of the keys of ``commitments.outcomes.messages``; ``params`` fill its text.
    ``part`` is the index of the part it concerns, -1 for the whole file.
    """

    code: str
    grade: Grade = Grade.WARNING
    page: int = 0
    line: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    part: int = -1


@dataclass(frozen=True)
class Note:
    """A footnote; ``mark`` as it stands in the text (``¹``, ``*``)."""

    mark: str
    text: str


def _lines_of(notes: list[Note]) -> str:
    return "\n".join(f"{note.mark} {note.text}" for note in notes)


@dataclass
class Paragraph:
    """One numbered paragraph or recommendation.

    ``texts`` are its own words: the first paragraph, then lettered sub-paragraphs and whatever else
    belongs to it, one each. ``section`` is the code of the heading it stands under, empty for none.
    ``tables`` holds the rows of the tables that stand below it, with their titles and notes.
    ``explanation`` holds those of the numbered paragraphs ``above`` and ``below`` that explain a
    recommendation; none where that is open.
    """

    number: str
    texts: list[str]
    section: str = ""
    notes: list[Note] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    page: int = 0
    line: int = 0
    tables: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its own words alone, a line for each of its parts."""
        return "\n".join(self.texts)

    @property
    def body(self) -> str:
        """Its own words and its tables, a line for each of their parts."""
        return "\n".join([*self.texts, *self.tables])

    @property
    def footnotes(self) -> str:
        """A line for each footnote, which begins with the mark that stands in the text."""
        return _lines_of(self.notes)

    @property
    def text(self) -> str:
        """Everything of it: words, tables, explanation, footnotes, a line each."""
        lines = [*self.texts, *self.tables, *self.explanation]
        return "\n".join([*lines, self.footnotes] if self.notes else lines)

    def problem(self, code: str, grade: Grade, **params: str) -> Problem:
        return Problem(code, grade, self.page, self.line, {"number": self.number, **params})


@dataclass
class Section:
    """A heading. ``code`` is the path of numerals as in ``commitments.models.Section``.

    ``numeral`` is in the form all languages share (``II`` for 二 and ثانيا); ``label`` as printed.
    """

    code: str
    numeral: str
    heading: str
    chapeau: str = ""
    label: str = ""
    notes: list[Note] = field(default_factory=list)
    page: int = 0
    line: int = 0
    tables: list[str] = field(default_factory=list)

    @property
    def footnotes(self) -> str:
        """A line for each footnote of the heading and its chapeau, as of a paragraph."""
        return _lines_of(self.notes)

    @property
    def parent(self) -> str:
        """The code of the heading above; empty at the top."""
        return self.code.rpartition("-")[0]


class PartKind(StrEnum):
    BODY = "body"
    ANNEX = "annex"
    RECOMMENDATIONS = "recommendations"


@dataclass
class Part:
    """A stretch of the file with a numbering of its own: the body, an annex, recommendations.

    ``explained`` says where the paragraphs that explain a recommendation stand, ``above`` or
    ``below``; empty where nothing explains them, or where that is open.
    """

    kind: PartKind
    label: str = ""
    titles: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    explained: str = ""

    @property
    def title(self) -> str:
        return " ".join(self.titles)


@dataclass(frozen=True)
class Left:
    """A line left out as page furniture, and why."""

    text: str
    reason: str
    page: int
    line: int


@dataclass
class Outcome:
    """A whole document. ``language`` and ``symbol`` are guesses, empty where there is none.

    ``meeting_kind`` is a value of ``MeetingKind`` or empty; ``meeting_number`` is 8 for the
    eighth, 0 where the text does not say; ``year`` is that of the symbol or the dates.
    """

    symbol: str = ""
    language: str = ""
    meeting_kind: str = ""
    meeting_number: int = 0
    year: int = 0
    parts: list[Part] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    loose_notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def main_part(self) -> int:
        """The index of the part that is most likely the adopted text; -1 when there is none.

        Recommendations (one alone is rather a quotation) before annexes before the body; among
        annexes the longest. An annex with less than half of the body's paragraphs comes before it
        only in the report of a meeting, whose outcome is annexed.
        """
        body = max((len(p.paragraphs) for p in self.parts if p.kind == PartKind.BODY), default=0)
        candidates = []
        for index, part in enumerate(self.parts):
            count = len(part.paragraphs)
            rank = RANKS[part.kind] if count > 1 else 0
            if part.kind == PartKind.ANNEX and not self.meeting_kind and count * 2 < body:
                rank = 0
            if count:
                candidates.append((rank, count, -index))
        return -max(candidates)[2] if candidates else -1


RANKS = {PartKind.RECOMMENDATIONS: 2, PartKind.ANNEX: 1, PartKind.BODY: 0}


def to_json(outcome: Outcome) -> dict[str, Any]:
    """``outcome`` as plain lists and dictionaries."""
    return asdict(outcome)


def from_json(value: dict[str, Any]) -> Outcome:
    """The opposite of ``to_json``."""
    return Outcome(
        **{
            **value,
            "parts": [_part(part) for part in value["parts"]],
            "left": [Left(**left) for left in value["left"]],
            "loose_notes": _notes(value["loose_notes"]),
            "problems": [
                Problem(**{**problem, "grade": Grade(problem["grade"])})
                for problem in value["problems"]
            ],
        }
    )


def _part(value: dict[str, Any]) -> Part:
    return Part(
        PartKind(value["kind"]),
        value["label"],
        value["titles"],
        [
            Section(**{**section, "notes": _notes(section["notes"])})
            for section in value["sections"]
        ],
        [Paragraph(**{**one, "notes": _notes(one["notes"])}) for one in value["paragraphs"]],
        # Proposals that were kept before this was known do not have it.
        value.get("explained", ""),
    )


def _notes(values: list[dict[str, str]]) -> list[Note]:
    return [Note(**value) for value in values]
