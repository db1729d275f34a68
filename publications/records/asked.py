"""Requests for assistance, as pages and the API show them to those who may read them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from cooperation import access
from cooperation.models import Aid, Audience, Request, RequestStatus
from indicators.models import Measure
from indicators.models.plans import public_plans
from publications.records.base import (
    KeyField,
    KeysField,
    LocalisedField,
    RecordSerializer,
    UrlField,
)
from publications.records.planned import number
from publications.records.reported import FICTIONAL
from reports.models import ReporterKind


def with_line(found: Any) -> "QuerySet[Request]":
    """Requests with the relations that a line of a list shows. Two queries."""
    return in_line(found).prefetch_related("themes")


def in_line(found: Any) -> "QuerySet[Request]":
    """The same without their themes. One query."""
    rows: QuerySet[Request] = found.select_related("reporter", "submission")
    return rows.order_by("reporter__sort_name", "reference")


def requests(user: Any = None) -> "QuerySet[Request]":
    """The requests that ``user`` may read (without a user: the public ones), with all their
    relations: four queries. Only measures of public plans are included."""
    viewer = user or AnonymousUser()
    insiders = access.insider_requests(viewer).filter(pk=OuterRef("pk"))
    partners = access.partner_requests(viewer).filter(pk=OuterRef("pk"))
    found = with_line(access.requests(viewer)).select_related("baseline")
    found = found.annotate(for_insiders=Exists(insiders), for_partners=Exists(partners))
    measures = Measure.objects.filter(public_plans("plan__"))
    return found.prefetch_related("commitments", Prefetch("measures", measures))


def of_insiders(name: str) -> Callable[[Request], Any]:
    """A value that only its State and the secretariat read; null for others."""
    return lambda request: getattr(request, name) if request.for_insiders else None  # type: ignore[attr-defined]


def mailbox(request: Request) -> str | None:
    """The mailbox: for States and donors that may read the request, and for those to whom it was
    proposed."""
    return request.contact_mailbox if request.for_partners else None  # type: ignore[attr-defined]


def own_baseline(request: Request) -> str | None:
    """The reference of the assessment behind it, for its State and the secretariat."""
    if request.baseline is None or not request.for_insiders:  # type: ignore[attr-defined]
        return None
    return request.baseline.reference


def public_report(request: Request) -> str | None:
    """The reference of the report that asks for it, if that report is public."""
    report = request.submission
    return report.reference if report and report.is_published else None


class RequestSerializer(RecordSerializer):
    """Assistance that a State asks for. Who may read it is its State's choice: anybody, or States
    and donors."""

    reference = serializers.CharField(help_text="Stable reference, made at random.")
    url = UrlField("requests", "reference")
    reporter = serializers.CharField(source="reporter.code", help_text="Code of the State.")
    reporter_type = serializers.ChoiceField(
        source="reporter.kind", choices=ReporterKind.choices, help_text="Kind of reporter: a State."
    )
    reporter_name = LocalisedField(source="reporter.name", help_text="Its name.")
    title = LocalisedField(help_text="What is asked for, in the State's words.")
    description = LocalisedField(help_text="What else the State says of it; may be empty.")
    expected_results = LocalisedField(help_text="What is to come of it; may be empty.")
    aid = serializers.ChoiceField(
        choices=Aid.choices, allow_blank=True, help_text="Kind of aid; may be empty."
    )
    amount = number("How much it takes, in its currency; null where the State does not say.")
    currency = serializers.CharField(help_text="Code of the currency; empty without an amount.")
    starts_on = serializers.DateField(allow_null=True, help_text="First day, or null.")
    ends_on = serializers.DateField(allow_null=True, help_text="Last day, or null.")
    is_urgent = serializers.BooleanField(help_text="Whether the State says that it is urgent.")
    themes = KeysField(help_text="Keys of its themes.")
    commitments = KeysField(help_text="Keys of commitments that it would help to carry out.")
    measures = KeysField(help_text="Keys of measures of public plans that it is for.")
    submission = KeyField(
        public_report,
        allow_null=True,
        help_text="Reference of the published report that asks for it, or null.",
    )
    page = KeyField(
        of_insiders("page"),
        allow_null=True,
        help_text="Page of its report; null but for its State and the secretariat.",
    )
    baseline = KeyField(
        own_baseline,
        allow_null=True,
        help_text="Reference of the baseline assessment behind it; null but for its State and the "
        "secretariat.",
    )
    contact_mailbox = KeyField(
        mailbox,
        allow_null=True,
        help_text="Mailbox of an office, for States and donors that read the request; null for "
        "anybody else.",
    )
    remark = KeyField(
        of_insiders("remark"),
        allow_null=True,
        help_text="What the secretariat remarks; null but for its State and the secretariat.",
    )
    status = serializers.ChoiceField(
        choices=RequestStatus.choices, help_text="How far it has come."
    )
    audience = serializers.ChoiceField(choices=Audience.choices, help_text="Who may read it.")
    opened_on = serializers.DateField(
        allow_null=True, help_text="Day on which it was opened, or null."
    )
    confirmed_on = serializers.DateField(
        allow_null=True, help_text="When the State last said that it still asks for it, or null."
    )
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)
