"""What each role may do, in words: the same for those who give a role and those who accept it."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from contacts.models import ObserverRole, OfficerRole
from reports.models import ContactRole

EXPLAINED: dict[str, Any] = {
    ContactRole.SUBMITTER: _(
        "Submitter: writes reports, hands them in, and invites editors and readers"
    ),
    ContactRole.EDITOR: _("Editor: writes reports; somebody else hands them in"),
    ContactRole.READER: _("Reader: reads reports and drafts and comments on them; changes nothing"),
    OfficerRole.DONOR: _(
        "Donor officer: reads requests for assistance and makes offers for a donor"
    ),
    ObserverRole.OBSERVER: _(
        "Observer: sees for an organisation which States of a group have reported and which are due"
    ),
    OfficerRole.FUND: _("Fund officer: reads requests for assistance and makes offers for a fund"),
}


def as_lines() -> SafeString:
    """All roles, one per line, to stand beside the field that chooses one."""
    return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in EXPLAINED.values()))
