import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.models import Response
from reports.refusals import ContentFrozen
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    document = make_document("doc")
    for _number in range(5):
        make_commitment(document)
    return document


@pytest.fixture
def draft(document):
    return make_draft(cycle=make_cycle("2031", document))


@pytest.fixture
def officer():
    return make_officer()


def problems(submission, *answers, by):
    with pytest.raises(ValidationError) as caught:
        recording.record(submission, answers, by=by)
    return caught.value.message_dict


def test_one_save_creates_changes_removes_and_leaves_alone(draft, officer):
    recording.record(draft, [Answer(f"doc-{n}", "planned") for n in (1, 2, 3)], by=officer)
    outcome = recording.record(
        draft,
        [
            Answer("doc-1", "planned"),
            Answer("doc-2", "implemented", page=7),
            Answer("doc-3", ""),
            Answer("doc-4", "in_progress", narrative="Un début", language="fr"),
        ],
        by=officer,
    )
    assert outcome == recording.Outcome(created=1, changed=1, removed=1, unchanged=1)
    stored = {r.commitment.key: r for r in draft.responses.select_related("commitment")}
    assert sorted(stored) == ["doc-1", "doc-2", "doc-4"]
    assert (stored["doc-2"].status, stored["doc-2"].page) == ("implemented", 7)
    assert stored["doc-4"].coded_by == officer


def test_what_a_response_says_is_found_by_search_after_any_save(draft, officer):
    recording.record(
        draft, [Answer("doc-1", "planned", narrative="École", language="fr")], by=officer
    )
    assert Response.objects.matching("ecole").exists()
    recording.record(
        draft, [Answer("doc-1", "planned", narrative="Traçage", language="fr")], by=officer
    )
    assert Response.objects.matching("tracage").exists()
    assert not Response.objects.matching("ecole").exists()


def test_every_change_of_a_response_is_in_its_history(draft, officer):
    for status in ("planned", "implemented", ""):
        recording.record(draft, [Answer("doc-1", status)], by=officer)
    history = Response.history.order_by("history_id")
    assert [(h.history_type, h.status) for h in history] == [
        ("+", "planned"),
        ("~", "implemented"),
        ("-", "implemented"),
    ]


def test_all_problems_are_raised_together_and_nothing_is_saved(draft, officer):
    found = problems(
        draft,
        Answer("doc-1", "planned"),
        Answer("doc-2", "perfect"),
        Answer("doc-3", "planned", page=0),
        Answer("doc-4", "planned", narrative="Words"),
        Answer("doc-5", "", page=4),
        Answer("other-1", "planned"),
        by=officer,
    )
    assert sorted(found) == ["doc-2", "doc-3", "doc-4", "doc-5", "other-1"]
    assert not draft.responses.exists()


def test_a_file_of_another_submission_is_no_evidence(draft, officer):
    foreign = files.attach(make_draft(by=officer), make_upload(), by=officer)
    found = problems(draft, Answer("doc-1", "planned", attachment_id=foreign.pk), by=officer)
    assert found == {"doc-1": ["Choose a file of this submission."]}


@pytest.mark.parametrize(
    "said",
    [{"narrative": "x"}, {"page": 3}, {"evidence_url": "https://x.org/"}, {"note": "Ask them."}],
)
def test_what_was_typed_beside_no_status_is_never_dropped(draft, officer, said):
    found = problems(draft, Answer("doc-1", "", **said), by=officer)
    assert found == {"doc-1": ["Choose what the report says, or clear the row."]}


def test_a_file_beside_no_status_is_never_dropped(draft, officer):
    file = files.attach(draft, make_upload(), by=officer)
    assert "doc-1" in problems(draft, Answer("doc-1", "", attachment_id=file.pk), by=officer)


def test_a_change_by_somebody_else_is_not_overwritten_unseen(draft, officer):
    recording.record(draft, [Answer("doc-1", "planned")], by=officer)
    seen = recording.fingerprint(draft.responses.get())
    recording.record(draft, [Answer("doc-1", "implemented")], by=make_officer())
    found = problems(draft, Answer("doc-1", "in_progress", seen=seen), by=officer)
    assert "Somebody else" in found["doc-1"][0]
    assert draft.responses.get().status == "implemented"


def test_a_response_that_appeared_meanwhile_is_noticed_too(draft, officer):
    recording.record(draft, [Answer("doc-1", "planned")], by=make_officer())
    assert problems(draft, Answer("doc-1", "in_progress", seen=""), by=officer)


def test_a_row_that_is_as_it_was_seen_is_saved(draft, officer):
    recording.record(draft, [Answer("doc-1", "planned")], by=officer)
    seen = recording.fingerprint(draft.responses.get())
    outcome = recording.record(draft, [Answer("doc-1", "implemented", seen=seen)], by=officer)
    assert outcome.changed == 1


def test_two_people_who_want_the_same_do_not_collide(draft, officer):
    recording.record(draft, [Answer("doc-1", "planned")], by=make_officer())
    outcome = recording.record(draft, [Answer("doc-1", "planned", seen="")], by=officer)
    assert outcome.unchanged == 1


def test_a_nil_return_takes_no_response_but_an_empty_table(document, officer):
    nil = make_draft(cycle=make_cycle("2032", document), is_nil_return=True)
    assert problems(nil, Answer("doc-1", "planned"), by=officer) == {
        "": ["A nil return has no responses."]
    }
    assert recording.record(nil, [Answer("doc-1", "")], by=officer) == recording.Outcome()


def test_a_submitted_report_is_not_coded_further(draft, officer):
    workflow.submit(draft, by=officer)
    with pytest.raises(ContentFrozen, match="frozen"):
        recording.record(draft, [Answer("doc-1", "planned")], by=officer)


def test_coding_takes_the_right_to(draft):
    with pytest.raises(PermissionDenied):
        recording.record(draft, [Answer("doc-1", "planned")], by=make_user())


def test_a_save_takes_as_many_queries_for_fifty_rows_as_for_five(
    document, officer, django_assert_max_num_queries
):
    for _number in range(45):
        make_commitment(document)
    draft = make_draft(cycle=make_cycle("2033", document))
    officer = type(officer).objects.get(pk=officer.pk)
    counts = []
    for keys in (range(1, 6), range(1, 51)):
        with django_assert_max_num_queries(40) as captured:
            recording.record(
                draft, [Answer(f"doc-{n}", "planned", page=n) for n in keys], by=officer
            )
        counts.append(len(captured))
    assert counts[1] <= counts[0]
