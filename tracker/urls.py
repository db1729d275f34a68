"""Every address of the tracker; /healthz and /readyz are answered by tracker.health."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import choose_language
from common.languages import in_every_language
from contacts.views import invitation
from reports.admin.edits import edits_page
from website.sitemaps import SITEMAPS, robots

handler500 = "tracker.health.server_error"

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Within the administration's own addresses, so that its language and second factor hold there.
admin_pages, admin_app, admin_name = admin.site.urls
edits = path("edits/", admin.site.admin_view(edits_page), name="edits")

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/language/", choose_language, name="choose_language"),
    path("admin/", ([edits, *admin_pages], admin_app, admin_name)),
    path("api/", include("api.urls")),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    *in_every_language(
        path("account/invitation/<str:token>/", invitation, name="invitation"),
        path("account/", include("accounts.urls")),
        path("", include("website.urls")),
    ),
]
