"""Who reads what of this app: one queryset for each kind of record and viewer."""

from typing import Any

from django.db.models import QuerySet

from cooperation.models import Project
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
    also its own; for States what is for States and donors; for anybody what is public."""
    everything: QuerySet[Project] = Project.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_PROJECTS) else Project.objects.public()
    held = access.contacts(user)
    own = everything.filter(owner__in=held.values("reporter"))
    common: Any = Project.objects.for_partners() if is_partner(user) else Project.objects.public()
    readable: QuerySet[Project] = common | own
    return readable


def restricted(user: Any) -> "QuerySet[Project]":
    """Those of them that are not for everybody."""
    hidden = Project.objects.public().values("pk")
    return projects(user).exclude(pk__in=hidden)
