"""Mail that follows from what happens to a submission."""

from typing import Any

from contacts import links, mail
from contacts.models import MailKind
from contacts.recipients import Recipient
from reports.models import Action, Channel, PointOfContact, SubmissionEvent


def tell_of_return(
    instance: SubmissionEvent, *, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Tell those who write a report online that it came back, and why."""
    submission = instance.submission
    is_return = created and not raw and instance.action == Action.RETURN
    if not is_return or submission.channel != Channel.ONLINE:
        return
    contacts = PointOfContact.objects.active().filter(reporter=submission.reporter_id)
    for contact in contacts.exclude(role="reader").select_related("user"):
        to = Recipient.of_user(contact.user, contact.role, contact.office)
        mail.send(
            MailKind.RETURNED,
            to,
            reporter=submission.reporter,
            cycle=submission.cycle,
            by=instance.actor,
            link=links.own_area(to.language),
            reference=submission.reference,
            reason=instance.reason,
        )
