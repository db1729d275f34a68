"""What staff are asked when they import who reported."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from commitments.models.import_log import digest
from common.admin_days import DayField
from reports.attachments.documents import document_text
from reports.importing import loading, rolls
from reports.importing.names import NameBook
from reports.importing.problems import Unreadable
from reports.importing.reading import Reading
from reports.models import Channel, ReporterKind, ReportingCycle

LISTED = (".xlsx", ".xlsm", ".csv", ".tsv")
# What is kept between the upload and its acceptance; more than any list of reporters needs.
MAX_KEPT = 4 * 1024 * 1024


@dataclass
class Given:
    """What was uploaded or pasted, as it is kept in the session until it is accepted."""

    name: str
    sha256: str
    packed: str

    @classmethod
    def of(cls, data: bytes, name: str) -> "Given":
        """Documents are reduced to their text. Raises Unreadable."""
        sha256 = digest(data)
        if PurePosixPath(name).suffix.lower() not in (*LISTED, *rolls.TEXTS):
            try:
                data = document_text(data, name).encode()
            except ValueError as error:
                raise Unreadable("file_refused", text=str(error)) from error
        if len(data) > MAX_KEPT:
            raise Unreadable("file_refused", text=str(_("The file is too large for a list.")))
        return cls(name, sha256, base64.b64encode(zlib.compress(data)).decode())

    def read(
        self, book: NameBook, cycle: ReportingCycle, *, order: str, answers: Mapping[str, str]
    ) -> Reading:
        """Read what was given, with the answers about it. Raises Unreadable."""
        data = self.data()
        is_table = PurePosixPath(self.name).suffix.lower() in LISTED
        name = self.name if is_table else ""
        return rolls.read(
            data,
            name,
            book,
            cycle=cycle.code,
            meeting=loading.meeting_key(cycle),
            order=order,
            answers=answers,
            extract=document_text,
        )

    def data(self) -> bytes:
        """What was uploaded, or the text of a document."""
        return zlib.decompress(base64.b64decode(self.packed))

    def kept(self) -> dict[str, str]:
        return asdict(self)


class WhatIsKnown(forms.Form):
    """What the records are to say beside what the file says."""

    cycle = forms.ModelChoiceField(
        ReportingCycle.objects.all(), label=_("Reporting cycle"), to_field_name="code"
    )
    kind = forms.ChoiceField(
        label=_("Kind of reporter"),
        choices=[("", _("States and organisations")), *ReporterKind.choices],
        required=False,
    )
    received_no_later_than = DayField(
        label=_("Received no later than"),
        required=False,
        help_text=_(
            "For reports without a date of their own. Left empty, the last day of the cycle's"
            " meeting."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_(
            "The document that lists the reports, such as A/CONF.192/BMS/2022/1, para. 15."
        ),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[c for c in Channel.choices if c[0] != Channel.LISTED],
        initial=Channel.EMAIL,
        help_text=_("How reports that have a date of their own came."),
    )
    order = forms.ChoiceField(
        label=_("Dates such as 3/6/2022"),
        choices=[
            ("", _("ask about each")),
            ("dmy", _("the day comes first")),
            ("mdy", _("the month comes first")),
        ],
        required=False,
    )

    dated = forms.ChoiceField(
        label=_("Reports with a date of their own"),
        choices=[
            ("", _("become drafts, to be coded and published one by one")),
            ("publish", _("are published at once, as received on that day")),
        ],
        required=False,
        help_text=_("What is published at once is on record as received; nothing of it is coded."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cycle = cleaned.get("cycle")
        if cycle and not cleaned.get("received_no_later_than") and cycle.meeting:
            cleaned["received_no_later_than"] = cycle.meeting.ends_on
        return cleaned

    def request(self, by: Any, choices: Mapping[str, str]) -> loading.Request:
        """The valid form's answers. Only after ``is_valid``."""
        answers = self.cleaned_data
        return loading.Request(
            answers["cycle"],
            by=by,
            kind=answers["kind"],
            received_no_later_than=answers["received_no_later_than"],
            source=answers["source"],
            channel=answers["channel"],
            choices=choices,
            publishes_dated=answers["dated"] == "publish",
        )


class ImportForm(WhatIsKnown):
    """The first step: a file or a pasted text, and what is known about it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("The meeting's report (text, Word, PDF, HTML) or a table (CSV, Excel)."),
    )
    text = forms.CharField(
        label=_("or text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("The paragraph that lists them, or one name on each line."),
    )
    field_order = ["file", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        upload, text = cleaned.get("file"), cleaned.get("text")
        if bool(upload) == bool(text):
            raise ValidationError(_("Give a file or a text."), code="one_of_two")
        if upload and upload.size > settings.MAX_UPLOAD_BYTES:
            limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise ValidationError(
                {"file": _("The file is larger than %(limit)s.") % {"limit": limit}}
            )
        data, name = (upload.read(), upload.name) if upload else (str(text).encode(), "")
        try:
            cleaned["given"] = Given.of(data, name)
        except Unreadable as error:
            raise ValidationError({"file": error.problem.message}) from error
        return cleaned
