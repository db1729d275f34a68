"""Whether a file that was read as a form may be public: the one place that says so.

A form holds the names, telephones and mailboxes of persons. A redacted copy is another file, which
is published as any other. The database holds the same rule (``questionnaires.rules``), and pages of
such a file are drawn for staff and for the reporter alone, as the file itself is handed out.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database.many import update_with_history
from common.errors import field_error
from questionnaires.models import FormFile, Ground
from reports import access
from reports.models import Attachment
from reports.models.attachments import HOLDS


def of(attachment: Attachment) -> FormFile | None:
    """What is on record of a file as a form; None where it never was read as one."""
    found: FormFile | None = FormFile.objects.filter(sha256=attachment.sha256).first()
    return found


def refuse_publishing(attachment: Attachment) -> None:
    """Raise ValidationError (field ``is_public``) for a form without a ground to publish it."""
    if FormFile.objects.filter(sha256=attachment.sha256, ground="").exists():
        raise field_error(
            "is_public",
            _(
                "This file was read as a form and names persons: it is public only redacted or"
                " with the consent of the reporter. Record that first."
            ),
            "form",
        )


def connect() -> None:
    if refuse_publishing not in HOLDS:
        HOLDS.append(refuse_publishing)


@transaction.atomic
def hold_back(attachment: Attachment, *, by: Any) -> bool:
    """Keep on record that the content of this file is a form; returns whether it was public until
    now."""
    if FormFile.objects.filter(sha256=attachment.sha256).exists():
        return False
    public = list(Attachment.objects.filter(sha256=attachment.sha256, is_public=True))
    for each in public:
        each.is_public = False
    update_with_history(public, Attachment, ["is_public"], default_user=by)
    attachment.is_public = False
    FormFile(sha256=attachment.sha256).save(force_insert=True)
    return bool(public)


@transaction.atomic
def publish(attachment: Attachment, ground: str, how: str, *, by: Any) -> FormFile:
    """Record on which ground a form is public, and make it so. Raises PermissionDenied, or
    ValidationError for an unknown ground, one that does not say how, or another file."""
    if not access.may_register(by):
        raise PermissionDenied(_("Your account may not take this step."))
    found = FormFile.objects.select_for_update().filter(sha256=attachment.sha256).first()
    if found is None or ground not in Ground.values:
        raise field_error("ground", _("Choose why this form may be public."), "ground")
    if not how.strip():
        raise field_error("how", _("Say who agreed, on which day and how."), "how")
    found.ground, found.how = ground, how.strip()
    found.recorded_by, found.recorded_at = by, timezone.now()
    found.save()
    attachment.is_public = True
    attachment.full_clean(exclude=["submission"])
    attachment.save()
    return FormFile.objects.get(pk=found.pk)


@transaction.atomic
def hold_back_again(attachment: Attachment, *, by: Any) -> None:
    """Take back the ground: no version shows the file any more. Raises PermissionDenied, or
    ValidationError for a file that is no form."""
    if not access.may_register(by):
        raise PermissionDenied(_("Your account may not take this step."))
    found = FormFile.objects.select_for_update().filter(sha256=attachment.sha256).first()
    if found is None:
        raise ValidationError(_("This file was not read as a form."), code="form")
    public = list(Attachment.objects.filter(sha256=attachment.sha256, is_public=True))
    for each in public:
        each.is_public = False
    update_with_history(public, Attachment, ["is_public"], default_user=by)
    found.ground = found.how = ""
    found.recorded_by = found.recorded_at = None
    found.save()
