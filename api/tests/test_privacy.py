"""The API shows nothing that is not published."""

from typing import Any

import pytest
from django.test import Client

from api.tests.test_parameters import LISTS, TABLES
from reports.attachments import files
from reports.coding import recording
from reports.models import ResponseStatus, Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_reviewer,
    make_state,
    make_upload,
    publish,
)

SECRETS = [
    "internal remark",
    "internal note",
    "private.pdf",
    "draft narrative",
    "old narrative",
    "officer@example.org",
    "KEN-2022-1",
    "WSM-2022-1",
    "VUT-2022-1",
]


@pytest.fixture
def submission(db: None) -> Submission:
    """A published second version with private and public parts, and two reports of others in
    progress."""
    document = make_document("bms8")
    commitment = make_commitment(document, "1")
    cycle = make_cycle("2022", document)
    by = make_reviewer()
    by.email = "officer@example.org"
    by.save()
    first = make_draft(make_state("KEN"), cycle, by=by)
    record(first, commitment.key, "old narrative", by)
    publish(first, by=by)
    second = workflow.correct(first, by=by)
    second.secretariat_remarks = "internal remark"
    second.reporter_remarks = "public remark"
    second.save()
    attachment = files.attach(second, make_upload("private.pdf"), by=by)
    files.attach(second, make_upload("public.pdf", b"%PDF-1.4 public"), by=by, is_public=True)
    record(second, commitment.key, "public narrative", by)
    second.responses.update(note="internal note", attachment=attachment, page=7)
    for code in ("WSM", "VUT"):
        draft = make_draft(make_state(code), cycle, by=by)
        record(draft, commitment.key, "draft narrative", by)
    workflow.submit(draft, by=by)
    return publish(second, by=by)


def record(submission: Submission, key: str, narrative: str, by: Any) -> None:
    answer = recording.Answer(key, ResponseStatus.PLANNED, narrative=narrative, language="en")
    recording.record(submission, [answer], by=by)


@pytest.mark.parametrize("form", ["json", "csv", "jsonl"])
def test_no_answer_holds_what_is_not_published(
    submission: Submission, client: Client, form: str
) -> None:
    bodies = []
    for path in [*LISTS, *TABLES]:
        response = client.get(f"/api/v1/{path}/", {"format": form, "lang": "all"})
        assert response.status_code == 200
        bodies.append(b"".join(response) if response.streaming else response.content)
    everything = b"\n".join(bodies).decode()
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "public narrative" in everything
    assert "public remark" in everything
    assert "public.pdf" in everything


@pytest.mark.parametrize(
    "path",
    [
        "submissions/KEN-2022-1",
        "submissions/WSM-2022-1",
        "submissions/VUT-2022-1",
        "responses/KEN-2022-1:bms8-1",
        "responses/WSM-2022-1:bms8-1",
    ],
)
def test_versions_and_drafts_have_no_address(
    submission: Submission, client: Client, path: str
) -> None:
    assert client.get(f"/api/v1/{path}/").status_code == 404


def test_a_draft_cannot_be_found_out_by_a_filter(submission: Submission, client: Client) -> None:
    response = client.get("/api/v1/responses/", {"submission": "WSM-2022-1"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["allowed"] == ["KEN-2022-2"]


def test_signed_in_staff_read_the_same(submission: Submission, client: Client) -> None:
    anonymous = client.get("/api/v1/submissions/").content
    client.force_login(make_reviewer())
    assert client.get("/api/v1/submissions/").content == anonymous


def test_a_private_document_is_not_named_but_its_page_is(
    submission: Submission, client: Client
) -> None:
    record = client.get("/api/v1/responses/KEN-2022-2:bms8-1/").json()
    assert (record["attachment"], record["page"]) == (None, 7)


def test_a_public_document_has_its_address(submission: Submission, client: Client) -> None:
    (attachment,) = client.get("/api/v1/submissions/KEN-2022-2/").json()["attachments"]
    assert attachment["name"] == "public.pdf"
    address = attachment["html_url"].removeprefix("http://testserver")
    download = client.get(address)
    assert download.status_code == 200
    assert len(b"".join(download)) == attachment["size"]
