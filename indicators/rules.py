"""Rules of figures that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, _REMOVED = triggers.EVENTS
_FOREIGN_PLACE = (
    "NEW.submission_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reports_submission s"
    " WHERE s.id = NEW.submission_id AND s.reporter_id = NEW.{column})"
)
_UNCONFIRMED = (
    "NEW.status = 'submitted' AND OLD.status <> 'submitted' AND EXISTS"
    " (SELECT 1 FROM {table} f WHERE f.submission_id = NEW.id AND f.is_carried_over)"
)


def _of(table: str, name: str, column: str) -> tuple[Rule, ...]:
    foreign = _FOREIGN_PLACE.format(column=column)
    return (
        Rule(f"{name}_is_of_the_state_that_reports", table, ADDED, foreign),
        Rule(f"{name}_stays_of_the_state_that_reports", table, CHANGED, foreign),
        Rule(
            f"carried_over_{name}_is_confirmed_before_submission",
            "reports_submission",
            CHANGED,
            _UNCONFIRMED.format(table=table),
        ),
    )


OF_OBSERVATIONS = _of("indicators_observation", "observation", "place_reporter_id")
OF_AVAILABILITY = _of("indicators_availability", "availability", "reporter_id")
