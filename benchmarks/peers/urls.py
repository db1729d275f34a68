"""Addresses of the Django peers."""

from django.urls import path

from benchmarks.peers import django_ninja, drf_naive, drf_select_related
from tracker import urls

urlpatterns = [
    path("drf-naive/list", drf_naive.Submissions.as_view()),
    path("drf-select-related/list", drf_select_related.Submissions.as_view()),
    path("drf-select-related/matrix", drf_select_related.Matrix.as_view()),
    path("ninja/", django_ninja.api.urls),
    # Not measured, but needed: records name the address of their page.
    *urls.urlpatterns,
]
