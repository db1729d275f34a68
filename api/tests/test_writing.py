"""Writing over the API: registering, recording, attaching and taking steps are on record."""

import datetime
import errno
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from accounts.models import ApiKey
from api.tests.writers import Caller, etag, problem, program, session
from reports.attachments import files
from reports.models import Action, Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitments():
    document = make_document("bms8")
    return [make_commitment(document) for _number in range(4)]


@pytest.fixture
def cycle(commitments):
    return make_cycle("2022", commitments[0].document)


@pytest.fixture
def draft(cycle):
    return make_draft(make_state("KEN"), cycle)


@pytest.fixture
def caller() -> Caller:
    return program(make_reviewer(name="Amina"))


# Registering and changing


def test_a_report_is_registered(caller, cycle) -> None:
    make_state("KEN")
    body = {
        "reporter": "KEN",
        "cycle": "2022",
        "channel": "email",
        "languages": ["fr", "en"],
        "received_on": "2022-06-01",
        "is_nil_return": False,
        "reporter_remarks": "With thanks.",
        "secretariat_remarks": "Came twice.",
    }
    answer = caller.post("submissions/", body)
    assert answer.status_code == 201
    record = answer.json()
    assert answer["Location"] == record["url"]
    assert answer["ETag"] == '"KEN-2022-1.1"'
    assert answer["Cache-Control"] == "private, no-store"
    assert (record["reference"], record["status"]) == ("KEN-2022-1", "draft")
    assert record["languages"] == ["en", "fr"]
    assert record["secretariat_remarks"] == "Came twice."
    assert record["published_at"] is None
    submission = Submission.objects.get()
    assert submission.received_on == datetime.date(2022, 6, 1)
    assert submission.events.get().actor_name == "Amina"
    assert submission.history.get().history_user.name == "Amina"


def test_a_report_of_which_only_a_limit_is_known_is_registered(caller, cycle) -> None:
    make_organisation("ecowas")
    body = {
        "reporter": "ecowas",
        "cycle": "2022",
        "channel": "listed",
        "received_no_later_than": "2022-07-01",
        "source": "Para. 16",
    }
    assert caller.post("submissions/", body).json()["received_no_later_than"] == "2022-07-01"
    del body["source"]
    make_organisation("sadc")
    assert "" in problem(caller.post("submissions/", {**body, "reporter": "sadc"}), 400)


def test_a_second_draft_of_a_report_is_a_conflict(caller, draft) -> None:
    body = {"reporter": "KEN", "cycle": "2022", "channel": "email"}
    problem(caller.post("submissions/", body), 409)
    assert Submission.objects.count() == 1


def test_a_closed_cycle_takes_no_report(caller, cycle) -> None:
    make_state("KEN")
    cycle.closes_on = datetime.date(2022, 5, 1)
    cycle.save()
    body = {"reporter": "KEN", "cycle": "2022", "channel": "email", "received_on": "2022-06-01"}
    assert "cycle" in problem(caller.post("submissions/", body), 400)


def test_everything_that_is_wrong_is_told_at_once(caller) -> None:
    body = {
        "reporter": "XXX",
        "cycle": 2022,
        "channel": "fax",
        "languages": ["en", "de"],
        "received_on": "2022-02-30",
        "is_nil_return": "yes",
        "source": "x" * 301,
        "status": "published",
    }
    answer = caller.post("submissions/", body)
    found = problem(answer, 400)
    assert set(found) == {*body, "languages.1"} - {"languages"}
    faults = {fault["path"]: fault for fault in answer.json()["errors"]}
    assert faults["channel"]["allowed"] == ["online", "email", "paper", "listed"]
    assert "reporter_remarks" in faults["status"]["allowed"]
    assert set(problem(caller.post("submissions/"), 400)) == {"reporter", "cycle", "channel"}


def test_a_draft_is_changed(caller, draft) -> None:
    answer = caller.ask(
        "PATCH",
        "submissions/KEN-2022-1/",
        {"channel": "online", "received_on": None},
        if_match=etag(draft),
    )
    assert answer.status_code == 200
    assert (answer.json()["channel"], answer.json()["received_on"]) == ("online", None)
    assert answer["ETag"] == etag(draft) == '"KEN-2022-1.2"'


