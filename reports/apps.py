from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from common import search
        from common.database import trigrams
        from common.database.trigrams import Letters
        from reports import data_stamp, permissions, renumbering
        from reports.attachments import files
        from reports.submissions import parts, rules

        renumbering.connect(self)
        parts.register()
        rules.connect(self)
        data_stamp.connect(self)
        files.connect()
        reporter: Any = self.get_model("Reporter")
        search.has_names(reporter.objects.all)
        # As submissions are searched by their reference.
        of_references = Letters("reports_submission", "upper(reference::text)")
        trigrams.keep(self, Letters("reports_response"), of_references)
        post_migrate.connect(permissions.create_roles, sender=self, dispatch_uid="roles")
