"""Needs beside offers: the numbers of open requests and open offers by theme and region, among
those that the reader may list."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from commitments.models import Theme
from common.database.made_once import made_once
from cooperation.models import Offer, OfferPlace, OfferTheme, Request, RequestTheme
from reports import coverage
from reports.models import Group, GroupKind


@dataclass(frozen=True)
class Cell:
    """The number of open requests by States of a region, and of open offers for some or all of
    them."""

    requests: int
    offers: int


@dataclass(frozen=True)
class NeedsOfTheme:
    theme: Theme
    cells: list[Cell]


@dataclass(frozen=True)
class Needs:
    """``rows`` by theme, each with a cell for each of ``regions``. ``requests`` and ``offers``
    count each record once, including those without a theme."""

    regions: list[Group]
    rows: list[NeedsOfTheme]
    requests: int
    offers: int

    def __bool__(self) -> bool:
        return bool(self.requests or self.offers)


def needs_beside_offers(requests: Any, offers: Any) -> Needs:
    """The open records among ``requests`` and ``offers`` (those that the reader may list), without
    demonstration data. Eight queries."""
    real = {"is_fictional": False}
    asked = dict(
        Request.objects.open()
        .filter(pk__in=requests.values("pk"), **real)
        .values_list("pk", "reporter")
    )
    given = set(
        Offer.objects.open().filter(pk__in=offers.values("pk"), **real).values_list("pk", flat=True)
    )
    regions = coverage.groups_of(GroupKind.REGIONAL_GROUP)
    region_of = _regions()
    wanted, ready = defaultdict(set), defaultdict(set)
    for request, theme in _themes_of_requests(list(asked)):
        for region in region_of[asked[request]]:
            wanted[theme, region].add(request)
    reach = _reach(given, region_of)
    everywhere = {region.pk for region in regions}
    for offer, theme in _themes_of_offers(given):
        for region in reach.get(offer, everywhere):
            ready[theme, region].add(offer)
    themes = {theme for theme, _region in (*wanted, *ready)}
    rows = [
        NeedsOfTheme(
            theme,
            [
                Cell(len(wanted[theme.pk, region.pk]), len(ready[theme.pk, region.pk]))
                for region in regions
            ],
        )
        for theme in _themes(themes)
    ]
    return Needs(regions, rows, len(asked), len(given))


def _regions() -> dict[int, set[int]]:
    """The regional groups of each State today. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    today = timezone.localdate()
    for state, group in coverage.memberships_on(GroupKind.REGIONAL_GROUP, today):
        found[state].add(group)
    return found


@made_once
def _themes_of_requests(requests: Any) -> "QuerySet[Any, Any]":
    return RequestTheme.objects.filter(request__in=requests).values_list("request", "theme")


@made_once
def _themes_of_offers(offers: Any) -> "QuerySet[Any, Any]":
    return OfferTheme.objects.filter(offer__in=offers).values_list("offer", "theme")


@made_once
def _themes(keys: Any) -> "QuerySet[Theme]":
    return Theme.objects.filter(pk__in=keys).order_by("key")


@made_once
def _places_of(offers: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = OfferPlace.objects.filter(offer__in=offers)
    return found.values_list("offer", "place_group", "place_reporter")


def _reach(offers: set[int], region_of: dict[int, set[int]]) -> dict[int, set[int]]:
    """The regions of each offer with places; an offer for a single State counts for its region."""
    found: dict[int, set[int]] = defaultdict(set)
    for offer, group, state in _places_of(offers):
        found[offer] |= {group} if group else region_of[state]
    return found
