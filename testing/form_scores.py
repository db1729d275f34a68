"""What a reading of an invented form is worth, against its truth."""

from dataclasses import dataclass, field
from typing import Any

from questionnaires.form import Kind, Question
from testing.form_truth import Filled, Truth


@dataclass
class Score:
    """Counts over forms. ``answers`` are the questions whose truth can be known."""

    questions: int = 0
    placed: int = 0
    answers: int = 0
    right: int = 0
    right_certain: int = 0
    wrong_certain: int = 0
    unsure_certain: int = 0
    form_words: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        for name in ("questions", "placed", "answers", "right", "right_certain", "wrong_certain",
                     "unsure_certain", "form_words"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong

    def __str__(self) -> str:
        return (
            f"placed {self.placed}/{self.questions}, right {self.right}/{self.answers}"
            f" ({self.right / max(self.answers, 1):.2%}), certain {self.right_certain}/{self.right}"
            f" ({self.right_certain / max(self.right, 1):.2%}), wrong and certain {self.wrong_certain},"
            f" unsure and certain {self.unsure_certain}, texts with form words {self.form_words}"
        )


def score(filled: Filled, read: Any) -> Score:
    """A reading against the truth."""
    found = Score()
    for answer in read.answers:
        truth = filled.truth[answer.question]
        question = filled.form.by_key[answer.question]
        found.questions += 1
        is_there = answer.place.page == truth.page or truth.state == "not_asked"
        found.placed += is_there
        is_certain = answer.certainty == "certain"
        found.form_words += _has_form_words(filled, answer)
        if truth.is_unsure:
            found.unsure_certain += is_certain and bool(truth.unsure_by)
            if is_certain and truth.unsure_by:
                found.wrong.append(
                    f"{filled.name} {question.number} CERTAIN though {truth.unsure_by}"
                )
            continue
        found.answers += 1
        told = _told(question, truth, answer)
        if not told:
            found.right += 1
            found.right_certain += is_certain
            if not is_certain:
                whys = [part.why for part in answer.parts.values() if part.why]
                found.wrong.append(f"{filled.name} {question.number} UNCERTAIN {whys}")
        else:
            found.wrong_certain += is_certain
            sure = "CERTAIN " if is_certain else ""
            found.wrong.append(f"{filled.name} {question.number} {sure}{told}")
        if not is_there:
            found.wrong.append(
                f"{filled.name} {question.number} page {answer.place.page} != {truth.page}"
            )
    return found


def _told(question: Question, truth: Truth, answer: Any) -> str:
    """What differs; empty where nothing does."""
    if answer.state != truth.state:
        whys = [part.why for part in answer.parts.values() if part.why]
        return f"state {answer.state} != {truth.state} {whys}"
    wanted = {question.main.key: truth.value, **truth.parts}
    for key, value in wanted.items():
        own = answer.parts[key].value
        if _plain(own) != _plain(value):
            if isinstance(own, list) and isinstance(value, list):
                mine = [each for each in own if _plain(each) not in _plain(value)]
                missed = [each for each in value if _plain(each) not in _plain(own)]
                return f"{key}: {mine!r} != {missed!r}"
            return f"{key}: {own!r} != {value!r}"
    return ""


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _has_form_words(filled: Filled, answer: Any) -> bool:
    """Whether a text that was read holds anything that the truth's text does not."""
    truth = filled.truth[answer.question]
    for key, part in answer.parts.items():
        question = filled.form.by_key[answer.question]
        if question.part(key).kind != Kind.TEXT or not part.value:
            continue
        value = truth.value if key == question.main.key else truth.parts[key]
        own = {_plain(text) for text in [value, *truth.parts.values()] if isinstance(text, str)}
        if not any(_plain(part.value) in each for each in own):
            return True
    return False
