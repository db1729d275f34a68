"""If-Match: nobody overwrites an unread change, however close the race."""

from typing import Any

import pytest

from api.tests.writers import Caller, etag, problem, program
from reports.attachments import files
from reports.coding import recording
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    at_once,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
)

PATH = "submissions/KEN-2022-1/"


@pytest.fixture
def draft(db: None):
    document = make_document("bms8")
    for _number in range(3):
        make_commitment(document)
    draft = make_draft(make_state("KEN"), make_cycle("2022", document))
    files.attach(draft, make_upload(), by=make_reviewer())
    recording.record(draft, [recording.Answer("bms8-1", "planned")], by=make_reviewer())
    return draft


@pytest.fixture
def caller(db: None) -> Caller:
    return program()


def writes(draft: Submission) -> list[tuple[str, str, Any]]:
    """Every request that needs a version, in an order that makes each possible."""
    key = draft.attachments.get().key
    return [
        ("PATCH", PATH, {"reporter_remarks": "New."}),
        (
            "PUT",
            f"{PATH}responses/",
            {"responses": [{"commitment": "bms8-2", "status": "planned"}]},
        ),
        (
            "PATCH",
            f"{PATH}responses/",
            {"responses": [{"commitment": "bms8-3", "status": "planned"}]},
        ),
        ("PUT", "responses/KEN-2022-1:bms8-1/", {"status": "planned"}),
        ("DELETE", "responses/KEN-2022-1:bms8-1/", None),
        ("DELETE", f"{PATH}attachments/{key}/", None),
        ("POST", f"{PATH}submit/", None),
        ("POST", f"{PATH}return/", {"reason": "Because."}),
        ("POST", f"{PATH}submit/", None),
        ("POST", f"{PATH}start-review/", None),
        ("POST", f"{PATH}publish/", None),
        ("POST", f"{PATH}correct/", None),
        ("POST", f"{PATH}withdraw/", {"reason": "Because."}),
    ]


def test_every_change_needs_the_version_it_changes(caller, draft) -> None:
    for method, path, body in writes(draft):
        before = etag(draft)
        for sent in ("", "*"):
            assert "If-Match" in problem(caller.ask(method, path, body, if_match=sent), 428)
        problem(caller.ask(method, path, body), 428)
        for sent in (
            '"KEN-2022-1.0"',
            f"W/{before}",
            before.strip('"'),
            '"',
            "garbage",
            before[:-2],
        ):
            problem(caller.ask(method, path, body, if_match=sent), 412)
        assert etag(draft) == before
        answer = caller.ask(method, path, body, if_match=f'"other", {before}')
        assert answer.status_code in (200, 201, 204), (path, answer.content)
        assert etag(draft) != before or path.endswith("correct/")


def test_an_answer_carries_the_version_to_go_on_with(caller, draft) -> None:
    version = caller.get(PATH)["ETag"]
    for method, path, body in writes(draft):
        answer = caller.ask(method, path, body, if_match=version)
        assert answer.status_code in (200, 201, 204), (path, answer.content)
        version = version if path.endswith("correct/") else answer["ETag"]
        assert version == etag(draft)


def test_a_change_by_others_anywhere_in_the_report_makes_a_version_old(caller, draft) -> None:
    by = make_reviewer()
    for change in [
        lambda: workflow.change(draft, by=by, reporter_remarks="Theirs."),
        lambda: recording.record(draft, [recording.Answer("bms8-2", "planned")], by=by),
        lambda: files.attach(draft, make_upload("annex.txt", b"An annex."), by=by),
        lambda: draft.responses.update(note="Theirs."),
        lambda: workflow.submit(draft, by=by),
    ]:
        version = caller.get(PATH)["ETag"]
        change()
        mine = {"secretariat_remarks": "Mine."}
        problem(caller.ask("PATCH", PATH, mine, if_match=version), 412)


def test_what_is_not_there_is_not_found_whatever_the_version(caller, draft) -> None:
    for path in ("submissions/XXX-2022-1/", "submissions/KEN-2022-2/", "submissions/ken-2022-1/"):
        problem(caller.ask("PATCH", path, {}), 404)
        problem(caller.post(f"{path}submit/", if_match="*"), 404)


def test_the_public_is_shown_no_version_of_ours(draft) -> None:
    make_published(make_state("WSM"), draft.cycle)
    shown = Caller().get("submissions/WSM-2022-1/")
    assert shown.status_code == 200
    assert shown.headers.get("ETag", "") != etag(Submission.objects.get(reference="WSM-2022-1"))


# Races between real connections


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_same_version_exactly_one_wins(transactional_db: None) -> None:
    document = make_document("bms8")
    commitment = make_commitment(document)
    draft = make_draft(make_state("KEN"), make_cycle("2022", document))
    callers = [program(), program()]

    def said(status: str) -> dict[str, Any]:
        return {"responses": [{"commitment": commitment.key, "status": status}]}

    # Each of the two changes something, whichever is first.
    many, one = ("planned", "implemented"), ("in_progress", "not_applicable")
    requests = [
        ("PATCH", PATH, lambda index: {"reporter_remarks": f"By {index}."}),
        ("PATCH", PATH, lambda index: {"reporter_remarks": f"Again by {index}."}),
        ("PUT", f"{PATH}responses/", lambda index: said(many[index])),
        ("PUT", f"responses/KEN-2022-1:{commitment.key}/", lambda index: {"status": one[index]}),
        ("POST", f"{PATH}submit/", lambda index: None),
        ("POST", f"{PATH}withdraw/", lambda index: {"reason": f"By {index}."}),
    ]
    for method, path, body in requests:
        version = etag(draft)
        answers = at_once(
            2,
            lambda n: callers[n].ask(method, path, body(n), if_match=version),  # noqa: B023
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, 412], path
        if method == "PATCH":
            (won,) = (n for n, answer in enumerate(answers) if answer.status_code == 200)
            assert Submission.objects.get().reporter_remarks.endswith(f"y {won}.")


@pytest.mark.django_db(transaction=True)
def test_no_edit_is_lost_among_many_editors(transactional_db: None) -> None:
    draft = make_draft(make_state("KEN"), make_cycle("2022"))
    callers = [program() for _number in range(4)]

    def edit(index: int) -> int:
        """Add five characters, reading again whenever somebody else was first; returns the
        refusals."""
        refused = done = 0
        while done < 5:
            read = callers[index].get(PATH)
            body = {"reporter_remarks": read.json()["reporter_remarks"] + "x"}
            status = callers[index].ask("PATCH", PATH, body, if_match=read["ETag"]).status_code
            assert status in (200, 412)
            done, refused = done + (status == 200), refused + (status == 412)
        return refused

    at_once(4, edit)
    assert Submission.objects.get(pk=draft.pk).reporter_remarks == "x" * 20
