"""Reporters (States, organisations, blocs) and the groups they belong to over time."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Addressee
from common.addresses import address
from common.clocks import zone_of
from common.fields import MultilingualField
from common.multilingual import localise, with_abbreviation, words_of
from common.search import SearchTextField, matching


class ReporterKind(models.TextChoices):
    STATE = "state", _("State")
    ORGANISATION = "organisation", _("organisation")
    BLOC = "bloc", _("regional bloc")


# Whose reports count for a commitment: the addressees that each kind of reporter answers for.
ADDRESSEES_BY_KIND: dict[str, tuple[str, ...]] = {
    ReporterKind.STATE: (Addressee.STATES, Addressee.STATES_IN_A_POSITION),
    ReporterKind.ORGANISATION: (Addressee.REGIONAL_ORGANISATIONS,),
    ReporterKind.BLOC: (Addressee.REGIONAL_ORGANISATIONS,),
}


def path_of(kind: str, code: str) -> str:
    """The path of a reporter's public page, in the active language."""
    return address("state" if kind == ReporterKind.STATE else "organisation", code)


class StateStatus(models.TextChoices):
    MEMBER = "member", _("Member State")
    OBSERVER = "observer", _("observer State")
    OTHER = "other", _("other State")


class ReporterQuerySet(models.QuerySet["Reporter"]):
    def states(self) -> "ReporterQuerySet":
        return self.filter(kind=ReporterKind.STATE)

    def members(self) -> "ReporterQuerySet":
        """The Member States of the United Nations: the denominator of "who has not reported"."""
        return self.filter(state_status=StateStatus.MEMBER)

    def organisations(self) -> "ReporterQuerySet":
        """Organisations and blocs: every reporter that is not a State."""
        return self.exclude(kind=ReporterKind.STATE)

    def matching(self, query: str) -> "ReporterQuerySet":
        return self.filter(matching(query))

    def in_un_order(self) -> "ReporterQuerySet":
        """English alphabetical order of protocol names, as lists in United Nations documents."""
        return self.order_by("sort_name", "code")


class ReporterManager(models.Manager.from_queryset(ReporterQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, code: str) -> "Reporter":
        return self.get(code=code)


validate_reporter_code = RegexValidator(
    r"^([A-Z]{3}|[a-z0-9]+(-[a-z0-9]+)*)\Z",
    _("Use three capital letters for a State, lower-case letters and hyphens for others."),
)


class Reporter(models.Model):
    """Whoever can submit a report.

    One table for all kinds, so that "who reported" is one query; a new kind is one more value
    of ReporterKind and its addressees, not another table.
    """

    # The columns that a link to it shows, and from which its address follows.
    LINKED = ("kind", "code", "name", "abbreviation")

    kind = models.CharField(_("kind"), max_length=12, choices=ReporterKind)
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[validate_reporter_code],
        help_text=_("ISO three-letter code of a State (KEN); a short name for others (ecowas)."),
    )
    name = MultilingualField(_("name"), required=["en"])
    formal_name = MultilingualField(_("formal name"))
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    other_names = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        help_text=_("Names and spellings it is also found under, as a list."),
    )
    iso2 = models.CharField(_("ISO two-letter code"), max_length=2, blank=True)
    m49 = models.PositiveSmallIntegerField(_("M49 code"), null=True, blank=True, unique=True)
    state_status = models.CharField(
        _("status of the State"), max_length=10, choices=StateStatus, blank=True
    )
    sort_name = SearchTextField(_("sorting name"), sources=["english_name"])
    search_text = SearchTextField(
        sources=["code", "name", "formal_name", "abbreviation", "other_names", "iso2"]
    )

    objects: Any = ReporterManager()
    history = HistoricalRecords(excluded_fields=["search_text", "sort_name"])

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")
        ordering = ["sort_name", "code"]
        constraints = [
            models.CheckConstraint(
                name="reporter_kind_is_known", condition=Q(kind__in=ReporterKind.values)
            ),
            models.CheckConstraint(
                name="reporter_is_a_state_exactly_when_it_has_state_codes",
                condition=Q(
                    kind=ReporterKind.STATE,
                    m49__isnull=False,
                    state_status__in=StateStatus.values,
                )
                | (~Q(kind=ReporterKind.STATE) & Q(m49__isnull=True, iso2="", state_status="")),
                violation_error_message=_(
                    "A State has an M49 code and a status; other reporters have neither."
                ),
                violation_error_code="state_codes_disagree",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def clock(self) -> datetime.tzinfo | None:
        """The time zone of a State; None where it is not known, and for others."""
        return zone_of(self.iso2)

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return path_of(self.kind, self.code)

    @property
    def is_state(self) -> bool:
        return self.kind == ReporterKind.STATE

    @property
    def english_name(self) -> str:
        return self.name.get("en", "")

    @property
    def display_name(self) -> str:
        """The short name in the active language, in English with the abbreviation, if any."""
        if not self.abbreviation:
            return words_of(self.name)
        return with_abbreviation(localise(self.name), self.abbreviation)

    @property
    def m49_code(self) -> str:
        """The M49 code in its usual three digits; empty for other reporters."""
        return f"{self.m49:03}" if self.m49 is not None else ""

    @property
    def addressees(self) -> tuple[str, ...]:
        """The Addressee values whose commitments this reporter's report is asked about."""
        return ADDRESSEES_BY_KIND[self.kind]


class GroupKind(models.TextChoices):
    REGIONAL_GROUP = "regional_group", _("regional group")
    REGION = "region", _("region")
    SUB_REGION = "sub_region", _("sub-region")
    INTERMEDIATE_REGION = "intermediate_region", _("intermediate region")
    LDC = "ldc", _("least developed countries")
    LLDC = "lldc", _("landlocked developing countries")
    SIDS = "sids", _("small island developing States")


class GroupManager(models.Manager["Group"]):
    def get_by_natural_key(self, kind: str, code: str) -> "Group":
        return self.get(kind=kind, code=code)


class Group(models.Model):
    """A set of reporters used to compare them: a regional group, a region, the LDCs …"""

    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind)
    code = models.SlugField(_("code"), max_length=60)
    name = MultilingualField(_("name"), required=["en"])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GroupManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["kind", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="group_code_is_unique_in_kind"),
            models.CheckConstraint(
                name="group_kind_is_known", condition=Q(kind__in=GroupKind.values)
            ),
        ]

    def __str__(self) -> str:
        return localise(self.name)

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.code)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: datetime.date) -> "MembershipQuerySet":
        """Memberships in force on ``day``; those without dates are taken as always in force."""
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day),
            Q(until__isnull=True) | Q(until__gt=day),
        )


