from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("Instruments, indicators and targets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from common.database import trigrams
        from common.database.trigrams import Letters
        from indicators import parts, parts_plans, rules_instruments, rules_plans
        from reports.submissions import rules

        rules.add_rules(rules_instruments.OF_INSTRUMENTS + rules_plans.OF_BASELINES)
        parts.register()
        parts_plans.register()
        trigrams.keep(self, Letters("indicators_progress"))
