"""How a password is checked."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from accounts.locking import MOST_FAILURES, password_tries
from accounts.models import User
from common.turns import PASSWORDS


class LockingBackend(ModelBackend):
    """Passwords as Django checks them, and none at all for an account that is locked. The account
    of a session comes with what every page asks of it, in one query."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        email = username or kwargs.get("email")
        tries = password_tries(request, email)
        if tries.are_spent():
            raise PermissionDenied
        # By design, checking a password takes a good part of a second of a processor.
        with PASSWORDS.take():
            if tries.begin() > MOST_FAILURES:
                raise PermissionDenied
            user = super().authenticate(request, username=email, password=password)
        if user is not None:
            tries.forget()
        return user

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with whether it has its second factor, and whether it was
        given rights at all: points of contact were not."""
        own = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        groups, rights = (
            Exists(getattr(User, name).through.objects.filter(user=OuterRef("pk")))
            for name in ("groups", "user_permissions")
        )
        found = User.objects.annotate(
            has_factor=Exists(own), has_rights=Q(groups) | Q(rights)
        ).filter(pk=user_id)
        user: User | None = found.first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """No query for an account that is known to have been given no right."""
        if not user_obj.is_superuser and getattr(user_obj, "has_rights", True) is False:
            return set()
        found: set[str] = super().get_all_permissions(user_obj, obj)
        return found
