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
    """Public offices of today, real ones first, each with the public offices that it works with.
    Two queries."""
    today = timezone.localdate()
    return _in_order(_public(today)).prefetch_related(_ties(today))


def offices_of(reporter: Reporter) -> list[Office]:
    """The public offices of a reporter. Two queries."""
    today = timezone.localdate()
    found = _of_reporter(reporter.pk, today)
    _put_ties_on(found, today)
    return found


@made_once
def _of_reporter(reporter: Any, day: Any) -> "QuerySet[Office]":
    return _in_order(_public(day).filter(reporter=reporter))


@prefetched_once(Office)
def _put_ties_on(day: Any) -> list[Any]:
    return [_ties(day)]


def _public(day: datetime.date) -> "QuerySet[Office]":
    found: QuerySet[Office] = Office.objects.public().on(day)
    return found


def _in_order(offices: "QuerySet[Office]") -> "QuerySet[Office]":
    joined = offices.select_related("reporter")
    return joined.order_by("is_fictional", "reporter__sort_name", "function", "reference")


def _ties(day: datetime.date) -> Any:
    return Prefetch("works_with", _public(day).order_by("function", "reference"))