def test_of_a_submitted_report_only_internal_remarks_change(caller, draft) -> None:
    workflow.submit(draft, by=make_reviewer())
    path = "submissions/KEN-2022-1/"
    problem(caller.ask("PATCH", path, {"channel": "online"}, if_match=etag(draft)), 409)
    remarks = {"secretariat_remarks": "Called."}
    answer = caller.ask("PATCH", path, remarks, if_match=etag(draft))
    assert answer.json()["secretariat_remarks"] == "Called."


def test_reporter_and_cycle_never_change(caller, draft) -> None:
    body = {"reporter": "KEN", "cycle": "2022", "version": 2, "reference": "X"}
    answer = caller.ask("PATCH", "submissions/KEN-2022-1/", body, if_match=etag(draft))
    assert set(problem(answer, 400)) == set(body)


# Responses


def full(commitment: Any, **fields: Any) -> dict[str, Any]:
    return {"commitment": commitment.key, "status": "planned", **fields}


def said(submission: Submission) -> dict[str, str]:
    return dict(submission.responses.values_list("commitment__key", "status"))


PATH = "submissions/KEN-2022-1/responses/"


def test_all_responses_are_recorded_in_one_go(caller, draft, commitments) -> None:
    upload = files.attach(draft, make_upload(), by=make_reviewer())
    first, second, third, _fourth = commitments
    body = {
        "responses": [
            full(second, status="implemented", page=12, attachment_key=upload.key),
            full(first, narrative="Le rapport", language="fr", note="Unclear."),
            full(third, evidence_url="https://example.org/law"),
        ]
    }
    answer = caller.ask("PUT", PATH, body, if_match=etag(draft))
    assert answer.status_code == 200
    assert answer["ETag"] == etag(draft)
    rows = answer.json()["responses"]
    assert [row["commitment"] for row in rows] == [first.key, second.key, third.key]
    assert (rows[0]["narrative"], rows[0]["language"]) == ("Le rapport", "fr")
    assert (rows[0]["note"], rows[0]["coded_by"]) == ("Unclear.", "Amina")
    assert (rows[1]["page"], rows[1]["attachment_key"]) == (12, upload.key)
    assert caller.get(PATH).json() == answer.json()
    assert caller.get(PATH)["ETag"] == answer["ETag"]


def test_put_leaves_exactly_these_and_patch_leaves_the_others(caller, draft, commitments) -> None:
    first, second, third, _fourth = commitments
    for method, rows, expected in [
        ("PUT", [full(first), full(second)], {first.key: "planned", second.key: "planned"}),
        (
            "PATCH",
            [full(second, status="implemented"), full(third)],
            {first.key: "planned", second.key: "implemented", third.key: "planned"},
        ),
        ("PUT", [full(third)], {third.key: "planned"}),
        ("PATCH", [], {third.key: "planned"}),
        ("PUT", [], {}),
    ]:
        answer = caller.ask(method, PATH, {"responses": rows}, if_match=etag(draft))
        assert answer.status_code == 200, answer.content
        assert said(draft) == expected


def test_one_problem_keeps_everything_from_being_recorded(caller, draft, commitments) -> None:
    first, second, third, fourth = commitments
    outside = make_commitment(make_document("other"))
    caller.ask("PUT", PATH, {"responses": [full(fourth)]}, if_match=etag(draft))
    rows = [full(first), full(second, attachment_key="0" * 32), full(outside), full(third)]
    rows[3] |= {"narrative": "x", "evidence_url": "nowhere"}
    for method in ("PUT", "PATCH"):
        answer = caller.ask(method, PATH, {"responses": rows}, if_match=etag(draft))
        assert set(problem(answer, 400)) == {
            "responses.1.attachment_key",
            "responses.2.commitment",
            "responses.3.evidence_url",
            "responses.3.language",
        }
        assert said(draft) == {fourth.key: "planned"}


