"""The public offices of today, as pages show them."""

import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from contacts.models import Office
from reports.models import Reporter


def directory() -> "QuerySet[Office]":
    """Public offices of today, real ones first. One query."""
    return _in_order(_public(timezone.localdate()))


def with_ties(offices: list[Office]) -> list[Office]:
    """The offices, each with the public offices that it works with. One query."""
    _put_ties_on(offices, timezone.localdate())
    return offices


def offices_of(reporter: Reporter) -> list[Office]:
    """The public offices of a reporter. Two queries."""
    return with_ties(_of_reporter(reporter.pk, timezone.localdate()))


@made_once
def _of_reporter(reporter: Any, day: Any) -> "QuerySet[Office]":
    return _in_order(_public(day).filter(reporter=reporter))


@prefetched_once(Office)
def _put_ties_on(day: Any) -> list[Any]:
    return [Prefetch("works_with", _public(day).order_by("function", "reference"))]


def _public(day: datetime.date) -> "QuerySet[Office]":
    found: QuerySet[Office] = Office.objects.public().on(day)
    return found


def _in_order(offices: "QuerySet[Office]") -> "QuerySet[Office]":
    joined = offices.select_related("reporter")
    return joined.order_by("is_fictional", "reporter__sort_name", "function", "reference")
