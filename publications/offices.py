"""The public offices of today, as pages show them."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from contacts.models import Office
from reports.models import Reporter


def directory() -> "QuerySet[Office]":
    """Public offices of today, real ones first, each with the public offices that it works with.
    Two queries."""
    public = Office.objects.public().on(timezone.localdate())
    ties = Prefetch("works_with", public.order_by("function", "reference"))
    found = public.select_related("reporter").prefetch_related(ties)
    return found.order_by("is_fictional", "reporter__sort_name", "function", "reference")


def offices_of(reporter: Reporter) -> list[Office]:
    """The public offices of a reporter. Two queries."""
    return list(directory().filter(reporter=reporter))
