"""Words of a form that are the same in every form, in the active language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.multilingual import LocalisedText, Texts, localise
from questionnaires.form import DEVELOPING, NO, YES, Choice, Column, Form, Kind, Part, Question

TICKS: dict[str, Any] = {
    YES: pgettext_lazy("answer of a form", "Yes"),
    NO: pgettext_lazy("answer of a form", "No"),
    DEVELOPING: pgettext_lazy("answer of a form", "Developing"),
}
# Names of parts to which the form gives no name.
_OF_KIND: dict[Kind, Any] = {
    Kind.TICK: _("Answer"),
    Kind.NUMBER: pgettext_lazy("part of a form", "Number"),
    Kind.DATE: pgettext_lazy("part of a form", "Day"),
    Kind.TEXT: _("In your own words"),
    Kind.CHOICES: _("All that apply"),
    Kind.ROWS: pgettext_lazy("part of a form", "Table"),
}


def tick_word(value: str) -> str:
    """The word of a box; a box of another form by its key."""
    return str(TICKS.get(value, value))


def label_of(part: Part) -> LocalisedText:
    """What a part is called, in the reader's language where the form has it."""
    found = localise(part.label)
    return found or LocalisedText(str(_OF_KIND[part.kind]), found.language)


def column_word(column: Column) -> str:
    """The head of a column of a table."""
    return str(localise(column.label)) or column.key


def choice_word(choices: Sequence[Choice], key: str) -> str:
    """The label of a box among several, or of a fixed row; its key where it is no longer there."""
    found = next((choice.label for choice in choices if choice.key == key), None)
    return str(localise(found)) if found else key


def gate_words(form: Form, question: Question) -> list[tuple[str, list[str]]]:
    """For each gate of a question, the number of the question that it waits for, and the words of
    the answers that open it."""
    found = []
    for gate in question.gates:
        on = form.by_key[gate.on]
        if on.main.kind == Kind.CHOICES:
            words = [choice_word(on.main.choices, value) for value in gate.values]
        else:
            words = [tick_word(value) for value in gate.values]
        found.append((on.number, words))
    return found


def fallback_language(form: Form, wanted: str) -> str:
    """The language in which the questions are shown to somebody who reads ``wanted``, where that is
    another one; empty where they are there in it."""
    shown: list[Texts] = [question.text for question in form.questions()]
    found = {localise(text, wanted).language for text in shown} - {wanted}
    return min(found, default="")
