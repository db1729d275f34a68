"""The digest of what was handed in, and questions that nobody can take back."""

import datetime
import hashlib
import json
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.models import Message, Reading, Response
from reports.models.children import child_of, newest_form, registered
from reports.models.children import children as all_children
from reports.models.columns import RESPONSE, SUBMISSION, Audience
from reports.submissions import events, messages, receipts, workflow
from testing.builders import (
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
    recording.record(submission, [answer], by=contact)
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
    recording.record(returned, [Answer("doc-1", "implemented")], by=draft.contact)
    assert not receipts.receipt(returned).is_unchanged
    again = workflow.submit(returned, by=draft.contact, reason="More.")
    assert receipts.receipt(again).is_unchanged


# What each form of the receipt holds. Receipts were made under them: a new column goes into a new
# form, and no line here is ever changed.
HELD = {
    2: {
        "attachment": ["sha256"],
        "response": [
            "attachment",
            "commitment",
            "evidence_url",
            "language",
            "narrative",
            "page",
            "status",
        ],
        "submission": ["is_nil_return", "languages", "reference", "reporter_remarks"],
    },
    3: {"answer": ["part", "row", "state", "value"]},
    4: {
        "observation": [
            "breakdown",
            "comment",
            "denominator_rule",
            "ends_on",
            "indicator",
            "language",
            "made",
            "nature",
            "period_text",
            "qualifier",
            "reporting_type",
            "starts_on",
            "unit",
            "value",
            "value_max",
        ],
        "availability": [
            "answered",
            "ends_on",
            "indicator",
            "language",
            "period_text",
            "reason",
            "starts_on",
            "why",
        ],
        "progress": [
            "actions",
            "challenges",
            "effectiveness",
            "language",
            "level",
            "measure",
            "narrative",
            "nothing_new_since",
            "target",
        ],
    },
    5: {"availability": ["confirms"]},
    6: {
        "announcement": [
            "baseline_value",
            "baseline_year",
            "commitment",
            "degree",
            "document_url",
            "due_on",
            "ends_on",
            "indicator",
            "kind",
            "language",
            "measure_number",
            "number",
            "of_number",
            "plan",
            "responsible",
            "sdg_target",
            "stage",
            "starts_on",
            "text",
            "title",
            "unit",
            "value",
        ],
    },
    7: {
        "progress": ["figures"],
        "announcement": [
            "adopted_by",
            "adopted_on",
            "baseline_text",
            "covers",
            "goes_with",
            "milestones",
        ],
    },
    8: {"submission": ["publication_url"]},
}


def held(form):
    tables = {"submission": SUBMISSION, **{each.name: each.columns for each in all_children()}}
    gone = {each.name: {n: g.column for n, g in each.gone.items()} for each in all_children()}
    found = {
        name: sorted(
            c for c, column in {**columns, **gone.get(name, {})}.items() if column.receipt == form
        )
        for name, columns in tables.items()
    }
    return {name: names for name, names in found.items() if names}


def test_a_form_of_the_receipt_never_changes():
    assert {form: held(form) for form in range(2, newest_form() + 1)} == HELD


def test_a_receipt_of_the_first_form_stays_valid(draft):
    """As steps were recorded before forms had numbers."""
    content = receipts.canonical_in(draft, 1, "")
    response, file = draft.responses.get(), draft.attachments.get()
    assert json.loads(content) == {
        "reference": draft.reference,
        "is_nil_return": False,
        "languages": ["en"],
        "remarks": "",
        "files": [file.sha256],
        "responses": [
            {
                "commitment": response.commitment.key,
                "status": "planned",
                "narrative": "Bientôt « là »",
                "language": "fr",
                "file": "",
                "page": None,
                "link": "",
            }
        ],
    }
    draft.status, draft.submitted_at = "submitted", datetime.datetime.now(datetime.UTC)
    draft.received_on = datetime.date(2022, 6, 1)
    draft.save()
    digest = hashlib.sha256(content).hexdigest()
    step = events.append(draft, "submit", "draft", by=draft.contact, content_digest=digest)
    assert (step.content_form, step.content_salt) == (1, "")
    assert receipts.receipt(draft).is_unchanged
    assert receipts.canonical(draft) == content
    assert events.broken(draft) == []


def test_a_receipt_is_verified_under_its_own_form(draft):
    """Though a later form holds more."""
    submission = handed_in(draft)
    before = receipts.receipt(submission)
    response = child_of(Response)
    later = newest_form() + 1
    more = {**RESPONSE, "note": replace(RESPONSE["status"], receipt=later)}
    with registered(replace(response, columns=more)):
        assert newest_form() == later
        assert receipts.receipt(submission) == before
        assert receipts.seal(submission).form == later


def test_content_that_is_not_public_enters_as_one_salted_digest(draft):
    response = child_of(Response)
    later = newest_form() + 1
    secret = replace(RESPONSE["status"], receipt=later, audience=Audience.OWNER)
    draft.responses.update(note="Depot 12")
    with registered(replace(response, columns={**RESPONSE, "note": secret})):
        seal = receipts.seal(draft)
        content = receipts.canonical_in(draft, seal.form, seal.salt)
        assert b"Depot" not in content
        told = json.loads(content)["not_public"]
        hidden = b'{"answers":[],"responses":["Depot 12"]}'
        assert receipts.not_public(draft, seal.form) == hidden
        assert told == hashlib.sha256(seal.salt.encode() + b":" + hidden).hexdigest()
        assert receipts.seal(draft).digest != seal.digest, "each receipt has a salt of its own"
        draft.responses.update(note="Depot 13")
        assert receipts.digest(draft, seal.form, seal.salt) != seal.digest


def test_the_history_holds_the_form_and_the_salt(draft):
    step = handed_in(draft).events.get(action="submit")
    assert step.content_form == newest_form()
    for name, other in (("content_form", 9), ("content_salt", "0" * 32)):
        kept = getattr(step, name)
        setattr(step, name, other)
        assert events.digest(step) != step.digest
        setattr(step, name, kept)


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
