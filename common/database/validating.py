"""Validating a record's constraints with few queries."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models, router
from django.db.models import CheckConstraint, Q


class ChecksAtOnce(models.Model):
    """A model that validates all its check constraints with one query.

    Django sends a query for each of them; here that happens only to find the broken one.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        if exclude or not self._keeps_all_constraints():
            super().validate_constraints(exclude)

    def _keeps_all_constraints(self) -> bool:
        using = router.db_for_write(type(self), instance=self)
        checks = Q()
        for constraint in self._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                checks &= Q(constraint.condition)
                continue
            try:
                constraint.validate(type(self), self, using=using)  # type: ignore[attr-defined]
            except ValidationError:
                return False
        values = self._get_field_expression_map(meta=self._meta)  # type: ignore[attr-defined]
        return checks.check(values, using=using)
