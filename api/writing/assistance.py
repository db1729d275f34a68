"""Writing requests, offers and matches. The records' own rules say who may, as in the tracker
(``requesting``, ``offering`` and ``matching`` of ``cooperation``); the secretariat is one of
those."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.shared.sight import acting
from api.shared.strict import Body
from api.writing import assistance_bodies as said
from api.writing import bodies
from api.writing.idempotency import idempotent
from api.writing.versions import locked_record
from api.writing.views import VersionedView, Write
from common.errors import field_error
from cooperation import access, matching, offering, requesting
from cooperation import models as records
from cooperation.models import Match, Offer, OfferPlace
from indicators.access import baselines

_STEP = Scope.TRANSITIONS
_RECORD = Scope.ASSISTANCE_WRITE


def _new(body: type[Body]) -> Write:
    return Write(_RECORD, body=body, statuses=(201,), is_versioned=False)


def step(attribute: str, name: str, about: str) -> Any:
    """The handler of a POST to ``name`` below a record: it takes the step of that name."""

    def taken(view: Any, request: Request, reference: str) -> Answer:
        answer: Answer = view.take(request, reference, name)
        return answer

    taken.__name__, taken.__doc__ = attribute, about
    return action(detail=True, methods=["post"], url_path=name.replace("_", "-"))(idempotent(taken))


def named(found: "QuerySet[Any]", key: str, field: str, *, column: str = "reference") -> Any:
    """The record of that key among those that the caller may read. Raises the same ValidationError
    for a hidden record as for none."""
    record = found.filter(**{column: key}).first()
    if record is None:
        raise field_error(field, _("Nothing here has this key."), "unknown")
    return record


class ByItsRules(VersionedView):
    """Records that are partly not public; their own rules say who reads and writes them."""

    @cached_property
    def viewer(self) -> Any:
        """The user as whom the caller reads or writes; anonymous without the scope."""
        return acting(self.request, self.write.scope if self.write else Scope.ASSISTANCE)

    @cached_property
    def is_private(self) -> bool:
        if self.request is None or self.action == "list":
            return False
        return self.write is not None or bool(self.viewer.is_authenticated)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.write and not self.viewer.is_authenticated:
            raise NotAuthenticated(_("Send an API key, or sign in."))

    def read(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What was sent. Raises as ``bodies.read``."""
        body = self.write.body if self.write else None
        return bodies.read(body or bodies.Nothing, request, partial=partial)

    def locked(self, request: Request, reference: str) -> Any:
        """The record, locked, in the version that was read; only one that the caller may read."""
        return locked_record(request, self.readable().filter(reference=reference))

    def readable(self) -> "QuerySet[Any]":
        raise NotImplementedError

    def shown(self, record: Any, status: int = 200) -> Answer:
        return self.versioned(self.get_queryset().get(pk=record.pk), status)

    def take(self, request: Request, reference: str, name: str) -> Answer:
        values = self.read(request)
        with transaction.atomic():
            return self.shown(self.taken(self.locked(request, reference), name, values))

    def taken(self, record: Any, name: str, values: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class WritableRequests(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        "create": _new(said.NewRequest),
        "partial_update": Write(_RECORD, body=said.ChangedRequest),
        "show_to": Write(_RECORD, body=said.ShownTo),
        "send_back": Write(_STEP, body=bodies.Reason),
        **dict.fromkeys(
            ("submit", "check", "open", "confirm", "meet", "withdraw"),
            Write(_STEP, body=bodies.Nothing),
        ),
    }

    def readable(self) -> "QuerySet[Any]":
        return access.requests(self.viewer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record a draft of a request: for those who write for the State, and officers."""
        values = self.read(request)
        with transaction.atomic():
            reporter = values.pop("reporter")
            return self.saved(records.Request(reporter=reporter), values, 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change a request: its State a draft; officers until it is open, and reviewers then."""
        values = self.read(request, partial=True)
        with transaction.atomic():
            return self.saved(self.locked(request, reference), values)

    def saved(self, record: Any, values: dict[str, Any], status: int = 200) -> Answer:
        if not requesting.may_write(self.viewer, record):
            raise PermissionDenied(_("Your account may not take this step."))
        parts = {name: values.pop(name) for name in ("themes", "commitments") if name in values}
        if "measures" in values:
            measures = requesting.nameable_measures(record, self.viewer)
            parts["measures"] = [
                named(measures, key, "measures", column="key") for key in values.pop("measures")
            ]
        if values.get("baseline"):
            own = baselines(self.viewer).filter(reporter=record.reporter)
            values["baseline"] = named(own, values["baseline"], "baseline")
        for name, value in values.items():
            setattr(record, name, value)
        return self.shown(requesting.save(record, by=self.viewer, **parts), status)

    @action(detail=True, methods=["post"], url_path="show-to")
    @idempotent
    def show_to(self, request: Request, reference: str) -> Answer:
        """Choose who reads it: for those who speak for its State, at any time."""
        return self.take(request, reference, "show_to")

    def taken(self, record: Any, name: str, values: Mapping[str, Any]) -> Any:
        if name == "show_to":
            return requesting.show_to(record, values["audience"], by=self.viewer)
        return requesting.take(record, name, by=self.viewer, remark=values.get("reason", ""))

    submit = step("submit", "submit", "Hand a draft in, for its State.")
    send_back = step("send_back", "return", "Give it back to its State, for a reason.")
    check = step("check", "check", "Mark it as checked, for officers.")
    open = step("open", "open", "Let those read it whom its State chose, for reviewers.")
    confirm = step("confirm", "confirm", "Say that the State still asks for it.")
    meet = step("meet", "meet", "Say that it is met, for its State or officers.")
    withdraw = step("withdraw", "withdraw", "Take it back, for its State.")


class WritableOffers(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        "create": _new(said.NewOffer),
        "partial_update": Write(_RECORD, body=said.ChangedOffer),
        **dict.fromkeys(
            ("submit", "send_back", "open", "close"), Write(_STEP, body=bodies.Nothing)
        ),
    }

    def readable(self) -> "QuerySet[Any]":
        return access.offers(self.viewer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record a draft of an offer: for those who give for its provider, and officers."""
        values = self.read(request)
        party = {name: values.pop(name) for name in ("reporter", "body", "name") if name in values}
        with transaction.atomic():
            return self.saved(Offer(**party), values, 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change an offer: its provider a draft, officers until it is open."""
        values = self.read(request, partial=True)
        with transaction.atomic():
            return self.saved(self.locked(request, reference), values)

    def saved(self, record: Any, values: dict[str, Any], status: int = 200) -> Answer:
        parts = {"themes": values.pop("themes")} if "themes" in values else {}
        if "places" in values:
            parts["places"] = [
                {said.PLACE.get(name, name): value for name, value in each.items()}
                for each in values.pop("places")
            ]
            for each in parts["places"]:
                OfferPlace(**each).clean_fields(exclude=["offer"])
        for name, value in values.items():
            setattr(record, name, value)
        return self.shown(offering.save(record, by=self.viewer, **parts), status)

    def taken(self, record: Any, name: str, values: Mapping[str, Any]) -> Any:
        return offering.take(record, name, by=self.viewer)

    submit = step("submit", "submit", "Hand a draft in, for its provider or by officers.")
    send_back = step("send_back", "return", "Give it back to its provider, for officers.")
    open = step("open", "open", "Let anybody read it, for reviewers.")
    close = step("close", "close", "Close it, for its provider or reviewers.")


class WritableMatches(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        "create": _new(said.NewMatch),
        "decline": Write(_STEP, body=bodies.Reason),
        "carry_out": Write(_STEP, body=said.CarriedOut),
        **dict.fromkeys(
            ("propose", "talk", "agree", "share", "withhold"), Write(_STEP, body=bodies.Nothing)
        ),
    }

    def readable(self) -> "QuerySet[Any]":
        return access.matches(self.viewer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Bring a request and an offer together. Of a party it is a proposal to the other; of the
        secretariat it waits to be proposed."""
        values = self.read(request)
        asked = named(access.requests(self.viewer), values["request"], "request")
        offer = named(access.offers(self.viewer), values["offer"], "offer")
        return self.shown(matching.bring_together(asked, offer, by=self.viewer), 201)

    def taken(self, record: Match, name: str, values: Mapping[str, Any]) -> Match:
        by = self.viewer
        if name == "decline":
            return matching.decline(record, because=values.get("reason", ""), by=by)
        if name == "carry_out":
            project = named(access.projects(by), values["project"], "project")
            return matching.carry_out(record, project, by=by)
        if name in ("share", "withhold"):
            return matching.share(record, is_shared=name == "share", by=by)
        return STEPS[name](record, by=by)

    propose = step("propose", "propose", "Show a suggestion to the two parties, for officers.")
    talk = step("talk", "talk", "Say for the party that was asked that the two are in talks.")
    agree = step("agree", "agree", "Agree for one party; with the second it is agreed.")
    decline = step("decline", "decline", "Decline for a party, or put aside, for a reason.")
    carry_out = step("carry_out", "carry_out", "Name the project that carries it out.")
    share = step("share", "share", "Let anybody see it for one party; both are needed.")
    withhold = step("withhold", "withhold", "Let it be seen no longer.")


STEPS: Mapping[str, Callable[..., Match]] = {
    "propose": matching.propose,
    "talk": matching.talk,
    "agree": matching.agree,
}
