from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Points of contact and mail")
    default_auto_field = "django.db.models.BigAutoField"
    # Except offices, whose own triggers decide which writes move the stamp.
    records_are_private = True

    def ready(self) -> None:
        from contacts import demo, deployment, notices, rules, wording
        from reports.demo import add_further
        from reports.models import Message, SubmissionEvent
        from reports.submissions.rules import add_rules

        deployment.connect()
        add_rules(rules.OF_OFFICES)
        add_further(demo.begin)
        post_migrate.connect(wording.create_templates, sender=self, dispatch_uid="mail_templates")
        post_save.connect(
            notices.tell_of_return, sender=SubmissionEvent, dispatch_uid="mail_of_return"
        )
        post_save.connect(notices.tell_of_message, sender=Message, dispatch_uid="mail_of_message")
