"""A receipt to take away."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.dates import moment
from common.files.writing.blocks import Document, Inline, Paragraph, Table, Text
from common.multilingual import current_language
from reports.submissions.receipts import Receipt


def document(receipt: Receipt, address: str) -> Document:
    """In the active language. The digests stand in it in full, to compare."""
    submission = receipt.submission
    rows: list[list[Inline]] = [
        [[_("Report")], [Text(submission.reference, language="en")]],
        [[_("Reporter")], [str(submission.reporter)]],
        [[_("Reporting cycle")], [str(submission.cycle)]],
        [[_("Handed in")], [moment(receipt.at)]],
        [[_("Handed in by")], [receipt.by]],
        [[_("SHA-256 of the content")], [Text(receipt.content, language="en")]],
        [[_("SHA-256 of the history")], [Text(receipt.chain, language="en")]],
    ]
    return Document(
        title=pgettext("document", "Receipt"),
        subtitle=f"{submission.reporter} · {submission.cycle}",
        language=current_language(),
        header=[Text("PoA Tracker", language="en"), " · ", Text(address, language="en")],
        blocks=[Table([pgettext("document", "Receipt"), ""], rows), Paragraph([how()], "note")],
    )


def how() -> str:
    """How anybody checks it."""
    return _(
        "The first digest is the SHA-256 of the content as the tracker hands it out beside this"
        " receipt (JSON). Whoever holds that file can compute it again; whoever changes a letter"
        " gets another."
    )
