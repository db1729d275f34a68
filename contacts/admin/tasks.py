"""Tasks of the secretariat about mail: unsent mail, and invitations that nobody has accepted."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin_desk import Task, names_tasks
from contacts.models import Invitation, Mail


@names_tasks
def tasks(user: Any) -> Iterator[Task]:
    if user.has_perm("contacts.view_invitation"):
        page = reverse("admin:contacts_invitation_changelist")
        waiting = Invitation.objects.not_accepted().count()
        yield Task(_("invitations not accepted yet"), waiting, f"{page}?state=waiting")
        own = Invitation.objects.not_accepted().by_states().count()
        label = _("invitations that States and organisations sent, to look at")
        yield Task(label, own, f"{page}?state=by-states")
    if user.has_perm("contacts.view_mail"):
        page = reverse("admin:contacts_mail_changelist")
        unsent = Mail.objects.filter(sent_at=None).count()
        yield Task(_("mails not sent"), unsent, f"{page}?state=not_sent")
