"""Writing figures and answers without a figure from sources other than reports: one by one, each in
the version that was read. Those of a report change only with the report."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.shared.authentication import SEE_EVERYTHING, require
from api.shared.errors import Conflict
from api.shared.strict import Body
from api.writing import bodies
from api.writing.idempotency import idempotent
from api.writing.sourced_bodies import ChangedAnswer, ChangedFigure, NewAnswer, NewFigure
from api.writing.versions import locked_record
from api.writing.views import VersionedView, Write
from indicators import sourced
from indicators.models import Availability, Observation, Stage
from reports.permissions import REVIEW


def _writes(model: str, new: type[Body], changed: type[Body]) -> dict[str, Write]:
    add, change, remove = (f"indicators.{right}_{model}" for right in ("add", "change", "delete"))
    return {
        "create": Write(Scope.FIGURES, add, new, (201,), is_versioned=False),
        "partial_update": Write(Scope.FIGURES, change, changed),
        "destroy": Write(Scope.FIGURES, remove, statuses=(204,)),
    }


class WritableSourced(VersionedView):
    """``columns`` maps names of the API to columns of the record, where they differ."""

    model: ClassVar[type[Any]]
    columns: ClassVar[Mapping[str, str]]

    def create(self, request: Request) -> Answer:
        values = self.read(request)
        with transaction.atomic():
            return self.saved(self.model(**values), 201)

    def partial_update(self, request: Request, key: str) -> Answer:
        values = self.read(request, partial=True)
        with transaction.atomic():
            record = self.locked(request, key)
            for name, value in values.items():
                setattr(record, name, value)
            return self.saved(record)

    def destroy(self, request: Request, key: str) -> Answer:
        """Take one away that was recorded by mistake; its history stays. One of a report goes with
        the report alone."""
        with transaction.atomic():
            sourced.remove(self.locked(request, key), by=request.user)
            return Answer(status=204)

    def read(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, by column. Raises as ``bodies.read``."""
        write = self.write
        if write is None or write.body is None:
            raise TypeError(f"{self.action} takes no body")
        values = bodies.read(write.body, request, partial=partial)
        if "language" in values:
            values["language"] = values["language"] or ""
        return {self.columns.get(name, name): value for name, value in values.items()}

    def locked(self, request: Request, key: str) -> Any:
        """The record of another source, locked. Raises Conflict if it is a published report's."""
        of_report = self.model.objects.public().filter(key=key, submission__isnull=False)
        if of_report.exists():
            raise Conflict(_("A report says it: it is changed with that report."))
        return locked_record(request, self.model.objects.filter(key=key, submission=None))

    def saved(self, record: Any, status: int = 200) -> Answer:
        try:
            sourced.save(record, by=self.request.user)
        except ValidationError as error:
            raise self.named(error) from None
        return self.versioned(self.get_queryset().get(pk=record.pk), status)

    def named(self, error: ValidationError) -> ValidationError:
        """The error with the API's names of the columns."""
        if not hasattr(error, "error_dict"):
            return error
        names = {column: name for name, column in self.columns.items()}
        return ValidationError({names.get(n, n): e for n, e in error.error_dict.items()})


class WritableObservations(WritableSourced):
    model = Observation
    columns = {"footnote": "comment", "reporter": "place_reporter", "group": "place_group"}
    writes = {
        **_writes("observation", NewFigure, ChangedFigure),
        "publish": Write(Scope.TRANSITIONS, REVIEW, bodies.Nothing),
    }

    @cached_property
    def is_private(self) -> bool:
        """Among lists, only those that ask for records waiting for review."""
        if self.action != "list" or self.request is None:
            return super().is_private
        stages = self.request.query_params.get("stage", Stage.PUBLISHED)
        return set(stages.split(",")) != {Stage.PUBLISHED}

    def list(self, request: Request) -> HttpResponseBase:
        if self.is_private:
            require(request, Scope.READ, SEE_EVERYTHING)
        return super().list(request)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record a figure that another source than a report gives. It waits to be reviewed."""
        return super().create(request)

    def partial_update(self, request: Request, key: str) -> Answer:
        """Correct a figure of another source; it waits to be reviewed again. One that a State has
        confirmed keeps its number: record the new one as of a new release."""
        return super().partial_update(request, key)

    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request: Request, key: str) -> Answer:
        """Let anybody read a figure that was reviewed."""
        bodies.read(bodies.Nothing, request)
        with transaction.atomic():
            figure = self.locked(request, key)
            sourced.publish(figure, by=request.user)
            return self.versioned(self.get_queryset().get(pk=figure.pk))


class WritableAvailability(WritableSourced):
    model = Availability
    columns = {"answer": "answered"}
    writes = _writes("availability", NewAnswer, ChangedAnswer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record that a State says, elsewhere than in a report, that it has no figure."""
        return super().create(request)

    def partial_update(self, request: Request, key: str) -> Answer:
        """Correct an answer of another source."""
        return super().partial_update(request, key)
