"""Notices: each State that a project names is asked before it is published."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.written import validate_text
from contacts.models import Mail
from cooperation.models.projects import Project
from reports.models import Reporter

# Four weeks, as the Convention on Biological Diversity gives for what others record.
DAYS = 28


class FourWeeksAfter(Func):
    """The day that is DAYS after a day."""

    arity = 1
    output_field = models.DateField()
    template = f"(%(expressions)s + {DAYS})"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"date(%(expressions)s, '+{DAYS} days')"
        return self.as_sql(compiler, connection, template=template, **context)


class NoticeAnswer(models.TextChoices):
    NONE = "", pgettext_lazy("notice", "no answer")
    AGREED = "agreed", pgettext_lazy("notice", "agreed")
    OBJECTED = "objected", pgettext_lazy("notice", "objected")


class Notice(models.Model):
    """The record that one State is asked about one project that others recorded.

    ``mailed_on`` is the day on which the mail server took the mail to an accepted point of contact
    of the State; without one there is no such day, and silence publishes nothing. Only the
    secretariat and the parties of the project read it.
    """

    is_never_public: ClassVar[bool] = True

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="notices", verbose_name=_("project")
    )
    reporter = models.ForeignKey(
        Reporter, models.PROTECT, related_name="notices", verbose_name=_("State")
    )
    mail = models.ForeignKey(
        Mail,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail"),
    )
    mailed_on = models.DateField(_("mailed on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    answer = models.CharField(
        pgettext_lazy("notice", "answer"), max_length=8, choices=NoticeAnswer, blank=True
    )
    reason = models.TextField(_("reason"), blank=True, validators=[validate_text])
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("notice of a project")
        verbose_name_plural = _("notices of projects")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "reporter"], name="state_has_one_notice_of_a_project"
            ),
            models.CheckConstraint(
                name="notice_answer_is_known", condition=Q(answer__in=NoticeAnswer.values)
            ),
            models.CheckConstraint(
                name="notice_lasts_four_weeks",
                condition=Q(mailed_on__isnull=True, ends_on__isnull=True)
                | Q(
                    mailed_on__isnull=False,
                    ends_on__isnull=False,
                    ends_on=FourWeeksAfter(F("mailed_on")),
                ),
            ),
            models.CheckConstraint(
                name="notice_answer_has_its_moment",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="objection_says_why",
                condition=~Q(answer=NoticeAnswer.OBJECTED) | ~Q(reason=""),
                violation_error_message=_("Say why."),
                violation_error_code="reason_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.reference} · {self.reporter}"
