"""Who reads what of this app: one queryset for each kind of record and viewer."""

from typing import Any

from django.db.models import Q, QuerySet

from cooperation.models import Notice, Project, Update
from cooperation.models.updates import SENT
from reports import access
from reports.models import ReporterKind
from reports.permissions import is_staff

VIEW_PROJECTS = "cooperation.view_project"


def is_partner(user: Any) -> bool:
    """Whether ``user`` reads what States and donors may: those who act for a State today. No
    invitation that is not accepted or has ended, no observer, no other organisation."""
    found = access.contacts(user).filter(reporter__kind=ReporterKind.STATE)
    return bool(found.exists())


def projects(user: Any) -> "QuerySet[Project]":
    """The projects that ``user`` may read: all for the secretariat; for those who act for an owner
    or for a State that was asked about it also these; for States what is for States and donors; for
    anybody what is public. How much of each, ``whole`` says."""
    everything: QuerySet[Project] = Project.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_PROJECTS) else Project.objects.public()
    own = everything.filter(_is_party(user))
    common: Any = Project.objects.for_partners() if is_partner(user) else Project.objects.public()
    readable: QuerySet[Project] = common | own
    return readable


def _is_party(user: Any) -> Q:
    """Projects whose owner, or a State that was asked about them, ``user`` acts for."""
    held = access.contacts(user).values("reporter")
    asked = Notice.objects.filter(reporter__in=held).values("project")
    return Q(owner__in=held) | Q(pk__in=asked)


def whole(user: Any) -> "QuerySet[Project]":
    """Those of which ``user`` reads everything: what is published as a whole, and for parties and
    the secretariat also what silence published, and what is not published yet."""
    found = projects(user)
    if is_staff(user) and user.has_perm(VIEW_PROJECTS):
        return found
    return found.filter(_is_party(user) | Q(is_whole=True))


def notices(user: Any) -> "QuerySet[Notice]":
    """Notices with their answers: all for the secretariat, else those of projects to which
    ``user`` is a party."""
    everything: QuerySet[Notice] = Notice.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_PROJECTS) else everything.none()
    return everything.filter(project__in=Project.objects.filter(_is_party(user)).values("pk"))


def updates(user: Any) -> "QuerySet[Update]":
    """The updates that ``user`` may read: all for the secretariat; for an author its own; for
    States that receive the project, and its owner, what was sent; then as the projects."""
    everything: QuerySet[Update] = Update.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_PROJECTS) else Update.objects.public()
    held = access.contacts(user).values("reporter")
    received = Project.objects.filter(Q(owner__in=held) | Q(recipients__place_reporter__in=held))
    own = Q(reporter__in=held) | Q(step__in=SENT, project__in=received.values("pk"))
    common: Any = Update.objects.for_partners() if is_partner(user) else Update.objects.public()
    readable: QuerySet[Update] = common | everything.filter(own)
    return readable


def own_updates(user: Any) -> "QuerySet[Update]":
    """What ``user`` is concerned with: as author to write, as recipient to agree to."""
    held = access.contacts(user).values("reporter")
    received = Project.objects.filter(recipients__place_reporter__in=held).values("pk")
    concerned = Q(reporter__in=held) | Q(step__in=SENT, project__in=received)
    found: QuerySet[Update] = Update.objects.filter(concerned)
    return found


def restricted(user: Any) -> "QuerySet[Project]":
    """Those of them that are not for everybody."""
    hidden = Project.objects.public().values("pk")
    return projects(user).exclude(pk__in=hidden)
