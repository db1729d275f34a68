"""Years: a typing error such as 20222 is refused."""

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

# The first year of the United Nations, and one beyond all plans.
FIRST, LAST = 1945, 2200


def year_is_plausible(name: str) -> CheckConstraint:
    """The rule that the field ``year`` is plausible; ``name`` is the rule's name."""
    return CheckConstraint(
        name=name,
        condition=Q(year__gte=FIRST, year__lte=LAST),
        violation_error_message=_("Enter a year from 1945 to 2200."),
        violation_error_code="year_out_of_bounds",
    )
