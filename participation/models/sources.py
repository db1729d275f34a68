"""The sources of what is on record of meetings and bodies."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def source_field(**how: Any) -> Any:
    return models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Document and paragraph, such as A/CONF.192/BMS/2022/1, para. 17."),
        **how,
    )
