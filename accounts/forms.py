"""Forms of the administration of users."""

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.models import User


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
