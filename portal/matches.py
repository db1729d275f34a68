"""Matches of requests and offers, for the two parties."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperation import access, matching, reasons
from cooperation.models import Match
from portal.guard import for_contacts
from portal.stepping import say


@for_contacts
@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """The matches to which the person is a party, the latest first, with the steps of each."""
    found = list(
        access.own_matches(request.user)
        .select_related("request__reporter", "offer", "reporter", "body", "project")
        .order_by("-pk")
    )
    words = reasons.spoken([each.reasons for each in found])
    rows = [
        (each, said, matching.steps(request.user, each))
        for each, said in zip(found, words, strict=True)
    ]
    return render(request, "portal/matches.html", {"rows": rows})


@for_contacts
@require_POST
def match_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Talk, agree, decline, name the project, publish the match or hide it again."""
    found = get_object_or_404(access.own_matches(request.user), reference=reference)
    say(request, lambda: _taken(request, found))
    return redirect("my:matches")


def _taken(request: HttpRequest, found: Match) -> Any:
    given, user = request.POST, request.user
    match given.get("step", ""):
        case "talk":
            return matching.talk(found, by=user)
        case "agree":
            return matching.agree(found, by=user)
        case "decline":
            return matching.decline(found, because=given.get("because", ""), by=user)
        case "share" | "withhold" as step:
            return matching.share(found, is_shared=step == "share", by=user)
        case "carry_out":
            readable = access.projects(user)
            project = get_object_or_404(readable, reference=given.get("project", "").strip())
            return matching.carry_out(found, project, by=user)
    raise ValidationError(_("Choose what to do."), code="no_step")
