"""How a password is checked."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.locking import count, is_locked, unlock


class LockingBackend(ModelBackend):
    """Passwords as Django checks them, and none at all for an account that is locked."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        email = username or kwargs.get("email")
        if is_locked(email):
            raise PermissionDenied
        user = super().authenticate(request, username=email, password=password)
        if user is None:
            count(email)
        else:
            unlock(email)
        return user
