"""Projects, updates on them, funds, mandates and embargoes."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import assistance as filters
from api.resources import ResourceView, RuledView
from api.writing import assistance_bodies as said
from api.writing.bodies import one_of
from api.writing.handlers import changed, step, writes
from cooperation import access, notifying, recording, updating
from cooperation.models import Fund, Project, Update
from publications.records import assistance, regimes
from reports.models import Reporter
from reports.permissions import REVIEW


class Projects(RuledView):
    """Assistance given, each as one source tells it: what anybody may read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "projects"
    serializer_class = assistance.ProjectSerializer
    filterset_class = filters.Projects

    def get_queryset(self) -> "QuerySet[Any]":
        return assistance.projects(self.viewer)

    def writable(self) -> "QuerySet[Any]":
        return access.projects(self.viewer)

    @writes(Scope.ASSISTANCE_WRITE, "cooperation.add_project", said.NewProject, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record a project. Its owner and the secretariat alone read it until it is published."""
        return self.saved(Project(), values, 201)

    @writes(Scope.ASSISTANCE_WRITE, "cooperation.change_project", said.ChangedProject)
    def partial_update(self, values: dict[str, Any], reference: str) -> Response:
        """Change a project: what is published reviewers alone, what States were asked about nobody
        before the notice is taken back."""
        return self.saved(self.locked(reference), values)

    @writes(Scope.ASSISTANCE_WRITE, "cooperation.delete_project", status=204)
    def destroy(self, reference: str) -> None:
        """Take a project away that was recorded by mistake; its history stays."""
        recording.remove(self.locked(reference), by=self.viewer)

    def saved(self, project: Project, values: dict[str, Any], status: int = 200) -> Response:
        parts = {
            name: [said.columns(each) for each in values.pop(name)]
            for name in recording.OF_PROJECT
            if name in values
        }
        for index, tie in enumerate(parts.get("related", [])):
            field = f"related.{index}.project"
            tie["other"] = one_of(access.projects(self.viewer), tie.pop("project"), field)
        themes = values.pop("themes", None)
        project = changed(project, values)
        project = recording.save_project(project, parts, themes=themes, by=self.viewer)
        return self.written(project, status)

    @step(REVIEW)
    def publish(self, record: Project) -> Project:
        """Publish what a document of the United Nations tells."""
        return recording.publish(record, by=self.viewer)

    @step(REVIEW)
    def ask(self, record: Project) -> Project:
        """Ask the States concerned: the notice of four weeks."""
        notifying.serve(record, by=self.viewer)
        return record

    @step(REVIEW)
    def take_back(self, record: Project) -> Project:
        """End the notice, so that it can be changed again."""
        notifying.take_back(record, by=self.viewer)
        return record


class Updates(RuledView):
    """What was told of projects since: what every recipient let anybody read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "updates"
    serializer_class = assistance.UpdateRecordSerializer
    filterset_class = filters.Updates

    def get_queryset(self) -> "QuerySet[Any]":
        return assistance.updates(self.viewer)

    def writable(self) -> "QuerySet[Any]":
        return access.updates(self.viewer)

    @writes(Scope.ASSISTANCE_WRITE, "", said.NewUpdate, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Put an update on the calendar of a project, with the day on which it is due; or what it
        tells already. Officers for anybody; others for a party that the project names."""
        project = one_of(access.projects(self.viewer), values.pop("project"), "project")
        update = updating.record(Update(project=project, **values), by=self.viewer)
        return self.written(update, 201)

    @writes(Scope.ASSISTANCE_WRITE, "", said.ChangedUpdate)
    def partial_update(self, values: dict[str, Any], reference: str) -> Response:
        """Change an update until it is sent: its author what it tells, officers all of it."""
        return self.written(updating.write(self.locked(reference), values, by=self.viewer))

    @step()
    def send(self, record: Update) -> Update:
        """Ask the States that receive the project, for its author."""
        return updating.write(record, {}, by=self.viewer, is_sent=True)

    @step(body=said.AgreedBy)
    def agree(self, record: Update, state: Reporter) -> Update:
        """Agree to its publication for a State that receives it."""
        updating.agree(record, state, by=self.viewer)
        return record

    @step(body=said.AgreedBy)
    def disagree(self, record: Update, state: Reporter) -> Update:
        """Agree no longer: what was published is hidden."""
        updating.take_back(record, state, by=self.viewer)
        return record

    @step(REVIEW)
    def publish(self, record: Update) -> Update:
        """Publish it once each of these States has agreed."""
        return updating.publish(record, by=self.viewer)


class Funds(RuledView):
    """Funds that pay for projects, with what publications count of them, their calls and who paid
    into them."""

    resource = "funds"
    serializer_class = assistance.FundSerializer
    lookup_field = "key"
    filterset_class = filters.Funds
    records = assistance.funds

    def writable(self) -> "QuerySet[Any]":
        return Fund.objects.all()

    @writes(Scope.ASSISTANCE_WRITE, "cooperation.add_fund", said.NewFund, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record a fund, with what publications say of it, its calls, and who paid into it."""
        return self.saved(Fund(), values, 201)

    @writes(Scope.ASSISTANCE_WRITE, "cooperation.change_fund", said.ChangedFund)
    def partial_update(self, values: dict[str, Any], key: str) -> Response:
        """Change a fund; its history keeps what stood before."""
        return self.saved(self.locked(key), values)

    def saved(self, fund: Fund, values: dict[str, Any], status: int = 200) -> Response:
        parts = {name: values.pop(name) for name in recording.OF_FUND if name in values}
        return self.written(recording.save_fund(changed(fund, values), parts), status)


class Regimes(ResourceView):
    """Provisions of arms embargoes and of mandates of missions, for reference."""

    resource = "regimes"
    serializer_class = regimes.RegimeSerializer
    filterset_class = filters.Regimes
    records = regimes.regimes
