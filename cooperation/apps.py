from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("Cooperation and assistance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cooperation import demo, rules, rules_matching
        from reports.demo import add_further
        from reports.models import children
        from reports.submissions.rules import add_rules

        add_rules(
            (
                *rules.OF_NOTICES,
                *rules.OF_MONEY,
                *rules.OF_UPDATES,
                *rules.OF_DUPLICATES,
                *rules_matching.OF_MATCHING,
            )
        )
        add_further(demo.begin)
        children.exempt("cooperation.Request", "asks in its own name, beside the report")
