"""The rules that span tables, held by triggers on both engines against any way of writing."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common.database.triggers import Rule
from reports.models import Attachment, Response, Submission, SubmissionEvent
from reports.submissions import rules, workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_published,
    make_response,
    make_reviewer,
    make_state,
)

pytestmark = pytest.mark.django_db


def refused(rule, write, *args, **kwargs):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        write(*args, **kwargs)


@pytest.fixture
def commitment():
    return make_commitment()


@pytest.fixture
def draft(commitment):
    return make_draft(cycle=make_cycle("2031", commitment.document))


def make_attachment(submission):
    return Attachment.objects.create(
        submission=submission, file="aa/x.pdf", name="x.pdf", size=1, sha256="0" * 64
    )


def test_every_rule_is_in_force():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        installed = {name for (name,) in cursor.fetchall()}
    assert {rule.name for rule in rules.rules()} <= installed


def test_installing_again_changes_nothing(draft):
    rules.install_rules(connection)
    refused("event_is_never_removed", SubmissionEvent.objects.all()._raw_delete, "default")


def triggers():
    query = {
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal",
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        return sorted(cursor.fetchall())


def test_a_rule_that_is_no_more_goes_with_its_trigger(monkeypatch):
    now = triggers()
    gone = Rule("message_is_in_order", "reports_message", "INSERT", "1 = 0")
    moved = Rule("event_is_never_changed", "reports_message", "UPDATE", "1 = 0")
    others = [rule for rule in rules.rules() if rule.name != moved.name]
    with monkeypatch.context() as patch:
        patch.setattr(rules, "rules", lambda: [*others, gone, moved])
        rules.install_rules(connection)
        assert (gone.name, gone.table) in triggers()
        assert (moved.name, moved.table) in triggers()
        assert (moved.name, "reports_submissionevent") not in triggers()
    rules.install_rules(connection)
    assert triggers() == now


def test_a_nil_return_takes_no_response(commitment):
    nil = make_draft(cycle=make_cycle("2032", commitment.document), is_nil_return=True)
    refused("nil_return_takes_no_response", make_response, nil, commitment)
    refused(
        "nil_return_takes_no_response",
        Response.objects.bulk_create,
        [Response(submission=nil, commitment=commitment, status="planned")],
    )


def test_a_report_with_responses_cannot_become_a_nil_return(draft, commitment):
    make_response(draft, commitment)
    refused(
        "report_with_responses_is_no_nil_return",
        Submission.objects.filter(pk=draft.pk).update,
        is_nil_return=True,
    )


def test_a_report_without_responses_can_become_a_nil_return(draft):
    Submission.objects.filter(pk=draft.pk).update(is_nil_return=True)
    assert Submission.objects.get(pk=draft.pk).is_nil_return


def test_a_response_is_to_a_document_of_its_cycle(draft):
    refused("response_is_in_the_scope", make_response, draft, make_commitment())


def test_a_response_is_to_an_operative_commitment(draft, commitment):
    preambular = make_commitment(commitment.document, is_operative=False)
    refused("response_is_in_the_scope", make_response, draft, preambular)


def test_a_response_cannot_be_moved_out_of_scope(draft, commitment):
    make_response(draft, commitment)
    refused(
        "response_stays_in_the_scope",
        Response.objects.update,
        commitment=make_commitment(make_document()),
    )


def test_evidence_is_a_file_of_the_same_submission(draft, commitment):
    other = make_attachment(make_draft())
    refused(
        "evidence_is_of_the_same_submission",
        Response.objects.create,
        submission=draft,
        commitment=commitment,
        status="planned",
        attachment=other,
    )
    response = make_response(draft, commitment)
    refused(
        "evidence_stays_of_the_same_submission",
        Response.objects.filter(pk=response.pk).update,
        attachment=other,
    )


@pytest.fixture
def published(commitment):
    return make_published(
        make_state(), make_cycle("2033", commitment.document), {commitment: "implemented"}
    )


def test_responses_of_a_submitted_report_are_frozen(published, commitment):
    other = make_commitment(commitment.document)
    responses = Response.objects.filter(submission=published)
    refused("response_is_added_while_written", make_response, published, other)
    refused("response_is_changed_while_written", responses.update, status="planned")
    refused("response_is_changed_while_written", responses.update, narrative="x", language="en")
    refused("response_is_changed_while_written", responses.update, page=3)
    refused("response_is_removed_while_written", responses.delete)
    refused("response_is_removed_while_written", responses._raw_delete, "default")


def test_a_carried_over_answer_is_never_submitted(draft, commitment):
    response = make_response(draft, commitment)
    Response.objects.update(is_carried_over=True)
    submitted = {"status": "submitted", "submitted_at": timezone.now()}
    rows = Submission.objects.filter(pk=draft.pk)
    refused("carried_over_answers_are_confirmed", rows.update, **submitted)
    Response.objects.filter(pk=response.pk).update(is_carried_over=False)
    rows.update(**submitted)


def test_checking_a_response_is_not_an_edit_of_it(published):
    Response.objects.filter(submission=published).update(
        note="Seen", checked_by=make_reviewer(), checked_at=timezone.now()
    )


def test_attachments_of_a_submitted_report_are_frozen(draft):
    attachment = make_attachment(draft)
    workflow.submit(draft, by=make_reviewer())
    attachments = Attachment.objects.filter(pk=attachment.pk)
    refused("attachment_is_added_while_written", make_attachment, draft)
    refused("attachment_is_changed_while_written", attachments.update, sha256="1" * 64)
    refused("attachment_is_removed_while_written", attachments._raw_delete, "default")
    attachments.update(is_public=True)


@pytest.mark.parametrize(
    "change",
    [
        {"is_nil_return": True},
        {"received_on": "2022-05-01"},
        {"reporter_remarks": "New"},
        {"channel": "email"},
        {"languages": ["fr"]},
    ],
)
def test_the_content_of_a_submitted_report_is_frozen(change):
    mine = Submission.objects.filter(pk=make_published().pk)
    refused("submitted_content_is_frozen", mine.update, **change)


def test_remarks_of_the_secretariat_are_not_content(published):
    Submission.objects.filter(pk=published.pk).update(secretariat_remarks="Called the ministry")


def test_a_submission_keeps_its_identity(draft):
    mine = Submission.objects.filter(pk=draft.pk)
    refused("submission_keeps_its_identity", mine.update, version=7)
    refused("submission_keeps_its_identity", mine.update, reporter=make_state())


def test_a_submission_is_never_deleted(draft):
    mine = Submission.objects.filter(pk=draft.pk)
    refused("submission_is_withdrawn_not_deleted", mine._raw_delete, "default")


def test_events_are_never_changed_or_removed(draft):
    refused("event_is_never_changed", draft.events.update, reason="Otherwise")
    refused("event_is_never_removed", draft.events.all()._raw_delete, "default")
