"""The digest of what was handed in, and questions that nobody can take back."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from reports import coding, events, files, messages, receipts, workflow
from reports.coding import Answer
from reports.models import Message, Reading
from tracker.testing import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_own_draft,
    make_response,
    make_reviewer,
    make_state,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    document = make_document("doc")
    commitment = make_commitment(document)
    contact = make_contact(make_state("KEN"), name="Wanjiru")
    submission = make_own_draft(contact, make_cycle("2031", document), languages=["en"])
    answer = Answer(commitment.key, "planned", "Bientôt « là »", "fr")
    coding.record(submission, [answer], by=contact)
    files.attach(submission, make_upload(), by=contact)
    submission.contact = contact
    return submission


def handed_in(draft):
    return workflow.submit(draft, by=draft.contact, reason="As agreed.")


def test_anybody_who_holds_the_content_can_compute_the_digest(draft):
    receipt = receipts.receipt(handed_in(draft))
    content = receipts.canonical(draft)
    assert hashlib.sha256(content).hexdigest() == receipt.content
    said = json.loads(content)
    assert said["responses"][0]["narrative"] == "Bientôt « là »"
    assert said["files"] == [draft.attachments.get().sha256]
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical.encode() == content


def test_the_history_holds_the_digest(draft):
    step = handed_in(draft).events.get(action="submit")
    assert step.content_digest
    step.content_digest = "0" * 64
    assert events.digest(step) != step.digest


def test_a_receipt_tells_whether_the_content_is_still_the_same(draft):
    assert receipts.receipt(draft) is None
    submission = handed_in(draft)
    assert receipts.receipt(submission).is_unchanged
    returned = workflow.return_to_author(submission, by=make_reviewer(), reason="More, please.")
    coding.record(returned, [Answer("doc-1", "implemented")], by=draft.contact)
    assert not receipts.receipt(returned).is_unchanged
    again = workflow.submit(returned, by=draft.contact, reason="More.")
    assert receipts.receipt(again).is_unchanged


def test_a_receipt_names_nobody_of_the_secretariat(draft):
    assert receipts.receipt(handed_in(draft)).by == "Wanjiru"
    other = make_draft(by=make_officer(name="Secret"))
    commitment = make_commitment(make_document("other"))
    other.cycle.documents.add(commitment.document)
    make_response(other, commitment, "planned")
    assert receipts.receipt(workflow.submit(other, by=make_officer(name="Secret"))).by == ""


def test_both_sides_ask_and_answer_and_see_what_is_new(draft):
    officer, reader = make_officer(), make_contact(draft.reporter, "reader")
    messages.send(draft, "Which law?", by=officer, commitment=draft.responses.get().commitment)
    assert list(messages.unread(draft.contact).values_list("text", flat=True)) == ["Which law?"]
    assert not messages.unread(officer).exists()
    messages.mark_read(draft, by=draft.contact)
    assert not messages.unread(draft.contact).exists()
    assert messages.unread(reader).count() == 1
    messages.send(draft, "Act 5.", by=draft.contact)
    assert messages.unread(officer).get().text == "Act 5."
    assert [m.from_secretariat for m in messages.of(draft)] == [True, False]
    messages.mark_read(draft, by=officer)
    messages.mark_read(draft, by=officer)
    assert Reading.objects.filter(user=officer).count() == 1


def test_messages_come_from_those_who_write_the_report_and_from_officers(draft):
    for stranger in (make_contact(make_state("FRA")), make_contact(draft.reporter, "reader")):
        with pytest.raises(PermissionDenied):
            messages.send(draft, "Hello", by=stranger)
    with pytest.raises(ValidationError, match="Write something"):
        messages.send(draft, " \x00 ", by=draft.contact)
    with pytest.raises(ValidationError, match="not in the scope"):
        messages.send(draft, "Hello", by=draft.contact, commitment=make_commitment())


@pytest.mark.parametrize("change", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
def test_what_was_asked_stays_as_it_was(draft, change):
    messages.send(draft, "Which law?", by=make_officer())
    refused = pytest.raises(DatabaseError, match="message_is_never")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("reports_message"))
    assert Message.objects.get().text == "Which law?"
