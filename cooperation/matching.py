"""Bringing requests and offers together: suggestions with reasons, and the steps of a match.

suggested → proposed → in talks → agreed or declined → carried out. A suggestion says why and has no
score. Both parties agree, each for itself; either, or the secretariat, declines for a reason.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from contacts import links, mail
from contacts.access import leads
from contacts.models import MailKind
from contacts.recipients import officers_of, recipients_of
from cooperation import access
from cooperation.models import Audience, Match, MatchOrigin, MatchStatus, Offer, Project, Request
from cooperation.models.requests import RequestStatus
from reports.access import may_register
from reports.models import Membership

_S = MatchStatus


# Suggestions


@dataclass(frozen=True)
class Suggestion:
    """An open offer beside an open request, and why: at least in theme or in kind of aid, and not
    against place and dates."""

    request: Request
    offer: Offer
    reasons: list[dict[str, Any]] = field(default_factory=list)


def suggestions(
    requests: Iterable[Request] | None = None, today: datetime.date | None = None
) -> list[Suggestion]:
    """Every open request beside every open offer that may meet it, without those that are matched
    already, whatever became of that. Eight queries."""
    day = today or timezone.localdate()
    asked = Request.objects.open().exclude(audience=Audience.OWNER)
    if requests is not None:
        asked = asked.filter(pk__in=[each.pk for each in requests])
    open_requests = list(asked.select_related("reporter").prefetch_related("themes"))
    open_offers = list(
        Offer.objects.open()
        .select_related("reporter", "body")
        .prefetch_related("themes", "places")
        .order_by("reference")
    )
    known = set(Match.objects.filter(offer__isnull=False).values_list("request", "offer"))
    groups = _groups_of(open_requests, day)
    return [
        Suggestion(request, offer, reasons)
        for request in open_requests
        for offer in open_offers
        if (request.pk, offer.pk) not in known and offer.reporter_id != request.reporter_id
        # Records made up for a demonstration are never matched with real ones.
        if offer.is_fictional == request.is_fictional
        if (reasons := reasons_of(request, offer, groups[request.reporter_id], day))
    ]


def _groups_of(requests: Iterable[Request], day: datetime.date) -> dict[int, dict[int, str]]:
    """The groups of each State that asks: key and code, by the State's key. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    states = {request.reporter_id for request in requests}
    rows = Membership.objects.on(day).filter(reporter__in=states)
    for state, group, code in rows.values_list("reporter", "group", "group__code"):
        found[state][group] = code
    return found


def reasons_of(
    request: Request, offer: Offer, groups: dict[int, str], today: datetime.date
) -> list[dict[str, Any]]:
    """Why the two may go together; empty where nothing says so, or place or dates speak against it.
    An offer says nothing against places or dates that it does not name."""
    asked = {theme.key for theme in request.themes.all()}
    themes = sorted(asked & {theme.key for theme in offer.themes.all()})
    found: list[dict[str, Any]] = []
    if themes:
        found.append({"kind": "themes", "values": themes})
    if request.aid and request.aid == offer.aid:
        found.append({"kind": "aid", "values": [request.aid]})
    places = _places(request, offer, groups)
    if not found or places is None or not _in_time(request, offer, today):
        return []
    found.append({"kind": "place", "values": places})
    days = [day.isoformat() for day in (offer.valid_from, offer.valid_until) if day]
    return [*found, *([{"kind": "dates", "values": days}] if days else [])]


def _places(request: Request, offer: Offer, groups: dict[int, str]) -> list[str] | None:
    """Which places of the offer hold the State: its own code, or codes of groups; ``any`` for an
    offer without places, None where none holds it."""
    places = list(offer.places.all())
    if not places:
        return ["any"]
    held = [
        request.reporter.code for each in places if each.place_reporter_id == request.reporter_id
    ]
    held += [groups[each.place_group_id] for each in places if each.place_group_id in groups]
    return sorted(set(held)) or None


def _in_time(request: Request, offer: Offer, today: datetime.date) -> bool:
    """Whether there is a day, today or later, on which the one is wanted and the other valid."""
    first = max(filter(None, [request.starts_on, offer.valid_from, today]))
    last = min(filter(None, [request.ends_on, offer.valid_until]), default=None)
    return last is None or first <= last


# Steps


