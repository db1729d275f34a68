"""Values that several records share: who, where, how much, when. Each is a set of columns with the
rule that holds them together; a record takes as many of them as it needs.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.multilingual import localise
from participation.models import Body
from reports.models import Group, Reporter


def exactly_one(*fields: str, texts: tuple[str, ...] = ()) -> Q:
    """Exactly one of these columns is filled: of ``fields`` by not being null, of ``texts`` by not
    being empty."""
    one = Q()
    for chosen in (*fields, *texts):
        alone = Q()
        for field in fields:
            alone &= Q(**{f"{field}__isnull": field != chosen})
        for text in texts:
            alone &= ~Q(**{text: ""}) if text == chosen else Q(**{text: ""})
        one |= alone
    return one


class Party(models.Model):
    """Somebody who acts: a reporter, a body, or a name that is in neither list (as BICC in
    A/69/132)."""

    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("State or organisation"),
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Only for somebody who is in neither list."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_party_is_one",
                condition=exactly_one("reporter", "body", texts=("name",)),
                violation_error_message=_(
                    "Choose a State or organisation, or a body, or write a name: one of them."
                ),
                violation_error_code="party_is_one",
            )
        ]

    @property
    def party_name(self) -> str:
        """The name in the active language; a name that is in no list stands as its source has
        it."""
        party = self.reporter or self.body
        return party.display_name if party else self.name


class Place(models.Model):
    """A reporter, a group of States, or a territory that is neither (A/69/132, para. 33 (e) names
    Kosovo)."""

    place_reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("State"),
    )
    place_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group of States"),
    )
    territory = models.CharField(
        _("territory or region"),
        max_length=200,
        blank=True,
        help_text=_("Only for a place that is neither a State nor a group here."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_place_is_one",
                condition=exactly_one("place_reporter", "place_group", texts=("territory",)),
                violation_error_message=_(
                    "Choose a State, or a group, or write a territory: one of them."
                ),
                violation_error_code="place_is_one",
            )
        ]

    @property
    def place_name(self) -> str:
        """The name in the active language; a territory stands as its source has it."""
        if self.place_reporter:
            return self.place_reporter.display_name
        return localise(self.place_group.name) if self.place_group else self.territory


class Qualifier(models.TextChoices):
    EXACT = "exact", _("exactly")
    AT_LEAST = "at_least", _("at least")
    MORE_THAN = "more_than", _("more than")
    ABOUT = "about", _("about")
    RANGE = "range", _("from … to …")


class Amount(models.Model):
    """How much, as precisely as the source says it: ``value`` is null where it says nothing, and
    ``value_max`` closes a range. The unit is a stable word (arms, rounds, tonnes, persons,
    States)."""

    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    value_max = models.DecimalField(
        _("up to"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    qualifier = models.CharField(
        _("how exact"), max_length=9, choices=Qualifier, default=Qualifier.EXACT
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_qualifier_is_known",
                condition=Q(qualifier__in=Qualifier.values),
            ),
            models.CheckConstraint(
                name="%(class)s_range_has_both_ends",
                # A comparison with NULL is not false, so the database would let it pass.
                condition=Q(
                    qualifier=Qualifier.RANGE,
                    value__isnull=False,
                    value_max__isnull=False,
                    value__lte=F("value_max"),
                )
                | (~Q(qualifier=Qualifier.RANGE) & Q(value_max__isnull=True)),
                violation_error_message=_("A range has both its ends, the lower first."),
                violation_error_code="range_out_of_order",
            ),
        ]


class When(models.Model):
    """A day that lies somewhere from ``earliest_on`` to ``latest_on``: the same day twice where it
    is known, both empty where nothing is. ``period_text`` keeps the source's own words where it
    gives no day ("the reporting period")."""

    earliest_on = models.DateField(_("not before"), null=True, blank=True)
    latest_on = models.DateField(_("not after"), null=True, blank=True)
    period_text = models.CharField(_("period in the source's words"), max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_days_are_in_order",
                condition=Q(earliest_on__isnull=True, latest_on__isnull=True)
                | Q(
                    earliest_on__isnull=False,
                    latest_on__isnull=False,
                    earliest_on__lte=F("latest_on"),
                ),
                violation_error_message=_(
                    "Give both the earliest and the latest day, in this order, or neither."
                ),
                violation_error_code="dates_out_of_order",
            )
        ]


def constraints_of(*values: type[models.Model]) -> list[Any]:
    """The constraints of these values, for the ``Meta`` of a record that takes several of them
    (Django passes on those of one base alone)."""
    return [c.clone() for value in values for c in value._meta.constraints]


def plain_number(value: Decimal) -> str:
    """Without zeros behind the decimal point, and never in powers of ten."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


UNITS = {
    "arms": _("arms"),
    "persons": _("persons"),
    "percent": _("per cent"),
    "tonnes": _("tonnes"),
    "requests": _("requests"),
}


def unit_name(unit: str) -> str:
    """The unit in the reader's language; one that its owner named otherwise, as it is."""
    return str(UNITS.get(unit, unit))
