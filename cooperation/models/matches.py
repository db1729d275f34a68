"""Matches: a request brought together with somebody who may meet it, for stated reasons."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.references import random_reference
from common.written import validate_text
from cooperation.models.offers import Offer
from cooperation.models.projects import Project
from cooperation.models.requests import Request
from indicators.models.values import Party, constraints_of


def new_reference() -> str:
    return random_reference("MAT")


class MatchStatus(models.TextChoices):
    """How far a match has come. The parties read it from the day on which it is proposed."""

    SUGGESTED = "suggested", pgettext_lazy("match", "suggested")
    PROPOSED = "proposed", pgettext_lazy("match", "proposed")
    IN_TALKS = "in_talks", pgettext_lazy("match", "in talks")
    AGREED = "agreed", pgettext_lazy("match", "agreed")
    DECLINED = "declined", pgettext_lazy("match", "declined")
    CARRIED_OUT = "carried_out", pgettext_lazy("match", "carried out")


class MatchOrigin(models.TextChoices):
    """Who brought the two together."""

    COMPUTED = "computed", pgettext_lazy("origin of a match", "found by comparison")
    SECRETARIAT = "secretariat", pgettext_lazy("origin of a match", "the secretariat")
    PROVIDER = "provider", pgettext_lazy("origin of a match", "the provider")
    REQUESTER = "requester", pgettext_lazy("origin of a match", "the State that asks")


SETTLED = (MatchStatus.AGREED, MatchStatus.CARRIED_OUT)
GOING_ON = (MatchStatus.SUGGESTED, MatchStatus.PROPOSED, MatchStatus.IN_TALKS)
PUBLIC = Q(status__in=SETTLED, is_shared_by_requester=True, is_shared_by_provider=True)
_SETTLED_SQL = ", ".join(f"'{status}'" for status in SETTLED)
PUBLIC_SQL = (
    f"({{row}}.status IN ({_SETTLED_SQL})"
    " AND {row}.is_shared_by_requester AND {row}.is_shared_by_provider)"
)


class MatchQuerySet(models.QuerySet["Match"]):
    def public(self) -> "MatchQuerySet":
        """Agreed ones that both parties let anybody see."""
        return self.filter(PUBLIC)


class Match(Party):
    """A request beside a provider (the party), by one of its offers or without.

    ``reasons`` say why, kind by kind, and are no score: ``{"kind": "themes", "values": [keys]}``,
    ``aid``, ``place`` (``any`` where the offer is for any State) and ``dates``. Anybody reads it
    once both parties have agreed and both let it be seen.
    """

    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    request = models.ForeignKey(
        Request, models.PROTECT, related_name="matches", verbose_name=_("request for assistance")
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name=_("offer of assistance"),
    )
    origin = models.CharField(_("brought together by"), max_length=11, choices=MatchOrigin)
    reasons: Any = models.JSONField(_("reasons"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=11, choices=MatchStatus, default=MatchStatus.SUGGESTED
    )
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    agreed_by_requester_on = models.DateField(_("agreed by the State on"), null=True, blank=True)
    agreed_by_provider_on = models.DateField(_("agreed by the provider on"), null=True, blank=True)
    declined_because = models.TextField(
        _("reason for declining"), max_length=2000, blank=True, validators=[validate_text]
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name=_("project"),
    )
    is_shared_by_requester = models.BooleanField(_("the State lets anybody see it"), default=False)
    is_shared_by_provider = models.BooleanField(
        _("the provider lets anybody see it"), default=False
    )

    objects: Any = MatchQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-pk"]
        constraints = [
            *constraints_of(Party),
            models.CheckConstraint(
                name="match_status_is_known", condition=Q(status__in=MatchStatus.values)
            ),
            models.CheckConstraint(
                name="match_origin_is_known", condition=Q(origin__in=MatchOrigin.values)
            ),
            models.CheckConstraint(
                name="match_is_agreed_by_both",
                condition=~Q(status__in=SETTLED)
                | Q(agreed_by_requester_on__isnull=False, agreed_by_provider_on__isnull=False),
                violation_error_message=_("Both parties agree."),
                violation_error_code="not_agreed",
            ),
            models.CheckConstraint(
                name="match_is_declined_for_a_reason",
                condition=~Q(status=MatchStatus.DECLINED) | ~Q(declined_because=""),
                violation_error_message=_("Give the reason."),
                violation_error_code="no_reason",
            ),
            models.CheckConstraint(
                name="match_is_carried_out_by_a_project",
                condition=~Q(status=MatchStatus.CARRIED_OUT) | Q(project__isnull=False),
                violation_error_message=_("Name the project that carries it out."),
                violation_error_code="no_project",
            ),
            models.CheckConstraint(
                name="match_is_shared_once_agreed",
                condition=Q(is_shared_by_requester=False, is_shared_by_provider=False)
                | Q(status__in=SETTLED),
            ),
            models.CheckConstraint(
                name="match_goes_on_once_proposed",
                condition=Q(status__in=[MatchStatus.SUGGESTED, MatchStatus.DECLINED])
                | Q(proposed_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["request", "offer"],
                condition=Q(offer__isnull=False),
                name="request_meets_an_offer_once",
                violation_error_message=_("These two are matched already."),
                violation_error_code="matched_already",
            ),
            models.UniqueConstraint(
                fields=["request", "reporter"],
                condition=Q(offer=None, reporter__isnull=False),
                name="request_meets_a_reporter_once",
            ),
            models.UniqueConstraint(
                fields=["request", "body"],
                condition=Q(offer=None, body__isnull=False),
                name="request_meets_a_body_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.request.reference} · {self.party_name}"

    @property
    def is_public(self) -> bool:
        is_shared = self.is_shared_by_requester and self.is_shared_by_provider
        return self.status in SETTLED and is_shared

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def goes_on(self) -> bool:
        return self.status in GOING_ON
