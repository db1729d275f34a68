"""A report beside its coding: pages as pictures, other documents as text, nothing that runs."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commitments.tests.samples.files import docx, pdf
from reports.attachments import files, viewing
from reports.models import Attachment
from testing.builders import make_draft, make_officer, make_upload, make_user

pytestmark = pytest.mark.django_db

ODF = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def odt(*paragraphs: str) -> bytes:
    body = "".join(f"<t:p>{text}</t:p>" for text in paragraphs)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("content.xml", f'<x xmlns:t="{ODF}"><t:h>Report</t:h>{body}</x>')
    return buffer.getvalue()


PAGES = [["1. A law on small arms was adopted in 2021."], ["2. Arms are marked at manufacture."]]
WORD = docx("<w:p><w:r><w:t>A law on small arms was adopted.</w:t></w:r></w:p>")


@pytest.fixture
def officer(client: Client) -> Any:
    user = make_officer()
    client.force_login(user)
    return user


def attached(officer: Any, name: str, content: bytes) -> Attachment:
    return files.attach(make_draft(by=officer), make_upload(name, content), by=officer)


@pytest.fixture
def report(officer: Any) -> Attachment:
    return attached(officer, "report.pdf", pdf(PAGES))


def beside(client: Client, file: Attachment, **query: Any) -> Any:
    return client.get(reverse("admin:reports_attachment_beside", args=[file.pk]), query)


def picture(client: Client, file: Attachment, page: int, **headers: str) -> Any:
    address = reverse("admin:reports_attachment_picture", args=[file.pk, page])
    return client.get(address, headers=headers)


def test_a_page_of_a_pdf_is_a_picture_drawn_here(client, report) -> None:
    answer = picture(client, report, 2)
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "private" in answer["Cache-Control"]
    again = picture(client, report, 2, if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("page", [0, 3, 10**9])
def test_a_page_that_is_not_there_is_not_found(client, report, page: int) -> None:
    assert picture(client, report, page).status_code == 404


def test_pages_are_turned_and_framed_by_our_own_pages_alone(client, report) -> None:
    first = beside(client, report)
    content = first.content.decode()
    assert "?page=2" in content
    assert "?page=0" not in content
    assert reverse("admin:reports_attachment_picture", args=[report.pk, 1]) in content
    assert first["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in first["Content-Security-Policy"]
    assert beside(client, report, page="99").context["page"] == 2
    assert beside(client, report, page="x").context["page"] == 1


def test_the_words_of_a_pdf_stand_page_by_page(client, report) -> None:
    text = viewing.text(report)
    assert list(text.pages) == [1, 2]
    content = beside(client, report, text="1").content.decode()
    assert "A law on small arms was adopted in 2021." in content
    assert 'id="page-2"' in content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", WORD),
        ("a.odt", odt("A law on small arms was adopted.")),
        ("a.txt", b"A law on small arms was adopted."),
    ],
)
def test_other_documents_show_their_text(client, officer, name: str, content: bytes) -> None:
    shown = beside(client, attached(officer, name, content)).content.decode()
    assert "A law on small arms was adopted." in shown


def test_words_are_words_and_not_markup(client, officer) -> None:
    file = attached(officer, "a.odt", odt("&lt;script&gt;alert(1)&lt;/script&gt;"))
    assert "<script>" not in beside(client, file).content.decode()


def test_only_who_may_see_the_report_sees_its_pages(client, report) -> None:
    client.force_login(make_user(is_staff=True))
    assert picture(client, report, 1).status_code == 403
    assert beside(client, report).status_code == 403


def test_the_coding_table_shows_a_file_of_its_own_beside(client, report) -> None:
    address = report.submission.get_coding_url()
    page = client.get(address, {"beside": report.pk})
    assert f'data-beside="{report.pk}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "<iframe" not in client.get(address, {"beside": "999"}).content.decode()
