"""Requests, offers and matches: what the caller may read and write. The records' own rules say who
may, as in the tracker (``requesting``, ``offering`` and ``matching`` of ``cooperation``); the
secretariat is one of those."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import cooperating as filters
from api.resources import RuledView
from api.writing import assistance_bodies as said
from api.writing.bodies import Reason, one_of
from api.writing.handlers import changed, step, writes
from cooperation import access, matching, offering, requesting
from cooperation.models import Match, Offer, OfferPlace, Request
from indicators.access import baselines
from publications.records import asked, offered


class Requests(RuledView):
    """What States ask for. Anybody reads what its State lets anybody read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "requests"
    serializer_class = asked.RequestSerializer
    filterset_class = filters.Requests

    def get_queryset(self) -> "QuerySet[Any]":
        return asked.requests(self.viewer)

    def writable(self) -> "QuerySet[Any]":
        return access.requests(self.viewer)

    @writes(Scope.ASSISTANCE_WRITE, "", said.NewRequest, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record a draft of a request: for those who write for the State, and officers."""
        return self.saved(Request(reporter=values.pop("reporter")), values, 201)

    @writes(Scope.ASSISTANCE_WRITE, "", said.ChangedRequest)
    def partial_update(self, values: dict[str, Any], reference: str) -> Response:
        """Change a request: its State a draft; officers until it is open, and reviewers then."""
        return self.saved(self.locked(reference), values)

    def saved(self, record: Request, values: dict[str, Any], status: int = 200) -> Response:
        if not requesting.may_write(self.viewer, record):
            raise PermissionDenied(_("Your account may not take this step."))
        parts = {name: values.pop(name) for name in ("themes", "commitments") if name in values}
        if "measures" in values:
            measures = requesting.nameable_measures(record, self.viewer)
            parts["measures"] = [
                one_of(measures, key, "measures", column="key") for key in values.pop("measures")
            ]
        if values.get("baseline"):
            own = baselines(self.viewer).filter(reporter=record.reporter)
            values["baseline"] = one_of(own, values["baseline"], "baseline")
        record = requesting.save(changed(record, values), by=self.viewer, **parts)
        return self.written(record, status)

    @step(body=said.ShownTo, scope=Scope.ASSISTANCE_WRITE)
    def show_to(self, record: Request, audience: str) -> Request:
        """Choose who reads it: for those who speak for its State, at any time."""
        return requesting.show_to(record, audience, by=self.viewer)

    @step()
    def submit(self, record: Request) -> Request:
        """Hand a draft in, for its State."""
        return requesting.take(record, "submit", by=self.viewer)

    @step(body=Reason, path="return")
    def send_back(self, record: Request, reason: str = "") -> Request:
        """Give it back to its State, for a reason."""
        return requesting.take(record, "return", by=self.viewer, remark=reason)

    @step()
    def check(self, record: Request) -> Request:
        """Mark it as checked, for officers."""
        return requesting.take(record, "check", by=self.viewer)

    @step()
    def open(self, record: Request) -> Request:
        """Let those read it whom its State chose, for reviewers."""
        return requesting.take(record, "open", by=self.viewer)

    @step()
    def confirm(self, record: Request) -> Request:
        """Say that the State still asks for it."""
        return requesting.take(record, "confirm", by=self.viewer)

    @step()
    def meet(self, record: Request) -> Request:
        """Say that it is met, for its State or officers."""
        return requesting.take(record, "meet", by=self.viewer)

    @step()
    def withdraw(self, record: Request) -> Request:
        """Take it back, for its State."""
        return requesting.take(record, "withdraw", by=self.viewer)


class Offers(RuledView):
    """What States, organisations and bodies are ready to give."""

    resource = "offers"
    serializer_class = offered.OfferSerializer
    filterset_class = filters.Offers

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.offers(self.viewer)

    def writable(self) -> "QuerySet[Any]":
        return access.offers(self.viewer)

    @writes(Scope.ASSISTANCE_WRITE, "", said.NewOffer, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record a draft of an offer: for those who give for its provider, and officers."""
        party = {name: values.pop(name) for name in ("reporter", "body", "name") if name in values}
        return self.saved(Offer(**party), values, 201)

    @writes(Scope.ASSISTANCE_WRITE, "", said.ChangedOffer)
    def partial_update(self, values: dict[str, Any], reference: str) -> Response:
        """Change an offer: its provider a draft, officers until it is open."""
        return self.saved(self.locked(reference), values)

    def saved(self, record: Offer, values: dict[str, Any], status: int = 200) -> Response:
        parts = {"themes": values.pop("themes")} if "themes" in values else {}
        if "places" in values:
            parts["places"] = [said.columns(each) for each in values.pop("places")]
            for each in parts["places"]:
                OfferPlace(**each).clean_fields(exclude=["offer"])
        record = offering.save(changed(record, values), by=self.viewer, **parts)
        return self.written(record, status)

    @step()
    def submit(self, record: Offer) -> Offer:
        """Hand a draft in, for its provider or by officers."""
        return offering.take(record, "submit", by=self.viewer)

    @step(path="return")
    def send_back(self, record: Offer) -> Offer:
        """Give it back to its provider, for officers."""
        return offering.take(record, "return", by=self.viewer)

    @step()
    def open(self, record: Offer) -> Offer:
        """Let anybody read it, for reviewers."""
        return offering.take(record, "open", by=self.viewer)

    @step()
    def close(self, record: Offer) -> Offer:
        """Close it, for its provider or reviewers."""
        return offering.take(record, "close", by=self.viewer)


class Matches(RuledView):
    """Requests brought together with providers: agreed ones that both parties let anybody see; keys
    with the scope `assistance:read` also their owner's own."""

    resource = "matches"
    serializer_class = offered.MatchSerializer
    filterset_class = filters.Matches

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.matches(self.viewer)

    def writable(self) -> "QuerySet[Any]":
        return access.matches(self.viewer)

    @writes(Scope.ASSISTANCE_WRITE, "", said.NewMatch, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Bring a request and an offer together. Of a party it is a proposal to the other; of the
        secretariat it waits to be proposed."""
        request = one_of(access.requests(self.viewer), values["request"], "request")
        offer = one_of(access.offers(self.viewer), values["offer"], "offer")
        return self.written(matching.bring_together(request, offer, by=self.viewer), 201)

    @step()
    def propose(self, record: Match) -> Match:
        """Show a suggestion to the two parties, for officers."""
        return matching.propose(record, by=self.viewer)

    @step()
    def talk(self, record: Match) -> Match:
        """Say for the party that was asked that the two are in talks."""
        return matching.talk(record, by=self.viewer)

    @step()
    def agree(self, record: Match) -> Match:
        """Agree for one party; with the second it is agreed."""
        return matching.agree(record, by=self.viewer)

    @step(body=Reason)
    def decline(self, record: Match, reason: str = "") -> Match:
        """Decline for a party, or put aside, for a reason."""
        return matching.decline(record, because=reason, by=self.viewer)

    @step(body=said.CarriedOut)
    def carry_out(self, record: Match, project: str) -> Match:
        """Name the project that carries it out."""
        found = one_of(access.projects(self.viewer), project, "project")
        return matching.carry_out(record, found, by=self.viewer)

    @step()
    def share(self, record: Match) -> Match:
        """Let anybody see it for one party; both are needed."""
        return matching.share(record, is_shared=True, by=self.viewer)

    @step()
    def withhold(self, record: Match) -> Match:
        """Let it be seen no longer."""
        return matching.share(record, is_shared=False, by=self.viewer)
