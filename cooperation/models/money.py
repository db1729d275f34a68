"""Money of a project, and its ties to other projects, in IATI's terms.

Every amount keeps its currency: there is no conversion, for no source of rates is on record.
"""

from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from cooperation.models.projects import OfProject, ParticipatingOrg, Project, Recipient
from cooperation.models.visibility import PUBLIC_SQL
from indicators.models.values import constraints_of, plain_number

CURRENCY = r"^[A-Z]{3}\Z"


def is_three_letters(code: str) -> None:
    """Raise ValidationError for a currency that is not three capital letters, as in ISO 4217."""
    RegexValidator(CURRENCY, _("Three capital letters, such as USD."), "currency")(code)


class BudgetType(models.TextChoices):
    ORIGINAL = "original", pgettext_lazy("budget", "original")
    REVISED = "revised", pgettext_lazy("budget", "revised")


class BudgetStatus(models.TextChoices):
    INDICATIVE = "indicative", pgettext_lazy("budget", "indicative")
    COMMITTED = "committed", pgettext_lazy("budget", "committed")


class TransactionType(models.TextChoices):
    INCOMING_FUNDS = "incoming_funds", pgettext_lazy("transaction", "funds received")
    COMMITMENT = "outgoing_commitment", pgettext_lazy("transaction", "commitment made")
    DISBURSEMENT = "disbursement", pgettext_lazy("transaction", "disbursement")
    EXPENDITURE = "expenditure", pgettext_lazy("transaction", "expenditure")
    INCOMING_COMMITMENT = "incoming_commitment", pgettext_lazy("transaction", "commitment received")


class RelationType(models.TextChoices):
    """What the other project is to this one. The parts of a whole follow from ``parent``."""

    PARENT = "parent", pgettext_lazy("related project", "the whole of which this is a part")
    SIBLING = "sibling", pgettext_lazy("related project", "another part of the same whole")
    CO_FUNDED = "co_funded", pgettext_lazy("related project", "paid for together")
    THIRD_PARTY = "third_party", pgettext_lazy("related project", "somebody else's report of it")


# What the database checks of a code. The field itself counts its letters: SQLite has regular
# expressions only where Django opened the file, so not in a backup.
IS_CODE = ~Q(currency="") & Q(currency=Upper("currency"))


class Money(models.Model):
    """An amount in one currency. Revisions and refunds may be below zero."""

    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    currency = models.CharField(
        _("currency"), max_length=3, validators=[is_three_letters], help_text=_("Such as USD.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_currency_is_three_letters",
                condition=IS_CODE,
            )
        ]

    @property
    def in_words(self) -> str:
        return f"{plain_number(self.value)} {self.currency}"


class OptionalAmount(models.Model):
    """An amount in its own currency: both, or neither."""

    amount = models.DecimalField(
        _("amount"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[is_three_letters],
        help_text=_("Three capital letters, such as USD."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_amount_has_a_currency",
                condition=Q(amount__isnull=True, currency="")
                | Q(amount__isnull=False, amount__gt=0) & ~Q(currency=""),
                violation_error_message=_("Give both the amount and its currency, or neither."),
                violation_error_code="amount_without_currency",
            )
        ]


class Budget(OfProject, Money):
    """What a project may cost in a period. A revised budget stands in the place of the original of
    the same period and currency; the two are never added."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="budgets", verbose_name=_("project")
    )
    type = models.CharField(
        pgettext_lazy("budget", "type"), max_length=8, choices=BudgetType, default="original"
    )
    status = models.CharField(
        pgettext_lazy("budget", "status"), max_length=10, choices=BudgetStatus, default="indicative"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    value_date = models.DateField(
        _("day of the value"), null=True, blank=True, help_text=_("To which the amount refers.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("budget of a project")
        verbose_name_plural = _("budgets of projects")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Money),
            models.CheckConstraint(
                name="budget_words_are_known",
                condition=Q(type__in=BudgetType.values, status__in=BudgetStatus.values),
            ),
            models.CheckConstraint(
                name="budget_days_are_in_order",
                condition=Q(starts_on__lte=F("ends_on")),
                violation_error_message=_("The last day lies before the first."),
                violation_error_code="period_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return self.in_words


class Transaction(OfProject, Money):
    """Money that was promised or moved on a day. ``provider`` and ``receiver`` take part in the
    project; ``recipient`` is the place that the amount is for, empty where nothing says so."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="transactions", verbose_name=_("project")
    )
    transaction_type = models.CharField(
        pgettext_lazy("transaction", "type"), max_length=19, choices=TransactionType
    )
    date = models.DateField(_("day"))
    provider = models.ForeignKey(
        ParticipatingOrg,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("transaction", "from"),
    )
    receiver = models.ForeignKey(
        ParticipatingOrg,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("mail", "to"),
    )
    recipient = models.ForeignKey(
        Recipient,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="transactions",
        verbose_name=_("for"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("transaction of a project")
        verbose_name_plural = _("transactions of projects")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Money),
            models.CheckConstraint(
                name="transaction_type_is_known",
                condition=Q(transaction_type__in=TransactionType.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_transaction_type_display()} {self.in_words}"


class RelatedProject(OfProject):
    """A tie to another project, told of to those alone who may read both."""

    moves_the_stamp_where: ClassVar[str] = (
        "(SELECT COUNT(*) FROM cooperation_project parent WHERE parent.id IN"  # noqa: S608
        f" ({{row}}.project_id, {{row}}.other_id) AND {PUBLIC_SQL.format(row='parent')}) = 2"
    )

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="related", verbose_name=_("project")
    )
    other = models.ForeignKey(
        Project, models.PROTECT, related_name="related_from", verbose_name=_("other project")
    )
    type = models.CharField(
        pgettext_lazy("related project", "type"), max_length=11, choices=RelationType
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("related project")
        verbose_name_plural = _("related projects")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject),
            models.CheckConstraint(
                name="relation_type_is_known", condition=Q(type__in=RelationType.values)
            ),
            models.CheckConstraint(
                name="project_is_related_to_another",
                condition=~Q(project=F("other")),
                violation_error_message=_("Choose another project."),
                violation_error_code="related_to_itself",
            ),
            models.UniqueConstraint(fields=["project", "other"], name="projects_are_related_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(type=RelationType.PARENT),
                name="project_is_part_of_one",
                violation_error_message=_("A project is a part of one other."),
                violation_error_code="second_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}: {self.other.reference}"
