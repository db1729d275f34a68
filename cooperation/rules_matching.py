"""Rules of requests, offers and matches that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, _REMOVED = triggers.EVENTS
REQUEST, MATCH = "cooperation_request", "cooperation_match"


def _foreign(column: str, table: str) -> str:
    """SQL: what the request points at is another State's."""
    return (
        f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} other"  # noqa: S608
        f" WHERE other.id = NEW.{column} AND other.reporter_id = NEW.reporter_id)"
    )


_OF_ANOTHER_PROVIDER = (
    "NEW.offer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cooperation_offer o"
    " WHERE o.id = NEW.offer_id AND COALESCE(o.reporter_id, 0) = COALESCE(NEW.reporter_id, 0)"
    " AND COALESCE(o.body_id, 0) = COALESCE(NEW.body_id, 0) AND o.name = NEW.name)"
)
# Who asks, and who was asked, does not change once the two were brought together.
_OTHER_REQUEST = "NEW.request_id <> OLD.request_id"

OF_MATCHING = (
    Rule(
        "request_is_of_a_report_of_its_state",
        REQUEST,
        ADDED,
        _foreign("submission_id", "reports_submission"),
    ),
    Rule(
        "request_stays_of_a_report_of_its_state",
        REQUEST,
        CHANGED,
        _foreign("submission_id", "reports_submission"),
    ),
    Rule(
        "request_rests_on_a_baseline_of_its_state",
        REQUEST,
        ADDED,
        _foreign("baseline_id", "indicators_baseline"),
    ),
    Rule(
        "request_still_rests_on_a_baseline_of_its_state",
        REQUEST,
        CHANGED,
        _foreign("baseline_id", "indicators_baseline"),
    ),
    Rule("match_is_with_the_provider_of_its_offer", MATCH, ADDED, _OF_ANOTHER_PROVIDER),
    Rule("match_stays_with_the_provider_of_its_offer", MATCH, CHANGED, _OF_ANOTHER_PROVIDER),
    Rule("match_stays_of_its_request", MATCH, CHANGED, _OTHER_REQUEST),
)
