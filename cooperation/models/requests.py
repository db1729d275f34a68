"""Requests: assistance that States ask for (BMS8, paras. 84, 85 and 87)."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Commitment, Theme
from common.database.keys import KeyManager
from common.fields import MultilingualField
from common.multilingual import localise
from common.references import random_reference
from common.written import validate_text
from cooperation.models.money import OptionalAmount
from cooperation.models.projects import Aid
from cooperation.models.visibility import Audience, public_child_sql
from indicators.models import Baseline, Measure
from indicators.models.values import constraints_of
from questionnaires.models import Answer
from reports.models import Reporter, Submission

TABLE = "cooperation_request"


def new_reference() -> str:
    return random_reference("REQ")


class RequestStatus(models.TextChoices):
    """How far a request has come. Its State and the secretariat read it at any time; others only
    while it is one of ``LISTED``."""

    DRAFT = "draft", pgettext_lazy("request for assistance", "draft")
    SUBMITTED = "submitted", pgettext_lazy("request for assistance", "submitted")
    CHECKED = "checked", pgettext_lazy("request for assistance", "checked")
    OPEN = "open", pgettext_lazy("request for assistance", "open")
    MET = "met", pgettext_lazy("request for assistance", "met")
    WITHDRAWN = "withdrawn", pgettext_lazy("request for assistance", "withdrawn")
    LAPSED = "lapsed", pgettext_lazy("request for assistance", "lapsed")


LISTED = (RequestStatus.OPEN, RequestStatus.MET, RequestStatus.LAPSED)
# While the State still writes it.
WRITTEN = (RequestStatus.DRAFT,)
# Statuses from which a request can still be met.
ALIVE = (*WRITTEN, RequestStatus.SUBMITTED, RequestStatus.CHECKED, RequestStatus.OPEN)

PUBLIC = Q(status__in=LISTED, audience=Audience.PUBLIC)
FOR_PARTNERS = Q(status__in=LISTED, audience__in=[Audience.PUBLIC, Audience.STATES_AND_DONORS])
_LISTED_SQL = ", ".join(f"'{status}'" for status in LISTED)
PUBLIC_SQL = f"({{row}}.status IN ({_LISTED_SQL}) AND {{row}}.audience = '{Audience.PUBLIC}')"
OF_A_PUBLIC_REQUEST = public_child_sql(TABLE, "request_id", PUBLIC_SQL)


class RequestQuerySet(models.QuerySet["Request"]):
    """Reads by class of visibility; who belongs to which class is said in ``access``."""

    def public(self) -> "RequestQuerySet":
        return self.filter(PUBLIC)

    def for_partners(self) -> "RequestQuerySet":
        """What States and donors may read."""
        return self.filter(FOR_PARTNERS)

    def open(self) -> "RequestQuerySet":
        return self.filter(status=RequestStatus.OPEN)


class RequestManager(KeyManager.from_queryset(RequestQuerySet)):  # type: ignore[misc]
    """Requests are known to the outside by their reference."""

    def get_by_natural_key(self, reference: str) -> Any:
        return self.get(reference=reference)


class Request(OptionalAmount):
    """Assistance that a State asks for: to be read by States and donors unless it chooses
    otherwise."""

    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    reporter = models.ForeignKey(
        Reporter, models.PROTECT, related_name="requests", verbose_name=_("State")
    )
    audience = models.CharField(
        _("who reads it"),
        max_length=17,
        choices=Audience,
        default=Audience.STATES_AND_DONORS,
        help_text=_("Once the secretariat has opened it. Your State and the secretariat always."),
    )
    status = models.CharField(
        _("status"), max_length=9, choices=RequestStatus, default=RequestStatus.DRAFT
    )
    title = MultilingualField(_("title"), blank=False, help_text=_("In any of the languages."))
    description = MultilingualField(
        _("description"),
        help_text=_("No sites of depots, stock levels, serial numbers or names of persons."),
    )
    aid = models.CharField(_("kind of aid"), max_length=19, choices=Aid, blank=True)
    expected_results = MultilingualField(_("expected results"))
    starts_on = models.DateField(pgettext_lazy("day", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("day", "to"), null=True, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    contact_mailbox = models.EmailField(
        _("mailbox"),
        max_length=254,
        blank=True,
        help_text=_("Of an office, not of a person. Never public."),
    )
    baseline = models.ForeignKey(
        Baseline,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("baseline assessment"),
    )
    # Where a report asks for it; the answer of its form may go, the request stays.
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("submission"),
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    answer = models.ForeignKey(
        Answer,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="requests",
        verbose_name=_("answer"),
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True, editable=False)
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the State last said that it still asks for it."),
    )
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    remark = models.TextField(
        _("remark of the secretariat"),
        max_length=2000,
        blank=True,
        validators=[validate_text],
        help_text=_("For the State alone, such as why it came back."),
    )
    is_fictional = models.BooleanField(
        _("made up"), default=False, editable=False, help_text=_("Demonstration data.")
    )
    themes: Any = models.ManyToManyField(
        Theme,
        through="RequestTheme",
        related_name="requests",
        blank=True,
        verbose_name=_("themes"),
    )
    commitments: Any = models.ManyToManyField(
        Commitment,
        through="RequestCommitment",
        related_name="requests",
        blank=True,
        verbose_name=_("commitments"),
    )
    measures: Any = models.ManyToManyField(
        Measure,
        through="RequestMeasure",
        related_name="requests",
        blank=True,
        verbose_name=pgettext_lazy("of a plan", "measures"),
    )

    objects: Any = RequestManager()
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("request for assistance")
        verbose_name_plural = _("requests for assistance")
        ordering = ["reporter__sort_name", "reference"]
        constraints = [
            *constraints_of(OptionalAmount),
            models.CheckConstraint(
                name="request_audience_is_known", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="request_status_is_known", condition=Q(status__in=RequestStatus.values)
            ),
            models.CheckConstraint(
                name="request_aid_is_known", condition=Q(aid__in=["", *Aid.values])
            ),
            models.CheckConstraint(name="request_has_a_title", condition=~Q(title={})),
            models.CheckConstraint(
                name="request_begins_before_it_ends",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                violation_error_message=_("The last day comes after the first."),
                violation_error_code="dates_out_of_order",
            ),
            models.CheckConstraint(
                name="listed_request_was_opened",
                condition=~Q(status__in=LISTED)
                | Q(opened_on__isnull=False, confirmed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="page_of_a_request_is_of_a_report",
                condition=Q(page=None) | Q(page__gte=1, submission__isnull=False),
                violation_error_message=_("A page is that of a report: name the report."),
                violation_error_code="page_of_nothing",
            ),
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(answer__isnull=False),
                name="answer_becomes_one_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {localise(self.title)}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def clean(self) -> None:
        """Whatever it points at belongs to the same State."""
        super().clean()
        for name in ("submission", "baseline"):
            other = getattr(self, name)
            if other is not None and other.reporter_id != self.reporter_id:
                message = _("This is another State’s.")
                raise ValidationError({name: ValidationError(message, code="of_another")})

    @property
    def is_listed(self) -> bool:
        return self.status in LISTED

    @property
    def is_public(self) -> bool:
        return self.is_listed and self.audience == Audience.PUBLIC

    def get_absolute_url(self) -> str:
        return reverse("request", args=[self.reference])


class OfRequest(models.Model):
    """What a request is about: as public as the request."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_REQUEST

    request: Any
    objects: Any = models.Manager()

    class Meta:
        abstract = True


class RequestTheme(OfRequest):
    """A theme that a request is about."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="request_links", verbose_name=_("theme")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("theme of a request")
        verbose_name_plural = _("themes of a request")
        ordering = ["request", "theme"]
        constraints = [
            models.UniqueConstraint(fields=["request", "theme"], name="theme_of_request_once")
        ]

    def __str__(self) -> str:
        return str(self.theme)


class RequestCommitment(OfRequest):
    """A paragraph that a request would help to carry out."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="commitment_links")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="request_links", verbose_name=_("commitment")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("commitment of a request")
        verbose_name_plural = _("commitments of a request")
        ordering = ["request", "commitment"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "commitment"], name="commitment_of_request_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.commitment)


class RequestMeasure(OfRequest):
    """A measure of a national plan that a request would help to carry out (BMS8, para. 85)."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="request_links", verbose_name=_("measure")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("measure of a request")
        verbose_name_plural = _("measures of a request")
        ordering = ["request", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["request", "measure"], name="measure_of_request_once")
        ]

    def __str__(self) -> str:
        return str(self.measure)
