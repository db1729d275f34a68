"""Forms of the administration of users and of API keys."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User


class UserAddForm(AdminUserCreationForm):
    """A new user, with a password or without one."""

    class Meta:
        model = User
        fields = ["email", "name"]


class UserEditForm(UserChangeForm):
    """An existing user; the password is changed on a page of its own."""

    class Meta:
        model = User
        fields = "__all__"


class ApiKeyAddForm(forms.ModelForm):
    """A new API key."""

    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each but the first includes the first."),
    )
