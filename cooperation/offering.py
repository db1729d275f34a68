"""What becomes of an offer of assistance: the one place where it takes a step.

draft → submitted → open → closed. Its provider writes it and hands it in, or officers for it;
reviewers open it, and either closes it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.access import gives_for, require
from cooperation.models import Offer, OfferPlace, OfferStatus, OfferTheme
from cooperation.requesting import replace
from reports.access import may_publish, may_register

_S = OfferStatus
PLACE = ("place_reporter_id", "place_group_id", "territory")
# Name → the statuses that it begins in, and where it leads.
STEPS: Mapping[str, tuple[tuple[OfferStatus, ...], OfferStatus]] = {
    "submit": ((_S.DRAFT,), _S.SUBMITTED),
    "return": ((_S.SUBMITTED,), _S.DRAFT),
    "open": ((_S.SUBMITTED,), _S.OPEN),
    "close": ((_S.OPEN,), _S.CLOSED),
}


def may_take(user: Any, name: str, offer: Offer) -> bool:
    if name == "submit":
        return gives_for(user, offer) or may_register(user)
    if name == "return":
        return may_register(user)
    if name == "open":
        return may_publish(user)
    return gives_for(user, offer) or may_publish(user)


def may_write(user: Any, offer: Offer) -> bool:
    """Whether ``user`` changes what it says: the provider while it is a draft, officers until it is
    open."""
    if offer.status == _S.DRAFT and offer.pk and gives_for(user, offer):
        return True
    return offer.status in (_S.DRAFT, _S.SUBMITTED) and may_register(user)


def steps(user: Any, offer: Offer) -> list[str]:
    """The names of the steps that ``user`` may take now."""
    found = [name for name, (before, _after) in STEPS.items() if offer.status in before]
    return [name for name in found if may_take(user, name, offer)]


@transaction.atomic
def save(
    offer: Offer,
    *,
    themes: Any = None,
    places: Iterable[Mapping[str, Any]] | None = None,
    by: Any,
) -> Offer:
    """Record what an offer says; ``places`` are all its places, as columns of ``OfferPlace``.

    The caller has chosen a new offer's provider among those that ``by`` gives for. Raises
    PermissionDenied, or ValidationError with all that is wrong.
    """
    require(offer.pk is None or may_write(by, offer))
    offer.full_clean()
    offer.save()
    require(may_write(by, offer))
    if themes is not None:
        replace(offer, OfferTheme, "theme", themes)
    if places is not None:
        _replace_places(offer, places)
    return offer


def _replace_places(offer: Offer, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Make its places those of ``wanted``, each once; one that stays keeps its row."""
    held = {_place(each): each for each in offer.places.all()}
    new = {_place(each): each for each in (OfferPlace(offer=offer, **w) for w in wanted)}
    for key in held.keys() - new.keys():
        held[key].delete()
    for key, place in new.items():
        if key not in held:
            place.full_clean()
            place.save()


def _place(each: OfferPlace) -> tuple[Any, ...]:
    return tuple(getattr(each, name) for name in PLACE)


@transaction.atomic
def take(offer: Offer, name: str, *, by: Any) -> Offer:
    """Take a step. Raises PermissionDenied for the wrong person, ValidationError in another status
    than it begins in."""
    before, after = STEPS[name]
    current: Offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    require(may_take(by, name, current))
    if current.status not in before:
        said = _("This offer is %(status)s.") % {"status": current.get_status_display()}
        raise ValidationError(said, code="wrong_status")
    current.status = after
    if name == "open":
        current.opened_on = timezone.localdate()
    current.full_clean()
    current.save()
    return current
