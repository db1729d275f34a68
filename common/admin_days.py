"""Days in the forms of the administration."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models
from django.utils.translation import gettext_lazy as _


class DayWidget(AdminDateWidget):
    """A day with the calendar of the admin; beside it a script writes the day in words."""

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:  # noqa: A002
        super().__init__({"placeholder": _("YYYY-MM-DD"), **(attrs or {})}, format)

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["admin-tracker/day-in-words.js"])


class DayField(forms.DateField):
    """A day as year, month and day; other digits are refused, since 03/06 is two days."""

    widget = DayWidget
    default_error_messages = {
        "invalid": _(
            "Write the day as year, month and day, such as 2026-06-30. Other orders of the "
            "numbers can be taken for another day."
        )
    }


# ``formfield_overrides`` for every administration and inline of a record with days.
DAYS: dict[type["models.Field[Any, Any]"], dict[str, Any]] = {
    models.DateField: {"form_class": DayField, "widget": DayWidget}
}