class MembershipManager(models.Manager.from_queryset(MembershipQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, kind: str, group_code: str, reporter_code: str) -> "Membership":
        return self.get(
            group__kind=kind,
            group__code=group_code,
            reporter__code=reporter_code,
            since=None,
        )


class Membership(models.Model):
    """A reporter belongs to a group from one day until before another.

    Periods keep old statistics right when a State changes groups. An empty date means that no
    source gives one.
    """

    # A membership is a fact about both and has no life of its own.
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    reporter = models.ForeignKey(
        Reporter, models.CASCADE, related_name="memberships", verbose_name=_("reporter")
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer belongs to it."),
    )

    objects: Any = MembershipManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        ordering = ["group", "reporter", F("since").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "reporter"],
                condition=Q(until__isnull=True),
                name="reporter_is_in_a_group_once_at_a_time",
                violation_error_message=_("It already belongs to this group."),
                violation_error_code="already_a_member",
            ),
            models.CheckConstraint(
                name="membership_begins_before_it_ends",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                violation_error_message=_("The last day must come after the first."),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} · {self.group}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.group.natural_key(), self.reporter.code)

    def is_on(self, day: datetime.date) -> bool:
        """Whether it is in force on ``day`` (as the queryset's ``on`` has it)."""
        has_begun = self.since is None or self.since <= day
        return has_begun and (self.until is None or self.until > day)

    def clean(self) -> None:
        """Refuse a period that overlaps another in the same group, or, for groups of which a
        State has one at a time (regional group, region …), in a group of the same kind."""
        if not (self.group_id and self.reporter_id):
            return
        if self._overlapping().exists():
            raise ValidationError(
                _("In that period it already belongs to a group of this kind."),
                code="overlap",
            )

    def _overlapping(self) -> MembershipQuerySet:
        others = Membership.objects.filter(
            reporter=self.reporter_id, group__kind=self.group.kind
        ).exclude(pk=self.pk)
        if self.until:
            others = others.filter(Q(since__isnull=True) | Q(since__lt=self.until))
        if self.since:
            others = others.filter(Q(until__isnull=True) | Q(until__gt=self.since))
        return others
