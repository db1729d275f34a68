"""The mail backend without a mail server: it sends nothing, and the log says so."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(BaseEmailBackend):
    """Refuses every mail, so that it waits in the log until a mail server is set."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        raise ConnectionError("POA_EMAIL_URL is not set: no mail can be sent.")
