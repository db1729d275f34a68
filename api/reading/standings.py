"""Where everybody stands towards an instrument on a day."""

import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from api.reading.base import TableView, unknown
from api.reading.naming import groups, memberships_today
from api.shared.parameters import AnyOf, FileParameters, PastDay, shown
from commitments.models import Instrument
from indicators import adherence
from indicators.adherence import Standing, Status
from publications.records.base import LocalisedField, RecordSerializer
from reports.models import ReporterKind


class PartyStandingSerializer(RecordSerializer):
    """Where one State or organisation stands, by the acts that had been done by that day."""

    reporter = serializers.CharField(
        source="reporter.code", help_text="Code of the State or organisation."
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind", choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    reporter_name = LocalisedField(source="reporter.name", help_text="Its name.")
    standing = serializers.ChoiceField(
        choices=Standing.choices,
        allow_null=True,
        help_text="Where it certainly stood; null where the days of its acts leave that open.",
    )
    perhaps = serializers.ChoiceField(
        choices=Standing.choices,
        allow_null=True,
        help_text="Where it stood if acts without a certain day had been done too; null where that"
        " is the same.",
    )
    since = serializers.CharField(
        source="since.key",
        default=None,
        allow_null=True,
        help_text="Key of the act from which it stands so.",
    )
    acts = serializers.ListField(
        child=serializers.CharField(), source="act_keys", help_text="Keys of the acts, in order."
    )


class StandingsSerializer(serializers.Serializer[Any]):
    """Everybody of whom an act is on record, in UN order. Who is not listed may be a party too."""

    instrument = serializers.CharField(source="instrument.key", help_text="Key of the instrument.")
    as_of = serializers.DateField(help_text="The day at whose end they stood so.")
    count = serializers.IntegerField(help_text="Rows.")
    results = PartyStandingSerializer(many=True, help_text="By State or organisation.")


class StandingsParameters(FileParameters):
    as_of = PastDay("At the end of that day; today without it.", method=shown)
    standing = AnyOf("Where they certainly stood.", Standing.values, method=shown)
    regional_group = groups(
        "regional_group", "Codes of regional groups, as they are today.", method=shown
    )


class InstrumentStandings(TableView):
    """Where each State and organisation stood towards one instrument on a day: derived from the
    acts on record, never stored. Where no act is on record nothing is said."""

    resource = "standings"
    filterset_class = StandingsParameters
    table = StandingsSerializer
    row = PartyStandingSerializer

    @cached_property
    def instrument(self) -> Instrument:
        found = Instrument.objects.filter(key=self.kwargs["key"]).first()
        if found is None:
            raise unknown(self.kwargs["key"])
        return found

    @property
    def day(self) -> datetime.date:
        return self.given.get("as_of") or timezone.localdate()

    def heading(self) -> dict[str, Any]:
        return {"instrument": self.instrument, "as_of": self.day}

    def rows(self) -> list[Status]:
        found = adherence.as_of(self.instrument, self.day)
        if wanted := self.given.get("standing"):
            found = [each for each in found if each.standing in wanted]
        if chosen := self.given.get("regional_group"):
            members = memberships_today().filter(group__in=chosen)
            codes = set(members.values_list("reporter", flat=True))
            found = [each for each in found if each.reporter.pk in codes]
        return found
