"""A receipt as a document."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.dates import moment
from common.files.writing.blocks import Document, Inline, Paragraph, Table, Text
from common.multilingual import current_language
from reports.submissions.receipts import Receipt


def document(receipt: Receipt, address: str) -> Document:
    """The receipt in the active language, with the digests in full, for comparison."""
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
    """How anybody can check the receipt."""
    return _(
        "The first digest is the SHA-256 of the content as the tracker hands it out beside this"
        " receipt (JSON). Whoever holds that file can compute it again; whoever changes a letter"
        " gets another."
    )
