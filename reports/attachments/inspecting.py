"""Having an upload looked into by a process of its own (``inspector``), with limits that hold."""

import json
import tempfile
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from common.files import own_process

INSPECTOR = "reports.attachments.inspector"
MAX_WALL_SECONDS = 60
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REASONS: dict[str, Any] = {
    "encrypted": _("The file is protected by a password. Save it without one first."),
    "macros": _("The file carries macros. Save it without them."),
    "active": _("The file carries programs or other files. Save it without them."),
    "damaged": _("The file is damaged and cannot be read."),
    "old_office": _("This is an old Office file. Save it as DOCX or PDF first."),
    "too_demanding": _("The file takes more memory to open than any report; it is refused."),
}


@dataclass(frozen=True)
class Inspected:
    """What an upload was found to be. ``pages`` is None where it has none, or none that count."""

    pages: int | None = None


def inspect(upload: "File[Any]", kind: str, entry: str = "") -> Inspected | None:
    """Look into ``upload`` as a file of ``kind`` (a key of ``inspector.READERS``); None where it is
    something else.

    Raises ValidationError (field ``file``) with the reason where it is refused; its code is a key
    of REASONS.
    """
    answer = _run(upload, kind, entry)
    code = answer.get("refused")
    if code and code != "wrong_content":
        raise refusal(code)
    return None if code else Inspected(answer.get("pages"))


def refusal(code: str) -> ValidationError:
    """Why an upload is not taken in."""
    return field_error("file", REASONS[code], code)


def _run(upload: "File[Any]", kind: str, entry: str) -> dict[str, Any]:
    with tempfile.TemporaryFile() as copy:
        for piece in upload.chunks():
            copy.write(piece)
        copy.seek(0)
        upload.seek(0)
        told = own_process.run(
            "reports.attachments.inspector", kind, entry, file=copy, seconds=MAX_WALL_SECONDS
        )
    found: dict[str, Any] = json.loads(told) if told else {"refused": "too_demanding"}
    return found
