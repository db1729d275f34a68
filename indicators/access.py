"""Who may read and write the records of this app that are not for everybody."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import Baseline
from reports import access
from reports.models import ContactRole
from reports.permissions import is_staff

VIEW_BASELINES = "indicators.view_baseline"


def baselines(user: Any) -> "QuerySet[Baseline]":
    """The assessments that ``user`` may read: all for the secretariat; for points of contact those
    of the States they act for, and what anybody may read."""
    if is_staff(user) and user.has_perm(VIEW_BASELINES):
        everything: QuerySet[Baseline] = Baseline.objects.all()
        return everything
    own = Q(reporter__in=access.contacts(user).values("reporter"))
    found: QuerySet[Baseline] = Baseline.objects.public() | Baseline.objects.filter(own)
    return found


def own_baselines(user: Any) -> "QuerySet[Baseline]":
    """The assessments of the States that ``user`` acts for."""
    theirs = access.contacts(user).values("reporter")
    found: QuerySet[Baseline] = Baseline.objects.filter(reporter__in=theirs)
    return found


def may_decide(user: Any, baseline: Baseline) -> bool:
    """Whether ``user`` may agree and share for the State, as those may who hand in its reports."""
    held = access.contacts(user).filter(reporter=baseline.reporter_id, role=ContactRole.SUBMITTER)
    return bool(held.exists())


def require_decider(user: Any, baseline: Baseline) -> None:
    if not may_decide(user, baseline):
        raise PermissionDenied(_("Your account may not take this step."))
