"""How an attachment is handed out, as a client that asks for parts of it sees."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.attachments import files
from reports.models import Attachment
from testing.builders import make_draft, make_officer, make_upload, make_user

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(1, 201))


@pytest.fixture
def officer() -> Any:
    return make_officer()


@pytest.fixture
def attachment(officer: Any) -> Attachment:
    upload = make_upload("Отчёт «2022».txt", CONTENT)
    return files.attach(make_draft(by=officer), upload, by=officer)


def address(attachment: Attachment) -> str:
    return reverse("admin:reports_attachment_download", args=[attachment.pk])


@pytest.fixture
def ask(client: Client, officer: Any, attachment: Attachment) -> Any:
    client.force_login(officer)
    return lambda **headers: client.get(address(attachment), headers=headers)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_it_is_a_download_under_its_own_name_in_which_nothing_runs(ask, attachment) -> None:
    response = ask()
    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20%C2%AB2022%C2%BB.txt"
    )
    assert response["Content-Length"] == "200"
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in response["Cache-Control"]
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{attachment.sha256}"'


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=190-", 190, 200),
        ("bytes=190-900", 190, 200),
        ("bytes=-5", 195, 200),
        ("bytes=-900", 0, 200),
    ],
)
def test_a_part_is_answered_with_that_part(ask, asked: str, begin: int, end: int) -> None:
    response = ask(range=asked)
    assert (response.status_code, body(response)) == (206, CONTENT[begin:end])
    assert response["Content-Range"] == f"bytes {begin}-{end - 1}/200"
    assert response["Content-Length"] == str(end - begin)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=-0", "bytes=999-1000"])
def test_a_part_beyond_the_end_is_416_with_the_length(ask, asked: str) -> None:
    response = ask(range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */200")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-1", "bytes=-", "lines=1-2", "x"])
def test_what_is_not_one_part_is_answered_with_the_whole(ask, asked: str) -> None:
    response = ask(range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_a_part_goes_on_only_with_the_same_file(ask, attachment) -> None:
    same = ask(range="bytes=5-9", if_range=f'"{attachment.sha256}"')
    assert (same.status_code, body(same)) == (206, CONTENT[5:10])
    other = ask(range="bytes=5-9", if_range='"another"')
    assert (other.status_code, body(other)) == (200, CONTENT)


def test_who_has_it_is_not_sent_it_again(ask, attachment) -> None:
    assert ask(if_none_match=f'"{attachment.sha256}"').status_code == 304


def test_only_who_may_see_the_submission_is_handed_it(client, attachment) -> None:
    assert client.get(address(attachment)).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(address(attachment)).status_code == 403
