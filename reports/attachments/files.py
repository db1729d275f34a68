"""Taking in the documents of a submission: uploads are distrusted.

The type is told from the content, not from the name or the browser's word; what the file holds
is looked into by a process of its own (``inspecting``); the file goes under a random name into a
private store; its digest is kept.
"""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from reports import access
from reports.attachments import inspecting
from reports.attachments.inspecting import OLD_OFFICE, Inspected
from reports.locking import locked
from reports.models import Attachment, Submission
from reports.models.file_types import FILE_TYPES, FileType
from reports.refusals import require_being_written

LONGEST_NAME = 200
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def attach(
    submission: Submission,
    upload: "File[Any]",
    *,
    by: Any,
    language: str = "",
    is_public: bool = False,
) -> Attachment:
    """Store ``upload`` with a submission that is being written; without a given language it takes
    that of the report, where the report has only one.

    What takes long, the inspection and the digest, is done before anything is locked.

    Raises PermissionDenied without the right, ValidationError (field ``file``) for a file that
    is empty, too large, of another type than its name says, encrypted, damaged, a bomb, that
    carries macros, programs or other files, or that is attached already.
    """
    recorded = Submission.objects.get(pk=submission.pk)
    _require(by, recorded)
    # Before the submission is locked: it takes a moment.
    file_type, found = check(upload)
    attachment = Attachment(
        submission=submission,
        name=kept_name(upload.name or "file"),
        content_type=file_type.content_type,
        size=upload.size,
        sha256=sha256(upload),
        page_count=found.pages,
        language=language or recorded.only_language,
        is_public=is_public,
    )
    with transaction.atomic():
        _require(by, locked(submission))
        _refuse_twice(attachment)
        attachment.file = upload
        attachment.clean_fields(exclude=["submission"])
        attachment.clean()
        attachment.save(force_insert=True)
    return attachment


def kept_name(given: str) -> str:
    """The name of an upload without its folders, of at most ``LONGEST_NAME`` characters: a longer
    one loses the end of its stem and keeps its ending, by which programs know the file."""
    path = PurePosixPath(given)
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def _refuse_twice(attachment: Attachment) -> None:
    """Raise ValidationError where the submission has a file of the same content, whatever its
    name: a double click, or the same file chosen again. The submission is locked."""
    same = Attachment.objects.filter(
        submission=attachment.submission_id, sha256=attachment.sha256
    ).first()
    if same is not None:
        message = _("“%(new)s” is attached already, as “%(name)s”.")
        names = {"new": attachment.name, "name": same.name}
        raise field_error("file", message % names, "attached_already")


def _require(by: Any, submission: Submission) -> None:
    """Raise PermissionDenied for a person who may not write it, ContentFrozen where nobody may."""
    access.require(by, access.WRITE, submission)
    require_being_written(submission)


@transaction.atomic
def remove(attachment: Attachment, *, by: Any) -> None:
    """Take a document away from a submission that is being written.

    Its stored file goes with it, unless another version shares it. Raises PermissionDenied,
    ContentFrozen, or ValidationError (field ``file``) where a response cites the document.
    """
    _require(by, locked(attachment.submission))
    if attachment.responses.exists():
        raise field_error("file", _("Responses cite this file as their evidence."), "cited")
    attachment.delete()


def clear_up(instance: Attachment, **_signal: Any) -> None:
    """After an attachment's record is deleted: delete its stored file, unless a version keeps it.

    This waits until the transaction is over: a rollback does not bring a file back.
    """
    name = instance.file.name

    def delete() -> None:
        if name and not Attachment.objects.filter(file=name).exists():
            instance.file.storage.delete(name)

    # Its record is gone: a store that does not answer now leaves a stray, and is in the log.
    transaction.on_commit(delete, robust=True)


def connect() -> None:
    post_delete.connect(clear_up, sender=Attachment, dispatch_uid="stored file")


def check(upload: "File[Any]") -> tuple[FileType, Inspected]:
    """The type of ``upload`` and what was found in it; ValidationError (field ``file``) when it is
    refused, saying why. A form and the function that it calls may both ask: the upload is inspected
    once. Whoever takes a lock asks before."""
    found: Any = getattr(upload, "found_in_it", None)
    if found is None:
        try:
            found = _look_into(upload)
            sha256(upload)
        except ValidationError as refusal:
            found = refusal
        setattr(upload, "found_in_it", found)  # noqa: B010 - a mark of our own on Django's class
    if isinstance(found, ValidationError):
        raise found
    kept: tuple[FileType, Inspected] = found
    return kept


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
    if file_type.begins(beginning):
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
    """SHA-256 of the whole file as 64 hex digits, read in pieces, once."""
    known: str | None = getattr(upload, "digest_of_it", None)
    if known is not None:
        return known
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    known = digest.hexdigest()
    setattr(upload, "digest_of_it", known)  # noqa: B010 - a mark of our own on Django's class
    return known


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
