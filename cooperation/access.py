"""Who reads what of this app: one queryset for each kind of record and viewer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.access import leads, officers
from contacts.models import OfficerRole
from cooperation.models import Audience, Match, Notice, Offer, Project, Request, Update
from cooperation.models.updates import SENT
from participation.models import Body
from reports import access
from reports.models import ContactRole, Reporter, ReporterKind, StateStatus
from reports.permissions import is_staff

VIEW_PROJECTS = "cooperation.view_project"
VIEW_REQUESTS = "cooperation.view_request"
VIEW_OFFERS = "cooperation.view_offer"
VIEW_MATCHES = "cooperation.view_match"


def is_partner(user: Any) -> bool:
    """Whether ``user`` reads what States and donors may: those who act for a State today, and donor
    officers. Not those whose invitation is not accepted or has ended, observers, fund officers, or
    organisations other than donors."""
    found = access.contacts(user).filter(reporter__kind=ReporterKind.STATE)
    found = found.exclude(reporter__state_status=StateStatus.OBSERVER)
    return bool(found.exists()) or officers(user, OfficerRole.DONOR).exists()


def projects(user: Any) -> "QuerySet[Project]":
    """The projects that ``user`` may read: all for the secretariat; for anybody what is public; for
    States and donors also what is for them; and for those who act for the owner of a project, or
    for a State that was asked about it, also that project. ``whole`` says of which they read
    everything."""
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
    """The projects of which ``user`` reads everything: those published as a whole; for parties and
    the secretariat also those that silence published, and those not published yet."""
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
    """The updates that ``user`` may read: all for the secretariat; for those who act for the author
    its own; for States that receive the project, and for its owner, those that were sent; for
    others as projects are."""
    everything: QuerySet[Update] = Update.objects.all()
    if is_staff(user):
        return everything if user.has_perm(VIEW_PROJECTS) else Update.objects.public()
    held = access.contacts(user).values("reporter")
    received = Project.objects.filter(Q(owner__in=held) | Q(recipients__place_reporter__in=held))
    own = _of_author(user) | Q(step__in=SENT, project__in=received.values("pk"))
    common: Any = Update.objects.for_partners() if is_partner(user) else Update.objects.public()
    readable: QuerySet[Update] = common | everything.filter(own)
    return readable


def own_updates(user: Any) -> "QuerySet[Update]":
    """The updates that concern ``user``: to write as their author, or to agree to as a
    recipient."""
    held = access.contacts(user).values("reporter")
    received = Project.objects.filter(recipients__place_reporter__in=held).values("pk")
    concerned = _of_author(user) | Q(step__in=SENT, project__in=received)
    found: QuerySet[Update] = Update.objects.filter(concerned)
    return found


def tellable_projects(user: Any, party: Any) -> "QuerySet[Project]":
    """The projects that the party may tell of, or comment on, of its own accord: those that name
    it and that ``user``, who writes for it, reads as a whole."""
    if isinstance(party, Reporter):
        named = Q(owner=party) | Q(recipients__place_reporter=party)
        named |= Q(participants__reporter=party)
    else:
        named = Q(participants__body=party)
    keys = Project.objects.filter(named).values("pk")
    found: QuerySet[Project] = (
        whole(user).filter(pk__in=keys).order_by(F("latest_on").desc(nulls_last=True), "reference")
    )
    return found


def telling_reporters(user: Any) -> "QuerySet[Reporter]":
    """The States and organisations for which ``user`` may write; mere readers of their reports may
    not."""
    contacts = access.contacts(user).exclude(role=ContactRole.READER).values("reporter")
    held = officers(user).filter(reporter__isnull=False).values("reporter")
    found: QuerySet[Reporter] = Reporter.objects.filter(Q(pk__in=contacts) | Q(pk__in=held))
    return found


def written_updates(user: Any) -> "QuerySet[Update]":
    """The updates for whose author ``user`` may write; mere readers of its reports may not."""
    found: QuerySet[Update] = Update.objects.filter(_of_author(user, writes=True))
    return found


def _of_author(user: Any, *, writes: bool = False) -> Q:
    """Updates whose author ``user`` acts for, as a point of contact or as its officer for
    assistance; with ``writes`` without mere readers."""
    own = Q(reporter__in=telling_reporters(user)) | Q(body__in=giving_bodies(user))
    return own if writes else own | Q(reporter__in=access.contacts(user).values("reporter"))


def restricted(user: Any) -> "QuerySet[Project]":
    """The projects that ``user`` may read and the public may not."""
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
    """The requests of the States that ``user`` acts for."""
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
    """The requests of which ``user`` may also read the exchange between their State and the
    secretariat."""
    if is_staff(user) and user.has_perm(VIEW_REQUESTS):
        everything: QuerySet[Request] = Request.objects.all()
        return everything
    return own_requests(user)


def partner_requests(user: Any) -> "QuerySet[Request]":
    """The requests of which ``user`` may also read how to write to the State: as one of its people,
    of the secretariat, of States and donors, or as a provider to whom the request was proposed."""
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
    """The offers of the parties that ``user`` gives for."""
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
    """The matches of which ``user`` is one of the two parties, from the day they are proposed."""
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
    """The matches of which ``user`` may read everything: as one of the parties, or of the
    secretariat."""
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
