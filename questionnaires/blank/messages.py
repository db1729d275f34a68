"""Sentences for what was not understood in a blank form, in the language of the reader."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments.outcomes.messages import REFUSALS
from common.files.reading import Refused
from questionnaires.blank.model import Grade, Problem

PROBLEMS: dict[str, Any] = {
    # what was read
    "language_unknown": gettext_lazy("The language of the file could not be told."),
    "citation_unclear": gettext_lazy(
        "A citation was not understood and left in the text: %(text)s"
    ),
    "answers_from_heading": gettext_lazy("Its answers were taken from the heads of the columns."),
    "answers_repeated": gettext_lazy("The same answers stand there once more: %(text)s"),
    "not_understood": gettext_lazy("This text was not understood and left out: %(text)s"),
    "box_without_words": gettext_lazy("A box has no words beside it: %(text)s"),
    "box_unknown": gettext_lazy(
        "Among yes and no stands a box that is no answer of the records: %(text)s"
    ),
    "item_as_room": gettext_lazy("An item of a list was taken for room to write: %(text)s"),
    "table_read": gettext_lazy("A table was read: look at its rows and columns."),
    "direction_without_answer": gettext_lazy(
        "It leads to %(to)s by an answer that it does not have: no gate was made."
    ),
    "direction_of_a_part": gettext_lazy(
        "It leads to %(to)s by a tick that is not its first part: no gate was made."
    ),
    "direction_to_nowhere": gettext_lazy(
        "It leads to %(to)s, which is not there: no gate was made."
    ),
    "direction_backwards": gettext_lazy(
        "It leads back to %(to)s: gates point backwards alone, and none was made."
    ),
    "condition_unclear": gettext_lazy(
        "It begins with a condition, and the question that this speaks of is not clear:"
        " no gate was made."
    ),
    # as it stands
    "no_question": gettext_lazy("No numbered question was seen in this file."),
    "number_repeated": gettext_lazy("There are two questions of this number."),
    "number_missing": gettext_lazy("Before it, %(missing)s is missing."),
    "section_without_title": gettext_lazy("Section %(number)s has no title."),
    "text_missing": gettext_lazy("The question has no text."),
    "nothing_to_fill_in": gettext_lazy("Nothing was seen that can be filled in."),
    "part_without_options": gettext_lazy("A part lacks its boxes or columns."),
    "gate_unknown": gettext_lazy("Its gate is on %(on)s, which is not there."),
    "gate_not_before": gettext_lazy("Its gate is on %(on)s, which does not come before it."),
    "gate_answer_unknown": gettext_lazy("Its gate names an answer that %(on)s does not have."),
    # where it goes
    "form_needed": gettext_lazy("Choose the form on record."),
    "title_needed": gettext_lazy("Give the form a title."),
    "key_needed": gettext_lazy("Give the form a key of small letters, digits and hyphens."),
    "key_taken": gettext_lazy("There is a form %(key)s already: choose its next version instead."),
    "joins_nothing": gettext_lazy("No question on record has this number: it is left out."),
    "joined_twice": gettext_lazy("Two questions of the file join %(number)s."),
    "joined_by_likeness": gettext_lazy(
        "It joins %(number)s, which cites the same paragraphs and is filled in alike."
    ),
    "joined_but_differs": gettext_lazy(
        "It joins %(number)s, which is filled in otherwise: its question alone is translated."
    ),
    "not_in_the_file": gettext_lazy("Question %(number)s on record is not in the file."),
    "answer_not_continued": gettext_lazy(
        "The answer “%(answer)s” of %(number)s then has none that continues it now."
    ),
    "not_continued": gettext_lazy("Nothing continues question %(number)s of the earlier version."),
}
GRADES = {
    Grade.ERROR: gettext_lazy("error"),
    Grade.WARNING: gettext_lazy("warning"),
    Grade.NOTE: pgettext_lazy("grade", "note"),
}
OF_FORMS: dict[str, Any] = {
    "wrong_type": gettext_lazy("The file is none of these: DOCX, PDF with text, HTML, XLSX."),
    "too_demanding": gettext_lazy(
        "The file takes more memory to read than any form; it is refused."
    ),
}


def refusal(refused: Refused) -> str:
    """Why a file is not taken in, in one sentence."""
    return str(OF_FORMS.get(refused.code, REFUSALS[refused.code])) % {"limit": refused.limit}


def place(problem: Problem) -> str:
    """Where in the file: page and line, as far as the file has them."""
    if problem.page > 1 or (problem.page and problem.line):
        return _("page %(page)s, line %(line)s") % {"page": problem.page, "line": problem.line}
    return _("line %(line)s") % {"line": problem.line} if problem.line else ""


def sentence(problem: Problem) -> str:
    return str(PROBLEMS[problem.code]) % problem.params


def described(problem: Problem) -> str:
    """A problem with its grade, its question and its place."""
    where = ", ".join(filter(None, [problem.question, place(problem)]))
    grade = GRADES[problem.grade]
    return f"{grade} ({where}): {sentence(problem)}" if where else f"{grade}: {sentence(problem)}"
