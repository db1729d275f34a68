"""Taking in the documents of a submission: uploads are distrusted.

The type is told from the content, not from the name or the browser's word; the file goes
under a random name into a private store; its digest is kept.
"""

import hashlib
import secrets
import zipfile
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
from reports import access
from reports.models import Attachment, Submission


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: its ending and how its content begins."""

    suffix: str
    content_type: str
    magic: tuple[bytes, ...]
    # An entry every archive of this type has, to tell DOCX, XLSX and ODT from any other zip.
    entry: str = ""


OOXML = "application/vnd.openxmlformats-officedocument"
FILE_TYPES = [
    FileType(".pdf", "application/pdf", (b"%PDF-",)),
    FileType(
        ".docx",
        f"{OOXML}.wordprocessingml.document",
        (b"PK\x03\x04",),
        "word/document.xml",
    ),
    FileType(".xlsx", f"{OOXML}.spreadsheetml.sheet", (b"PK\x03\x04",), "xl/workbook.xml"),
    FileType(
        ".odt",
        "application/vnd.oasis.opendocument.text",
        (b"PK\x03\x04",),
        "content.xml",
    ),
    FileType(".png", "image/png", (b"\x89PNG\r\n\x1a\n",)),
    FileType(".jpg", "image/jpeg", (b"\xff\xd8\xff",)),
    FileType(".jpeg", "image/jpeg", (b"\xff\xd8\xff",)),
    FileType(".txt", "text/plain", (b"",)),
]
MACROS = ("vbaProject.bin", "Basic/", "Scripts/")


def random_path(filename: str) -> str:
    """Where an upload is stored: 32 random hex digits, of the name only the known ending."""
    suffix = PurePosixPath(filename).suffix.lower()
    known = suffix if suffix in {file_type.suffix for file_type in FILE_TYPES} else ""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}{known}"


@transaction.atomic
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
    is empty, too large, of another type than its name says, or that carries macros.
    """
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    access.require(by, access.WRITE, submission)
    if not submission.is_being_written:
        raise field_error("file", _("The content of this version is frozen."), "frozen")
    file_type = check(upload)
    attachment = Attachment(
        submission=submission,
        name=PurePosixPath(upload.name or "file").name[:200],
        content_type=file_type.content_type,
        size=upload.size,
        sha256=sha256(upload),
        language=language,
        is_public=is_public,
    )
    attachment.file = upload
    attachment.clean_fields(exclude=["submission"])
    attachment.save(force_insert=True)
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, by: Any) -> None:
    """Take a document away from a submission that is being written.

    Its stored file goes with it, unless another version shares it. Raises PermissionDenied, or
    ValidationError (field ``file``) where it is too late, or a response cites the document.
    """
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=attachment.submission_id)
    access.require(by, access.WRITE, submission)
    if not submission.is_being_written:
        raise field_error("file", _("The content of this version is frozen."), "frozen")
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


def check(upload: "File[Any]") -> FileType:
    """The type of ``upload``; ValidationError (field ``file``) when it is refused, saying why."""
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
    if not beginning.startswith(file_type.magic) or not _content_agrees(upload, file_type):
        raise field_error(
            "file",
            _("The content is not that of a %(suffix)s file.") % {"suffix": file_type.suffix},
            "wrong_content",
        )
    return file_type


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


def _content_agrees(upload: "File[Any]", file_type: FileType) -> bool:
    if file_type.entry:
        return _archive_agrees(upload, file_type)
    if file_type.content_type == "text/plain":
        return all(b"\x00" not in piece for piece in upload.chunks())
    return True


def _archive_agrees(upload: "File[Any]", file_type: FileType) -> bool:
    """Whether the zip's directory (never its content) is that of ``file_type``, without macros."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError):
        return False
    if any(macro in name for name in names for macro in MACROS):
        raise field_error("file", _("The file carries macros. Save it without them."), "macros")
    return file_type.entry in names
