"""Projects, updates on them, funds, mandates and embargoes."""

from typing import Any

from django.db.models import QuerySet

from api.reading import assistance as filters
from api.reading.base import ResourceView
from api.writing.given import WritableFunds, WritableProjects
from api.writing.updates import WritableUpdates
from publications.records import assistance, regimes


class Projects(WritableProjects):
    """Assistance given, each as one source tells it: what anybody may read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "projects"
    serializer_class = assistance.ProjectSerializer
    lookup_field = "reference"
    filterset_class = filters.Projects

    def get_queryset(self) -> "QuerySet[Any]":
        return assistance.projects(self.viewer)


class Updates(WritableUpdates):
    """What was told of projects since: what every recipient let anybody read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "updates"
    serializer_class = assistance.UpdateRecordSerializer
    lookup_field = "reference"
    filterset_class = filters.Updates

    def get_queryset(self) -> "QuerySet[Any]":
        return assistance.updates(self.viewer)


class Funds(WritableFunds):
    """Funds that pay for projects, with what publications count of them, their calls and who paid
    into them."""

    resource = "funds"
    serializer_class = assistance.FundSerializer
    lookup_field = "key"
    filterset_class = filters.Funds

    def get_queryset(self) -> "QuerySet[Any]":
        return assistance.funds()


class Regimes(ResourceView):
    """Provisions of arms embargoes and of mandates of missions, for reference."""

    resource = "regimes"
    serializer_class = regimes.RegimeSerializer
    lookup_field = "key"
    filterset_class = filters.Regimes

    def get_queryset(self) -> "QuerySet[Any]":
        return regimes.regimes()
