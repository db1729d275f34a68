"""Mail to officers about reports that were handed in, messages of points of contact, and people
whom States and organisations invited to act for them.

One mail for everything, as often as each officer has chosen; none if nothing came in. It names
reports and invitations, each with the page to act on; it never contains the text of reports and
messages.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import links, mail
from contacts.models import HowOften, Invitation, Mail, MailKind, NewsChoice
from contacts.recipients import Recipient
from reports import access
from reports.models import Action, Submission, SubmissionEvent
from reports.submissions import messages

DAYS = {HowOften.DAILY: 1, HowOften.WEEKLY: 7}
# The time that the first mail to an officer covers.
FIRST = datetime.timedelta(days=1)
SEES_INVITATIONS = "contacts.view_invitation"


def readers() -> list[Any]:
    """The officers who receive reports, in order."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("pk")
    return [user for user in staff if access.may_register(user)]


def choice_of(user: Any) -> NewsChoice:
    """The officer's choice; a new one with the defaults if there is none."""
    found: NewsChoice
    found, _created = NewsChoice.objects.get_or_create(
        user=user, defaults={"told_until": timezone.now() - FIRST}
    )
    return found


def choose(user: Any, how_often: str) -> None:
    """Set how often ``user`` gets mail. Events from the time of "never" are not told later."""
    choice = choice_of(user)
    if choice.how_often == HowOften.NEVER:
        choice.told_until = timezone.now()
    choice.how_often = how_often
    choice.full_clean()
    choice.save()


def is_due(choice: NewsChoice, now: datetime.datetime) -> bool:
    """Whether as many days have begun since ``told_until`` as the officer wants between mails."""
    if choice.how_often not in DAYS:
        return False
    begun = timezone.localdate(now) - timezone.localdate(choice.told_until)
    return begun.days >= DAYS[HowOften(choice.how_often)]


def is_due_to(user: Any, now: datetime.datetime) -> bool:
    """``is_due``, and nothing is written."""
    stored = NewsChoice.objects.filter(user=user).first()
    return is_due(stored or NewsChoice(user=user, told_until=now - FIRST), now)


def handed_in(since: datetime.datetime, until: datetime.datetime) -> list[Submission]:
    """Reports that were not handed in by staff, in order of handing in."""
    events = SubmissionEvent.objects.filter(
        action=Action.SUBMIT, at__gt=since, at__lte=until, actor__is_staff=False
    )
    return _of(events.order_by("at", "pk"))


def written_on(user: Any, since: datetime.datetime, until: datetime.datetime) -> list[Submission]:
    """Reports with a message of a point of contact that ``user`` has not read."""
    return _of(messages.unread(user).filter(at__gt=since, at__lte=until).order_by("pk"))


def appointed(user: Any, since: datetime.datetime, until: datetime.datetime) -> list[Invitation]:
    """Invitations by States and organisations to their own people, also accepted ones, but none
    that was taken back. Empty if ``user`` may not see invitations. Two queries."""
    if not user.has_perm(SEES_INVITATIONS):
        return []
    found = Invitation.objects.by_states().filter(invited_at__gt=since, invited_at__lte=until)
    rest = found.filter(revoked_at=None).select_related("invited_by")
    return list(rest.prefetch_related("reporters").order_by("invited_at", "pk"))


def _of(found: Any) -> list[Submission]:
    """The reports of these records, each once, in their order. One query."""
    related = found.select_related("submission__reporter", "submission__cycle")
    return list(dict.fromkeys(each.submission for each in related))


def send_due(now: datetime.datetime | None = None) -> list[Mail]:
    """Write to every officer who is due a mail and has news; returns the mails."""
    now = now or timezone.now()
    return [sent for user in readers() if (sent := _tell(user, now))]


@transaction.atomic
def _tell(user: Any, now: datetime.datetime) -> Mail | None:
    choice = choice_of(user)
    since = choice.told_until
    # Of two processes at once, only one can move it from the value that both read.
    mine = NewsChoice.objects.filter(pk=choice.pk, told_until=since)
    if not is_due(choice, now) or not mine.update(told_until=now):
        return None
    came, wrote = handed_in(since, now), written_on(user, since, now)
    invited = appointed(user, since, now)
    if not came and not wrote and not invited:
        return None
    to = Recipient.of_user(user)
    return mail.send(
        MailKind.NEWS,
        to,
        text=lambda: "\n\n".join(_parts(to, came, wrote, invited)),
        link=links.page("admin:index", language=to.language),
        choice=links.page("admin:contacts_mail_news", language=to.language),
    )


def _parts(
    to: Recipient,
    came: Iterable[Submission],
    wrote: Iterable[Submission],
    invited: Iterable[Invitation],
) -> Iterator[str]:
    for title, submissions in ((_("Handed in:"), came), (_("New messages on:"), wrote)):
        if submissions:
            yield "\n".join([title, *(_line(to, each) for each in submissions)])
    if invited:
        title = _("Invited by States and organisations; you can take it back, or end the role:")
        yield "\n".join([title, *(_invited_line(to, each) for each in invited)])


def _line(to: Recipient, submission: Submission) -> str:
    page = links.page("admin:reports_submission_change", submission.pk, language=to.language)
    return f"{submission.reference} · {submission.reporter} · {submission.cycle}\n  {page}"


def _invited_line(to: Recipient, invitation: Invitation) -> str:
    page = links.page("admin:contacts_invitation_change", invitation.pk, language=to.language)
    parties = ", ".join(map(str, invitation.reporters.all()))
    who = f"{invitation.email} · {invitation.get_role_display()} · {invitation.invited_by}"
    return f"{parties} · {who}\n  {page}"
