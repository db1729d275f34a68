"""Writing offices: one by one, each in the version that was read."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.shared.strict import Body, Day, Key, Text, Truth, Word
from api.writing import bodies
from api.writing.idempotency import idempotent
from api.writing.versions import locked_record
from api.writing.views import VersionedView, Write
from contacts import offices
from contacts.models import Office, OfficeFunction
from reports.models import Reporter

MAY_ADD = "contacts.add_office"
MAY_CHANGE = "contacts.change_office"
MAY_REMOVE = "contacts.delete_office"
MOST_TIES = 50


def text(longest: int, about: str) -> Text:
    return Text(required=False, allow_blank=True, max_length=longest, help_text=about)


class ChangedOffice(Body):
    """What changes in an office; the rest stays."""

    function = Word(choices=OfficeFunction.choices, help_text="What the office is for.")
    name = serializers.DictField(
        child=Text(max_length=300),
        help_text="Name of the office, by language code; never that of a person.",
    )
    address = text(500, "Postal address.")
    mailbox = text(254, "Mailbox of the office.")
    telephone = text(60, "Telephone of the office.")
    website = text(500, "Its website.")
    since = Day(required=False, allow_null=True, help_text="First day.")
    until = Day(required=False, allow_null=True, help_text="First day on which it is not there.")
    confirmed_on = Day(
        required=False,
        allow_null=True,
        help_text="When the State or organisation last said that all of this is right.",
    )
    is_public = Truth(
        required=False, help_text="Only where the State or organisation says so; else false."
    )
    source = text(300, "Letter or list that says so; never shown.")  # type: ignore[assignment]
    works_with = serializers.ListField(
        child=Key(Office, "reference"),
        required=False,
        max_length=MOST_TIES,
        help_text="References of other offices of the same reporter.",
    )


class NewOffice(ChangedOffice):
    """An office of a State or organisation."""

    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")


class WritableOffices(VersionedView):
    writes = {
        "create": Write(Scope.OFFICES, MAY_ADD, NewOffice, (201,), is_versioned=False),
        "partial_update": Write(Scope.OFFICES, MAY_CHANGE, ChangedOffice),
        "destroy": Write(Scope.OFFICES, MAY_REMOVE, statuses=(204,)),
    }

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record an office."""
        values = bodies.read(NewOffice, request)
        with transaction.atomic():
            return self.saved(Office(reporter=values.pop("reporter")), values, 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change an office; its history keeps what stood before."""
        values = bodies.read(ChangedOffice, request, partial=True)
        with transaction.atomic():
            return self.saved(self.locked(request, reference), values)

    def destroy(self, request: Request, reference: str) -> Answer:
        """Take an office away that was recorded by mistake; its history stays."""
        with transaction.atomic():
            self.locked(request, reference).delete()
            return Answer(status=204)

    def locked(self, request: Request, reference: str) -> Any:
        return locked_record(request, Office.objects.filter(reference=reference))

    def saved(self, office: Office, values: Mapping[str, Any], status: int = 200) -> Answer:
        ties = values.get("works_with")
        for name, value in values.items():
            if name != "works_with":
                setattr(office, name, value)
        offices.write(office, ties)
        return self.versioned(self.get_queryset().get(pk=office.pk), status)
