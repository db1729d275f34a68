"""Addresses of the API."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from api import description
from api.catalogue import RESOURCES, TABLES
from api.reading.crosstabs import QuestionCrossTab
from api.reading.package import Package
from api.reading.standings import InstrumentStandings
from api.shared.throttling import counted

app_name = "api"

router = SimpleRouter()
for resource in RESOURCES:
    router.register(resource.resource, resource, basename=resource.resource)

v1 = [
    path("", description.Root.as_view(), name="root"),
    # Before the records, of which one might be called as a table is.
    *(path(f"{table.address()}/", table.as_view(), name=table.resource) for table in TABLES),
    *router.urls,
    path("instruments/<str:key>/standings/", InstrumentStandings.as_view(), name="standings"),
    path("questions/<str:key>/crosstab/", QuestionCrossTab.as_view(), name="crosstab"),
    path("package.zip", Package.as_view(), name="package"),
    path("schema/", description.Schema.as_view(), name="schema"),
    path("docs/", description.Docs.as_view(), name="docs"),
]

urlpatterns = [
    path("v1/", include(v1)),
    # Addresses without a final slash are left to Django, which redirects them if that helps.
    re_path(r"^(?:[\s\S]*/)?$", counted(description.not_found)),
]
