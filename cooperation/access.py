"""Who reads what of this app: one queryset for each kind of record and viewer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.access import leads, officers
from contacts.models import OfficerRole
from cooperation.models import Audience, Match, Notice, Offer, Project, Request, Update
from cooperation.models.updates import SENT
from participation.models import Body
from reports import access
from reports.models import Reporter, ReporterKind, StateStatus
from reports.permissions import is_staff

VIEW_PROJECTS = "cooperation.view_project"
VIEW_REQUESTS = "cooperation.view_request"
VIEW_OFFERS = "cooperation.view_offer"
VIEW_MATCHES = "cooperation.view_match"


def is_partner(user: Any) -> bool:
    """Whether ``user`` reads what States and donors may: those who act for a State today, and donor
    officers. No invitation that is not accepted or has ended, no observer, no organisation but as
    a donor, no fund officer."""
    found = access.contacts(user).filter(reporter__kind=ReporterKind.STATE)
    found = found.exclude(reporter__state_status=StateStatus.OBSERVER)
    return bool(found.exists()) or officers(user, OfficerRole.DONOR).exists()


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


# Requests, offers and matches


def of_giver(user: Any) -> Q:
    """The records whose party ``user`` speaks for in what it gives: as its officer for assistance,
    or as somebody who hands in the reports of that State."""
    held = officers(user)
    states = leads(user).filter(reporter__kind=ReporterKind.STATE).values("reporter")
    return (
        Q(reporter__in=held.filter(reporter__isnull=False).values("reporter"))
        | Q(body__in=held.filter(body__isnull=False).values("body"))
        | Q(reporter__in=states)
    )


def giving_reporters(user: Any) -> "QuerySet[Reporter]":
    """The States and organisations that ``user`` may offer assistance for."""
    held = officers(user).filter(reporter__isnull=False).values("reporter")
    states = leads(user).filter(reporter__kind=ReporterKind.STATE).values("reporter")
    found: QuerySet[Reporter] = Reporter.objects.filter(Q(pk__in=held) | Q(pk__in=states))
    return found


def giving_bodies(user: Any) -> "QuerySet[Body]":
    """The bodies that ``user`` may offer assistance for."""
    held = officers(user).filter(body__isnull=False).values("body")
    found: QuerySet[Body] = Body.objects.filter(pk__in=held)
    return found


def own_requests(user: Any) -> "QuerySet[Request]":
    """Those of the States that ``user`` acts for."""
    theirs = access.contacts(user).values("reporter")
    found: QuerySet[Request] = Request.objects.filter(reporter__in=theirs)
    return found


def requests(user: Any) -> "QuerySet[Request]":
    """The requests that ``user`` may read: all for the secretariat; for points of contact also
    those of their State; for States and donors what is for them; for a provider what was proposed
    to it; for anybody what is public."""
    everything: QuerySet[Request] = Request.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_REQUESTS) else Request.objects.public()
    if not user.is_authenticated:
        public: QuerySet[Request] = Request.objects.public()
        return public
    common: Any = Request.objects.for_partners() if is_partner(user) else Request.objects.public()
    proposed = everything.filter(pk__in=_proposed_to(user).values("request"))
    readable: QuerySet[Request] = common | own_requests(user) | proposed
    return readable


def insider_requests(user: Any) -> "QuerySet[Request]":
    """Those of which ``user`` reads also what passes between their State and the secretariat."""
    if is_staff(user) and user.has_perm(VIEW_REQUESTS):
        everything: QuerySet[Request] = Request.objects.all()
        return everything
    return own_requests(user)


def partner_requests(user: Any) -> "QuerySet[Request]":
    """Those of which ``user`` reads also how to write to the State: as one of its people, of the
    secretariat, of States and donors, or as a provider to whom it was proposed."""
    if is_partner(user):
        return requests(user)
    proposed = _proposed_to(user).values("request")
    return insider_requests(user) | Request.objects.filter(pk__in=proposed)


def _proposed_to(user: Any) -> "QuerySet[Match]":
    """Matches that were proposed to those for whom ``user`` gives, while the State still shows its
    request to others."""
    found: QuerySet[Match] = Match.objects.filter(
        of_giver(user), Q(proposed_on__isnull=False), ~Q(request__audience=Audience.OWNER)
    )
    return found


def own_offers(user: Any) -> "QuerySet[Offer]":
    """Those of the parties that ``user`` gives for."""
    found: QuerySet[Offer] = Offer.objects.filter(of_giver(user))
    return found


def offers(user: Any) -> "QuerySet[Offer]":
    """The offers that ``user`` may read: what is public, the party's own, all for the
    secretariat."""
    if is_staff(user) and user.has_perm(VIEW_OFFERS):
        everything: QuerySet[Offer] = Offer.objects.all()
        return everything
    public: QuerySet[Offer] = Offer.objects.public()
    return public | own_offers(user) if user.is_authenticated else public


def own_matches(user: Any) -> "QuerySet[Match]":
    """Those of which ``user`` is one of the two parties, from the day they are proposed."""
    asked = Q(request__reporter__in=access.contacts(user).values("reporter"))
    found: QuerySet[Match] = Match.objects.filter(asked, proposed_on__isnull=False)
    return found | _proposed_to(user)


def matches(user: Any) -> "QuerySet[Match]":
    """The matches that ``user`` may read: the party's own, all for the secretariat, and agreed ones
    that both parties let anybody see."""
    if is_staff(user) and user.has_perm(VIEW_MATCHES):
        everything: QuerySet[Match] = Match.objects.all()
        return everything
    public: QuerySet[Match] = Match.objects.public()
    return public | own_matches(user) if user.is_authenticated else public


def party_matches(user: Any) -> "QuerySet[Match]":
    """Those of which ``user`` reads everything: as one of the parties, or of the secretariat."""
    if is_staff(user) and user.has_perm(VIEW_MATCHES):
        everything: QuerySet[Match] = Match.objects.all()
        return everything
    return own_matches(user)


def asks_for(user: Any, match: Match) -> bool:
    """Whether ``user`` speaks for the State that asks."""
    return leads(user).filter(reporter=match.request.reporter_id).exists()


def gives_for(user: Any, party: Any) -> bool:
    """Whether ``user`` speaks for the party of an offer or a match."""
    model = type(party)
    return bool(model.objects.filter(of_giver(user), pk=party.pk).exists())


def require(is_allowed: Any) -> None:
    """Raise PermissionDenied unless it is."""
    if not is_allowed:
        raise PermissionDenied(_("Your account may not take this step."))