def test_every_row_is_checked_and_told_by_its_place(caller, draft, commitments) -> None:
    key = commitments[0].key
    rows = [
        {"commitment": key, "status": "done"},
        {"commitment": key, "status": "planned", "page": 0},
        {"status": "planned", "page": "7", "colour": "red"},
        "text",
        {"commitment": key, "status": "planned", "language": "de", "narrative": 5},
        {"commitment": key, "status": ""},
    ]
    answer = caller.ask("PUT", PATH, {"responses": rows}, if_match=etag(draft))
    found = problem(answer, 400)
    assert set(found) == {
        "responses.0.status",
        "responses.1.page",
        "responses.2.commitment",
        "responses.2.page",
        "responses.2.colour",
        "responses.3",
        "responses.4.language",
        "responses.4.narrative",
        "responses.5.status",
    }


def test_a_commitment_stands_once(caller, draft, commitments) -> None:
    rows = [full(commitments[0]), full(commitments[1]), full(commitments[0])]
    answer = caller.ask("PUT", PATH, {"responses": rows}, if_match=etag(draft))
    assert set(problem(answer, 400)) == {"responses.2.commitment"}


def test_a_nil_return_takes_no_responses(caller, cycle, commitments) -> None:
    nil = make_draft(make_state("KEN"), cycle, is_nil_return=True)
    answer = caller.ask("PUT", PATH, {"responses": [full(commitments[0])]}, if_match=etag(nil))
    assert set(problem(answer, 400)) == {""}
    answer = caller.ask("PUT", PATH, {"responses": []}, if_match=etag(nil))
    assert answer.status_code == 200


def test_one_response_is_put_replaced_and_taken_away(caller, draft, commitments) -> None:
    path = f"responses/KEN-2022-1:{commitments[0].key}/"
    body = {"status": "planned", "narrative": "We plan.", "language": "en", "page": 3}
    made = caller.ask("PUT", path, body, if_match=etag(draft))
    assert made.status_code == 201
    assert made["Location"] == made.json()["url"]
    changed = caller.ask("PUT", path, {"status": "implemented"}, if_match=made["ETag"])
    assert changed.status_code == 200
    assert (changed.json()["narrative"], changed.json()["page"]) == ("", None)
    read = caller.get(path)
    assert (read.json(), read["ETag"]) == (changed.json(), changed["ETag"])
    gone = caller.ask("DELETE", path, if_match=changed["ETag"])
    assert (gone.status_code, gone.content, gone["ETag"]) == (204, b"", etag(draft))
    assert said(draft) == {}
    problem(caller.get(path), 404)
    problem(caller.ask("DELETE", path, if_match=etag(draft)), 404)


def test_one_response_tells_its_problems_by_field(caller, draft) -> None:
    path = "responses/KEN-2022-1:other-1/"
    body = {"status": "planned", "attachment_key": "x", "page": 1.5}
    assert set(problem(caller.ask("PUT", path, body, if_match=etag(draft)), 400)) == {"page"}
    answer = caller.ask("PUT", path, {"status": "planned"}, if_match=etag(draft))
    assert set(problem(answer, 400)) == {"commitment"}


# Files


def test_a_file_is_attached_cited_and_removed(caller, draft, commitments) -> None:
    path = "submissions/KEN-2022-1/attachments/"
    upload = make_upload("Rapport national.pdf")
    answer = caller.send(path, upload, language="fr", is_public="true")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name"], made["language"]) == ("Rapport national.pdf", "fr")
    assert made["is_public"]
    assert made["html_url"] is None
    assert answer["ETag"] == etag(draft)
    shown = caller.get("submissions/KEN-2022-1/").json()["attachments"]
    assert shown == [made]
    cite = {"responses": [full(commitments[0], attachment_key=made["key"])]}
    caller.ask("PUT", PATH, cite, if_match=etag(draft))
    remove = f"{path}{made['key']}/"
    assert set(problem(caller.ask("DELETE", remove, if_match=etag(draft)), 400)) == {"file"}
    caller.ask("PUT", PATH, {"responses": []}, if_match=etag(draft))
    gone = caller.ask("DELETE", remove, if_match=etag(draft))
    assert (gone.status_code, gone["ETag"]) == (204, etag(draft))
    problem(caller.ask("DELETE", remove, if_match=etag(draft)), 404)


