"""Checks over the whole form: gates, requests for assistance, numbers in order and without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.blank import words
from questionnaires.blank.fragments import Gone, condition
from questionnaires.blank.model import (
    Blank,
    BlankGate,
    BlankQuestion,
    Grade,
    Problem,
)
from questionnaires.blank.numbering import as_number
from questionnaires.form import Privacy


def checked(blank: Blank, gone: Sequence[tuple[str, Gone]]) -> Blank:
    """``blank`` with its gates and its requests for assistance set from what the paper says."""
    gates = _Gates(blank)
    for number, each in gone:
        gates.lead(number, each)
    gates.conditions()
    _requests(blank)
    blank.sections = [each for each in blank.sections if each.questions]
    if not blank.language:
        blank.problems.insert(0, Problem("language_unknown", Grade.ERROR))
    return blank


def problems_of(blank: Blank) -> list[Problem]:
    """What is wrong with the numbers and parts as they stand, for a form just read as well as one
    that somebody has corrected."""
    return [*_of_numbers(blank), *_of_parts(blank), *_of_gates(blank)]


def _at(question: BlankQuestion, code: str, grade: Grade, **params: str) -> Problem:
    return Problem(code, grade, params, question.page, question.line, question.number)


def _of_numbers(blank: Blank) -> list[Problem]:
    found: list[Problem] = []
    questions = blank.taken()
    if not questions:
        return [Problem("no_question", Grade.ERROR)]
    seen: set[str] = set()
    last: tuple[int, ...] = ()
    for question in questions:
        if question.number in seen:
            found.append(_at(question, "number_repeated", Grade.ERROR))
        seen.add(question.number)
        number = as_number(question.number) if question.number[:1].isdecimal() else ()
        if missing := _skipped(last, number):
            found.append(_at(question, "number_missing", Grade.WARNING, missing=missing))
        last = number
    return found


def _skipped(last: tuple[int, ...], number: tuple[int, ...]) -> str:
    """The number that should have come between: after 1.2 comes 1.3, 1.2.1 or 2.1."""
    if not number or not last:
        return ""
    depth = next((n for n, (a, b) in enumerate(zip(last, number, strict=False)) if a != b), None)
    if depth is None:
        depth = len(last)
        return "" if number[depth:] == (1,) or number == last else _dotted((*last, 1))
    step = number[depth] - last[depth]
    rest = number[depth + 1 :]
    if step == 1 and all(each == 1 for each in rest):
        return ""
    if step == 1:
        return _dotted((*number[: depth + 1], 1))
    return _dotted((*number[:depth], last[depth] + 1)) if step > 1 else ""


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


def _of_parts(blank: Blank) -> list[Problem]:
    found = [
        Problem("section_without_title", Grade.ERROR, {"number": section.number or "–"})
        for section in blank.sections
        if not section.title and any(not each.left_out for each in section.questions)
    ]
    for question in blank.taken():
        if not question.text:
            found.append(_at(question, "text_missing", Grade.ERROR))
        if not question.parts:
            found.append(_at(question, "nothing_to_fill_in", Grade.ERROR))
        for part in question.parts:
            needed = {"tick": part.answers[1:], "choices": part.choices, "rows": part.columns}
            if not needed.get(part.kind, True):
                found.append(_at(question, "part_without_options", Grade.ERROR))
    return found


def _of_gates(blank: Blank) -> list[Problem]:
    found = []
    before: dict[str, BlankQuestion] = {}
    numbers = {question.number for question in blank.taken()}
    for question in blank.taken():
        for gate in question.gates:
            if gate.on not in numbers:
                found.append(_at(question, "gate_unknown", Grade.ERROR, on=gate.on))
            elif gate.on not in before:
                found.append(_at(question, "gate_not_before", Grade.ERROR, on=gate.on))
            elif not set(gate.values) <= values_of(before[gate.on]) or not gate.values:
                found.append(_at(question, "gate_answer_unknown", Grade.ERROR, on=gate.on))
        before[question.number] = question
    return found


def values_of(question: BlankQuestion) -> set[str]:
    """The answers that may open a gate on a question: those of its first part, if it is a tick."""
    first = question.parts[0] if question.parts else None
    return set(first.answers) if first else set()


@dataclass
class _Gates:
    blank: Blank

    def __post_init__(self) -> None:
        self.questions = list(self.blank.questions())
        self.by_number = {question.number: question for question in self.questions}

    def lead(self, number: str, gone: Gone) -> None:
        """``If no, go to 1.3``: the questions between are asked of those who answered otherwise."""
        start = self.by_number[number]
        open_for = [a for a in (start.tick.answers if start.tick else []) if a != gone.answer]
        first, last = self._place(number), self._place(gone.to)
        if not open_for or gone.answer not in start.tick.answers:  # type: ignore[union-attr]
            self._tell(start, "direction_without_answer", gone)
        elif start.tick is not start.parts[0]:
            self._tell(start, "direction_of_a_part", gone)
        elif last is None:
            self._tell(start, "direction_to_nowhere", gone)
        elif first is None or last <= first:
            self._tell(start, "direction_backwards", gone)
        else:
            for question in self.questions[first + 1 : last]:
                self._close(question, number, open_for)

    def _tell(self, question: BlankQuestion, code: str, gone: Gone) -> None:
        self.blank.problems.append(_at(question, code, Grade.WARNING, to=gone.to))

    def _place(self, number: str) -> int | None:
        """Where a question stands, or the first question of a section of that number."""
        places = {question.number: place for place, question in enumerate(self.questions)}
        if number in places:
            return places[number]
        section = next((s for s in self.blank.sections if s.number == number and s.questions), None)
        return places[section.questions[0].number] if section else None

    @staticmethod
    def _close(question: BlankQuestion, on: str, values: list[str]) -> None:
        """Two directions on one question leave those answers open that both leave open."""
        known = next((gate for gate in question.gates if gate.on == on), None)
        if known is None:
            question.gates.append(BlankGate(on, list(values)))
        else:
            known.values = [value for value in known.values if value in values]

    def conditions(self) -> None:
        """``If yes, …`` at the beginning of 1.2.1 speaks of 1.2, or of a number named."""
        for question in self.questions:
            found = condition(question.text, self.blank.language or "en")
            if found is None:
                continue
            on = found.on or question.number.rpartition(".")[0]
            asked = self.by_number.get(on)
            if asked is None or found.answer not in values_of(asked):
                self.blank.problems.append(_at(question, "condition_unclear", Grade.WARNING))
            else:
                self._close(question, on, [found.answer])


def _requests(blank: Blank) -> None:
    """Only those who may read requests may read whether a State wishes to request assistance."""
    phrases = words.ASSISTANCE[blank.language or "en"]
    for question in blank.questions():
        if words.says(question.text, phrases):
            for part in question.parts:
                if part.privacy == Privacy.PUBLIC:
                    part.privacy = Privacy.REQUEST
