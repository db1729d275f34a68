"""Who sees and changes which offices: the one place that says so."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.models import AssistanceOfficer, GroupObserver, Office, OfficerRole
from reports import access
from reports.models import ContactRole, PointOfContact, Reporter
from reports.permissions import is_staff

VIEW = "contacts.view_office"


def offices(user: Any) -> "QuerySet[Office]":
    """The offices that ``user`` may see: all for the secretariat; for points of contact those of
    the reporters they act for, and what anybody may see."""
    if is_staff(user) and user.has_perm(VIEW):
        everything: QuerySet[Office] = Office.objects.all()
        return everything
    public: QuerySet[Office] = Office.objects.public()
    if not user.is_authenticated:
        return public
    own = Q(reporter__in=access.contacts(user).values("reporter"))
    return public | Office.objects.filter(own)


def own_offices(user: Any) -> "QuerySet[Office]":
    """The offices of the reporters that ``user`` acts for."""
    theirs = access.contacts(user).values("reporter")
    found: QuerySet[Office] = Office.objects.filter(reporter__in=theirs)
    return found


def leads(user: Any) -> "QuerySet[PointOfContact]":
    """The roles in which ``user`` speaks for a reporter: those that hand in its reports."""
    return access.contacts(user).filter(role=ContactRole.SUBMITTER)


def require_lead(user: Any, reporter: Reporter) -> None:
    """Raise PermissionDenied unless ``user`` speaks for ``reporter``."""
    if not leads(user).filter(reporter=reporter).exists():
        raise PermissionDenied(_("Your account may not take this step."))


def officers(user: Any, *roles: OfficerRole) -> "QuerySet[AssistanceOfficer]":
    """The roles for assistance that ``user`` holds today; none for the secretariat."""
    if not user.is_authenticated or user.is_staff:
        return AssistanceOfficer.objects.none()
    held: QuerySet[AssistanceOfficer] = AssistanceOfficer.objects.active().filter(user=user)
    return held.filter(role__in=roles) if roles else held


def observed(user: Any) -> "QuerySet[GroupObserver]":
    """The groups that ``user`` observes today, each for an organisation; none for the secretariat.

    The role opens the group's page at ``/my/`` and nothing else; all content of that page is
    public.
    """
    if not user.is_authenticated or user.is_staff:
        return GroupObserver.objects.none()
    held: QuerySet[GroupObserver] = GroupObserver.objects.active().filter(user=user)
    return held
