"""Rules of figures that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, _REMOVED = triggers.EVENTS
AVAILABILITY = "indicators_availability"
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
# A report confirms what a database says of its own State, and nothing that a report says.
_CONFIRMS_ANOTHER = (
    "NEW.confirms_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM indicators_observation o"
    " WHERE o.id = NEW.confirms_id AND o.place_reporter_id = NEW.reporter_id"
    " AND o.indicator_id = NEW.indicator_id AND o.reporting_type = 'G'"
    " AND o.submission_id IS NULL)"
)
# A figure that a State has confirmed does not change: a corrected figure is one of another release.
_IS_CONFIRMED = (
    "(NEW.value <> OLD.value OR (NEW.value IS NULL) <> (OLD.value IS NULL)"
    " OR NEW.reporting_type <> OLD.reporting_type) AND EXISTS"
    " (SELECT 1 FROM indicators_availability a WHERE a.confirms_id = NEW.id)"
)

OF_AVAILABILITY = (
    *_of(AVAILABILITY, "availability", "reporter_id"),
    Rule("answer_confirms_a_figure_of_the_state", AVAILABILITY, ADDED, _CONFIRMS_ANOTHER),
    Rule("answer_still_confirms_a_figure_of_the_state", AVAILABILITY, CHANGED, _CONFIRMS_ANOTHER),
    Rule("confirmed_figure_stays", "indicators_observation", CHANGED, _IS_CONFIRMED),
)
