"""Forms of the administration of users and of API keys."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from accounts import security_log
from accounts.locking import MOST_FAILURES, code_tries, use_code
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


class CountedCode:
    """A code of the second factor: ten wrong codes lock it for an hour; each code works once.

    The package that checks codes counts wrong ones in the cache. It holds 300 entries, which
    anybody can push out; so they are counted in the database here (``accounts/locking.py``).
    """

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        try:
            return self._right_code()
        except forms.ValidationError:
            security_log.note("wrong code", context.request, self.user)
            raise

    def _right_code(self) -> str:
        tries = code_tries(self.user)
        if tries.begin() > MOST_FAILURES:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        is_of_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_app and not use_code(self.user, code):
            raise get_factor_adapter().validation_error("incorrect_code")
        tries.forget()
        return code


class SignInCodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The code that is asked for when somebody signs in."""


class ConfirmCodeForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The code that is asked for before the account is changed."""
