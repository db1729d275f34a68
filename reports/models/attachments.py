"""The documents that came with submissions."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES
from reports.models.file_types import random_path
from reports.models.submissions import Submission


def attachment_storage() -> Any:
    """Private files, outside the static root and without an address of their own."""
    return storages["attachments"]


def attachment_path(attachment: "Attachment", filename: str) -> str:
    return random_path(filename)


def attachment_key(stored_name: str) -> str:
    """An attachment's key from the name of its stored file."""
    return PurePosixPath(stored_name).stem


# What keeps a file from being public: each raises ValidationError (field ``is_public``) where it
# does. Later apps add theirs in ``AppConfig.ready``; this app imports none of them.
HOLDS: list[Callable[["Attachment"], None]] = []


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def with_key(self, key: str) -> "AttachmentQuerySet":
        """One of each submission that has it: versions share their files."""
        return self.filter(file__startswith=f"{key[:2]}/{key}.") | self.filter(
            file=f"{key[:2]}/{key}"
        )


class Attachment(models.Model):
    """A document that came with a submission, under a random name outside the web root.

    ``sha256``, ``size`` and ``content_type`` are read off the content when it is stored
    (``reports.attachments.files``), not taken from the sender's word.
    """

    # Files come and go with a draft; those of a submitted version cannot be deleted (rules.py).
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        related_name="attachments",
        verbose_name=_("submission"),
    )
    file = models.FileField(_("file"), storage=attachment_storage, upload_to=attachment_path)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("In bytes."))
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Anyone may download it once published."),
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["submission", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse to make public what something holds back (``HOLDS``)."""
        super().clean()
        if self.is_public:
            for hold in HOLDS:
                hold(self)

    @property
    def key(self) -> str:
        """What it is called in the API: random, and one of its own within the submission. (A
        copy in a later version shares it, as it shares the stored file.)"""
        return attachment_key(self.file.name)
