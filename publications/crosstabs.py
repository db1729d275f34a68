"""The answers to one question by group, in words."""

from dataclasses import dataclass

from common.multilingual import localise
from questionnaires.analysis import CrossTab
from questionnaires.form import Part
from questionnaires.words import tick_word


def label_of(part: Part, answer: str) -> str:
    """An answer in words."""
    labels = {choice.key: str(localise(choice.label)) for choice in part.choices}
    return labels.get(answer) or tick_word(answer)


@dataclass(frozen=True)
class Moves:
    """Reporters that gave one answer in the cycle before, counted by their answer now."""

    label: str
    counts: list[int]


def moves_of(part: Part, table: CrossTab) -> list[Moves]:
    """A row for each earlier answer, a column for each answer now; ``part`` holds the question's
    value. No query."""
    if table.change is None:
        return []
    moves = table.change.moves
    then = [*table.answers, *sorted({before for before, _now in moves} - set(table.answers))]
    return [
        Moves(label_of(part, before), [moves.get((before, now), 0) for now in table.answers])
        for before in then
    ]
