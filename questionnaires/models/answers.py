"""A report's answers in its form, where they were read, and the responses that rest on them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES
from common.search import SearchTextField, matching
from common.written import validate_text
from questionnaires.models.mapping import Role
from questionnaires.models.templates import Part, PartKind, PartPrivacy, ReportTemplate
from reports.models import Attachment, Response, ResponseStatus, Submission
from reports.models.statuses import published


class ReadingState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    SET_ASIDE = "set_aside", _("set aside")


class Reading(models.Model):
    """One attempt to read one file as a filled form, by one version of the reader.

    ``result`` is what the reader found, answer by answer (``questionnaires.reading``): a proposal
    that counts for nothing. At most one of a submission is accepted; others are kept.
    """

    is_never_public: ClassVar[bool] = True

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="form_readings", verbose_name=_("submission")
    )
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, related_name="form_readings", verbose_name=_("attachment")
    )
    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, related_name="readings", verbose_name=_("form")
    )
    reader_version = models.PositiveSmallIntegerField(_("version of the reader"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    result = models.JSONField(_("result"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ReadingState, default=ReadingState.PROPOSED
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("reading of a form")
        verbose_name_plural = _("readings of forms")
        ordering = ["submission", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state=ReadingState.ACCEPTED),
                name="one_accepted_reading_per_submission",
            ),
            models.CheckConstraint(
                name="reading_state_is_known", condition=Q(state__in=ReadingState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} · {self.template}"


class AnswerState(models.TextChoices):
    """What was found under a part of a question. Behind a closed gate it is *not asked*: such an
    answer derives nothing and is in no denominator."""

    ANSWERED = "answered", _("answered")
    BLANK = "blank", _("left blank")
    UNREAD = "unread", _("not read")
    NOT_ASKED = "not_asked", _("not asked")


class AnswerOrigin(models.TextChoices):
    """How an answer came into the record."""

    TYPED = "typed", _("typed")
    FORM = "form", _("filled in here")
    WORKBOOK = "workbook", _("workbook")
    TEXT = "text", _("text of the file")
    MARK = "mark", _("mark in the text")
    DRAWN = "drawn", _("drawn tick")
    CONTROL = "control", _("box of the document")


class ReadingCertainty(models.TextChoices):
    CERTAIN = "certain", _("certain")
    UNCERTAIN = "uncertain", _("uncertain")


# What anybody may read once the report is public: confirmed answers without private parts, without
# requests for assistance, without texts that hold (or may hold) contact data.
PUBLIC_ROWS = Q(
    part__privacy=PartPrivacy.PUBLIC, contains_contact_data=False, confirmed_at__isnull=False
)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def public(self) -> "AnswerQuerySet":
        """What anybody may read now."""
        return self.filter(PUBLIC_ROWS, published("submission__"))

    def matching(self, query: str) -> "AnswerQuerySet":
        """Answers whose own words contain every word of ``query``. A table counts only where
        whoever may read its part may read all of its columns: they are kept in one text."""
        of_columns = models.Q()
        for privacy in (PartPrivacy.PRIVATE, PartPrivacy.REQUEST):
            of_columns |= Q(part__options__icontains=f'"privacy": "{privacy}"')
        is_text = Q(part__kind=PartKind.TEXT) | Q(part__kind=PartKind.ROWS) & ~of_columns
        return self.filter(is_text, matching(query)).exclude(search_text="")

    def answered(self) -> "AnswerQuerySet":
        return self.filter(state=AnswerState.ANSWERED)


class Answer(models.Model):
    """What one report says under one part of a question, in one row where the part is a table.

    ``value`` by kind: ``"yes"``, ``"no"`` or ``"developing"``; a number (as text, so that no digit
    is lost); a day in ISO form; a text; a list of the keys of choices; an object of cells by
    column. ``row`` is the key of a fixed row, or its number from 1; empty where there are no rows.
    ``region`` is the place on the page in points from its top left: x, y, x, y. A text is public
    only where somebody has said that it holds no contact data.
    """

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="answers", verbose_name=_("submission")
    )
    # A question that was answered stays.
    part = models.ForeignKey(
        Part, models.PROTECT, related_name="answers", verbose_name=_("part of the question")
    )
    row = models.CharField(_("row"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=AnswerState)
    # Its shape is the kind's: a word, a list of choices, the cells of a row.
    value: Any = models.JSONField(_("value"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    # A file that is cited cannot be taken away.
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("attachment"),
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    region = models.JSONField(_("place on the page"), null=True, blank=True)
    origin = models.CharField(
        _("origin"), max_length=8, choices=AnswerOrigin, default=AnswerOrigin.TYPED
    )
    certainty = models.CharField(
        _("certainty"),
        max_length=9,
        choices=ReadingCertainty,
        default=ReadingCertainty.CERTAIN,
    )
    contains_contact_data = models.BooleanField(
        _("contains contact data"), null=True, blank=True, default=False
    )
    is_carried_over = models.BooleanField(
        _("carried over"),
        default=False,
        help_text=_("Taken from the report before and not confirmed yet; never submitted so."),
    )
    # Accounts that confirmed something are deactivated, not deleted.
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    search_text = SearchTextField(sources=["own_words"])

    objects: Any = AnswerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["submission", "part__question__position", "part__position", "row"]
        indexes = [models.Index(fields=["part", "state"], name="answer_by_question")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "part", "row"], name="report_answers_a_part_once"
            ),
            models.CheckConstraint(
                name="answer_state_is_known", condition=Q(state__in=AnswerState.values)
            ),
            models.CheckConstraint(
                name="answer_origin_is_known", condition=Q(origin__in=AnswerOrigin.values)
            ),
            models.CheckConstraint(
                name="answer_certainty_is_known",
                condition=Q(certainty__in=ReadingCertainty.values),
            ),
            models.CheckConstraint(
                name="answer_page_counts_from_one",
                condition=Q(page__isnull=True) | Q(page__gte=1),
            ),
            models.CheckConstraint(
                name="answer_is_confirmed_by_somebody_at_some_time",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_that_is_carried_over_is_not_confirmed",
                condition=Q(is_carried_over=False) | Q(confirmed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.part}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def own_words(self) -> list[str]:
        """What is written in words: a text, or the texts in a row of a table. (A tick and a number
        are texts too; ``matching`` leaves them out by their part.)"""
        cells = self.value.values() if isinstance(self.value, dict) else [self.value]
        return [cell for cell in cells if isinstance(cell, str)]


class ResponseSource(models.Model):
    """Why a response says what it says: an answer of the form, or a passage of a file.

    ``role`` and ``proposed_status`` are those of the mapping at the time. ``is_outdated``: the
    answer has changed since; the response waits to be confirmed again.
    """

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="sources", verbose_name=_("response")
    )
    answer = models.ForeignKey(
        Answer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name=_("answer"),
    )
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name=_("attachment"),
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    quotation = models.TextField(_("quotation"), blank=True, validators=[validate_text])
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MAIN)
    proposed_status = models.CharField(
        _("proposed status"), max_length=16, choices=ResponseStatus, blank=True
    )
    # The digest of the response as it was confirmed (``recording.fingerprint``): another one of
    # today means that somebody has amended it since.
    derived_as = models.CharField(_("derived as"), max_length=16, blank=True, editable=False)
    is_outdated = models.BooleanField(
        _("outdated"),
        default=False,
        help_text=_("The answer has changed since the response was confirmed."),
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source of a response")
        verbose_name_plural = _("sources of a response")
        ordering = ["response", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "answer"], name="response_rests_on_an_answer_once"
            ),
            models.CheckConstraint(
                name="response_rests_on_an_answer_or_a_passage",
                condition=Q(answer__isnull=False, attachment=None, quotation="", page=None)
                | (Q(answer=None, attachment__isnull=False) & ~Q(quotation="")),
            ),
            models.CheckConstraint(
                name="response_source_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} ← {self.answer_id or self.attachment_id}"
