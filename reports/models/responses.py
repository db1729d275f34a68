"""What reports say on each commitment."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from common.fields import MultilingualField
from common.multilingual import LANGUAGE_CHOICES
from common.search import SearchTextField, matching
from common.written import validate_text
from reports.models.attachments import Attachment
from reports.models.statuses import published
from reports.models.submissions import Submission


class ResponseStatus(models.TextChoices):
    """What the *report* says about a commitment; never our judgement of it."""

    IMPLEMENTED = "implemented", _("implemented")
    IN_PROGRESS = "in_progress", _("in progress")
    PLANNED = "planned", _("planned")
    NOT_IMPLEMENTED = "not_implemented", _("not implemented")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    NO_INFORMATION = "no_information", _("no information")


# *Addressed*, once: a commitment on which a response has one of these.
ADDRESSING = frozenset(each.value for each in ResponseStatus) - {ResponseStatus.NO_INFORMATION}


def addressing(of: str = "") -> Q:
    """Responses that say something: any status but *no information*. ``of`` is the way to the
    response from the record that is filtered."""
    return Q(**{f"{of}status__in": sorted(ADDRESSING)})


class ResponseQuerySet(models.QuerySet["Response"]):
    def published(self) -> "ResponseQuerySet":
        """Responses of current published submissions; all that the public sees."""
        return self.filter(published("submission__"))

    def addressing(self) -> "ResponseQuerySet":
        return self.filter(addressing())

    def matching(self, query: str) -> "ResponseQuerySet":
        return self.filter(matching(query))


class Response(models.Model):
    """What one submission says on one commitment, in its own words, and where it says so."""

    # Part of the submission; a draft that is deleted takes them along.
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        related_name="responses",
        verbose_name=_("submission"),
    )
    # Nothing that has responses disappears.
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        related_name="responses",
        verbose_name=_("commitment"),
    )
    status = models.CharField(_("status"), max_length=16, choices=ResponseStatus)
    narrative = models.TextField(_("narrative"), blank=True, validators=[validate_text])
    language = models.CharField(
        _("language of the narrative"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        blank=True,
    )
    translations = MultilingualField(_("translations of the narrative"))
    # Evidence outlives no response, but a file that is cited cannot be taken away.
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("attachment"),
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    evidence_url = models.URLField(_("link to evidence"), max_length=500, blank=True)
    note = models.TextField(
        _("note"),
        blank=True,
        validators=[validate_text],
        help_text=_("Internal; never published."),
    )
    # Accounts that coded or checked are deactivated, not deleted.
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coded by"),
    )
    coded_at = models.DateTimeField(_("coded at"), default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    is_from_suggestion = models.BooleanField(
        _("confirmed from a suggestion"),
        default=False,
        help_text=_("The program suggested it and somebody confirmed it; kept ever after."),
    )
    is_carried_over = models.BooleanField(
        _("carried over"),
        default=False,
        db_default=False,
        help_text=_("Taken from the report before and not confirmed yet; never submitted so."),
    )
    search_text = SearchTextField(sources=["narrative", "translations"])

    objects: Any = models.Manager.from_queryset(ResponseQuerySet)()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["submission", "commitment__position"]
        indexes = [
            models.Index(fields=["submission", "commitment", "status"], name="response_coverage"),
            models.Index(fields=["commitment", "status"], name="response_by_commitment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "commitment"],
                name="submission_responds_once_to_a_commitment",
                violation_error_message=_("This commitment already has a response here."),
                violation_error_code="already_answered",
            ),
            models.CheckConstraint(
                name="response_status_is_known",
                condition=Q(status__in=ResponseStatus.values),
            ),
            models.CheckConstraint(
                name="response_page_counts_from_one",
                condition=Q(page__isnull=True) | Q(page__gte=1),
                violation_error_message=_("Pages count from 1."),
                violation_error_code="page_before_the_first",
            ),
            models.CheckConstraint(
                name="response_narrative_has_a_language",
                condition=Q(narrative="") | ~Q(language=""),
                violation_error_message=_("Say in which language the narrative is."),
                violation_error_code="language_missing",
            ),
            models.CheckConstraint(
                name="response_check_has_a_person_and_a_time",
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.commitment}"

    @property
    def is_addressing(self) -> bool:
        """Whether it says something of its commitment."""
        return self.status in ADDRESSING
