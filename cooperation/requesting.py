"""What becomes of a request for assistance: the one place where it takes a step.

draft → submitted → checked → open → met, withdrawn or lapsed. The State writes it and hands it in,
officers check it, reviewers open it. An open request lapses unless the State says once in
``VALID_FOR`` that it still asks for it.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from contacts import links, mail
from contacts.access import leads
from contacts.models import MailKind
from contacts.recipients import recipients_of
from cooperation.access import require
from cooperation.models import (
    Request,
    RequestCommitment,
    RequestMeasure,
    RequestStatus,
    RequestTheme,
)
from cooperation.models.requests import ALIVE
from indicators.models import Measure
from questionnaires import contact_data
from reports import access
from reports.access import Role, may_publish, may_register

VALID_FOR = datetime.timedelta(days=2 * 365)
# Before it lapses, its State is asked whether it still asks for it.
REMINDED_BEFORE = datetime.timedelta(days=60)

_S = RequestStatus
_STATE_ENDS = (_S.SUBMITTED, _S.CHECKED, _S.OPEN, _S.LAPSED)


def _leads(user: Any, request: Request) -> bool:
    return leads(user).filter(reporter=request.reporter_id).exists()


def _leads_or_registers(user: Any, request: Request) -> bool:
    return _leads(user, request) or may_register(user)


@dataclass(frozen=True)
class Step:
    """Leads from one of ``before`` to ``after``, by those whom ``may`` names."""

    before: tuple[RequestStatus, ...]
    after: RequestStatus
    may: Callable[[Any, Request], bool]


STEPS: Mapping[str, Step] = {
    "submit": Step((_S.DRAFT,), _S.SUBMITTED, _leads),
    "return": Step((_S.SUBMITTED, _S.CHECKED), _S.DRAFT, lambda user, _r: may_register(user)),
    "check": Step((_S.SUBMITTED,), _S.CHECKED, lambda user, _r: may_register(user)),
    "open": Step((_S.CHECKED,), _S.OPEN, lambda user, _r: may_publish(user)),
    "confirm": Step((_S.OPEN, _S.LAPSED), _S.OPEN, _leads),
    "meet": Step((_S.OPEN, _S.LAPSED), _S.MET, _leads_or_registers),
    "withdraw": Step(_STATE_ENDS, _S.WITHDRAWN, _leads),
}


def may_write(user: Any, request: Request) -> bool:
    """Whether ``user`` changes what it says: those who write for the State, as long as it is a
    draft; officers until it is open, and reviewers also then."""
    if request.status == _S.DRAFT and Role.EDITOR in access.roles(user, request.reporter_id):
        return True
    if request.status not in ALIVE:
        return False
    return may_publish(user) if request.status == _S.OPEN else may_register(user)


def steps(user: Any, request: Request) -> list[str]:
    """The names of the steps that ``user`` may take now. Constant queries."""
    found = [name for name, each in STEPS.items() if request.status in each.before]
    return [name for name in found if STEPS[name].may(user, request)]


def nameable_measures(request: Request, by: Any) -> "QuerySet[Measure]":
    """The measures of the State's own plans that ``by`` may name in it. A State does not see plans
    that the secretariat keeps for itself, but measures that the request already names stay."""
    own: Any = Measure.objects.filter(plan__reporter=request.reporter_id)
    if may_register(by):
        found: QuerySet[Measure] = own
        return found
    named = request.measures.values("pk") if request.pk else Measure.objects.none().values("pk")
    known: QuerySet[Measure] = own.filter(
        Q(pk__in=Measure.objects.public().values("pk")) | Q(pk__in=named)
    )
    return known


@transaction.atomic
def save(request: Request, *, by: Any, **parts: Any) -> Request:
    """Record what a request says: its columns, and of ``parts`` the ``themes``, ``commitments`` and
    ``measures``. Raises PermissionDenied, or ValidationError with all that is wrong."""
    require(may_write(by, request))
    request.full_clean()
    wanted = {each.pk for each in parts.get("measures", ())}
    if wanted - set(nameable_measures(request, by).values_list("pk", flat=True)):
        message = _("Name measures of the State’s own plans.")
        raise field_error("measures", message, "of_another")
    request.save()
    for name, (model, column) in PARTS.items():
        if name in parts:
            replace(request, model, column, parts[name])
    return request


PARTS: Mapping[str, tuple[Any, str]] = {
    "themes": (RequestTheme, "theme"),
    "commitments": (RequestCommitment, "commitment"),
    "measures": (RequestMeasure, "measure"),
}


def replace(owner: Any, model: Any, column: str, wanted: Iterable[Any]) -> None:
    """Make the records that ``owner`` is tied to by ``model`` those of ``wanted``."""
    parent = type(owner)._meta.model_name
    held = {getattr(each, f"{column}_id"): each for each in model.objects.filter(**{parent: owner})}
    keys = {each.pk for each in wanted}
    for key, tie in held.items():
        if key not in keys:
            tie.delete()
    for key in sorted(keys - set(held)):
        model.objects.create(**{parent: owner, f"{column}_id": key})


@transaction.atomic
def take(request: Request, name: str, *, by: Any, remark: str = "") -> Request:
    """Take a step. ``remark`` goes to the State with a request that comes back to it.

    Raises PermissionDenied for the wrong person, ValidationError in another status than the step
    begins in, and for a request that comes back without a remark.
    """
    step = STEPS[name]
    current: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(step.may(by, current))
    if current.status not in step.before:
        said = _("This request is %(status)s.") % {"status": current.get_status_display()}
        raise ValidationError(said, code="wrong_status")
    if name == "return" and not remark.strip():
        raise ValidationError(_("Give the reason."), code="no_reason")
    current.status = step.after
    _set_days(current, name)
    if name in ("return", "submit"):
        current.remark = remark.strip()
    current.full_clean()
    current.save()
    if name == "return":
        tell(current, _("The secretariat has returned this request. Its remark stands there."))
    if name == "open":
        tell(current, _("This request is open now."))
    return current


@transaction.atomic
def show_to(request: Request, audience: str, *, by: Any) -> Request:
    """Choose who reads it, for its State alone and at any time. Raises PermissionDenied, and
    ValidationError for no audience."""
    current: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(_leads(by, current))
    current.audience = audience
    current.full_clean()
    current.save()
    return current


def _set_days(request: Request, step: str) -> None:
    today = timezone.localdate()
    if step == "open":
        request.opened_on = request.opened_on or today
    if step in ("open", "confirm"):
        request.confirmed_on, request.reminded_on = today, None


def tell(request: Request, text: Any) -> None:
    """Write to the State that asks; to nobody where it has no contact."""
    for to in recipients_of([request.reporter])[request.reporter_id]:
        mail.send(
            MailKind.ASSISTANCE,
            to,
            reporter=request.reporter,
            link=links.page("my:request", request.reference, language=to.language),
            reference=request.reference,
            text=text,
        )


def doubtful(request: Request) -> list[str]:
    """The fields whose text looks as if it held what no request is to hold: how to reach a person.
    They warn; whoever checks the request decides."""
    names = ("title", "description", "expected_results")
    return [name for name in names if contact_data.is_likely(getattr(request, name))]


# By schedule


def remind(today: datetime.date) -> list[Request]:
    """Ask each State whose request is about to lapse whether it still asks for it: once."""
    last = today - VALID_FOR + REMINDED_BEFORE
    due = Request.objects.open().filter(confirmed_on__lte=last, reminded_on=None)
    found = list(due.select_related("reporter").order_by("pk"))
    for request in found:
        with transaction.atomic():
            if Request.objects.filter(pk=request.pk, reminded_on=None).update(reminded_on=today):
                tell(request, _("This request lapses soon unless you confirm it."))
    return found


def lapse(today: datetime.date) -> list[Request]:
    """Let requests lapse that their State has not confirmed in time."""
    found = []
    late = Request.objects.open().filter(confirmed_on__lte=today - VALID_FOR)
    for key in late.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            current = Request.objects.select_for_update(of=("self",)).get(pk=key)
            if current.status == _S.OPEN:
                current.status = _S.LAPSED
                current.save()
                tell(current, _("This request has lapsed. Confirm it to open it again."))
                found.append(current)
    return found
