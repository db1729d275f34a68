"""Importing who reported in the administration: upload, preview, confirm, accept, undo."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models.import_log import ImportLog
from reports.models import ReportingCycle, Submission
from testing.builders import (
    make_cycle,
    make_officer,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "The following States submitted national reports: Ruritania, Sildavia and Borduria."
PAGE = "admin:commitments_importlog_reporters"
PREVIEW = "admin:commitments_importlog_reporters_preview"
LOG = "admin:commitments_importlog_changelist"


def html(paragraphs: list[str]) -> bytes:
    return f"<html><body>{''.join(f'<p>{p}</p>' for p in paragraphs)}</body></html>".encode()


def docx(paragraphs: list[str]) -> bytes:
    """The least that is a Word document."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        document = f"<w:document {space}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


DOCUMENTS = {"html": html, "docx": docx}


@pytest.fixture(autouse=True)
def cycle() -> ReportingCycle:
    for code, name in (("RUR", "Ruritania"), ("SYL", "Syldavia"), ("BOR", "Borduria")):
        make_state(code, name)
    return make_cycle("2022")


@pytest.fixture
def answers() -> dict[str, Any]:
    return {
        "cycle": "2022",
        "channel": "email",
        "source": "A/TEST/1",
        "received_no_later_than": "2022-07-01",
    }


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_reviewer())
    return client


def test_the_whole_path_of_a_pasted_list(staff: Client, answers: dict[str, Any]) -> None:
    response = staff.post(reverse(PAGE), {**answers, "text": LIST})
    assert response["Location"] == reverse(PREVIEW)
    page = staff.get(reverse(PREVIEW)).content.decode()
    assert "“Sildavia” is probably Syldavia" in page
    assert 'name="accept"' not in page
    page = staff.post(reverse(PREVIEW), {**answers, "row-1": "SYL", "check": "1"}).content.decode()
    assert "Record 3 reports" in page
    assert not Submission.objects.exists()
    response = staff.post(reverse(PREVIEW), {**answers, "row-1": "SYL", "accept": "1"})
    assert response["Location"] == reverse(LOG)
    assert Submission.objects.current().count() == 3
    assert "3 reports recorded." in staff.get(reverse(LOG)).content.decode()
    assert staff.get(reverse(PREVIEW)).status_code == 302


def test_clear_suggestions_are_confirmed_with_one_button(
    staff: Client, answers: dict[str, Any]
) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    page = staff.post(reverse(PREVIEW), {**answers, "confirm": "1"}, follow=True)
    assert "Record 3 reports" in page.content.decode()
    assert not Submission.objects.exists()


def test_accepting_is_refused_while_a_problem_is_open(
    staff: Client, answers: dict[str, Any]
) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    response = staff.post(reverse(PREVIEW), {**answers, "accept": "1"})
    assert response.status_code == 200
    assert not Submission.objects.exists()
    assert not ImportLog.objects.exists()


def test_a_table_is_uploaded_and_its_date_order_chosen_at_the_preview(
    staff: Client, answers: dict[str, Any]
) -> None:
    upload = make_upload("list.csv", b"State;Received\nRuritania;3/6/2022\n")
    staff.post(reverse(PAGE), {**answers, "file": upload})
    assert "2022-03-06 / 2022-06-03" in staff.get(reverse(PREVIEW)).content.decode()
    staff.post(reverse(PREVIEW), {**answers, "order": "dmy", "accept": "1"})
    assert str(Submission.objects.get().received_on) == "2022-06-03"
    assert ImportLog.objects.get().file_name == "list.csv"


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_a_document_is_read_whole(staff: Client, answers: dict[str, Any], kind: str) -> None:
    paragraphs = ["14. Another matter.", LIST.replace("Sildavia", "Syldavia"), "16. The end."]
    upload = make_upload(f"report.{kind}", DOCUMENTS[kind](paragraphs))
    staff.post(reverse(PAGE), {**answers, "file": upload})
    assert "3 to record" in staff.get(reverse(PREVIEW)).content.decode()


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    staff: Client, answers: dict[str, Any]
) -> None:
    for name, content in (("a.pdf", b"%PDF-1.4 nothing"), ("b.docx", b"PK\x03\x04 nothing")):
        response = staff.post(reverse(PAGE), {**answers, "file": make_upload(name, content)})
        assert response.status_code == 422
        assert "The file" in response.content.decode()


def test_a_damaged_table_is_a_problem_at_the_preview(
    staff: Client, answers: dict[str, Any]
) -> None:
    upload = make_upload("list.xlsx", b"PK\x03\x04 nothing")
    page = staff.post(reverse(PAGE), {**answers, "file": upload}, follow=True).content.decode()
    assert "cannot be read as a table" in page


@pytest.mark.parametrize("both", [True, False])
def test_a_file_or_a_text_is_asked_for(
    staff: Client, answers: dict[str, Any], *, both: bool
) -> None:
    given = {"text": LIST, "file": make_upload("a.csv", b"Kenya")} if both else {}
    response = staff.post(reverse(PAGE), {**answers, **given})
    assert response.status_code == 422


def test_the_last_import_is_undone_with_one_button(staff: Client, answers: dict[str, Any]) -> None:
    text = LIST.replace("Sildavia", "Syldavia")
    staff.post(reverse(PAGE), {**answers, "text": text})
    staff.post(reverse(PREVIEW), {**answers, "accept": "1"})
    log = ImportLog.objects.get()
    assert "Undo the last import" in staff.get(reverse(LOG)).content.decode()
    undo = reverse("admin:commitments_importlog_reporters_undo")
    assert "3 reports withdrawn." in staff.post(undo, {"log": log.pk}, follow=True).content.decode()
    assert not Submission.objects.current().exists()
    again = staff.post(undo, {"log": log.pk}, follow=True).content.decode()
    assert "Only the last import can be undone." in again
    assert staff.get(undo).status_code == 405


def test_the_log_is_looked_at_and_never_edited(staff: Client, answers: dict[str, Any]) -> None:
    staff.post(reverse(PAGE), {**answers, "text": "Ruritania"})
    staff.post(reverse(PREVIEW), {**answers, "accept": "1"})
    page = staff.get(
        reverse("admin:commitments_importlog_change", args=[ImportLog.objects.get().pk])
    )
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert staff.get(reverse("admin:commitments_importlog_add")).status_code == 403


def test_officers_cannot_publish_a_list_and_others_see_nothing(
    client: Client, answers: dict[str, Any]
) -> None:
    client.force_login(make_officer())
    client.post(reverse(PAGE), {**answers, "text": "Ruritania"})
    assert client.post(reverse(PREVIEW), {**answers, "accept": "1"}).status_code == 403
    assert not Submission.objects.exists()
    client.force_login(make_user("reader@example.org", is_staff=True))
    assert client.get(reverse(PAGE)).status_code == 403
    client.logout()
    assert client.get(reverse(PAGE)).status_code == 302


def test_unknown_decisions_are_no_way_in(staff: Client, answers: dict[str, Any]) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    for row in ("row-1", "row-999", "row-x", "row--1"):
        response = staff.post(reverse(PREVIEW), {**answers, row: "XXX", "accept": "1"})
        assert response.status_code == 200
    assert not Submission.objects.exists()
