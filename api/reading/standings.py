"""Where everybody stands towards an instrument on a day."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.reading.base import FileView
from api.reading.filters import groups, memberships_today
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


class InstrumentStandings(FileView):
    """Where each State and organisation stood towards one instrument on a day: derived from the
    acts on record, never stored. Where no act is on record nothing is said."""

    resource = "standings"
    filterset_class = StandingsParameters

    def answer(self) -> Any:
        return StandingsSerializer()

    def get(self, request: Request, key: str) -> HttpResponseBase:
        instrument = Instrument.objects.filter(key=key).first()
        if instrument is None:
            raise NotFound(_("Nothing published has the key %(key)s here.") % {"key": key})
        day = self.given.get("as_of") or timezone.localdate()
        rows = self.narrowed(adherence.as_of(instrument, day))
        context = self.get_serializer_context()
        if self.wants_file:
            return self.export(self.resource, PartyStandingSerializer(context=context), rows)
        found = {"instrument": instrument, "as_of": day, "count": len(rows), "results": rows}
        return Response(StandingsSerializer(found, context=context).data)

    def narrowed(self, found: list[Status]) -> list[Status]:
        if wanted := self.given.get("standing"):
            found = [each for each in found if each.standing in wanted]
        if chosen := self.given.get("regional_group"):
            members = memberships_today().filter(group__in=chosen)
            codes = set(members.values_list("reporter", flat=True))
            found = [each for each in found if each.reporter.pk in codes]
        return found
