"""The second pair of eyes: who checks what, and what is not published without it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reports.coding import recording, second_look
from reports.coding.recording import Answer
from reports.models import SubmissionStatus
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_reviewer()


@pytest.fixture
def submission(reviewer):
    """Two responses of an officer and one of the reviewer, handed in."""
    document = make_document("doc")
    for _number in range(3):
        make_commitment(document)
    cycle = make_cycle("2031", document, needs_second_pair_of_eyes=True)
    draft = make_draft(cycle=cycle)
    answers = [Answer("doc-1", "planned"), Answer("doc-2", "planned")]
    recording.record(draft, answers, by=make_officer())
    recording.record(draft, [Answer("doc-3", "planned")], by=reviewer)
    workflow.submit(draft, by=reviewer)
    return workflow.start_review(draft, by=reviewer)


def code_of(caught):
    return caught.value.error_list[0].code


def test_nothing_is_published_before_somebody_else_has_checked_every_response(
    submission, reviewer
) -> None:
    assert second_look.check(submission, by=reviewer) == 2
    with pytest.raises(ValidationError, match="1 response is not checked") as caught:
        workflow.publish(submission, by=reviewer)
    assert code_of(caught) == "not_checked"
    other = make_reviewer()
    assert second_look.check(submission, by=other, commitments=["doc-3"]) == 1
    published = workflow.publish(submission, by=reviewer)
    assert published.status == SubmissionStatus.PUBLISHED
    checked = {r.commitment.key: r.checked_by for r in submission.responses.all()}
    assert checked == {"doc-1": reviewer, "doc-2": reviewer, "doc-3": other}
    assert submission.responses.first().history.first().checked_by == reviewer


def test_nobody_checks_what_they_coded_themselves(submission, reviewer) -> None:
    with pytest.raises(ValidationError) as caught:
        second_look.check(submission, by=reviewer, commitments=["doc-3"])
    assert code_of(caught) == "own_coding"


def test_a_changed_response_is_checked_again(submission, reviewer) -> None:
    second_look.check(submission, by=reviewer)
    workflow.return_to_author(submission, by=reviewer, reason="Page?")
    recording.record(submission, [Answer("doc-1", "planned", page=3)], by=make_officer())
    checked = submission.responses.exclude(checked_at=None)
    assert [r.commitment.key for r in checked] == ["doc-2"]


def test_a_cycle_that_needs_none_is_published_without(submission, reviewer) -> None:
    submission.cycle.needs_second_pair_of_eyes = False
    submission.cycle.save()
    assert second_look.check(submission, by=reviewer, commitments=["doc-3"]) == 1
    workflow.publish(submission, by=reviewer)


def test_only_reviewers_check_and_only_under_review(submission, reviewer) -> None:
    with pytest.raises(PermissionDenied):
        second_look.check(submission, by=make_officer())
    workflow.return_to_author(submission, by=reviewer, reason="Page?")
    with pytest.raises(ValidationError) as caught:
        second_look.check(submission, by=reviewer)
    assert code_of(caught) == "not_under_review"


def test_the_history_tells_who_checked(client, submission, reviewer) -> None:
    reviewer.name = "Amina"
    reviewer.save()
    second_look.check(submission, by=reviewer, commitments=["doc-1"])
    client.force_login(reviewer)
    page = client.get(reverse("admin:reports_submission_coding_history", args=[submission.pk]))
    (change,) = page.context["page_obj"][0].history_delta_changes
    assert (change["old"], change["new"]) == ("", "Amina")


def test_responses_are_checked_in_the_table_one_by_one_or_all(client, submission, reviewer) -> None:
    client.force_login(reviewer)
    address = submission.get_coding_url()
    assert client.get(address).content.decode().count("data-check") == 3
    answer = client.post(address, {"check": "doc-1"})
    assert answer["Location"] == f"{address}#doc-1"
    assert client.get(address).context["table"].checked_count == 1
    client.post(address, {"check": "doc-3"})
    client.post(address, {"check": "*"})
    table = client.get(address)
    assert table.context["table"].checked_count == 2
    assert "Somebody else than who coded it must check it." in table.content.decode()
    client.force_login(make_officer())
    assert "data-check" not in client.get(address).content.decode()
    assert client.post(address, {"check": "*"}).status_code == 403
