"""What the forms of requests and offers have in common."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.models import Theme
from common.record_admin import version_of
from portal.contacts import day_input


class RecordForm(forms.ModelForm):
    """A record of one's own in the own area. ``seen`` is the version that was shown."""

    themes = forms.ModelMultipleChoiceField(
        queryset=Theme.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        # The theme's own name in each language, and no words of the form.
        self.fields["themes"].label = Theme._meta.verbose_name_plural
        self.fields["title"].required = True
        if self.instance.pk:
            self.initial["themes"] = list(self.instance.themes.all())
        self.initial["seen"] = self.version

    @property
    def version(self) -> str:
        return str(version_of(self.instance)) if self.instance.pk else ""

    def clean_seen(self) -> str:
        """Raises ValidationError where somebody has changed the record since it was shown."""
        if self.cleaned_data["seen"] != self.version:
            self.data = {**self.data, "seen": self.version}
            raise ValidationError(
                _("Somebody has changed this since. Save again to replace what they wrote."),
                code="changed_since",
            )
        return self.version


def days(*names: str) -> dict[str, Any]:
    """Widgets of fields of days."""
    return {name: day_input() for name in names}
