"""Plans, their measures, targets, and what reports declare of them."""

from typing import Any

from django.db.models import QuerySet

from api.reading import planning
from api.reading.base import ResourceView
from api.shared.authentication import ApiKeyAuthentication, StaffSession
from publications.records import baselines, planned, plans


class Plans(ResourceView):
    """National action plans, regional roadmaps and strategies, as their owners declare them."""

    resource = "plans"
    serializer_class = planned.PlanSerializer
    lookup_field = "key"
    filterset_class = planning.Plans

    def get_queryset(self) -> "QuerySet[Any]":
        return plans.plans()


class Measures(ResourceView):
    """What plans say is to be done."""

    resource = "measures"
    serializer_class = planned.MeasureSerializer
    lookup_field = "key"
    filterset_class = planning.Measures

    def get_queryset(self) -> "QuerySet[Any]":
        return plans.measures()


class Targets(ResourceView):
    """What States and organisations mean to reach. Those without an indicator are listed, and are
    in no figure."""

    resource = "targets"
    serializer_class = planned.TargetSerializer
    lookup_field = "key"
    filterset_class = planning.Targets

    def get_queryset(self) -> "QuerySet[Any]":
        return plans.targets()


class ProgressRecords(ResourceView):
    """What published reports declare of measures and targets: declared, never computed."""

    resource = "progress"
    serializer_class = planned.ProgressSerializer
    lookup_url_kwarg = "key"
    filterset_class = planning.ProgressFilters

    def get_queryset(self) -> "QuerySet[Any]":
        return plans.progress()

    def lookup(self, key: str) -> dict[str, Any]:
        return plans.by_progress_key(key)


class Baselines(ResourceView):
    """Where States stood, as they and their partners agreed. Anybody reads what both sides share;
    points of contact also those of their State, the secretariat all."""

    authentication_classes = (ApiKeyAuthentication, StaffSession)
    resource = "baselines"
    serializer_class = baselines.BaselineSerializer
    lookup_field = "reference"
    filterset_class = planning.Baselines

    def get_queryset(self) -> "QuerySet[Any]":
        return baselines.baselines(getattr(self.request, "user", None))
