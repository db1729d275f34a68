"""Who helped whom, year by year: projects and payments by giver and recipient, as far as the reader
may list them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser

from cooperation import access
from cooperation.models import Project, Recipient, RelationType, Role, Step, Transaction
from cooperation.models.projects import ParticipatingOrg
from publications.records.assistance import with_line, with_money

PAID = "disbursement"
ALL = Decimal(100)


@dataclass
class Flow:
    """Assistance by one giver to one place in one year, where both are named.

    ``first_year`` and ``last_year`` differ if sources only give a range of years; both are None
    without any year. ``paid`` are payments by currency, only those with a known giver, place and
    year.
    """

    giver: ParticipatingOrg
    place: Recipient
    first_year: int | None
    last_year: int | None
    projects: int = 0
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


def flows(user: Any = None) -> list[Flow]:
    """The flows of the published projects that ``user`` may read as a whole (without a user: that
    anybody may); a project told of twice counts once. Givers are the participants whose role is
    funding or not told. Seven queries."""
    readable: Any = access.whole(user or AnonymousUser()).filter(step=Step.PUBLISHED)
    found = with_money(with_line(readable.counted(), with_parts=True), with_parts=True)
    projects = list(found.prefetch_related("related").order_by("reference"))
    keys = {project.pk for project in projects if project.transactions.all()}
    made: dict[Any, Flow] = {}
    for project in projects:
        for giver in _givers(project):
            for place in project.recipients.all():
                _flow(made, giver, place, *_years(project)).projects += 1
        # Money of a part is money of the larger project, if that one has transactions too.
        if not any(
            t.type == RelationType.PARENT and t.other_id in keys for t in project.related.all()
        ):
            for each in project.transactions.all():
                _add(made, project, each)
    return sorted(made.values(), key=_order)


def _givers(project: Project) -> list[Any]:
    return [each for each in project.participants.all() if each.role in ("", Role.FUNDING)]


def _years(project: Project) -> tuple[int | None, int | None]:
    if project.earliest_on is None or project.latest_on is None:
        return None, None
    return project.earliest_on.year, project.latest_on.year


def _flow(made: dict[Any, Flow], giver: Any, place: Any, first: Any, last: Any) -> Flow:
    who = (giver.reporter_id, giver.body_id, giver.name)
    where = (place.place_reporter_id, place.place_group_id, place.territory)
    return made.setdefault((who, where, first, last), Flow(giver, place, first, last))


def _add(made: dict[Any, Flow], project: Project, payment: Transaction) -> None:
    """Add the payment to its own place, or divide it by the shares of all places. Without either it
    counts for no place."""
    if payment.transaction_type != PAID or payment.provider is None:
        return
    year = payment.date.year
    for place, share in _shares(payment, list(project.recipients.all())):
        flow = _flow(made, payment.provider, place, year, year)
        flow.paid[payment.currency] += payment.value * share / ALL


def _shares(payment: Transaction, places: list[Recipient]) -> Iterable[tuple[Recipient, Decimal]]:
    if payment.recipient is not None:
        return [(payment.recipient, ALL)]
    if len(places) == 1:
        return [(places[0], places[0].percentage or ALL)]
    shares = [(place, place.percentage) for place in places if place.percentage is not None]
    told = sum((share for _place, share in shares), Decimal(0))
    return shares if len(shares) == len(places) and told == ALL else []


def _order(flow: Flow) -> Any:
    return (flow.giver.party_name, flow.place.place_name, flow.first_year or 0, flow.last_year or 0)
