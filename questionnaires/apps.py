from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"
    verbose_name = _("Reporting forms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from common.database import trigrams
        from common.database.trigrams import Letters
        from questionnaires import form_files, parts

        parts.register()
        form_files.connect()
        trigrams.keep(self, Letters("questionnaires_answer"))
