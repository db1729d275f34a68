"""How a password is checked."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.locking import MOST_FAILURES, password_tries
from common.turns import PASSWORDS


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
