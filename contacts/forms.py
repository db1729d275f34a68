"""Forms of invitations: for the secretariat, and for whoever was invited."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts import invitations, roles
from contacts.models import Invitation


class InvitationForm(forms.ModelForm):
    """Whom to invite, to act for whom."""

    class Meta:
        model = Invitation
        fields = ["email", "name", "reporters", "body", "role", "group", "office", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The administration shows some invitations without fields to fill in.
        if "role" in self.fields:
            self.fields["role"].help_text = roles.as_lines()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "email" in cleaned and "reporters" in cleaned:
            given = {name: cleaned.get(name) for name in ("email", "body", "group")}
            asked = Invitation(role=cleaned.get("role") or "", **given)
            invitations.refuse(asked, list(cleaned["reporters"]))
        return cleaned


class HandOverForm(forms.Form):
    """The successor; if left empty, the role ends without one."""

    email = forms.EmailField(label=_("E-mail address of the successor"), required=False)


class OpenAccountForm(forms.Form):
    """Name and password of a new account."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            self._check(password, cleaned)
        return cleaned

    def _check(self, password: str, cleaned: dict[str, Any]) -> None:
        if cleaned.get("again") not in (None, password):
            self.add_error("again", _("The two passwords are not the same."))
        try:
            validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)
