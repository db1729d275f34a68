"""Offices of States and organisations, as pages and the API show them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from contacts import access
from contacts.models import Office, OfficeFunction
from publications.records.base import (
    KeysField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)
from publications.records.reported import FICTIONAL
from reports.models import ReporterKind


def offices(user: Any = None) -> "QuerySet[Office]":
    """The offices that ``user`` may see (without a user: the public ones), each with the offices
    that it works with, as far as ``user`` may see them. Two queries."""
    seen = access.offices(user or AnonymousUser())
    found = seen.select_related("reporter").prefetch_related(
        Prefetch("works_with", seen.order_by("function", "reference"))
    )
    return found.order_by("reporter__sort_name", "function", "reference")


class OfficeSerializer(RecordSerializer):
    """An office of a State or organisation, for one function; never a person."""

    reference = serializers.CharField(help_text="Stable key, such as `OFF-7K3M2PQ4`; at random.")
    url = UrlField("offices", "reference")
    html_url = PageField()
    reporter = serializers.CharField(
        source="reporter.code", help_text="Code of the State or organisation."
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind", choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    reporter_name = LocalisedField(source="reporter.name", help_text="Its name.")
    function = serializers.ChoiceField(
        choices=OfficeFunction.choices, help_text="What the office is for."
    )
    name = LocalisedField(help_text="Name of the office.")
    address = serializers.CharField(help_text="Postal address; may be empty.")
    mailbox = serializers.CharField(help_text="Mailbox of the office; may be empty.")
    telephone = serializers.CharField(help_text="Telephone of the office; may be empty.")
    website = serializers.CharField(help_text="Its website; may be empty.")
    since = serializers.DateField(
        allow_null=True, help_text="First day; null where none is on record."
    )
    until = serializers.DateField(
        allow_null=True, help_text="First day on which it is not there; null while it is."
    )
    confirmed_on = serializers.DateField(
        allow_null=True,
        help_text="When the State or organisation last said that all of this is right; null where "
        "it never did.",
    )
    works_with = KeysField(
        key="reference", help_text="References of offices of the same reporter that it works with."
    )
    is_public = serializers.BooleanField(
        help_text="Whether anybody sees it; others only their own people and the secretariat."
    )
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)
