"""Writing a report: its overview, its parts, the remarks about the whole, its files."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.models import Commitment
from common.errors import field_error
from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_NAMES
from indicators import carrying as progress_carrying
from portal.guard import find, for_contacts
from portal.parts import Part, part_with, parts_of
from portal.stepping import OwnForm
from portal.steps import of as steps_of
from questionnaires import answering, settling
from questionnaires import filling as form_filling
from questionnaires.filling import loaded_form
from questionnaires.templates import Loaded
from reports import access
from reports.access import WRITE
from reports.admin.forms import UploadForm
from reports.attachments import files
from reports.coding import carrying
from reports.coding import table as coding_forms
from reports.coding.table import CodingTable
from reports.coverage import Ratio
from reports.models import Attachment, ResponseStatus, Submission
from reports.models.children import shown_in
from reports.models.columns import SUBMISSION, shown_as_they_are
from reports.models.findings import Finding
from reports.refusals import require_being_written
from reports.submissions import checks, versions, workflow
from reports.submissions import messages as asking


class AboutForm(forms.Form):
    """The data about the report as a whole. ``seen`` is a digest of the values shown; ``theirs``
    are the values that somebody else has saved since, by label."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the report"),
        choices=LANGUAGE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_nil_return = forms.BooleanField(
        label=gettext_lazy("There is nothing to report (nil return)"), required=False
    )
    reporter_remarks = forms.CharField(
        label=gettext_lazy("Remarks, published with the report"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=20_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Adds the texts that are stored unchanged, from the table of columns."""
        super().__init__(*args, **kwargs)
        self.theirs: list[tuple[str, str]] = []
        for name in shown_as_they_are(SUBMISSION):
            column: Any = Submission._meta.get_field(name)
            self.fields[name] = column.formfield(required=False)

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in shown_as_they_are(SUBMISSION)]

    @classmethod
    def of(cls, submission: Submission) -> "AboutForm":
        on_record = cls.on_record(submission)
        return cls(initial={**on_record, "seen": digest_of(on_record)})

    @classmethod
    def on_record(cls, submission: Submission) -> dict[str, Any]:
        names = [*(n for n in cls.base_fields if n != "seen"), *shown_as_they_are(SUBMISSION)]
        return {name: getattr(submission, name) for name in names}

    def save(self, submission: Submission, *, by: Any) -> None:
        """Save, unless somebody has changed the report since the form was shown. Then raise
        ValidationError, and put their values into ``theirs``; saving again replaces them
        knowingly."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        with transaction.atomic():
            on_record = self.on_record(workflow.locked_with_versions(submission))
            now = digest_of(on_record)
            if "seen" in self.data and self.data["seen"] != now and on_record != given:
                again: Any = self.data.copy()  # type: ignore[attr-defined]
                again["seen"], self.data = now, again
                self.theirs = [
                    (str(self.fields[name].label), said(value))
                    for name, value in on_record.items()
                    if value != given[name]
                ]
                raise field_error(NON_FIELD_ERRORS, OwnForm.changed_since, "changed_since")
            workflow.change(submission, by=by, **given)


def digest_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def said(value: Any) -> str:
    """A value of the form as a person reads it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(LANGUAGE_NAMES[code] for code in value)
    return str(value)


@for_contacts
@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    submission = find(request, reference)
    response = overview(request, submission, AboutForm.of(submission))
    asking.mark_read(submission, by=request.user)
    return response


def overview(
    request: HttpRequest, submission: Submission, about_form: AboutForm, status: int = 200
) -> HttpResponse:
    """The report at a glance: progress, inconsistencies, next steps."""
    table = coding_forms.coding_table(submission)
    parts = parts_of(table)
    may_write = access.may(request.user, WRITE, submission)
    of_form = form_context(submission)
    found = checks.findings(submission) if may_write else []
    if settlement := of_form.get("settlement"):
        found = settling.without_settled(found, settlement)
    context = {
        "submission": submission,
        "parts": parts,
        "progress": Ratio(table.coded_count, len(table.asked)),
        **of_form,
        "carried": sum(part.carried for part in parts),
        "findings": located(found, parts),
        "may_write": may_write,
        "about_form": about_form,
        "upload_form": UploadForm.of(submission),
        "steps": steps_of(submission),
        "replaces": versions.replaced_by(submission),
        "blocks": shown_in("in_portal", request.user, submission),
        "exchange": list(asking.of(submission)),
        "new": set(asking.unread(request.user).filter(submission=submission)),
        "may_ask": asking.may_write(request.user, submission),
        "may": {
            "submit": access.may(request.user, "submit", submission),
            "withdraw": access.may(request.user, "withdraw", submission),
            "correct": access.may(request.user, access.CORRECT, submission),
        },
    }
    return render(request, "portal/report.html", context, status=status)


def form_context(submission: Submission) -> dict[str, Any]:
    """The form's progress by section, and what follows from its answers. Empty without a form."""
    loaded: Loaded | None = loaded_form(submission)
    if loaded is None:
        return {}
    answers = answering.answers_of(submission, loaded)
    sections = form_filling.progress_of(loaded, answers)
    return {
        "form": loaded.form,
        "template": loaded.template,
        "sections": sections,
        "form_progress": form_filling.whole(sections),
        "waiting": sum(each.waiting for each in sections),
        "settlement": settling.of(submission, loaded),
    }


def located(findings: list[Finding], parts: list[Part]) -> list[tuple[Finding, int]]:
    """Each finding with the number of the part that it is about; 0 for none."""
    return [
        (each, part_with(parts, each.commitment.key) if each.commitment else 0) for each in findings
    ]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One part of the form; on POST save it. Values that cannot be saved are shown again as typed,
    with their problems (422)."""
    submission = find(request, reference)
    table = coding_forms.coding_table(submission)
    parts = parts_of(table)
    if not 1 <= number <= len(parts):
        raise Http404
    shown = parts[number - 1]
    table = replace(table, rows=shown.rows)
    if request.method == "POST":
        require_being_written(submission)
    refused = request.method == "POST" and not is_saved(request, table)
    if request.method == "POST" and not refused:
        messages.success(request, _("Saved."))
        return redirect("my:part", reference, next_number(request, number, len(parts)))
    earlier = carrying.before(submission)
    context = {
        "submission": submission,
        "table": table,
        "parts": parts,
        "part": shown,
        "is_refused": refused,
        "earlier": earlier.report,
        "answers": {row.key: earlier.answer(row.commitment.pk) for row in shown.rows},
        "may_write": access.may(request.user, WRITE, submission) and not submission.is_nil_return,
        "statuses": ResponseStatus.choices,
        "narrative_languages": LANGUAGE_CHOICES,
    }
    status = (409 if table.is_too_late else 422) if refused else 200
    return render(request, "portal/part.html", context, status=status)


def is_saved(request: HttpRequest, table: CodingTable) -> bool:
    """Record the valid values and the confirmations; False if some values could not be saved.
    Raises PermissionDenied."""
    saved = coding_forms.save_what_is_sound(table, request.POST, by=request.user)
    confirmed = set(request.POST.getlist("confirm")) - saved
    if confirmed:
        carrying.confirm(table.submission, by=request.user, commitments=confirmed)
    return not table.problems and not table.wrong_rows


def next_number(request: HttpRequest, number: int, last: int) -> int:
    return min(number + 1, last) if "next" in request.POST else number


@for_contacts
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the secretariat a message on the report, or (with ``commitment``) on one commitment."""
    submission, key = find(request, reference), request.POST.get("commitment")
    about = get_object_or_404(Commitment, key=key) if key else None
    problems = []
    try:
        asking.send(submission, request.POST.get("text", ""), by=request.user, commitment=about)
    except ValidationError as error:
        problems = error.messages
    report_on(request, problems, _("Sent."))
    return to_place(reference, "messages", sent="" if problems else "message")


@for_contacts
@require_POST
def about(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the data about the report as a whole."""
    submission = find(request, reference)
    form = AboutForm(request.POST)
    if form.is_valid():
        try:
            form.save(submission, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            # Leads to the top of the page. The form's own address leads to the form, where faults
            # are shown.
            return redirect(f"{reverse('my:report', args=[reference])}#content")
    return overview(request, submission, form, status=422)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)


@for_contacts
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm everything carried over for this report: in the form, on commitments, and on plans
    and targets."""
    submission, count = find(request, reference), 0
    require_being_written(submission)
    if loaded := loaded_form(submission):
        count += form_filling.confirm_all(submission, loaded, by=request.user)
    count += carrying.confirm(submission, by=request.user).changed
    count += progress_carrying.confirm(submission, by=request.user).changed
    said = ngettext("%(count)s answer is confirmed.", "%(count)s answers are confirmed.", count)
    messages.success(request, said % {"count": count})
    return redirect("my:report", reference)


@for_contacts
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach the posted files to the report, all or none."""
    submission = find(request, reference)
    form = UploadForm(request.POST, request.FILES)
    problems = [str(text) for texts in form.errors.values() for text in texts]
    if not problems:
        try:
            form.attach(submission, by=request.user)
        except ValidationError as error:
            problems = error.messages
    report_on(request, problems)
    return to_place(reference, "files")


@for_contacts
@require_POST
def remove(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    submission = find(request, reference)
    attachment = get_object_or_404(Attachment.objects.with_key(key), submission=submission)
    problems = []
    try:
        files.remove(attachment, by=request.user)
    except ValidationError as error:
        problems = error.messages
    report_on(request, problems)
    return to_place(reference, "files")


def report_on(request: HttpRequest, problems: list[str], done: str = "") -> None:
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, done or _("Saved."))


def to_place(reference: str, place: str, sent: str = "") -> HttpResponse:
    """``sent`` names the form whose text has arrived, so that the browser may forget its copy."""
    response: Any = redirect("my:report", reference)
    response["Location"] += f"?sent={sent}#{place}" if sent else f"#{place}"
    return response
