"""What a parsed document consists of; plain data, kept as JSON between preview and acceptance."""

from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum, StrEnum
from types import UnionType
from typing import Any, get_args, get_origin

from commitments.outcomes.parse.characters import RAISED


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

    @property
    def digits(self) -> str:
        """The mark in plain digits; empty for a star."""
        return "".join(str(RAISED.index(c)) for c in self.mark if c in RAISED)


@dataclass(kw_only=True)
class Record:
    """A heading or a paragraph, with its place in the file.

    ``tables`` holds the rows of the tables that stand below it, with their titles and notes.
    """

    notes: list[Note] = field(default_factory=list)
    page: int = 0
    line: int = 0
    tables: list[str] = field(default_factory=list)

    @property
    def footnotes(self) -> str:
        """A line for each footnote, which begins with the mark that stands in the text."""
        return "\n".join(f"{note.mark} {note.text}" for note in self.notes)


@dataclass
class Paragraph(Record):
    """One numbered paragraph or recommendation.

    ``texts`` are its own words: the first paragraph, then lettered sub-paragraphs and whatever else
    belongs to it, one each. ``section`` is the code of the heading it stands under, empty for none.
    ``explanation`` holds those of the numbered paragraphs ``above`` and ``below`` that explain a
    recommendation; none where that is open.
    """

    number: str
    texts: list[str]
    section: str = ""
    explanation: list[str] = field(default_factory=list)
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
    def text(self) -> str:
        """Everything of it: words, tables, explanation, footnotes, a line each."""
        lines = [*self.texts, *self.tables, *self.explanation]
        return "\n".join([*lines, self.footnotes] if self.notes else lines)

    def problem(self, code: str, grade: Grade, **params: str) -> Problem:
        return Problem(code, grade, self.page, self.line, {"number": self.number, **params})


@dataclass
class Section(Record):
    """A heading. ``code`` is the path of numerals as in ``commitments.models.Section``.

    ``numeral`` is in the form all languages share (``II`` for 二 and ثانيا); ``label`` as printed.
    """

    code: str
    numeral: str
    heading: str
    chapeau: str = ""
    label: str = ""

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

    @property
    def records(self) -> list[Paragraph | Section]:
        """Sections and paragraphs in the order of the file."""
        records: list[Paragraph | Section] = [*self.sections, *self.paragraphs]
        return sorted(records, key=lambda record: (record.page, record.line))


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

    def part(self, index: int) -> Part | None:
        return self.parts[index] if 0 <= index < len(self.parts) else None

    @property
    def main_part(self) -> int:
        """The index of the part that is most likely the adopted text; -1 when there is none.

        Recommendations (one alone is rather a quotation) before annexes before the body; among
        annexes the longest. An annex with less than half of the body's paragraphs comes before it
        only in the report of a meeting, whose outcome is annexed.
        """
        body = max((len(p.paragraphs) for p in self.parts if p.kind == PartKind.BODY), default=0)

        def rank(index: int) -> tuple[int, int, int]:
            kind, count = self.parts[index].kind, len(self.parts[index].paragraphs)
            is_minor = kind == PartKind.ANNEX and not self.meeting_kind and count * 2 < body
            return 0 if count == 1 or is_minor else RANKS[kind], count, -index

        filled = [index for index, part in enumerate(self.parts) if part.paragraphs]
        return max(filled, key=rank, default=-1)


RANKS = {PartKind.RECOMMENDATIONS: 2, PartKind.ANNEX: 1, PartKind.BODY: 0}


def from_json(kind: Any, value: Any) -> Any:
    """``value``, plain lists and dictionaries, as the ``kind`` that ``asdict`` made it of.

    A field that was not known yet when the value was kept has its default.
    """
    if isinstance(kind, type) and is_dataclass(kind):
        known = [one for one in fields(kind) if one.name in value]
        return kind(**{one.name: from_json(one.type, value[one.name]) for one in known})
    outer, inner = get_origin(kind), get_args(kind)
    if outer is UnionType:
        return None if value is None else from_json(inner[0], value)
    if outer in (list, tuple):
        return outer(from_json(inner[0], one) for one in value)
    if outer is dict:
        return {inner[0](key): from_json(inner[1], one) for key, one in value.items()}
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value
