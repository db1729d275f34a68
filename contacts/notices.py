"""Mail about events of a submission."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from contacts import links, mail
from contacts.models import MailKind
from contacts.recipients import Recipient
from reports.models import Action, Channel, Message, PointOfContact, Submission, SubmissionEvent


def tell_of_return(
    instance: SubmissionEvent, *, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Tell the writers of an online report that it was returned, and why."""
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


def tell_of_message(instance: Message, *, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Tell the other side about a question or an answer. On the reporter's side: those who write.
    On the secretariat's: those who wrote on this report or took a step with it."""
    if raw or not created:
        return
    submission = instance.submission
    people = writers_of(submission) if instance.from_secretariat else officers_of(submission)
    for to, page, key in people:
        mail.send(
            MailKind.QUESTION,
            to,
            reporter=submission.reporter,
            cycle=submission.cycle,
            by=instance.author,
            link=f"{links.page(page, key, language=to.language)}#messages",
            reference=submission.reference,
            text=instance.text,
        )


def writers_of(submission: Submission) -> Iterator[tuple[Recipient, str, Any]]:
    """Each recipient with the page to answer on, and the arguments of its address."""
    contacts = PointOfContact.objects.active().filter(reporter=submission.reporter_id)
    for contact in contacts.exclude(role="reader").select_related("user"):
        to = Recipient.of_user(contact.user, contact.role, contact.office)
        yield to, "my:report", submission.reference


def officers_of(submission: Submission) -> Iterator[tuple[Recipient, str, Any]]:
    concerned = Q(pk__in=submission.messages.values("author")) | Q(
        pk__in=submission.events.values("actor")
    )
    staff = get_user_model().objects.filter(concerned, is_staff=True, is_active=True)
    for user in staff.order_by("pk"):
        yield Recipient.of_user(user), "admin:reports_submission_change", submission.pk
