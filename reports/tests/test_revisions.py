"""The revision of a submission moves with every write to it or its parts, whoever writes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.attachments import files
from reports.coding import recording
from reports.models import Attachment, Channel, Response, ResponseStatus, Submission
from reports.refusals import ContentFrozen
from reports.submissions import workflow
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_response,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


def revision(submission: Submission) -> int:
    found: int = Submission.objects.values_list("revision", flat=True).get(pk=submission.pk)
    return found


@pytest.fixture
def commitments():
    document = make_document("bms8")
    return [make_commitment(document) for _number in range(3)]


@pytest.fixture
def draft(commitments):
    return make_draft(make_state("KEN"), make_cycle("2022", commitments[0].document))


@pytest.fixture
def moved(draft):
    """``moved(write)``: whether the write moved the draft's revision."""

    def moves(write: Any) -> bool:
        before = revision(draft)
        write()
        return revision(draft) > before

    return moves


def test_it_starts_at_one() -> None:
    assert revision(make_draft()) == 1


def test_every_write_to_the_submission_moves_it(draft, moved) -> None:
    assert moved(lambda: workflow.change(draft, by=make_officer(), reporter_remarks="New"))
    assert moved(lambda: Submission.objects.filter(pk=draft.pk).update(source="X"))
    assert moved(lambda: workflow.submit(draft, by=make_officer()))


def test_an_object_that_was_read_long_ago_cannot_turn_it_back(draft, moved) -> None:
    old = Submission.objects.get(pk=draft.pk)
    Submission.objects.filter(pk=draft.pk).update(source="X")
    assert old.revision < revision(draft)
    assert moved(old.save)


def test_every_write_to_a_response_moves_it(draft, moved, commitments) -> None:
    one, two, three = commitments
    assert moved(lambda: make_response(draft, one))
    rows = [Response(submission=draft, commitment=c, status="planned") for c in (two, three)]
    assert moved(lambda: Response.objects.bulk_create(rows))
    assert moved(lambda: draft.responses.update(page=3))
    assert moved(lambda: Response.objects.bulk_update(draft.responses.all(), ["note"]))
    assert moved(lambda: draft.responses.first().delete())
    assert moved(lambda: draft.responses.all().delete())


def test_every_write_to_a_file_moves_it(draft, moved) -> None:
    by = make_officer()
    assert moved(lambda: files.attach(draft, make_upload(), by=by))
    assert moved(lambda: Attachment.objects.update(is_public=True))
    assert moved(lambda: files.remove(Attachment.objects.get(), by=by))


def test_a_save_of_the_coding_table_moves_it_once_it_changes_something(
    draft, moved, commitments
) -> None:
    by = make_officer()
    answers = [recording.Answer(c.key, ResponseStatus.PLANNED) for c in commitments]
    assert moved(lambda: recording.record(draft, answers, by=by))
    assert not moved(lambda: recording.record(draft, answers, by=by))


def test_other_submissions_keep_theirs(draft, commitments) -> None:
    other = make_draft(make_state("WSM"), draft.cycle)
    make_response(draft, commitments[0])
    workflow.submit(draft, by=make_officer())
    assert revision(other) == 1


def test_a_response_that_moves_moves_both(draft, commitments) -> None:
    other = make_draft(make_state("WSM"), draft.cycle)
    response = make_response(draft, commitments[0])
    before = revision(draft)
    response.submission = other
    response.save()
    assert revision(draft) > before
    assert revision(other) > 1


def test_a_new_version_counts_for_itself(commitments) -> None:
    published = make_published(
        answers={commitments[0]: "planned"},
        cycle=make_cycle("2022", commitments[0].document),
    )
    before = revision(published)
    workflow.correct(published, by=make_officer())
    assert revision(published) == before


def test_it_is_no_part_of_the_history(draft) -> None:
    fields = {field.name for field in draft.history.model._meta.get_fields()}
    assert "revision" not in fields
    assert "is_nil_return" in fields


# Changing what a submission says of itself


def test_content_changes_while_it_is_written_and_remarks_at_any_time(draft) -> None:
    by = make_officer()
    workflow.change(draft, by=by, channel=Channel.EMAIL, languages=["fr"])
    workflow.submit(draft, by=by)
    with pytest.raises(workflow.ContentFrozen):
        workflow.change(draft, by=by, channel=Channel.PAPER)
    changed = workflow.change(draft, by=by, secretariat_remarks="Called them.")
    assert (changed.channel, changed.languages) == ("email", ["fr"])
    assert changed.secretariat_remarks == "Called them."
    assert changed.history.count() == 4


def test_a_change_to_the_same_is_none(draft) -> None:
    workflow.change(draft, by=make_officer(), channel=draft.channel)
    assert draft.history.count() == 1
    assert revision(draft) == 1


def test_a_change_takes_the_right_person_and_sound_values(draft, commitments) -> None:
    with pytest.raises(PermissionDenied):
        workflow.change(draft, by=make_user(is_staff=True), channel=Channel.EMAIL)
    with pytest.raises(ValidationError) as refused:
        workflow.change(draft, by=make_officer(), channel="fax", languages=["de"])
    assert set(refused.value.message_dict) == {"channel", "languages"}
    make_response(draft, commitments[0])
    with pytest.raises(ValidationError) as refused:
        workflow.change(draft, by=make_officer(), is_nil_return=True)
    assert set(refused.value.message_dict) == {"is_nil_return"}


# Taking a file away


def test_a_file_is_removed_while_nothing_cites_it_and_the_report_is_written(
    draft, commitments
) -> None:
    by = make_reviewer()
    uploads = (make_upload(), make_upload(content=PDF + b"\n"))
    cited, other = (files.attach(draft, each, by=by) for each in uploads)
    assert cited.key != other.key
    answer = recording.Answer(commitments[0].key, "planned", attachment_id=cited.pk)
    recording.record(draft, [answer], by=by)
    with pytest.raises(ValidationError, match="evidence"):
        files.remove(cited, by=by)
    with pytest.raises(PermissionDenied):
        files.remove(other, by=make_user(is_staff=True))
    files.remove(other, by=by)
    workflow.submit(draft, by=by)
    with pytest.raises(ContentFrozen, match="frozen"):
        files.remove(cited, by=by)
    assert draft.attachments.get() == cited


def test_a_problem_says_which_field_it_is_about(draft, commitments) -> None:
    answer = recording.Answer(
        commitments[0].key, "planned", narrative="x", page=0, attachment_id=1, evidence_url="x"
    )
    with pytest.raises(ValidationError) as refused:
        recording.record(draft, [answer, recording.Answer("no-1", "planned")], by=make_officer())
    problems = refused.value.error_dict
    assert {error.code for error in problems[commitments[0].key]} == {
        "attachment",
        "evidence_url",
        "language",
        "page",
    }
    assert [error.code for error in problems["no-1"]] == ["commitment"]
