"""Mail to a point of contact after a step of the person's own."""

from typing import Any

from django.http import HttpRequest

from contacts import links, mail
from contacts.models import MailKind
from contacts.recipients import Recipient
from reports.submissions.receipts import Receipt


def send_receipt(request: HttpRequest, receipt: Receipt) -> None:
    """Send the receipt to the person who handed the report in, in the person's language."""
    user: Any = request.user
    submission, to = receipt.submission, Recipient.of_user(user)
    mail.send(
        MailKind.RECEIPT,
        to,
        reporter=submission.reporter,
        cycle=submission.cycle,
        by=user,
        link=links.page("my:receipt", submission.reference, language=to.language, request=request),
        reference=submission.reference,
        time=receipt.at,
        digest=receipt.content,
    )
