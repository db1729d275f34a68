"""A file that was read as a form is public only redacted or with consent, whatever the door."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from questionnaires import form_files, reading, readings
from questionnaires.models import FormFile
from reports.attachments import files
from reports.models import Attachment
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_officer,
    make_state,
    make_upload,
    publish,
)
from testing.read_forms import blank_pdf, reader

pytestmark = pytest.mark.django_db
HOW = "Note verbale 12/2022 of 3 June 2022."


class Files:
    def __init__(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(reading, "read", reader())
        self.cycle = make_cycle("2022", make_document("d1"))
        make_form(self.cycle)
        self.officer = make_officer()
        self.state = make_state("KEN")
        self.draft = make_draft(self.state, self.cycle)
        self.upload = blank_pdf(1)
        self.file = files.attach(self.draft, self.again(), by=self.officer, is_public=True)

    def again(self, name: str = "report.pdf") -> Any:
        return make_upload(name, self.upload)

    def read(self) -> None:
        readings.read(Attachment.objects.get(pk=self.file.pk), by=self.officer)


@pytest.fixture
def given(monkeypatch: Any) -> Files:
    return Files(monkeypatch)


def is_public(file: Attachment) -> bool:
    return Attachment.objects.get(pk=file.pk).is_public


def test_reading_a_public_file_as_a_form_takes_it_from_the_public(given: Files) -> None:
    other = files.attach(
        make_draft(make_state(), given.cycle), given.again(), by=given.officer, is_public=True
    )
    given.read()
    assert not is_public(given.file)
    assert not is_public(other), "the same content"
    assert given.file.history.first().history_user == given.officer


def test_it_is_not_made_public_again_by_any_door(given: Files) -> None:
    given.read()
    elsewhere = make_draft(make_state(), given.cycle)
    with pytest.raises(ValidationError, match="consent"):
        files.attach(elsewhere, given.again("copy.pdf"), by=given.officer, is_public=True)
    with pytest.raises(IntegrityError, match="stays_held_back"), transaction.atomic():
        Attachment.objects.update(is_public=True)
    files.attach(elsewhere, given.again("copy.pdf"), by=given.officer)
    with pytest.raises(IntegrityError, match="not_forgotten"), transaction.atomic():
        FormFile.objects.all().delete()


def test_another_file_is_public_as_ever(given: Files) -> None:
    """A redacted copy is another file."""
    given.read()
    redacted = make_upload("redacted.pdf", given.upload + b"\n% blacked out")
    file = files.attach(given.draft, redacted, by=given.officer, is_public=True)
    assert is_public(file)


def test_consent_says_who_when_and_how(given: Files) -> None:
    given.read()
    for ground, how in (("consent", " "), ("", HOW), ("other", HOW)):
        with pytest.raises(ValidationError):
            form_files.publish(given.file, ground, how, by=given.officer)
    with pytest.raises(PermissionDenied):
        form_files.publish(given.file, "consent", HOW, by=make_contact(given.state))
    form_files.publish(given.file, "consent", HOW, by=given.officer)
    found = FormFile.objects.get()
    assert (found.ground, found.how, found.recorded_by) == ("consent", HOW, given.officer)
    assert found.recorded_at
    assert is_public(given.file)
    copy = workflow.correct(publish(given.draft), by=given.officer)
    assert copy.attachments.get().is_public, "the same content, the same consent"


def test_consent_may_be_taken_back(given: Files) -> None:
    given.read()
    form_files.publish(given.file, "redacted", HOW, by=given.officer)
    with pytest.raises(IntegrityError, match="keeps_its_ground"), transaction.atomic():
        FormFile.objects.update(ground="", how="", recorded_by=None, recorded_at=None)
    form_files.hold_back_again(given.file, by=given.officer)
    assert not is_public(given.file)
    assert FormFile.objects.get().history.count() == 3


def test_a_file_that_was_never_read_has_no_ground_to_record(given: Files) -> None:
    with pytest.raises(ValidationError):
        form_files.publish(given.file, "consent", HOW, by=given.officer)
    with pytest.raises(ValidationError):
        form_files.hold_back_again(given.file, by=given.officer)


def test_neither_the_file_nor_a_picture_of_it_reaches_the_public(given: Files) -> None:
    given.read()
    published = publish(given.draft)
    addresses = [
        reverse("attachment", args=[published.reference, given.file.key]),
        reverse("admin:reports_attachment_download", args=[given.file.pk]),
        reverse("admin:reports_attachment_picture", args=[given.file.pk, 1]),
        reverse("admin:reports_attachment_beside", args=[given.file.pk]),
    ]
    contact = Client()
    contact.force_login(make_contact(make_state("UGA")))
    for client in (Client(), contact):
        for address in addresses:
            assert client.get(address).status_code in (302, 403, 404), address
    staff = Client()
    staff.force_login(given.officer)
    picture = staff.get(addresses[2])
    assert picture.status_code == 200
    assert "no-store" in picture["Cache-Control"]
    assert "private" in picture["Cache-Control"]


def test_the_administration_says_why_it_cannot_be_public(given: Files) -> None:
    given.read()
    client = Client()
    client.force_login(make_officer(is_superuser=True))
    address = reverse("admin:reports_attachment_change", args=[given.file.pk])
    answer = client.post(address, {"name": "report.pdf", "language": "en", "is_public": "on"})
    assert "consent of the reporter" in answer.content.decode()
    assert not is_public(given.file)
