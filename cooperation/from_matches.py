"""Projects that begin as an agreed match: what the form in the administration starts from.

The match itself stands nowhere in the project: who may read the one may not always read the other.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from cooperation import access
from cooperation.models import Match, MatchStatus, ParticipatingOrg, ProjectTheme, Recipient

PARAMETER = "match"


def match_of(request: HttpRequest) -> Match | None:
    """The agreed match that the address of the form names, of those that the person may read."""
    reference = request.GET.get(PARAMETER, "")
    if not reference:
        return None
    found = access.party_matches(request.user).filter(
        reference=reference, status=MatchStatus.AGREED
    )
    match: Match | None = found.select_related("request").first()
    return match


def begun(match: Match) -> dict[str, Any]:
    """What the project itself starts from."""
    return {"title": match.request.title, "aid": match.request.aid}


def parts(match: Match) -> Mapping[Any, list[dict[str, Any]]]:
    """The rows that its lists start from, by model: both parties, and the themes asked for."""
    party = {"reporter": match.reporter_id, "body": match.body_id, "name": match.name}
    themes = match.request.themes.values_list("pk", flat=True)
    return {
        ParticipatingOrg: [party],
        Recipient: [{"place_reporter": match.request.reporter_id}],
        ProjectTheme: [{"theme": key} for key in themes],
    }
