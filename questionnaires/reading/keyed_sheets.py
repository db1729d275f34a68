"""The tracker's own workbook, filled in and attached to a report, by the keys of its hidden column:
whatever somebody sorted, hid or wrote in another language, a key says which answer a row holds."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from questionnaires.form import YES, Form, Kind, Part, Question, asked
from questionnaires.reading.plain_sheets import MOST_CELLS, MOST_COLUMNS, opened
from questionnaires.reading.result import (
    Certainty,
    FilledForm,
    Grade,
    Origin,
    Place,
    Problem,
    ReadAnswer,
    ReadPart,
    Recognised,
    State,
)
from questionnaires.reading.rows import typed
from questionnaires.reading.values import day_of, is_only_number, number_of
from questionnaires.reading.virtual import TooMuch
from questionnaires.reading.words import answer_of
from questionnaires.workbook_layout import (
    ABOUT,
    FIRST_ROW,
    KEY,
    LABEL,
    NUMBER,
    VALUE,
    VERSION,
    place_of,
)

OF_ABOUT = 10
FORMULA, MISTAKE = "f", "e"
Where = tuple[str, str]


@dataclass(frozen=True)
class _Line:
    """One row of a sheet: its texts from column A on, and whether a cell to fill in holds a formula
    or an error."""

    texts: Sequence[str]
    is_computed: bool = False

    def text(self, column: int) -> str:
        return self.texts[column - 1] if column <= len(self.texts) else ""

    @property
    def is_stray(self) -> bool:
        """Filled in without a key: somebody put a row between."""
        has_label = self.text(NUMBER) or not (self.text(LABEL) or "0").isdecimal()
        return not self.text(KEY) and not has_label and any(self.texts[VALUE - 1 :])


@dataclass
class _Part:
    """The rows of one part, by the end of their key: a row, a choice, or nothing."""

    lines: list[tuple[str, _Line]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def keyed_form(data: bytes, forms: Iterable[Form]) -> FilledForm | None:
    """The answers of a workbook that the tracker handed out for one of ``forms``; None for any
    other. Raises Refused or TooMuch."""
    with opened(data, with_formulas=True) as book:
        if ABOUT not in book.sheetnames:
            return None
        about = book[ABOUT].iter_rows(max_row=OF_ABOUT, max_col=2, values_only=True)
        said = {str(row[0]): str(row[1]) for row in about if len(row) > 1}
        wanted = said.get("form"), said.get("form version")
        form = next((f for f in forms if (f.key, str(f.version)) == wanted), None)
        if form is None or said.get("version") != VERSION:
            return None
        sheets = [_lines(sheet) for sheet in book.worksheets if sheet.title != ABOUT]
        return _Keyed(form).read(sheets, said.get("reference", ""))


def _lines(sheet: Any) -> list[_Line]:
    found, left = [], MOST_CELLS
    for row in sheet.iter_rows(min_row=FIRST_ROW, max_col=MOST_COLUMNS):
        left -= len(row)
        if left < 0:
            raise TooMuch
        computed = any(cell.data_type in (FORMULA, MISTAKE) for cell in row[VALUE - 1 :])
        line = _Line([_text(cell.value) for cell in row], computed)
        if any(line.texts):
            found.append(line)
    return found


def _text(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


class _Keyed:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.parts: dict[Where, _Part] = {}
        self.problems: list[Problem] = []

    def read(self, sheets: Sequence[Sequence[_Line]], reference: str) -> FilledForm:
        for lines in sheets:
            self._take(lines)
        language = self._language(line for lines in sheets for line in lines)
        parts = {
            question.key: {
                part.key: self._part(part, self.parts.get((question.key, part.key)))
                for part in question.parts
            }
            for question in self.form.questions()
        }
        answers = tuple(self._answers(parts))
        why = f"the tracker's own workbook, handed out for {reference}"
        recognised = Recognised(Certainty.CERTAIN, language, 1.0, why)
        return FilledForm(self.form, recognised, language, answers, tuple(self.problems))

    def _take(self, lines: Iterable[_Line]) -> None:
        """Sort the rows of a sheet by their keys."""
        last: _Part | None = None
        for line in lines:
            if line.is_stray and last is not None:
                last.lines.append(("", line))
                last.doubts.append("a row without its key stands below")
            key, _hash, choice = line.text(KEY).partition("#")
            found = place_of(self.form, key, choice) if key else None
            if key and found is None:
                self._tell("", f"The form has no place “{key[:80]}”.", "key")
            if found is None:
                continue
            question, part, row = found
            last = self.parts.setdefault((question.key, part.key), _Part())
            name = row or choice
            if any(name == other for other, _line in last.lines):
                last.doubts.append("a row of it is there twice")
            last.lines.append((name, line))

    def _language(self, lines: Iterable[_Line]) -> str:
        """The language that the questions are printed in."""
        printed = {line.text(LABEL) for line in lines if line.text(NUMBER)}
        counts = Counter(
            language
            for question in self.form.questions()
            for language, text in question.text.items()
            if text in printed
        )
        return max(self.form.languages, key=lambda each: counts[each], default="en")

    def _part(self, part: Part, taken: _Part | None) -> ReadPart:
        if taken is None:
            return _unread(part, "its row is not in the workbook")
        if any(line.is_computed for _name, line in taken.lines):
            return _unread(part, "a cell holds a formula")
        doubts = list(taken.doubts)
        value = self._value(part, taken, doubts)
        if value is None and doubts:
            return _unread(part, "; ".join(dict.fromkeys(doubts)))
        return ReadPart(
            part.key,
            value,
            State.BLANK if value is None else State.ANSWERED,
            Certainty.UNCERTAIN if doubts else Certainty.CERTAIN,
            Origin.WORKBOOK,
            why="; ".join(dict.fromkeys(doubts)),
        )

    def _value(self, part: Part, taken: _Part, doubts: list[str]) -> Any:
        if part.kind == Kind.ROWS:
            return list(_rows(part, taken, doubts)) or None
        if part.kind == Kind.CHOICES:
            return _choices(part, taken, doubts)
        said = {line.text(VALUE) for _name, line in taken.lines}
        if len(said) > 1:
            return None
        text = said.pop()
        value = _of_text(part, text)
        if text and value is None:
            doubts.append("what is written is no answer that the form has here")
        return value

    def _answers(self, parts: Mapping[str, Mapping[str, ReadPart]]) -> Iterator[ReadAnswer]:
        values = {q.key: parts[q.key][q.main.key].value for q in self.form.questions()}
        open_now = asked(self.form, values)
        for question in self.form.questions():
            own = dict(parts[question.key])
            gates = [parts[gate.on][self.form.by_key[gate.on].main.key] for gate in question.gates]
            is_known = all(gate.certainty == Certainty.CERTAIN for gate in gates)
            yield self._answer(question, own, is_asked=open_now[question.key], is_known=is_known)

    def _answer(
        self, question: Question, parts: dict[str, ReadPart], *, is_asked: bool, is_known: bool
    ) -> ReadAnswer:
        has_something = any(part.state != State.BLANK for part in parts.values())
        if not is_asked and not has_something:
            parts = {key: replace(part, state=State.NOT_ASKED) for key, part in parts.items()}
        elif not is_asked:
            self._tell(question.key, "It is answered behind a closed gate.", "gate")
        if not is_known or (not is_asked and has_something):
            why = "behind a gate that is closed or not sure"
            parts = {
                key: replace(part, certainty=Certainty.UNCERTAIN, why=part.why or why)
                for key, part in parts.items()
            }
        for part in parts.values():
            if part.why:
                self._tell(question.key, part.why[:1].upper() + part.why[1:] + ".", "unread")
        main = parts[question.main.key]
        others = any(p.state == State.ANSWERED for key, p in parts.items() if key != main.key)
        is_odd = main.state == State.BLANK and others and question.main.kind == Kind.TICK
        certain = not is_odd and all(p.certainty == Certainty.CERTAIN for p in parts.values())
        state = main.state
        if state == State.BLANK and others and not is_odd:
            state = State.ANSWERED
        certainty = Certainty.CERTAIN if certain else Certainty.UNCERTAIN
        return ReadAnswer(question.key, question.number, state, certainty, Place(), parts)

    def _tell(self, question: str, message: str, code: str) -> None:
        number = f"{self.form.by_key[question].number}: " if question else ""
        self.problems.append(
            Problem(Grade.WARNING, f"{number}{message}", code=code, question=question)
        )


def _unread(part: Part, why: str) -> ReadPart:
    return ReadPart(
        part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.WORKBOOK, Place(), why
    )


def _of_text(part: Part, text: str) -> Any:
    """One cell as an answer; None where it is empty, or no answer."""
    if part.kind == Kind.TICK:
        answer = answer_of(text)
        return answer if answer in part.answers else None
    if part.kind == Kind.NUMBER:
        return number_of(text) if is_only_number(text) else None
    if part.kind == Kind.DATE:
        return day_of(text)
    return text or None


def _choices(part: Part, taken: _Part, doubts: list[str]) -> list[str] | None:
    """The choices beside which *Yes* is written."""
    said = {name: answer_of(line.text(VALUE)) for name, line in taken.lines}
    if any(line.text(VALUE) and not said[name] for name, line in taken.lines):
        doubts.append("beside a choice something else than Yes or No is written")
    if len(said) < len(part.choices):
        doubts.append("the row of a choice is not in the workbook")
    return [choice.key for choice in part.choices if said.get(choice.key) == YES] or None


def _rows(part: Part, taken: _Part, doubts: list[str]) -> Iterator[dict[str, Any]]:
    """The rows in which something is written; ``row`` names those of the paper."""
    if len({name for name, _line in taken.lines}) < len(part.rows):
        doubts.append("a row of the table is not in the workbook")
    for name, line in taken.lines:
        cells = {
            column.key: typed(text, column, doubts)
            for place, column in enumerate(part.columns, VALUE)
            if (text := line.text(place))
        }
        if cells:
            yield {"row": name, **cells} if part.rows and name else cells
