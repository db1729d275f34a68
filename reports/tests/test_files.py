import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.attachments import files
from reports.models import Attachment
from reports.refusals import ContentFrozen
from reports.submissions import workflow
from testing.builders import PDF, make_draft, make_officer, make_upload, make_user

pytestmark = pytest.mark.django_db


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, "<content/>")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x09" * 2 + b"\x08\x02" + b"\x00" * 20


@pytest.fixture
def officer():
    return make_officer()


def refusal(upload, officer):
    with pytest.raises(ValidationError) as caught:
        files.attach(make_draft(by=officer), upload, by=officer)
    (error,) = caught.value.error_dict["file"]
    return error.code


def test_a_file_is_kept_under_a_random_name_with_its_digest(officer):
    draft = make_draft(by=officer)
    attachment = files.attach(draft, make_upload("../../Rapport 2022.PDF"), by=officer)
    assert attachment.name == "Rapport 2022.PDF"
    assert attachment.content_type == "application/pdf"
    assert attachment.size == len(PDF)
    assert attachment.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "Rapport" not in attachment.file.name
    assert attachment.file.name.endswith(".pdf")
    assert attachment.file.read() == PDF
    assert not attachment.is_public


def test_the_same_name_twice_makes_two_files_and_the_same_content_one(officer):
    draft = make_draft(by=officer)
    uploads = (make_upload(), make_upload(content=PDF + b"\n"))
    first, second = (files.attach(draft, upload, by=officer) for upload in uploads)
    assert first.file.name != second.file.name
    with pytest.raises(ValidationError, match=r"“again.pdf” is attached already, as “report.pdf”"):
        files.attach(draft, make_upload("again.pdf"), by=officer)
    assert draft.attachments.count() == 2


def test_a_long_name_keeps_its_ending(officer):
    attachment = files.attach(make_draft(by=officer), make_upload("x" * 250 + ".pdf"), by=officer)
    assert attachment.name == "x" * 196 + ".pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", DOCX),
        ("a.xlsx", archive("xl/workbook.xml")),
        ("a.odt", archive("mimetype", "content.xml")),
        ("a.txt", "Rapport écrit".encode()),
        ("a.png", PNG),
    ],
)
def test_the_types_a_report_comes_in_are_accepted(name, content, officer):
    assert files.attach(make_draft(by=officer), make_upload(name, content), by=officer).pk


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "wrong_type"),
        ("report", PDF, "wrong_type"),
        ("a.pdf", b"<html><script>", "wrong_content"),
        ("a.docx", PDF, "wrong_content"),
        ("a.docx", archive("xl/workbook.xml"), "wrong_content"),
        ("a.docx", b"PK\x03\x04 not really", "damaged"),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("a.txt", b"text\x00binary", "wrong_content"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content, code, officer):
    assert refusal(make_upload(name, content), officer) == code


def test_a_file_over_the_limit_is_refused(officer, settings):
    settings.MAX_UPLOAD_BYTES = 10
    assert refusal(make_upload(), officer) == "too_large"


def test_a_submitted_report_takes_no_more_files(officer):
    draft = make_draft(by=officer)
    workflow.submit(draft, by=officer)
    with pytest.raises(ContentFrozen, match="frozen"):
        files.attach(draft, make_upload(), by=officer)


def test_attaching_takes_the_right_to(officer):
    with pytest.raises(PermissionDenied):
        files.attach(make_draft(by=officer), make_upload(), by=make_user())


def test_a_removed_file_leaves_the_disk_unless_a_version_shares_it(
    officer, django_capture_on_commit_callbacks
):
    draft = make_draft(by=officer)
    attachment = files.attach(draft, make_upload(), by=officer)
    storage, name = attachment.file.storage, attachment.file.name
    shared = Attachment.objects.get(pk=attachment.pk)
    shared.pk, shared.submission = None, make_draft(by=officer)
    shared.save(force_insert=True)
    with django_capture_on_commit_callbacks(execute=True):
        files.remove(shared, by=officer)
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        files.remove(attachment, by=officer)
    assert not storage.exists(name)