@pytest.mark.parametrize(
    ("name", "content"), [("report.exe", b"MZ"), ("report.pdf", b"<html>"), ("empty.pdf", b"")]
)
def test_a_file_that_is_not_what_it_says_is_refused(caller, draft, name, content) -> None:
    answer = caller.send("submissions/KEN-2022-1/attachments/", make_upload(name, content))
    assert set(problem(answer, 400)) == {"file"}
    assert not draft.attachments.exists()


def test_a_disk_that_is_full_keeps_nothing_and_asks_to_come_back(caller, draft, monkeypatch):
    """Neither half a file nor a record is kept; the same request succeeds once there is room."""
    path = "submissions/KEN-2022-1/attachments/"
    folder = Path(storages["attachments"].location)
    once = {"idempotency-key": "once"}

    def half(storage: Any, name: str, content: Any) -> str:
        written = Path(storage.path(name))
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(file for file in folder.rglob("*") if file.is_file())
    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "_save", half)
        answer = caller.send(path, make_upload(), headers=once)
    problem(answer, 503)
    assert answer["Retry-After"] == "5"
    assert not draft.attachments.exists()
    assert sorted(file for file in folder.rglob("*") if file.is_file()) == before
    assert caller.send(path, make_upload(), headers=once).status_code == 201
    (stored,) = draft.attachments.all()
    assert stored.file.name.endswith(".pdf")
    assert stored.file.read() == make_upload().read()


def test_what_comes_without_a_file_is_refused_field_by_field(caller, draft) -> None:
    path = "submissions/KEN-2022-1/attachments/"
    answer = caller.send(path, "text", language="de", is_public="maybe", colour="red")
    assert set(problem(answer, 400)) == {"file", "language", "is_public", "colour"}


# Steps


def test_a_report_goes_all_the_way(caller, draft) -> None:
    path = "submissions/KEN-2022-1/"
    version = etag(draft)
    for step, reason, status in [
        ("submit", None, "submitted"),
        ("return", "Page 3 is missing.", "returned"),
        ("submit", None, "submitted"),
        ("start-review", "It is complete.", "under_review"),
        ("publish", None, "published"),
        ("withdraw", "At their request.", "withdrawn"),
    ]:
        body = {"reason": reason} if reason else None
        answer = caller.post(f"{path}{step}/", body, if_match=version)
        assert answer.status_code == 200, answer.content
        assert answer.json()["status"] == status
        version = answer["ETag"]
        event = draft.events.order_by("-sequence").first()
        assert (event.to_status, event.reason) == (status, reason or "")
    assert caller.get(path).json()["withdrawn_at"]


def test_a_published_report_is_corrected_in_a_new_version(caller, cycle, commitments) -> None:
    published = make_published(make_state("KEN"), cycle, {commitments[0]: "planned"})
    answer = caller.post("submissions/KEN-2022-1/correct/", if_match=etag(published))
    assert answer.status_code == 201
    assert answer.json()["reference"] == "KEN-2022-2"
    assert answer["Location"].endswith("/api/v1/submissions/KEN-2022-2/")
    assert answer["ETag"] == etag(Submission.objects.get(reference="KEN-2022-2"))
    rows = caller.get("submissions/KEN-2022-2/responses/").json()["responses"]
    assert [row["commitment"] for row in rows] == [commitments[0].key]
    problem(caller.post("submissions/KEN-2022-1/correct/", if_match=etag(published)), 409)


@pytest.mark.parametrize("step", ["return", "withdraw"])
def test_some_steps_take_a_reason(caller, draft, step) -> None:
    workflow.submit(draft, by=make_reviewer())
    for body in (None, {}, {"reason": "  "}):
        answer = caller.post(f"submissions/KEN-2022-1/{step}/", body, if_match=etag(draft))
        assert set(problem(answer, 400)) == {"reason"}


