"""The figure of assistance: who helped whom, year by year."""

from typing import Any

from rest_framework import serializers

from accounts.models import Scope
from api.reading.base import TableView
from api.shared.authentication import CALLERS
from api.shared.sight import acting
from indicators.models.values import plain_number
from publications.flows import Flow, flows


class FlowSerializer(serializers.Serializer[Any]):
    """What one giver gave to one place in a year, as far as both are told by name."""

    giver = serializers.CharField(
        source="giver.party_name", help_text="Name of who gave: who funds, or just helped."
    )
    giver_reporter = serializers.CharField(
        source="giver.reporter.code",
        default=None,
        allow_null=True,
        help_text="Its code, of a State or organisation; null for another.",
    )
    recipient = serializers.CharField(source="place.place_name", help_text="Name of the place.")
    recipient_state = serializers.CharField(
        source="place.place_reporter.code",
        default=None,
        allow_null=True,
        help_text="Its code, of a State; null for another place.",
    )
    first_year = serializers.IntegerField(allow_null=True, help_text="Not before; null if unknown.")
    last_year = serializers.IntegerField(allow_null=True, help_text="Not after; null if unknown.")
    projects = serializers.IntegerField(
        help_text="Projects that tell of it; never to be summed: one may have several givers."
    )
    paid = serializers.SerializerMethodField(
        help_text="Payments as `1000 EUR; 50 USD`, each currency by itself; empty where none is "
        "told by giver, place and year. That is not zero."
    )

    def get_paid(self, flow: Flow) -> str:
        return "; ".join(f"{plain_number(v)} {c}" for c, v in sorted(flow.paid.items()))


class FlowTableSerializer(serializers.Serializer[Any]):
    """Who helped whom, of published projects that the caller may read as a whole: what is not for
    the caller is neither listed nor counted. A project of several givers or places stands under
    each; money only where giver, place and year are told."""

    results = FlowSerializer(many=True, help_text="By giver, place and year.")


class Flows(TableView):
    """Who helped whom, year by year: projects and payments, each currency by itself. Keys with the
    scope `assistance:read` are told also of what their owner may read in the tracker."""

    resource = "cooperation-flows"
    authentication_classes = CALLERS
    table = FlowTableSerializer
    row = FlowSerializer

    def rows(self) -> list[Flow]:
        return flows(acting(self.request, Scope.ASSISTANCE))
