"""Updates: what whoever runs a project tells of its progress and its money (BMS8, para. 95)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from common.references import random_reference
from common.written import validate_text
from cooperation.models.money import IS_CODE, is_three_letters
from cooperation.models.projects import Project
from cooperation.models.visibility import Audience, Step, public_child_sql
from indicators.models.observations import Period
from indicators.models.values import Party, constraints_of
from reports.models import Reporter


class UpdateKind(models.TextChoices):
    SUBSTANTIVE = "substantive", pgettext_lazy("update", "substantive")
    FINANCIAL = "financial", pgettext_lazy("update", "financial")
    BOTH = "both", pgettext_lazy("update", "substantive and financial")


class UpdateStage(models.TextChoices):
    INTERIM = "interim", pgettext_lazy("update", "interim")
    FINAL = "final", pgettext_lazy("update", "final")


class UpdateStep(models.TextChoices):
    """``sent``: the recipients are asked whether it may be published."""

    DUE = "due", pgettext_lazy("update", "due")
    DRAFT = "draft", pgettext_lazy("update", "draft")
    SENT = "sent", pgettext_lazy("update", "sent to the recipients")
    PUBLISHED = "published", _("published")


# Steps in which the recipients read it; its content is fixed.
SENT = (UpdateStep.SENT, UpdateStep.PUBLISHED)
_OF_WHOLE = {
    "step": UpdateStep.PUBLISHED,
    "project__step": Step.PUBLISHED,
    "project__is_whole": True,
}
PUBLIC = Q(**_OF_WHOLE, project__audience=Audience.PUBLIC)
FOR_PARTNERS = Q(**_OF_WHOLE, project__audience__in=[Audience.PUBLIC, Audience.STATES_AND_DONORS])
PUBLIC_SQL = (
    f"({{row}}.step = '{UpdateStep.PUBLISHED}' AND EXISTS (SELECT 1 FROM cooperation_project whose"  # noqa: S608
    f" WHERE whose.id = {{row}}.project_id AND whose.step = '{Step.PUBLISHED}'"
    f" AND whose.is_whole AND whose.audience = '{Audience.PUBLIC}'))"
)
OF_A_PUBLIC_UPDATE = public_child_sql("cooperation_update", "update_id", PUBLIC_SQL)


def new_reference() -> str:
    return random_reference("UPD")


class UpdateQuerySet(models.QuerySet["Update"]):
    def public(self) -> "UpdateQuerySet":
        return self.filter(PUBLIC)

    def for_partners(self) -> "UpdateQuerySet":
        """What States and donors may read."""
        return self.filter(FOR_PARTNERS)


class Update(Period, Party):
    """What ``author`` tells of a project in a period: in words, of money, or both.

    It is published once every State that receives the project has agreed, and only while the
    project itself is published as a whole.
    """

    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="updates", verbose_name=_("project")
    )
    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=11, choices=UpdateKind, default=UpdateKind.BOTH)
    stage = models.CharField(
        pgettext_lazy("update", "stage"),
        max_length=7,
        choices=UpdateStage,
        default=UpdateStage.INTERIM,
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    step = models.CharField(_("step"), max_length=9, choices=UpdateStep, default=UpdateStep.DUE)
    narrative = models.TextField(
        pgettext_lazy("message", "text"), blank=True, validators=[validate_text]
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    spent = models.DecimalField(_("spent"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[is_three_letters]
    )
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)

    objects: Any = models.Manager.from_queryset(UpdateQuerySet)()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("update on a project")
        verbose_name_plural = _("updates on projects")
        ordering = ["due_on", "reference"]
        constraints = [
            *constraints_of(Period, Party),
            models.CheckConstraint(
                name="update_words_are_known",
                condition=Q(
                    kind__in=UpdateKind.values,
                    stage__in=UpdateStage.values,
                    step__in=UpdateStep.values,
                    language__in=["", *LANGUAGE_CODES],
                ),
            ),
            models.CheckConstraint(
                name="update_that_is_due_has_a_day",
                condition=~Q(step=UpdateStep.DUE) | Q(due_on__isnull=False),
                violation_error_message=_("Give the day on which it is due."),
                violation_error_code="due_day_missing",
            ),
            models.CheckConstraint(
                name="sent_update_says_how_it_goes",
                condition=~Q(step__in=SENT)
                | Q(kind=UpdateKind.FINANCIAL)
                | (~Q(narrative="") & ~Q(language="")),
                violation_error_message=_("Write the text, and say in which language it is."),
                violation_error_code="narrative_missing",
            ),
            models.CheckConstraint(
                name="sent_update_says_what_was_spent",
                condition=~Q(step__in=SENT)
                | Q(kind=UpdateKind.SUBSTANTIVE)
                | Q(spent__isnull=False),
                violation_error_message=_("Give what was spent."),
                violation_error_code="spent_missing",
            ),
            models.CheckConstraint(
                name="spent_has_its_currency",
                condition=Q(spent__isnull=True, currency="")
                | (Q(spent__isnull=False, spent__gte=0) & IS_CODE),
                violation_error_message=_(
                    "Give an amount of at least 0 and its currency, or neither."
                ),
                violation_error_code="currency_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.get_stage_display()}"

    @property
    def agreed_codes(self) -> list[str]:
        """Codes of the States that agreed to its publication."""
        return sorted(agreement.reporter.code for agreement in self.agreements.all())

    @property
    def is_late(self) -> bool:
        is_open = self.step in (UpdateStep.DUE, UpdateStep.DRAFT)
        return is_open and self.due_on is not None and self.due_on < timezone.localdate()


class UpdateAgreement(models.Model):
    """The agreement of a State that receives the project to the publication of an update."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_UPDATE

    update = models.ForeignKey(
        Update, models.CASCADE, related_name="agreements", verbose_name=_("update on a project")
    )
    reporter = models.ForeignKey(
        Reporter, models.PROTECT, related_name="+", verbose_name=_("State")
    )
    agreed_at = models.DateTimeField(_("agreed at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agreement to an update")
        verbose_name_plural = _("agreements to updates")
        ordering = ["update", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "reporter"], name="state_agrees_to_an_update_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.reporter)
