"""The menu of the administration, in which a record may stand with another app's than its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class TrackerSite(admin.AdminSite):
    """An administration says with ``menu_of`` under which app people look for its records: points
    of contact are records of reports, and looked for with offices and mail."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Each app with what stands under it, by name. Under its own app stands what the user
        would find no other for."""
        apps = super().get_app_list(request)
        by_label = {app["app_label"]: app for app in apps}
        entries = [(app, entry) for app in apps for entry in app["models"]]
        for app in apps:
            app["models"] = []
        for app, entry in entries:
            wanted = getattr(self.get_model_admin(entry["model"]), "menu_of", "")
            by_label.get(wanted, app)["models"].append(entry)
        for app in apps:
            app["models"].sort(key=lambda entry: str(entry["name"]))
        return [app for app in apps if app["models"] and app_label in (None, app["app_label"])]
