"""Rules of offices that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule

ADDED, CHANGED, _REMOVED = triggers.EVENTS
_FOREIGN = (
    "NEW.from_office_id = NEW.to_office_id OR (SELECT COUNT(DISTINCT o.reporter_id)"
    " FROM contacts_office o WHERE o.id IN (NEW.from_office_id, NEW.to_office_id)) > 1"
)
OF_OFFICES = (
    Rule("office_works_with_another_of_its_own", "contacts_office_works_with", ADDED, _FOREIGN),
    Rule(
        "office_that_works_with_others_keeps_its_reporter",
        "contacts_office",
        CHANGED,
        "OLD.reporter_id <> NEW.reporter_id AND EXISTS (SELECT 1 FROM contacts_office_works_with w"
        " WHERE w.from_office_id = NEW.id)",
    ),
)
