"""Rules of adherence that span tables, held by the database on both engines."""

from commitments.models import InstrumentKind
from common.database import triggers
from common.database.triggers import Rule
from indicators.models.instruments import ACTS_OF_KIND

ADDED, CHANGED, _REMOVED = triggers.EVENTS
TABLE = "indicators_adherence"


def _fits(kind: str, act: str) -> str:
    """SQL: the act can be done about an instrument of that kind; anything where none is known."""
    of_kind = (
        "({} = '{}' AND {} IN ({}))".format(
            kind, str(InstrumentKind(word)), act, ", ".join(f"'{each.value}'" for each in acts)
        )
        for word, acts in ACTS_OF_KIND.items()
    )
    return f"({kind} = '' OR {' OR '.join(of_kind)})"


_DOES_NOT_FIT = (
    "EXISTS (SELECT 1 FROM commitments_instrument i"  # noqa: S608
    f" WHERE i.id = NEW.instrument_id AND NOT {_fits('i.kind', 'NEW.act')})"
)
# Today by the database's clock (UTC).
_TO_COME = "NEW.earliest_on > CURRENT_DATE"
OF_INSTRUMENTS = (
    Rule("adherence_fits_its_instrument", TABLE, ADDED, _DOES_NOT_FIT),
    Rule("adherence_goes_on_fitting_its_instrument", TABLE, CHANGED, _DOES_NOT_FIT),
    Rule(
        "instrument_keeps_a_kind_that_its_adherences_fit",
        "commitments_instrument",
        CHANGED,
        "NEW.kind <> OLD.kind AND EXISTS (SELECT 1 FROM indicators_adherence a"  # noqa: S608
        f" WHERE a.instrument_id = NEW.id AND NOT {_fits('NEW.kind', 'a.act')})",
    ),
    Rule("adherence_has_happened", TABLE, ADDED, _TO_COME),
    Rule("adherence_is_not_moved_into_the_future", TABLE, CHANGED, _TO_COME),
)
