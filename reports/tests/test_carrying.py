"""Starting from the report before: what comes along, how it is marked, what confirms it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from commitments.models import Commitment, CommitmentLink, LinkKind
from reports.attachments import files
from reports.coding import carrying, recording
from reports.coding.recording import Answer, Outcome
from reports.models import Reporter, Response, Submission
from reports.refusals import ContentFrozen
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return make_reviewer()


@pytest.fixture
def kenya() -> Reporter:
    return make_state("KEN")


@pytest.fixture
def old() -> list[Commitment]:
    document = make_document("old")
    return [make_commitment(document) for _number in range(3)]


@pytest.fixture
def new() -> list[Commitment]:
    document = make_document("new")
    return [make_commitment(document) for _number in range(2)]


@pytest.fixture
def report(kenya: Reporter, old: list[Commitment], by: User) -> Submission:
    """What Kenya said in 2022, on three commitments."""
    draft = make_draft(kenya, make_cycle("2022", old[0].document), by=by, languages=["en"])
    file = files.attach(draft, make_upload(), by=by)
    answers = [
        Answer("old-1", "planned", "A law.", "en", file.pk, page=2, note="Doubtful."),
        Answer("old-2", "implemented", evidence_url="https://example.org/"),
        Answer("old-3", "no_information"),
    ]
    recording.record(draft, answers, by=by)
    return publish(draft, by=by)


@pytest.fixture
def draft(report: Submission, old: list[Commitment], new: list[Commitment]) -> Submission:
    """The report of 2024, on the old outcome and the new one."""
    cycle = make_cycle("2024", old[0].document, new[0].document)
    return make_draft(report.reporter, cycle, languages=["en"])


def said(submission: Submission) -> dict[str, tuple[str, bool]]:
    responses = submission.responses.select_related("commitment")
    return {r.commitment.key: (r.status, r.is_carried_over) for r in responses}


def test_the_answers_come_along_marked_and_without_the_other_report_s_pages(draft, by) -> None:
    assert carrying.carry_over(draft, by=by) == Outcome(created=3)
    assert said(draft) == {
        "old-1": ("planned", True),
        "old-2": ("implemented", True),
        "old-3": ("no_information", True),
    }
    one = draft.responses.get(commitment__key="old-1")
    assert (one.narrative, one.language, one.attachment, one.page) == ("A law.", "en", None, None)
    assert (one.note, one.coded_by) == ("", by)
    assert draft.responses.get(commitment__key="old-2").evidence_url == "https://example.org/"
    assert one.history.get().is_carried_over


def test_a_new_commitment_takes_the_answer_on_the_nearest_of_those_it_goes_on_from(
    draft, old, new, by
) -> None:
    CommitmentLink.objects.create(commitment=new[0], earlier=old[0], kind=LinkKind.FOLLOWS_UP)
    CommitmentLink.objects.create(commitment=new[0], earlier=old[1], kind=LinkKind.REPEATS)
    carrying.carry_over(draft, by=by, commitments=["new-1", "new-2"])
    assert said(draft) == {"new-1": ("implemented", True)}


def test_nothing_that_is_recorded_is_replaced(draft, by) -> None:
    recording.record(draft, [Answer("old-1", "not_applicable")], by=by)
    assert carrying.carry_over(draft, by=by).created == 2
    assert carrying.carry_over(draft, by=by) == Outcome()
    assert said(draft)["old-1"] == ("not_applicable", False)


def test_without_a_report_before_nothing_happens(report, old, by) -> None:
    other = make_draft(make_state("FRA"), make_cycle("2026", old[0].document))
    assert carrying.carry_over(other, by=by) == Outcome()


@pytest.mark.parametrize("fields", [{"is_fictional": True}, {"year": 2025}])
def test_only_an_earlier_published_report_of_the_same_world_counts(draft, old, by, fields) -> None:
    other = make_cycle("other", old[0].document, **fields)
    make_published(draft.reporter, other, {old[0]: "implemented"})
    assert carrying.last_report(draft) == Submission.objects.get(cycle__code="2022")


def test_recording_an_answer_confirms_it_even_as_it_stands(draft, by) -> None:
    carrying.carry_over(draft, by=by)
    officer = make_officer()
    one = draft.responses.select_related("commitment").get(commitment__key="old-1")
    assert recording.record(draft, [recording.as_answer(one)], by=officer) == Outcome(changed=1)
    one.refresh_from_db()
    assert (one.is_carried_over, one.coded_by, one.narrative) == (False, officer, "A law.")


def test_all_are_confirmed_at_once_or_those_that_are_named(draft, by) -> None:
    carrying.carry_over(draft, by=by)
    assert carrying.confirm(draft, by=by, commitments=["old-2"]) == Outcome(changed=1)
    assert [key for key, (_status, is_marked) in said(draft).items() if is_marked] == [
        "old-1",
        "old-3",
    ]
    assert carrying.confirm(draft, by=by) == Outcome(changed=2)
    assert not draft.responses.filter(is_carried_over=True).exists()


def test_what_nobody_confirmed_is_not_submitted(draft, by) -> None:
    carrying.carry_over(draft, by=by, commitments=["old-1"])
    with pytest.raises(ValidationError) as caught:
        workflow.submit(draft, by=by, reason="All is well.")
    assert [error.code for error in caught.value.error_list] == ["not_confirmed"]
    carrying.confirm(draft, by=by)
    workflow.submit(draft, by=by, reason="All is well.")


def test_only_who_may_code_carries_over_and_only_while_it_is_written(draft, by) -> None:
    with pytest.raises(PermissionDenied):
        carrying.carry_over(draft, by=make_user())
    workflow.submit(draft, by=by)
    with pytest.raises(ContentFrozen, match="frozen"):
        carrying.carry_over(draft, by=by)
    assert not Response.objects.filter(submission=draft).exists()


def test_it_takes_the_same_queries_at_any_size(report, by) -> None:
    taken = []
    for count, code in ((3, "2026"), (30, "2028")):
        document = make_document(f"d{count}")
        earlier = {make_commitment(document): "planned" for _number in range(count)}
        state = make_state()
        make_published(state, make_cycle(str(int(code) - 1), document), earlier)
        draft = make_draft(state, make_cycle(code, document))
        with CaptureQueriesContext(connection) as queries:
            assert carrying.carry_over(draft, by=by).created == count
        taken.append(len(queries))
    assert taken[0] == taken[1]