def _origin(user: Any, request: Request, offer: Offer | None) -> MatchOrigin:
    """The role in which ``user`` brings the two together. PermissionDenied for anybody without
    one."""
    if may_register(user):
        return MatchOrigin.SECRETARIAT
    if leads(user).filter(reporter=request.reporter_id).exists():
        return MatchOrigin.REQUESTER
    access.require(offer is not None and access.gives_for(user, offer))
    return MatchOrigin.PROVIDER


@transaction.atomic
def bring_together(
    request: Request,
    offer: Offer,
    *,
    by: Any,
    is_suggestion: bool = False,
) -> Match:
    """Match a request with an offer. The secretariat keeps a suggestion for itself first; a party
    proposes to the other at once.

    Raises PermissionDenied for whoever is neither, and for a request that ``by`` may not read;
    ValidationError as ``propose``, and for two that are matched already.
    """
    access.require(access.requests(by).filter(pk=request.pk).exists())
    origin = _origin(by, request, offer)
    if request.is_fictional != offer.is_fictional:
        raise ValidationError(_("One of the two is demonstration data."), code="not_alike")
    today = timezone.localdate()
    groups = _groups_of([request], today)[request.reporter_id]
    reasons = reasons_of(request, offer, groups, today)
    if is_suggestion and origin == MatchOrigin.SECRETARIAT:
        origin = MatchOrigin.COMPUTED
    match = Match(
        request=request,
        offer=offer,
        origin=origin,
        reasons=reasons,
        reporter=offer.reporter,
        body=offer.body,
        name=offer.name,
    )
    match.full_clean()
    match.save()
    if origin in (MatchOrigin.REQUESTER, MatchOrigin.PROVIDER):
        _propose(match, by)
    return match


def propose(match: Match, *, by: Any) -> Match:
    """Show a suggestion to the two parties. Raises PermissionDenied for anybody but the
    secretariat, and ValidationError where the request is not open, or its State keeps it to
    itself."""
    access.require(may_register(by))
    with transaction.atomic():
        return _propose(_locked(match, _S.SUGGESTED), by)


def _propose(match: Match, by: Any) -> Match:
    request, offer = match.request, match.offer
    if request.status != RequestStatus.OPEN or (offer and offer.status != "open"):
        raise ValidationError(_("Both the request and the offer must be open."), code="not_open")
    if request.audience == Audience.OWNER:
        message = _("The State keeps this request to itself and the secretariat.")
        raise ValidationError(message, code="kept_back")
    match.status, match.proposed_on = _S.PROPOSED, timezone.localdate()
    _save(match)
    tell(match, _("A match is proposed."), but=by)
    return match


def _sides(match: Match, by: Any) -> tuple[bool, bool]:
    """Whether ``by`` speaks for the State that asks, and for the provider. PermissionDenied for
    whoever speaks for neither."""
    sides = access.asks_for(by, match), access.gives_for(by, match)
    access.require(any(sides) and access.own_matches(by).filter(pk=match.pk).exists())
    return sides


def _proposed_alone(match: Match, *, asks: bool, gives: bool) -> bool:
    """Whether somebody who speaks for these sides speaks only for the side that proposed the
    match."""
    origin = match.origin
    return (origin == MatchOrigin.REQUESTER and not gives) or (
        origin == MatchOrigin.PROVIDER and not asks
    )


@transaction.atomic
def talk(match: Match, *, by: Any) -> Match:
    """Say for one party that the two are in talks; the party that proposed the match may not."""
    asks, gives = _sides(match, by)
    current = _locked(match, _S.PROPOSED)
    access.require(not _proposed_alone(current, asks=asks, gives=gives))
    current.status = _S.IN_TALKS
    _save(current)
    tell(current, _("The two parties are in talks."), but=by)
    return current


@transaction.atomic
def agree(match: Match, *, by: Any) -> Match:
    """Agree for one party; with the second it is agreed."""
    asks, gives = _sides(match, by)
    current, today = _locked(match, _S.IN_TALKS), timezone.localdate()
    if asks:
        current.agreed_by_requester_on = current.agreed_by_requester_on or today
    if gives:
        current.agreed_by_provider_on = current.agreed_by_provider_on or today
    if current.agreed_by_requester_on and current.agreed_by_provider_on:
        current.status = _S.AGREED
    _save(current)
    is_agreed = current.status == _S.AGREED
    tell(current, _("Both parties have agreed.") if is_agreed else _("One party agrees."), but=by)
    return current


