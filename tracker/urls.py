"""Every address of the tracker; /healthz and /readyz are answered by tracker.health."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import choose_language
from tracker.languages import in_every_language

handler500 = "tracker.health.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/language/", choose_language, name="choose_language"),
    path("admin/", admin.site.urls),
    path("api/", include("tracker.api.urls")),
    *in_every_language(path("", include("tracker.page_urls"))),
]
