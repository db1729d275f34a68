"""The classes of visibility: who may read a record of this app.

Whether a record is public is asked in one place, ``PUBLIC``; triggers ask the same in SQL, so that
a write to a record that is not public moves no stamp, and with it no validator, feed or count.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.database.keys import KeyManager
from common.search import matching
from reports.models import Reporter


class Audience(models.TextChoices):
    """Who reads a record once it is published. Its owner and the secretariat always do."""

    PUBLIC = "public", _("anybody")
    STATES_AND_DONORS = "states_and_donors", _("States and donors")
    OWNER = "owner", _("the owner and the secretariat")


class Step(models.TextChoices):
    """How far a record has come: until it is published, its owner and the secretariat alone read
    it."""

    RECORDED = "recorded", _("recorded, not yet reviewed")
    PUBLISHED = "published", _("published")


PUBLIC = Q(step=Step.PUBLISHED, audience=Audience.PUBLIC)
FOR_PARTNERS = Q(step=Step.PUBLISHED, audience__in=[Audience.PUBLIC, Audience.STATES_AND_DONORS])
PUBLIC_SQL = f"({{row}}.step = '{Step.PUBLISHED}' AND {{row}}.audience = '{Audience.PUBLIC}')"


def public_child_sql(table: str, column: str, public: str = PUBLIC_SQL) -> str:
    """SQL: the parent of a child's row, in ``table``, is public; by ``public`` where the parent has
    another rule than the records of this module."""
    return (
        f"EXISTS (SELECT 1 FROM {table} parent"  # noqa: S608
        f" WHERE parent.id = {{row}}.{column} AND {public.format(row='parent')})"
    )


class VisibleQuerySet(models.QuerySet["Visible"]):
    """Reads by class of visibility; who belongs to which class is said in ``access``."""

    def public(self) -> "VisibleQuerySet":
        return self.filter(PUBLIC)

    def matching(self, query: str) -> "VisibleQuerySet":
        return self.filter(matching(query))

    def for_partners(self) -> "VisibleQuerySet":
        """What States and donors may read."""
        return self.filter(FOR_PARTNERS)


class VisibleManager(KeyManager.from_queryset(VisibleQuerySet)):  # type: ignore[misc]
    """Records are known to the outside by their reference."""

    def get_by_natural_key(self, reference: str) -> Any:
        return self.get(reference=reference)


class Visible(models.Model):
    """A record of an owner, read by those whom its audience names."""

    owner = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("owner"),
        help_text=_("The State whose record it is. Empty for the secretariat’s own."),
    )
    audience = models.CharField(
        _("who reads it"), max_length=17, choices=Audience, default=Audience.PUBLIC
    )
    step = models.CharField(_("step"), max_length=9, choices=Step, default=Step.RECORDED)

    objects: Any = VisibleManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_audience_is_known", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="%(class)s_step_is_known", condition=Q(step__in=Step.values)
            ),
        ]

    @property
    def is_published(self) -> bool:
        return bool(self.step == Step.PUBLISHED)

    @property
    def is_public(self) -> bool:
        return self.is_published and bool(self.audience == Audience.PUBLIC)
