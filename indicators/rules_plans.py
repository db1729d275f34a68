"""Rules of plans, targets and progress that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, REMOVED = triggers.EVENTS
# Whether a report is of a made-up cycle, and whether what it speaks of is made up.
_CYCLE = (
    "SELECT c.is_fictional FROM reports_submission s"
    " JOIN reports_reportingcycle c ON c.id = s.cycle_id WHERE s.id = NEW.submission_id"
)
_PLAN = (
    "SELECT p.is_fictional FROM indicators_plan p"
    " JOIN indicators_measure m ON m.plan_id = p.id WHERE m.id = NEW.measure_id"
)
_TARGET = "SELECT t.is_fictional FROM indicators_target t WHERE t.id = NEW.target_id"
_MIXED = (
    f"((NEW.measure_id IS NOT NULL AND ({_CYCLE}) <> ({_PLAN}))"
    f" OR (NEW.target_id IS NOT NULL AND ({_CYCLE}) <> ({_TARGET})))"
)


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns) + ")"


OF_PROGRESS = (
    Rule(
        "progress_is_confirmed_before_submission",
        "reports_submission",
        CHANGED,
        "NEW.status = 'submitted' AND OLD.status <> 'submitted' AND EXISTS"
        " (SELECT 1 FROM indicators_progress p"
        " WHERE p.submission_id = NEW.id AND p.is_carried_over)",
    ),
    Rule("made_up_progress_is_on_what_is_made_up", "indicators_progress", ADDED, _MIXED),
    Rule(
        "measure_that_was_reported_on_stays",
        "indicators_measure",
        CHANGED,
        f"{_changed('plan_id', 'key')} AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM indicators_progress p WHERE p.measure_id = OLD.id)",
    ),
    Rule(
        "plan_that_was_reported_on_stays_as_real_as_it_is",
        "indicators_plan",
        CHANGED,
        f"{_changed('is_fictional', 'key')} AND EXISTS (SELECT 1 FROM indicators_progress p"  # noqa: S608
        " JOIN indicators_measure m ON m.id = p.measure_id WHERE m.plan_id = OLD.id)",
    ),
    Rule(
        "target_that_was_reported_on_stays_as_real_as_it_is",
        "indicators_target",
        CHANGED,
        f"{_changed('is_fictional', 'key')} AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM indicators_progress p WHERE p.target_id = OLD.id)",
    ),
)
# An assessment points at figures of its own State.
OF_BASELINES = (
    Rule(
        "baseline_points_at_figures_of_its_state",
        "indicators_baseline_observations",
        ADDED,
        "NOT EXISTS (SELECT 1 FROM indicators_observation o JOIN indicators_baseline b"
        " ON b.id = NEW.baseline_id AND b.reporter_id = o.place_reporter_id"
        " WHERE o.id = NEW.observation_id)",
    ),
)
# A report adds to plans of its own State or organisation, as real as its cycle.
_OF_ANOTHER = (
    "NEW.plan_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM indicators_plan p"
    " JOIN reports_submission s ON s.id = NEW.submission_id AND s.reporter_id = p.reporter_id"
    " JOIN reports_reportingcycle c ON c.id = s.cycle_id AND c.is_fictional = p.is_fictional"
    " WHERE p.id = NEW.plan_id)"
)
OF_ANNOUNCEMENTS = (
    Rule("announcement_is_of_a_plan_of_its_own", "indicators_announcement", ADDED, _OF_ANOTHER),
    Rule(
        "announcement_stays_of_a_plan_of_its_own", "indicators_announcement", CHANGED, _OF_ANOTHER
    ),
)
