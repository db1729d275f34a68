"""Offices of States and organisations."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import offices as filters
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from api.writing.handlers import changed, writes
from api.writing.office_bodies import ChangedOffice, NewOffice
from contacts import offices as rules
from contacts.models import Office
from publications.records import offices


class Offices(ResourceView):
    """Offices for small arms, never persons. Anybody sees those that are public; points of contact
    also those of whom they act for, the secretariat and its programs all."""

    resource = "offices"
    serializer_class = offices.OfficeSerializer
    lookup_field = "reference"
    filterset_class = filters.Offices
    authentication_classes = CALLERS

    def get_queryset(self) -> "QuerySet[Any]":
        return offices.offices(getattr(self.request, "user", None))

    def writable(self) -> "QuerySet[Any]":
        return Office.objects.all()

    @writes(Scope.OFFICES, "contacts.add_office", NewOffice, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record an office."""
        return self.saved(Office(reporter=values.pop("reporter")), values, 201)

    @writes(Scope.OFFICES, "contacts.change_office", ChangedOffice)
    def partial_update(self, values: dict[str, Any], reference: str) -> Response:
        """Change an office; its history keeps what stood before."""
        return self.saved(self.locked(reference), values)

    @writes(Scope.OFFICES, "contacts.delete_office", status=204)
    def destroy(self, reference: str) -> None:
        """Take an office away that was recorded by mistake; its history stays."""
        self.locked(reference).delete()

    def saved(self, office: Office, values: dict[str, Any], status: int = 200) -> Response:
        ties = values.pop("works_with", None)
        rules.write(changed(office, values), ties)
        return self.written(office, status)
