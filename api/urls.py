"""Addresses of the API."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from api import adhering, assisted, contacts, cooperating, measured, reported
from api.reading import (
    agreed,
    coverage,
    crosstabs,
    description,
    flows,
    forms,
    package,
    participating,
    planned,
    standings,
)
from api.reading.measured import AvailabilityFigure
from api.shared.throttling import counted

app_name = "api"

router = SimpleRouter()
for viewset in (
    agreed.Instruments,
    agreed.Meetings,
    agreed.Documents,
    agreed.Sections,
    agreed.Themes,
    agreed.Commitments,
    reported.Groups,
    reported.States,
    reported.Organisations,
    reported.Cycles,
    reported.PublishedTotals,
    reported.Submissions,
    reported.WithdrawnReports,
    reported.Responses,
    participating.Bodies,
    participating.Sittings,
    participating.AgendaItems,
    participating.Officers,
    participating.MeetingDocuments,
    participating.Statements,
    forms.Questionnaires,
    forms.Questions,
    forms.Mappings,
    forms.Answers,
    *adhering.RESOURCES,
    contacts.Offices,
    planned.Plans,
    planned.Measures,
    planned.Targets,
    planned.ProgressRecords,
    planned.Baselines,
    assisted.Projects,
    assisted.Updates,
    assisted.Funds,
    assisted.Regimes,
    *cooperating.RESOURCES,
    *measured.RESOURCES,
):
    router.register(viewset.resource, viewset, basename=viewset.resource)

v1 = [
    path("", description.Root.as_view(), name="root"),
    path(
        "indicators/availability/",
        AvailabilityFigure.as_view(),
        name="indicators-availability",
    ),
    path("cooperation/flows/", flows.Flows.as_view(), name="cooperation-flows"),
    *router.urls,
    path(
        "instruments/<str:key>/standings/",
        standings.InstrumentStandings.as_view(),
        name="instrument-standings",
    ),
    path(
        "coverage/commitments/",
        coverage.CommitmentCoverage.as_view(),
        name="coverage-commitments",
    ),
    path("coverage/states/", coverage.StateCoverage.as_view(), name="coverage-states"),
    path("coverage/groups/", coverage.GroupCoverage.as_view(), name="coverage-groups"),
    path("coverage/matrix/", coverage.Matrix.as_view(), name="coverage-matrix"),
    path("coverage/trend/", coverage.Trend.as_view(), name="coverage-trend"),
    path("coverage/changes/", coverage.Changes.as_view(), name="coverage-changes"),
    path(
        "coverage/changes/states/",
        coverage.StateChanges.as_view(),
        name="coverage-changes-states",
    ),
    path(
        "questions/<str:key>/crosstab/",
        crosstabs.QuestionCrossTab.as_view(),
        name="question-crosstab",
    ),
    path("package.zip", package.Package.as_view(), name="package"),
    path("schema/", description.Schema.as_view(), name="schema"),
    path("docs/", description.Docs.as_view(), name="docs"),
]

urlpatterns = [
    path("v1/", include(v1)),
    # Addresses without a final slash are left to Django, which redirects them if that helps.
    re_path(r"^(?:[\s\S]*/)?$", counted(description.not_found)),
]
