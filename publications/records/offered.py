"""Offers of assistance and matches, as pages and the API show them to those who may read them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cooperation import access
from cooperation.models import Aid, Match, MatchOrigin, MatchStatus, Offer, OfferPlace, OfferStatus
from publications.records.base import (
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)
from publications.records.planned import PlaceSerializer, number
from publications.records.reported import FICTIONAL


def with_line(found: Any) -> "QuerySet[Offer]":
    """Offers with the relations that a line of a list shows. Three queries."""
    places = OfferPlace.objects.select_related("place_reporter", "place_group").order_by("pk")
    rows: QuerySet[Offer] = found.select_related("reporter", "body")
    return rows.prefetch_related("themes", Prefetch("places", places)).order_by("reference")


def offers(user: Any = None) -> "QuerySet[Offer]":
    """The offers that ``user`` may read; without a user, the public ones. Three queries."""
    return with_line(access.offers(user or AnonymousUser()))


def matches(user: Any = None) -> "QuerySet[Match]":
    """The matches that ``user`` may read; without a user, agreed matches that both parties made
    public."""
    viewer = user or AnonymousUser()
    readable = access.requests(viewer).filter(pk=OuterRef("request"))
    own = access.party_matches(viewer).filter(pk=OuterRef("pk"))
    found = access.matches(viewer).annotate(
        may_read_request=Exists(readable), for_parties=Exists(own)
    )
    joined = found.select_related("request__reporter", "offer", "reporter", "body", "project")
    return joined.order_by("-pk")


class ProviderSerializer(RecordSerializer):
    """A record of somebody who gives assistance."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation that provides; null for another.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body that provides; null for another.",
    )
    provider_name = serializers.CharField(
        source="party_name",
        help_text="Name of the provider, in the language of the answer where it is in a list.",
    )


class OfferSerializer(ProviderSerializer):
    """Assistance that somebody is ready to give."""

    reference = serializers.CharField(help_text="Stable reference, made at random.")
    url = UrlField("offers", "reference")
    html_url = PageField()
    title = LocalisedField(help_text="What is offered, in the provider's words.")
    conditions = LocalisedField(help_text="On which conditions; may be empty.")
    aid = serializers.ChoiceField(
        choices=Aid.choices, allow_blank=True, help_text="Kind of aid; may be empty."
    )
    amount = number("Most for one project, in its currency; null where nothing is said.")
    currency = serializers.CharField(help_text="Code of the currency; empty without an amount.")
    valid_from = serializers.DateField(allow_null=True, help_text="First day, or null.")
    valid_until = serializers.DateField(allow_null=True, help_text="Last day, or null.")
    contact_mailbox = serializers.CharField(help_text="Mailbox of the office; may be empty.")
    themes = KeysField(help_text="Keys of its themes.")
    places = PlaceSerializer(
        many=True, source="places.all", help_text="Places that it is for; empty for any State."
    )
    status = serializers.ChoiceField(choices=OfferStatus.choices, help_text="How far it has come.")
    opened_on = serializers.DateField(
        allow_null=True, help_text="Day on which it was opened, or null."
    )
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)


def shown_request(match: Match) -> str | None:
    """The reference of its request, if the reader may read that request."""
    may_read: bool = getattr(match, "may_read_request", False)
    return match.request.reference if may_read else None


def of_parties(name: str) -> Callable[[Match], Any]:
    """A value that only the two parties and the secretariat read; null for others."""
    return lambda match: getattr(match, name) if match.for_parties else None  # type: ignore[attr-defined]


class MatchReasonSerializer(serializers.Serializer[Any]):
    """Why the two may go together."""

    kind = serializers.CharField(help_text="`themes`, `aid`, `place` or `dates`.")
    values = serializers.ListField(
        child=serializers.CharField(),
        help_text="Keys of themes, the kind of aid, codes of places (`any` for any State), days.",
    )


@extend_schema_field(MatchReasonSerializer(many=True, allow_null=True))
class ReasonsField(KeyField):
    """The reasons of a match, as they are kept."""


@extend_schema_field({"type": "string", "format": "date", "nullable": True})
class DayOfParties(KeyField):
    """A day that the two parties read."""

    def to_representation(self, value: Any) -> Any:
        day = super().to_representation(value)
        return day and day.isoformat()


@extend_schema_field({"type": "boolean", "nullable": True})
class TruthOfParties(KeyField):
    """A yes or no that the two parties read."""


def shown_project(match: Match) -> str | None:
    """The reference of its project, if the project is public."""
    return match.project.reference if match.project and match.project.is_public else None


class MatchSerializer(ProviderSerializer):
    """A request brought together with a provider, for stated reasons. The parties read theirs;
    anybody those that are agreed and that both let be seen."""

    reference = serializers.CharField(help_text="Stable reference, made at random.")
    url = UrlField("matches", "reference")
    state = serializers.CharField(
        source="request.reporter.code", help_text="Code of the State that asks."
    )
    request = KeyField(
        shown_request,
        allow_null=True,
        help_text="Reference of its request; null for those who may not read that.",
    )
    offer = serializers.CharField(
        source="offer.reference",
        default=None,
        allow_null=True,
        help_text="Reference of the offer; null for a match without one.",
    )
    origin = serializers.ChoiceField(
        choices=MatchOrigin.choices, help_text="Who brought the two together."
    )
    status = serializers.ChoiceField(choices=MatchStatus.choices, help_text="How far it has come.")
    reasons = ReasonsField(
        of_parties("reasons"),
        allow_null=True,
        help_text="Why the two may go together, and no score; null but for the parties and the "
        "secretariat, as is what follows but for the project.",
    )
    proposed_on = DayOfParties(
        of_parties("proposed_on"), allow_null=True, help_text="When it was proposed to both."
    )
    agreed_by_requester_on = DayOfParties(
        of_parties("agreed_by_requester_on"), allow_null=True, help_text="When the State agreed."
    )
    agreed_by_provider_on = DayOfParties(
        of_parties("agreed_by_provider_on"), allow_null=True, help_text="When the provider agreed."
    )
    declined_because = KeyField(
        of_parties("declined_because"), allow_null=True, help_text="Why it was declined."
    )
    is_shared_by_requester = TruthOfParties(
        of_parties("is_shared_by_requester"),
        allow_null=True,
        help_text="Whether the State lets anybody see it once it is agreed.",
    )
    is_shared_by_provider = TruthOfParties(
        of_parties("is_shared_by_provider"),
        allow_null=True,
        help_text="Whether the provider lets anybody see it.",
    )
    project = KeyField(
        shown_project,
        allow_null=True,
        help_text="Reference of the public project that carries it out, or null.",
    )
    is_fictional = serializers.BooleanField(source="request.is_fictional", help_text=FICTIONAL)
