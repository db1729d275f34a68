"""Mail to points of contact and to the secretariat about a report; never the reason why a page
fails."""

import logging
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _

from reports.receipts import Receipt

log = logging.getLogger(__name__)


def send_receipt(request: HttpRequest, receipt: Receipt) -> None:
    """To whoever handed the report in, in the person's language."""
    user: Any = request.user
    with override(language_of(user)):
        path = reverse("my:receipt", args=[receipt.submission.reference])
        context = {"receipt": receipt, "address": request.build_absolute_uri(path)}
        subject = _("Receipt: %(reference)s") % {"reference": receipt.submission.reference}
        text = render_to_string("my/mail/receipt.txt", context)
    transaction.on_commit(lambda: send(subject, text, [user.email]))


def language_of(user: Any) -> str | None:
    """The code, as Django knows it, of a person's language; None for that of the page."""
    return get_supported_language_variant(user.language) if user.language else get_language()


def send(subject: str, text: str, to: list[str]) -> None:
    """A mail server that does not answer must not undo what was done."""
    try:
        send_mail(subject, text, None, to)
    except OSError:
        log.exception("A mail was not sent: %s", subject)
