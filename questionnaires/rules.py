"""Rules of answers that span tables, held by the database on both engines.

A question that a report answers is frozen, so that the answer keeps its meaning. Its wording and
its languages may still be corrected.
"""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, REMOVED = triggers.EVENTS
_SUBMITTED = "NEW.status = 'submitted' AND OLD.status <> 'submitted' AND EXISTS"


def _answered(question: str) -> str:
    """SQL: some report answers the question of that key."""
    return (
        "EXISTS (SELECT 1 FROM questionnaires_answer a"  # noqa: S608
        f" JOIN questionnaires_part p ON p.id = a.part_id WHERE p.question_id = {question})"
    )


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns) + ")"


OF_ANSWERS = (
    Rule(
        "answers_are_confirmed_before_submission",
        "reports_submission",
        CHANGED,
        f"{_SUBMITTED} (SELECT 1 FROM questionnaires_answer a"  # noqa: S608
        " WHERE a.submission_id = NEW.id AND a.confirmed_at IS NULL AND a.state <> 'not_asked')",
    ),
    Rule(
        "question_that_was_answered_stays_as_it_is",
        "questionnaires_question",
        CHANGED,
        f"{_changed('template_id', 'key', 'number', 'position')} AND {_answered('OLD.id')}",
    ),
    Rule(
        "part_that_was_answered_stays_as_it_is",
        "questionnaires_part",
        CHANGED,
        f"{_changed('question_id', 'key', 'kind')} AND {_answered('OLD.question_id')}",
    ),
    Rule(
        "answers_of_a_private_part_stay_private",
        "questionnaires_part",
        CHANGED,
        "OLD.privacy IS DISTINCT FROM NEW.privacy AND NEW.privacy <> 'private'"
        f" AND {_answered('OLD.question_id')}",
    ),
    Rule(
        "answered_question_gets_no_further_part",
        "questionnaires_part",
        ADDED,
        _answered("NEW.question_id"),
    ),
    Rule(
        "part_of_an_answered_question_is_not_taken_away",
        "questionnaires_part",
        REMOVED,
        _answered("OLD.question_id"),
    ),
    Rule(
        "gate_of_an_answered_question_stays",
        "questionnaires_gate",
        CHANGED,
        f"{_changed('question_id', 'on_id', 'opened_by')} AND {_answered('OLD.question_id')}",
    ),
    Rule(
        "gate_of_an_answered_question_is_not_taken_away",
        "questionnaires_gate",
        REMOVED,
        _answered("OLD.question_id"),
    ),
    Rule(
        "answered_question_gets_no_further_gate",
        "questionnaires_gate",
        ADDED,
        _answered("NEW.question_id"),
    ),
)
# A public file whose content was read as a form without a ground on record.
_HELD = (
    "EXISTS (SELECT 1 FROM questionnaires_formfile f WHERE f.sha256 = NEW.sha256 AND f.ground = '')"
)
_IS_OUT = (
    "NEW.ground = '' AND EXISTS"
    " (SELECT 1 FROM reports_attachment a WHERE a.sha256 = NEW.sha256 AND a.is_public)"
)
OF_FILES = (
    Rule(
        "file_read_as_a_form_is_added_held_back",
        "reports_attachment",
        ADDED,
        f"NEW.is_public AND {_HELD}",
    ),
    Rule(
        "file_read_as_a_form_stays_held_back",
        "reports_attachment",
        CHANGED,
        f"NEW.is_public AND {_HELD}",
    ),
    Rule(
        "form_without_a_ground_is_not_public",
        "questionnaires_formfile",
        ADDED,
        _IS_OUT,
    ),
    Rule(
        "public_form_keeps_its_ground",
        "questionnaires_formfile",
        CHANGED,
        _IS_OUT,
    ),
    Rule(
        "file_that_is_a_form_is_not_forgotten",
        "questionnaires_formfile",
        REMOVED,
        "1 = 1",
    ),
)
OF_SOURCES = (
    Rule(
        "responses_are_confirmed_again_before_submission",
        "reports_submission",
        CHANGED,
        f"{_SUBMITTED} (SELECT 1 FROM questionnaires_responsesource x"  # noqa: S608
        " JOIN reports_response r ON r.id = x.response_id"
        " WHERE r.submission_id = NEW.id AND x.is_outdated)",
    ),
)
