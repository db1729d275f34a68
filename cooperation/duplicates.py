"""Projects that may tell of the same (BMS8, para. 94): suggested with reasons, decided by people.

Two projects are suggested that have the same IATI identifier, or a place, a theme and a party in
common in times that overlap. There is no score, and nothing is merged by itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.multilingual import localise
from cooperation import access
from cooperation.models import (
    Decision,
    DuplicateDecision,
    Project,
    RelatedProject,
    RelationType,
)
from indicators.words import when
from reports.access import may_publish


@dataclass(frozen=True)
class Suggestion:
    """Two projects, the earlier recorded first, and what they have in common: a label and names."""

    one: Project
    other: Project
    reasons: list[tuple[Any, str]]


def suggestions(user: Any) -> list[Suggestion]:
    """Pairs of which nobody has decided, among what ``user`` may read. Six queries."""
    projects = list(
        access.projects(user)
        .order_by("pk")
        .prefetch_related(
            "participants__reporter",
            "participants__body",
            "recipients__place_reporter",
            "recipients__place_group",
            "themes",
        )
    )
    decided = set(DuplicateDecision.objects.values_list("one", "other"))
    return [
        Suggestion(one, other, reasons)
        for one, other in _candidates(projects)
        if not {(one.pk, other.pk), (other.pk, one.pk)} & decided
        and (reasons := _reasons(one, other))
    ]


def _candidates(projects: list[Project]) -> Iterator[tuple[Project, Project]]:
    """Pairs with a place or an identifier in common, each once, in the order of the records."""
    by_sign: dict[Any, list[Project]] = defaultdict(list)
    for project in projects:
        for sign in {*_places(project), project.iati_identifier} - {""}:
            by_sign[sign].append(project)
    found = {
        (one.pk, other.pk): (one, other)
        for alike in by_sign.values()
        for one, other in combinations(alike, 2)
    }
    for key in sorted(found):
        yield found[key]


def _reasons(one: Project, other: Project) -> list[tuple[Any, str]]:
    if one.iati_identifier and one.iati_identifier == other.iati_identifier:
        return [(_("IATI identifier"), one.iati_identifier)]
    places = _shared(_places(one), _places(other))
    themes = _shared(_themes(one), _themes(other))
    parties = _shared(_parties(one), _parties(other))
    if not (places and themes and parties and _overlap(one, other)):
        return []
    times = " · ".join(dict.fromkeys(when(each) for each in (one, other)))
    return [
        (_("place"), places),
        (_("theme"), themes),
        (_("time"), times),
        (_("party"), parties),
    ]


def _shared(one: dict[Any, str], other: dict[Any, str]) -> str:
    return ", ".join(name for key, name in one.items() if key in other)


def _places(project: Project) -> dict[Any, str]:
    return {
        ("place", each.place_reporter_id, each.place_group_id, each.territory): each.place_name
        for each in project.recipients.all()
    }


def _themes(project: Project) -> dict[Any, str]:
    return {theme.pk: localise(theme.name) for theme in project.themes.all()}


def _parties(project: Project) -> dict[Any, str]:
    return {
        (each.reporter_id, each.body_id, each.name): each.party_name
        for each in project.participants.all()
    }


def _overlap(one: Project, other: Project) -> bool:
    """Whether both have days, and these have one in common."""
    days: list[Any] = [one.earliest_on, other.earliest_on, one.latest_on, other.latest_on]
    return None not in days and bool(max(days[:2]) <= min(days[2:]))


@transaction.atomic
def decide(
    one: Project, other: Project, decision: str, *, by: Any, reason: str = ""
) -> DuplicateDecision:
    """Join the two, tie the second to the first as its part, or keep them apart: for good. Raises
    PermissionDenied, or ValidationError for a pair that is decided already."""
    if not may_publish(by):
        raise PermissionDenied(_("Your account may not take this step."))
    keys = sorted([one.pk, other.pk])
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if DuplicateDecision.objects.filter(one__in=keys, other__in=keys).exists():
        raise ValidationError(_("These two were decided already."), code="decided_already")
    made = DuplicateDecision(one=one, other=other, decision=decision, reason=reason, by=by)
    made.full_clean()
    made.save()
    if decision == Decision.PART_OF:
        tie = RelatedProject(project=other, other=one, type=RelationType.PARENT)
        tie.full_clean()
        tie.save()
    return made
