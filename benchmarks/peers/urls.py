"""Addresses of the Django peers."""

from django.urls import path

from benchmarks.peers import django_ninja, drf_naive, drf_select_related
from tracker import urls

urlpatterns = [
    path("drf-naive/list", drf_naive.Submissions.as_view()),
    path("drf-select-related/list", drf_select_related.Submissions.as_view()),
    path("drf-select-related/matrix", drf_select_related.Matrix.as_view()),
    path("ninja/", django_ninja.api.urls),
    # Not asked for: records say under which address their page is.
    *urls.urlpatterns,
]
