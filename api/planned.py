"""Plans, their measures, targets, and what reports declare of them."""

from typing import Any

from django.db.models import QuerySet

from api.reading import planning
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from publications.records import baselines, planned, plans


class Plans(ResourceView):
    """National action plans, regional roadmaps and strategies, as their owners declare them."""

    resource = "plans"
    serializer_class = planned.PlanSerializer
    filterset_class = planning.Plans
    records = plans.plans


class Measures(ResourceView):
    """What plans say is to be done."""

    resource = "measures"
    serializer_class = planned.MeasureSerializer
    filterset_class = planning.Measures
    records = plans.measures


class Targets(ResourceView):
    """What States and organisations mean to reach. Those without an indicator are listed, and are
    in no figure."""

    resource = "targets"
    serializer_class = planned.TargetSerializer
    filterset_class = planning.Targets
    records = plans.targets


class ProgressRecords(ResourceView):
    """What published reports declare of measures and targets: declared, never computed."""

    resource = "progress"
    serializer_class = planned.ProgressSerializer
    filterset_class = planning.ProgressFilters
    records = plans.progress

    def lookup(self, key: str) -> dict[str, Any]:
        return plans.by_progress_key(key)


class Baselines(ResourceView):
    """Where States stood, as they and their partners agreed. Anybody reads what both sides share;
    points of contact also those of their State, the secretariat all."""

    authentication_classes = CALLERS
    resource = "baselines"
    serializer_class = baselines.BaselineSerializer
    lookup_field = "reference"
    filterset_class = planning.Baselines

    def get_queryset(self) -> "QuerySet[Any]":
        return baselines.baselines(getattr(self.request, "user", None))

    def sees_more(self) -> bool:
        """Whoever may read a record reads all of it."""
        return False
