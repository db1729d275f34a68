"""Taking in the documents of a submission: uploads are distrusted.

The type is told from the content, not from the name or the browser's word; what the file holds
is looked into by a process of its own (``inspecting``); the file goes under a random name into a
private store; its digest is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from commitments.errors import field_error
from reports import access, coding, inspecting
from reports.inspecting import OLD_OFFICE, Inspected
from reports.models import Attachment, Submission


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: its ending, how its content begins, who looks into it."""

    suffix: str
    content_type: str
    magic: tuple[bytes, ...]
    reader: str
    # An entry every archive of this type has, to tell DOCX, XLSX and ODT from any other zip.
    entry: str = ""


ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
OOXML = "application/vnd.openxmlformats-officedocument"
FILE_TYPES = [
    FileType(".pdf", "application/pdf", (b"%PDF-",), "pdf"),
    FileType(
        ".docx",
        f"{OOXML}.wordprocessingml.document",
        (b"PK\x03\x04",),
        "archive",
        "word/document.xml",
    ),
    FileType(
        ".xlsx",
        f"{OOXML}.spreadsheetml.sheet",
        (b"PK\x03\x04",),
        "archive",
        "xl/workbook.xml",
    ),
    FileType(
        ".odt",
        "application/vnd.oasis.opendocument.text",
        (b"PK\x03\x04",),
        "archive",
        "content.xml",
    ),
    FileType(".png", "image/png", (b"\x89PNG\r\n\x1a\n",), "png"),
    FileType(".jpg", "image/jpeg", (b"\xff\xd8\xff",), "jpeg"),
    FileType(".jpeg", "image/jpeg", (b"\xff\xd8\xff",), "jpeg"),
    FileType(".txt", "text/plain", (b"",), "text"),
]


def random_path(filename: str) -> str:
    """Where an upload is stored: 32 random hex digits, of the name only the known ending."""
    suffix = PurePosixPath(filename).suffix.lower()
    known = suffix if suffix in {file_type.suffix for file_type in FILE_TYPES} else ""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}{known}"


def attach(
    submission: Submission,
    upload: "File[Any]",
    *,
    by: Any,
    language: str = "",
    is_public: bool = False,
) -> Attachment:
    """Store ``upload`` with a submission that is being written.

    Raises PermissionDenied without the right, ValidationError (field ``file``) for a file that
    is empty, too large, of another type than its name says, encrypted, damaged, a bomb, or that
    carries macros, programs or other files.
    """
    _require(by, Submission.objects.get(pk=submission.pk))
    # Before the submission is locked: it takes a moment.
    file_type, found = check(upload)
    attachment = Attachment(
        submission=submission,
        name=PurePosixPath(upload.name or "file").name[:200],
        content_type=file_type.content_type,
        size=upload.size,
        sha256=sha256(upload),
        page_count=found.pages,
        language=language,
        is_public=is_public,
    )
    with transaction.atomic():
        _require(by, coding.locked(submission))
        attachment.file = upload
        attachment.clean_fields(exclude=["submission"])
        attachment.save(force_insert=True)
    return attachment


def _require(by: Any, submission: Submission) -> None:
    """Raise PermissionDenied for who may not write it, ValidationError where nobody may."""
    access.require(by, access.WRITE, submission)
    if not submission.is_being_written:
        raise field_error("file", _("The content of this version is frozen."), "frozen")


@transaction.atomic
def remove(attachment: Attachment, *, by: Any) -> None:
    """Take a document away from a submission that is being written.

    Its stored file goes with it, unless another version shares it. Raises PermissionDenied, or
    ValidationError (field ``file``) where it is too late, or a response cites the document.
    """
    _require(by, coding.locked(attachment.submission))
    if attachment.responses.exists():
        raise field_error("file", _("Responses cite this file as their evidence."), "cited")
    attachment.delete()


def clear_up(instance: Attachment, **_signal: Any) -> None:
    """After an attachment's record is deleted: delete its stored file, unless a version keeps it.

    Once the transaction is over, since a file does not come back when it is rolled back.
    """
    name = instance.file.name

    def delete() -> None:
        if name and not Attachment.objects.filter(file=name).exists():
            instance.file.storage.delete(name)

    transaction.on_commit(delete)


def connect() -> None:
    post_delete.connect(clear_up, sender=Attachment, dispatch_uid="stored file")


def check(upload: "File[Any]") -> tuple[FileType, Inspected]:
    """The type of ``upload`` and what was found in it; ValidationError (field ``file``) when it is
    refused, saying why. A form and the function that it calls may both ask: it is found once."""
    found: tuple[FileType, Inspected] | None = getattr(upload, "found_in_it", None)
    if found is None:
        found = _look_into(upload)
        setattr(upload, "found_in_it", found)  # noqa: B010 - a mark of our own on Django's class
    return found


def _look_into(upload: "File[Any]") -> tuple[FileType, Inspected]:
    limit = settings.MAX_UPLOAD_BYTES
    if not upload.size:
        raise field_error("file", _("The file is empty."), "empty")
    if upload.size > limit:
        raise field_error(
            "file",
            _("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)},
            "too_large",
        )
    file_type = _type_by_name(upload.name or "")
    upload.seek(0)
    beginning = upload.read(4096)
    upload.seek(0)
    if beginning.startswith(OLD_OFFICE) and file_type.reader == "archive":
        raise inspecting.refusal(_of_old_office(upload))
    found = None
    if beginning.startswith(file_type.magic):
        found = inspecting.inspect(upload, file_type.reader, file_type.entry)
    if found is None:
        raise field_error(
            "file",
            _("The content is not that of a %(suffix)s file.") % {"suffix": file_type.suffix},
            "wrong_content",
        )
    return file_type, found


def _of_old_office(upload: "File[Any]") -> str:
    """Word and Excel put a file with a password into a container of the old kind."""
    is_encrypted = any(ENCRYPTED_PACKAGE in piece for piece in upload.chunks())
    upload.seek(0)
    return "encrypted" if is_encrypted else "old_office"


def sha256(upload: "File[Any]") -> str:
    """SHA-256 of the whole file as 64 hex digits, read in pieces."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def _type_by_name(name: str) -> FileType:
    suffix = PurePosixPath(name).suffix.lower()
    for file_type in FILE_TYPES:
        if file_type.suffix == suffix:
            return file_type
    raise field_error(
        "file",
        _("Files of this type are not accepted. Use one of: %(suffixes)s.")
        % {"suffixes": ", ".join(file_type.suffix for file_type in FILE_TYPES)},
        "wrong_type",
    )
