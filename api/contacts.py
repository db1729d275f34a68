"""Offices of States and organisations."""

from typing import Any

from django.db.models import QuerySet

from api.reading import offices as filters
from api.writing.offices import WritableOffices
from publications.records import offices


class Offices(WritableOffices):
    """Offices for small arms, never persons. Anybody sees those that are public; points of contact
    also those of whom they act for, the secretariat and its programs all."""

    resource = "offices"
    serializer_class = offices.OfficeSerializer
    lookup_field = "reference"
    filterset_class = filters.Offices

    def get_queryset(self) -> "QuerySet[Any]":
        return offices.offices(getattr(self.request, "user", None))
