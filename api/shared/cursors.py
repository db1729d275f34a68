"""Cursors: opaque places in an ordered list, which stay where they are when records come and go.

A cursor holds a direction and the ordering values of the record it stands at. The next page holds
the records after that place: whatever is inserted or removed elsewhere, no record is repeated or
hidden. Cursors are signed, so that forged ones are refused. Each belongs to one list in one order.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from api.shared.errors import BadRequest, Fault
from api.shared.parameters import START, Term

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """Where a page begins: at the record with those values. Without values: at the start of the
    list or, backward, at its end."""

    values: Values | None = None
    is_backward: bool = False


@dataclass(frozen=True)
class List:
    """One list in one order, which its cursors belong to."""

    name: str
    terms: Sequence[Term]

    def cursor(self, place: Place) -> str:
        values = [plain(value) for value in place.values or ()]
        return signer().sign_object([self.name, place.is_backward, values])

    def place(self, cursor: str) -> Place:
        """The place of a cursor. Raises BadRequest unless it belongs to this list."""
        if cursor == START:
            return Place()
        try:
            name, is_backward, values = signer().unsign_object(cursor)
        except BadSignature:
            raise wrong(_("This cursor is not one of those that were given out.")) from None
        if name != self.name:
            raise wrong(_("This cursor belongs to another list, or to another order of it."))
        return Place(tuple(values) or None, is_backward)

    def from_place(self, place: Place) -> Q:
        """The condition that a record comes after the place, in the place's direction."""
        found, level = Q(), Q()
        values = place.values or ()
        for term, value in zip(self.terms, values, strict=bool(values)):
            beyond = before(term, value) if place.is_backward else after(term, value)
            found |= level & beyond
            level &= same(term, value)
        return found & self.bound(place) if values else found

    def bound(self, place: Place) -> Q:
        """A condition that follows from ``from_place``. With it the database can start in an index
        of the first column, instead of reading the records before the place."""
        first = self.terms[0]
        if first.can_be_null or not place.values:
            return Q()
        is_less = first.is_descending != place.is_backward
        return Q(**{f"{first.column}__{'lte' if is_less else 'gte'}": place.values[0]})


@dataclass(frozen=True)
class Stretch:
    """The records of one page by their primary keys, and the places before and after it."""

    keys: Sequence[Any]
    previous: Place | None
    next: Place | None


def stretch(queryset: "QuerySet[Any]", found: List, place: Place, size: int) -> Stretch:
    """The next ``size`` records from a place, in the order of the list. One query."""
    columns = [term.column for term in found.terms]
    queryset = queryset.filter(found.from_place(place))
    ordered = queryset.reverse() if place.is_backward else queryset
    rows = list(ordered.values_list("pk", *columns)[: size + 1])
    is_more, is_inside = len(rows) > size, place.values is not None
    rows = rows[:size][::-1] if place.is_backward else rows[:size]
    has_previous, has_next = (is_more, is_inside) if place.is_backward else (is_inside, is_more)
    # If no record is left on this side, the way back starts from that end of the list.
    first, last = (rows[0][1:], rows[-1][1:]) if rows else (None, None)
    return Stretch(
        [row[0] for row in rows],
        Place(first, is_backward=True) if has_previous else None,
        Place(last) if has_next else None,
    )


def signer() -> Signer:
    return Signer(salt="tracker.api.cursors")


def wrong(message: str) -> BadRequest:
    begin = _("Begin with %(start)s.") % {"start": START}
    return BadRequest([Fault("cursor", f"{message} {begin}")])


def plain(value: Any) -> Any:
    """A value as JSON has it, and as the database's field can read it again."""
    return value.isoformat() if isinstance(value, datetime.date) else value


# Comparisons with one value of the order. Records without the value come last.


def same(term: Term, value: Any) -> Q:
    return Q(**{f"{term.column}__isnull": True}) if value is None else Q(**{term.column: value})


def after(term: Term, value: Any) -> Q:
    if value is None:
        return Q(pk__in=[])
    further = Q(**{f"{term.column}__{'lt' if term.is_descending else 'gt'}": value})
    return further | Q(**{f"{term.column}__isnull": True}) if term.can_be_null else further


def before(term: Term, value: Any) -> Q:
    if value is None:
        return Q(**{f"{term.column}__isnull": False})
    return Q(**{f"{term.column}__{'gt' if term.is_descending else 'lt'}": value})
