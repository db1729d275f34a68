"""The wording of mail, kept by the secretariat in six languages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.fields import MultilingualField
from contacts.models.mail import MailKind
from contacts.rendering import unknown_in


class MailTemplate(models.Model):
    """Subject and text of one kind of mail; they use only the ``{variables}`` of that kind."""

    kind = models.CharField(_("kind"), max_length=20, choices=MailKind, unique=True)
    subject = MultilingualField(_("subject"), required=["en"])
    body = MultilingualField(pgettext_lazy("message", "text"), required=["en"])

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("wording of a mail")
        verbose_name_plural = _("wording of mails")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="mail_template_kind_is_known", condition=Q(kind__in=MailKind.values)
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        """Raise ValidationError that names each variable unknown to this kind of mail."""
        super().clean()
        for field in ("subject", "body"):
            texts = getattr(self, field)
            found = texts.values() if isinstance(texts, dict) else ()
            if unknown := sorted({name for text in found for name in unknown_in(text, self.kind)}):
                raise ValidationError(
                    {
                        field: ValidationError(
                            _("%(names)s: not a variable of this mail."),
                            code="unknown_variable",
                            params={"names": ", ".join(unknown)},
                        )
                    }
                )
