"""The steps of a State or organisation with its own offices."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import field_error
from contacts.access import require_lead
from contacts.models import Office, OfficeOrigin


@transaction.atomic
def save(office: Office, *, works_with: Iterable[Office] | None = None, by: Any) -> Office:
    """Record the reporter's data of its own office, which also confirms it. Raises
    PermissionDenied, or ValidationError with all faults."""
    require_lead(by, office.reporter)
    if office._state.adding:
        office.origin = OfficeOrigin.OWNER
    office.confirmed_on = timezone.localdate()
    return write(office, works_with)


@transaction.atomic
def confirm(office: Office, *, by: Any) -> Office:
    """Confirm for the reporter that the office's data are still right."""
    return _changed(office, by, confirmed_on=timezone.localdate())


@transaction.atomic
def publish(office: Office, *, by: Any) -> Office:
    """Let anybody see it."""
    return _changed(office, by, is_public=True)


@transaction.atomic
def withhold(office: Office, *, by: Any) -> Office:
    """Keep it to the reporter and the secretariat."""
    return _changed(office, by, is_public=False)


@transaction.atomic
def close(office: Office, *, by: Any) -> Office:
    """Record for the reporter that the office no longer exists from today on. It stays on record,
    visible only to the reporter and the secretariat."""
    return _changed(office, by, until=timezone.localdate(), is_public=False)


def _changed(office: Office, by: Any, **values: Any) -> Office:
    """The office, read again under a lock, with these values. Raises PermissionDenied, or
    ValidationError."""
    require_lead(by, office.reporter)
    found: Office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    for name, value in values.items():
        setattr(found, name, value)
    return write(found)


def write(office: Office, works_with: Iterable[Office] | None = None) -> Office:
    """Validate and save, with the offices that it works with. Raises ValidationError unless these
    are other offices of the same reporter."""
    office.full_clean()
    ties = None if works_with is None else list(works_with)
    if any(each == office or each.reporter_id != office.reporter_id for each in ties or ()):
        message = _("An office works with other offices of the same State or organisation.")
        raise field_error("works_with", message, "not_of_the_same")
    office.save()
    if ties is not None:
        # Symmetrical: the other side is written with it.
        office.works_with.set(ties)
    return office