@transaction.atomic
def decline(match: Match, *, because: str, by: Any) -> Match:
    """Decline for a party or, for the secretariat, put aside. Raises ValidationError without a
    reason."""
    if not may_register(by):
        _sides(match, by)
    current = _locked(match, _S.SUGGESTED, _S.PROPOSED, _S.IN_TALKS)
    if not because.strip():
        raise field_error("declined_because", _("Give the reason."), "no_reason")
    current.status, current.declined_because = _S.DECLINED, because.strip()
    _save(current)
    if current.proposed_on:
        tell(current, _("The match is declined."), but=by)
    return current


@transaction.atomic
def carry_out(match: Match, project: Project, *, by: Any) -> Match:
    """Name the project by which it is carried out, of those that ``by`` may read."""
    if not may_register(by):
        _sides(match, by)
    access.require(access.projects(by).filter(pk=project.pk).exists())
    current = _locked(match, _S.AGREED)
    current.status, current.project = _S.CARRIED_OUT, project
    _save(current)
    tell(current, _("The match is carried out by a project."), but=by)
    return current


@transaction.atomic
def share(match: Match, *, is_shared: bool, by: Any) -> Match:
    """For one party, let anybody see the match, or no longer. Both parties have to."""
    asks, gives = _sides(match, by)
    current = _locked(match, _S.AGREED, _S.CARRIED_OUT)
    if asks:
        current.is_shared_by_requester = is_shared
    if gives:
        current.is_shared_by_provider = is_shared
    _save(current)
    return current


def steps(user: Any, match: Match) -> list[str]:
    """The names of the steps that ``user`` may take now as a party. Constant queries."""
    asks, gives = access.asks_for(user, match), access.gives_for(user, match)
    if not (asks or gives):
        return []
    found = []
    if match.status == _S.PROPOSED:
        is_own = _proposed_alone(match, asks=asks, gives=gives)
        found = ["decline"] if is_own else ["talk", "decline"]
    if match.status == _S.IN_TALKS:
        has_agreed = (not asks or match.agreed_by_requester_on) and (
            not gives or match.agreed_by_provider_on
        )
        found = ["decline"] if has_agreed else ["agree", "decline"]
    if match.is_settled:
        is_shared = (not asks or match.is_shared_by_requester) and (
            not gives or match.is_shared_by_provider
        )
        found = ["withhold" if is_shared else "share"]
    return [*found, "carry_out"] if match.status == _S.AGREED else found


def _locked(match: Match, *statuses: MatchStatus) -> Match:
    """The match, read again under a lock; ValidationError in another status than these."""
    held = Match.objects.select_for_update(of=("self",)).select_related("request", "offer")
    current: Match = held.get(pk=match.pk)
    if current.status not in statuses:
        said = _("This match is %(status)s.") % {"status": current.get_status_display()}
        raise ValidationError(said, code="wrong_status")
    return current


def _save(match: Match) -> None:
    match.full_clean()
    match.save()


def tell(match: Match, text: Any, *, but: Any) -> None:
    """Write to both parties, but not to whoever took the step."""
    reporter = match.request.reporter
    people = list(recipients_of([reporter])[reporter.pk])
    if party := match.reporter or match.body:
        people += officers_of(party) or (
            recipients_of([match.reporter])[match.reporter.pk] if match.reporter else []
        )
    for to in {person.email: person for person in people if person.user_id != but.pk}.values():
        mail.send(
            MailKind.ASSISTANCE,
            to,
            link=links.page("my:matches", language=to.language),
            reference=match.reference,
            text=text,
        )


# At the desk


@transaction.atomic
def decide(request: Request, offer: Offer, decision: str, *, because: str = "", by: Any) -> None:
    """What an officer makes of a suggestion: ``propose`` it to both, ``keep`` it for later, or put
    it ``aside`` for a reason, for good. Raises as the steps do, and for any other word."""
    if decision not in ("propose", "keep", "aside"):
        raise ValidationError(_("Choose what to do."), code="no_decision")
    access.require(may_register(by))
    match = bring_together(request, offer, is_suggestion=True, by=by)
    if decision == "propose":
        propose(match, by=by)
    if decision == "aside":
        decline(match, because=because, by=by)
