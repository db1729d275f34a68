"""Writing projects and funds: by officers, each in the version that was read; reviewers publish."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.writing import assistance_bodies as said
from api.writing import bodies
from api.writing.assistance import ByItsRules, named, step
from api.writing.idempotency import idempotent
from api.writing.versions import locked_record
from api.writing.views import Write
from cooperation import access, notifying, recording
from cooperation.models import Fund, Project
from reports.permissions import REVIEW

_RECORD = Scope.ASSISTANCE_WRITE


def _writes(model: str, new: Any, changed: Any) -> dict[str, Write]:
    add, change, remove = (f"cooperation.{right}_{model}" for right in ("add", "change", "delete"))
    return {
        "create": Write(_RECORD, add, new, (201,), is_versioned=False),
        "partial_update": Write(_RECORD, change, changed),
        "destroy": Write(_RECORD, remove, statuses=(204,)),
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {said.PLACE.get(name, name): value for name, value in values.items()}


class WritableProjects(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        **_writes("project", said.NewProject, said.ChangedProject),
        **dict.fromkeys(
            ("publish", "ask", "take_back"), Write(Scope.TRANSITIONS, REVIEW, bodies.Nothing)
        ),
    }

    def readable(self) -> "QuerySet[Any]":
        return access.projects(self.viewer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record a project. Its owner and the secretariat alone read it until it is published."""
        values = self.read(request)
        with transaction.atomic():
            return self.saved(Project(), values, 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change a project: what is published reviewers alone, what States were asked about nobody
        before the notice is taken back."""
        values = self.read(request, partial=True)
        with transaction.atomic():
            return self.saved(self.locked(request, reference), values)

    def destroy(self, request: Request, reference: str) -> Answer:
        """Take a project away that was recorded by mistake; its history stays."""
        with transaction.atomic():
            project = self.locked(request, reference)
            recording.remove(project, by=self.viewer)
            return Answer(status=204)

    def saved(self, project: Project, values: dict[str, Any], status: int = 200) -> Answer:
        parts = {
            name: [_columns(each) for each in values.pop(name)]
            for name in recording.OF_PROJECT
            if name in values
        }
        for index, tie in enumerate(parts.get("related", [])):
            field = f"related.{index}.project"
            tie["other"] = named(access.projects(self.viewer), tie.pop("project"), field)
        themes = values.pop("themes", None)
        for name, value in values.items():
            setattr(project, name, value)
        return self.shown(
            recording.save_project(project, parts, themes=themes, by=self.viewer), status
        )

    def taken(self, record: Project, name: str, values: Mapping[str, Any]) -> Project:
        if name == "publish":
            return recording.publish(record, by=self.viewer)
        if name == "ask":
            notifying.serve(record, by=self.viewer)
        else:
            notifying.take_back(record, by=self.viewer)
        return record

    publish = step("publish", "publish", "Publish what a document of the United Nations tells.")
    ask = step("ask", "ask", "Ask the States concerned: the notice of four weeks.")
    take_back = step("take_back", "take_back", "End the notice, so that it can be changed again.")


class WritableFunds(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        "create": Write(_RECORD, "cooperation.add_fund", said.NewFund, (201,), is_versioned=False),
        "partial_update": Write(_RECORD, "cooperation.change_fund", said.ChangedFund),
    }

    def readable(self) -> "QuerySet[Any]":
        found: QuerySet[Fund] = Fund.objects.all()
        return found

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record a fund, with what publications say of it, its calls, and who paid into it."""
        values = self.read(request)
        with transaction.atomic():
            return self.saved(Fund(), values, 201)

    def partial_update(self, request: Request, key: str) -> Answer:
        """Change a fund; its history keeps what stood before."""
        values = self.read(request, partial=True)
        with transaction.atomic():
            return self.saved(self.locked(request, key), values)

    def locked(self, request: Request, key: str) -> Any:
        return locked_record(request, Fund.objects.filter(key=key))

    def saved(self, fund: Fund, values: dict[str, Any], status: int = 200) -> Answer:
        parts = {name: values.pop(name) for name in recording.OF_FUND if name in values}
        for name, value in values.items():
            setattr(fund, name, value)
        return self.shown(recording.save_fund(fund, parts), status)
