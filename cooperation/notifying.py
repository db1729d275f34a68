"""Asking the States concerned before what others record is published: the notice of four weeks.

The clock of a State starts when the mail server took the mail to an accepted point of contact of
it; silence publishes only when that of every State has run out. One objection holds all. Whoever
changes the project takes the notice back first, and everything begins anew. What triggers hold of
this stands in ``rules``.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import access as contact_access
from contacts import links, mail
from contacts.models import Mail, MailKind
from contacts.recipients import recipients_of
from contacts.reminders import in_days
from cooperation.models import Notice, NoticeAnswer, Project, Step
from cooperation.models.notices import DAYS
from reports.access import may_publish
from reports.models import Reporter


def concerned(project: Project) -> list[Reporter]:
    """The States that are asked: the owner of the record, and those named as recipients."""
    received = project.recipients.values("place_reporter")
    found = Reporter.objects.filter(pk__in=received) | Reporter.objects.filter(pk=project.owner_id)
    return list(found.distinct().order_by("pk"))


@transaction.atomic
def serve(project: Project, *, by: Any) -> list[Notice]:
    """Ask every State concerned. Raises PermissionDenied, or ValidationError where nothing is to be
    asked, nobody can be asked, or somebody was asked already."""
    _require_reviewer(by)
    current = _locked(project)
    states = concerned(current)
    if current.document_id is not None:
        raise ValidationError(_("A document of the United Nations tells it."), code="has_document")
    if current.notices.exists():
        raise ValidationError(_("The States concerned were asked already."), code="asked_already")
    if not states or current.recipients.filter(place_reporter=None).exists():
        message = _("Name each State that receives it: nobody can be asked for another place.")
        raise ValidationError(message, code="nobody_to_ask")
    notices = [Notice(project=current, reporter=state) for state in states]
    for notice in notices:
        notice.save()
    _write(notices)
    return notices


@transaction.atomic
def take_back(project: Project, *, by: Any) -> None:
    """End the notice, and with it the publication: the project can be changed again. Raises
    PermissionDenied."""
    _require_reviewer(by)
    current = _locked(project)
    _hide(current)
    for notice in current.notices.all():
        notice.delete()


@transaction.atomic
def answer(notice: Notice, *, by: Any, agrees: bool, reason: str = "") -> Notice:
    """Agree or object for the State, at any time. An objection hides the project; the last
    agreement publishes all of it. Raises PermissionDenied, or ValidationError for an objection
    without a reason."""
    project = _locked(notice.project)
    current: Notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    contact_access.require_lead(by, current.reporter)
    current.answer = NoticeAnswer.AGREED if agrees else NoticeAnswer.OBJECTED
    current.reason, current.answered_at, current.answered_by = reason, timezone.now(), by
    current.full_clean()
    if not agrees:
        _hide(project)
    current.save()
    if not project.notices.exclude(answer=NoticeAnswer.AGREED).exists():
        _publish(project, is_whole=True)
    return current


def advance(*, today: datetime.date | None = None) -> list[Project]:
    """Write to States that have a point of contact by now, start the clocks of those whose mail was
    sent, and publish what silence publishes; returns the projects published."""
    today = today or timezone.localdate()
    _begin_clocks()
    return [project for project in _ended(today) if _published_by_silence(project, today)]


@transaction.atomic
def _begin_clocks() -> None:
    """Under lock: a State may answer meanwhile, and another machine may do the same."""
    waiting = Notice.objects.select_for_update(of=("self",)).filter(mailed_on=None)
    notices = list(waiting.select_related("reporter", "mail", "project").order_by("pk"))
    _write([each for each in notices if each.mail_id is None])
    for notice in notices:
        if notice.mail and notice.mail.sent_at:
            notice.mailed_on = timezone.localdate(notice.mail.sent_at)
            notice.ends_on = notice.mailed_on + datetime.timedelta(days=DAYS)
            notice.save()


def _ended(today: datetime.date) -> Iterable[Project]:
    """Projects that are not published and of which some notice has run out."""
    over = Notice.objects.filter(ends_on__lte=today).values("project")
    found = Project.objects.filter(pk__in=over, step=Step.RECORDED, document=None)
    return list(found.order_by("pk"))


@transaction.atomic
def _published_by_silence(project: Project, today: datetime.date) -> bool:
    current = _locked(project)
    notices = list(current.notices.all())
    is_over = all(each.ends_on is not None and each.ends_on <= today for each in notices)
    has_objection = any(each.answer == NoticeAnswer.OBJECTED for each in notices)
    # A State's own record is published when the State agrees, never by its silence.
    waits_for_owner = any(
        each.reporter_id == current.owner_id and each.answer != NoticeAnswer.AGREED
        for each in notices
    )
    if current.is_published or not is_over or has_objection or waits_for_owner:
        return False
    is_silent = any(each.answer == NoticeAnswer.NONE for each in notices)
    _publish(current, is_whole=not is_silent)
    return True


def _publish(project: Project, *, is_whole: bool) -> None:
    project.step, project.is_whole = Step.PUBLISHED, is_whole
    project.save()


def _hide(project: Project) -> None:
    if project.is_published or not project.is_whole:
        project.step, project.is_whole = Step.RECORDED, True
        project.save()


def _locked(project: Project) -> Project:
    found: Project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    return found


def _require_reviewer(by: Any) -> None:
    if not may_publish(by):
        raise PermissionDenied(_("Your account may not take this step."))


def _write(notices: list[Notice]) -> None:
    """Mail the accepted points of contact of each State, and no other address of it."""
    people = recipients_of([notice.reporter for notice in notices])
    for notice in notices:
        accepted = [to for to in people[notice.reporter_id] if to.user_id is not None]
        written: list[Mail] = [
            mail.send(
                MailKind.NOTICE,
                to,
                reporter=notice.reporter,
                link=links.page("my:notices", language=to.language),
                reference=notice.project.reference,
                days=lambda: in_days(DAYS),
            )
            for to in accepted
        ]
        if written:
            notice.mail = written[0]
            notice.save()