STEPS = ["submit", "start-review", "return", "publish", "withdraw", "correct"]
POSSIBLE = {
    "draft": {"submit", "withdraw"},
    "submitted": {"start-review", "return", "withdraw"},
    "under_review": {"return", "publish", "withdraw"},
    "returned": {"submit", "withdraw"},
    "published": {"withdraw", "correct"},
    "withdrawn": set(),
}


def bring(submission: Submission, status: str) -> None:
    by = make_reviewer()
    ways: dict[str, list[str]] = {
        "draft": [],
        "submitted": ["submit"],
        "under_review": ["submit", "start_review"],
        "returned": ["submit", "return"],
        "published": ["submit", "start_review", "publish"],
        "withdrawn": ["withdraw"],
    }
    for step in ways[status]:
        workflow.take(submission, Action(step), by=by, reason="Because.")


@pytest.mark.parametrize("status", POSSIBLE)
@pytest.mark.parametrize("step", STEPS)
def test_a_wrong_status_is_a_conflict_and_a_wrong_person_forbidden(draft, status, step) -> None:
    bring(draft, status)
    path, body = f"submissions/KEN-2022-1/{step}/", {} if step == "correct" else {"reason": "So."}
    nobody = program(make_reviewer(is_active=True), "submissions:write")
    problem(nobody.post(path, body, if_match=etag(draft)), 403)
    if step not in ("submit", "correct"):
        problem(session().post(path, body, if_match=etag(draft)), 403)
    answer = program().post(path, body, if_match=etag(draft))
    if step in POSSIBLE[status]:
        assert answer.status_code in (200, 201)
    else:
        problem(answer, 409)


def test_content_is_frozen_once_submitted(caller, draft, commitments) -> None:
    upload = files.attach(draft, make_upload(), by=make_reviewer())
    workflow.submit(draft, by=make_reviewer())
    base, version = "submissions/KEN-2022-1/", etag(draft)
    one = f"responses/KEN-2022-1:{commitments[0].key}/"
    for method, path, body in [
        ("PUT", PATH, {"responses": []}),
        ("PATCH", PATH, {"responses": []}),
        ("PUT", one, {"status": "planned"}),
        ("DELETE", one, None),
        ("DELETE", f"{base}attachments/{upload.key}/", None),
    ]:
        problem(caller.ask(method, path, body, if_match=version), 409)
    problem(caller.send(f"{base}attachments/", make_upload()), 409)
    assert etag(draft) == version


# Staff with a session


def test_staff_write_with_their_session_and_its_token(draft) -> None:
    from django.test import Client

    officer = session()
    answer = officer.post("submissions/KEN-2022-1/submit/", if_match=etag(draft))
    assert answer.status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_reviewer())
    path = "/api/v1/submissions/KEN-2022-1/start-review/"
    headers = {"if-match": etag(draft)}
    problem(strict.post(path, content_type="application/json", headers=headers), 403)
    strict.get("/admin/")
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    headers |= {"x-csrftoken": token}
    answer = strict.post(path, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_a_key_is_noted_as_used(caller, draft) -> None:
    assert caller.get("submissions/KEN-2022-1/").status_code == 200
    assert ApiKey.objects.get().last_used_at


@pytest.mark.parametrize("rows", [3, 30])
def test_recording_costs_the_same_for_few_and_many(
    rows: int, django_assert_max_num_queries: Any
) -> None:
    document = make_document("bms8")
    commitments = [make_commitment(document) for _number in range(rows)]
    draft = make_draft(make_state("KEN"), make_cycle("2022", document))
    caller, version = program(), etag(draft)
    body = {"responses": [full(commitment) for commitment in commitments]}
    with django_assert_max_num_queries(24):
        assert caller.ask("PUT", PATH, body, if_match=version).status_code == 200
    with django_assert_max_num_queries(12):
        assert len(caller.get(PATH).json()["responses"]) == rows
