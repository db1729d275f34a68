"""What a State or organisation says of its own offices, and what becomes of one."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.access import require_lead
from contacts.models import Office, OfficeOrigin


@transaction.atomic
def save(office: Office, *, works_with: Iterable[Office] | None = None, by: Any) -> Office:
    """Record what the reporter says of an office of its own, which confirms it. Raises
    PermissionDenied, or ValidationError with all that is wrong."""
    require_lead(by, office.reporter)
    if office.pk is None:
        office.origin = OfficeOrigin.OWNER
    office.confirmed_on = timezone.localdate()
    return write(office, works_with)


@transaction.atomic
def confirm(office: Office, *, by: Any) -> Office:
    """Say for the reporter that all of it is still right."""
    require_lead(by, office.reporter)
    found: Office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    found.confirmed_on = timezone.localdate()
    found.save()
    return found


@transaction.atomic
def close(office: Office, *, by: Any) -> Office:
    """Say for the reporter that from today on the office is not there any more; it stays on
    record, and nobody but the reporter and the secretariat sees it."""
    require_lead(by, office.reporter)
    found: Office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    found.until = timezone.localdate()
    if found.since and found.since >= found.until:
        found.since = None
    found.is_public = False
    found.full_clean()
    found.save()
    return found


def write(office: Office, works_with: Iterable[Office] | None = None) -> Office:
    """Validate and save, with the offices of the same reporter that it works with."""
    office.full_clean()
    office.save()
    if works_with is not None:
        # Symmetrical: the other side is written with it.
        office.works_with.set(works_with)
    return office
