"""How signing in works here: no open sign-up, a lock, mail after the commit, sealed secrets."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import security_log
from accounts.locking import is_locked

FRESH_SECONDS = 600
LOCKED = _(
    "Too many wrong passwords: this account is locked for an hour. Choose a new password by mail"
    " to open it at once, or ask the Secretariat to unlock it."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come by invitation, and open with a password and a second factor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Say that the account is locked, not that the password is wrong."""
        email = credentials.get("email")
        if is_locked(email, request):
            security_log.note_try("locked account", request, email)
            raise ValidationError(LOCKED, code="locked")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the administration, everybody else to their own area."""
        if request.user.is_staff:
            return reverse("admin:index")
        return reverse("my:home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether a change asks for the password again: not within ten minutes of the last
        sign-in."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_SECONDS

    def format_email_subject(self, subject: str) -> str:
        return f"PoA Tracker: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send after the commit; a mail server that does not answer does not break the request."""
        message = self.render_mail(template_prefix, email, {**context, "request": self.request})
        transaction.on_commit(message.send, robust=True)


def sealed() -> Fernet:
    """The cipher that seals secrets in the database: a copy of the database alone opens no
    account."""
    key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, whose secrets are sealed with POA_SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return sealed().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealed().decrypt(encrypted_text.encode()).decode()
