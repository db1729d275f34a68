"""Warnings about a deployment."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning


def connect() -> None:
    register(mail_server_is_set, Tags.security, deploy=True)


def mail_server_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if no mail server is set: invitations, reminders and receipts would stay in the log."""
    if settings.EMAIL_BACKEND != "contacts.backends.NoMailServer":
        return []
    return [
        CheckWarning(
            "POA_EMAIL_URL is not set: invitations, reminders and receipts are not sent.",
            id="contacts.W001",
        )
    ]
