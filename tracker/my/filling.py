"""Writing a report: its overview, its parts, what is said of it as a whole, its files."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.models import Commitment
from commitments.multilingual import LANGUAGE_CHOICES
from reports import access, carrying, checks, coding_forms, files, workflow
from reports import messages as asking
from reports.access import WRITE
from reports.admin.forms import UploadForm
from reports.coding_forms import CodingTable, Row
from reports.coverage import Ratio
from reports.models import Attachment, ResponseStatus, Submission
from reports.workflow import ContentFrozen
from tracker.my.guard import find, for_contacts
from tracker.my.steps import of as steps_of


@dataclass(frozen=True)
class Part:
    """The commitments under one heading that the reporter is asked about, one page of the form.
    ``path`` is the heading after those it stands under; ``number`` counts from 1."""

    number: int
    path: list[str]
    rows: list[Row]

    @property
    def progress(self) -> Ratio:
        return Ratio(sum(row.is_coded for row in self.rows), len(self.rows))

    @property
    def keys(self) -> set[str]:
        return {row.key for row in self.rows}

    @property
    def carried(self) -> int:
        return sum(bool(row.response and row.response.is_carried_over) for row in self.rows)


def parts_of(table: CodingTable) -> list[Part]:
    """What is not asked of the reporter is left out, unless something is said on it."""
    shown = [row for row in table.rows if row.is_asked or row.response]
    by_section = groupby(shown, key=lambda row: row.commitment.section_id)
    return [
        Part(number, table.paths.get(section, []), list(rows))
        for number, (section, rows) in enumerate(by_section, start=1)
    ]


def part_with(parts: list[Part], key: str) -> int:
    """The number of the part that a commitment is in."""
    return next((part.number for part in parts if key in part.keys), 1)


class AboutForm(forms.Form):
    """What is said of the report as a whole."""

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

    @classmethod
    def of(cls, submission: Submission) -> "AboutForm":
        return cls(initial={name: getattr(submission, name) for name in cls.base_fields})


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
    """The report at a glance: how far it is, what does not hang together, what to do next."""
    table = coding_forms.coding_table(submission)
    parts = parts_of(table)
    may_write = access.may(request.user, WRITE, submission)
    context = {
        "submission": submission,
        "parts": parts,
        "progress": Ratio(table.coded_count, len(table.asked)),
        "carried": sum(part.carried for part in parts),
        "findings": located(checks.findings(submission), parts) if may_write else [],
        "may_write": may_write,
        "about_form": about_form,
        "upload_form": UploadForm(),
        "steps": steps_of(submission),
        "exchange": list(asking.of(submission)),
        "new": set(asking.unread(request.user).filter(submission=submission)),
        "may_ask": asking.may_write(request.user, submission),
        "may": {
            "submit": access.may(request.user, "submit", submission),
            "withdraw": access.may(request.user, "withdraw", submission),
            "correct": access.may(request.user, access.CORRECT, submission),
        },
    }
    return render(request, "my/report.html", context, status=status)


def located(findings: list[checks.Finding], parts: list[Part]) -> list[tuple[checks.Finding, int]]:
    """Each finding with the part in which its place is."""
    return [
        (each, part_with(parts, each.commitment.key) if each.commitment else 0) for each in findings
    ]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One part of the form: as it stands, or saved. What cannot be is shown again with its problems
    and as it was typed (422)."""
    submission = find(request, reference)
    table = coding_forms.coding_table(submission)
    parts = parts_of(table)
    if not 1 <= number <= len(parts):
        raise Http404
    shown = parts[number - 1]
    table = replace(table, rows=shown.rows)
    if request.method == "POST" and not submission.is_being_written:
        raise ContentFrozen(submission)
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
    return render(request, "my/part.html", context, status=422 if refused else 200)


def is_saved(request: HttpRequest, table: CodingTable) -> bool:
    """Record what was typed, as far as it can be, and what is confirmed; False where something is
    left. Raises PermissionDenied."""
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
    """Write to the secretariat on the report, or (by ``commitment``) on one commitment."""
    submission, key = find(request, reference), request.POST.get("commitment")
    about = get_object_or_404(Commitment, key=key) if key else None
    problems = []
    try:
        asking.send(submission, request.POST.get("text", ""), by=request.user, commitment=about)
    except ValidationError as error:
        problems = error.messages
    report_on(request, problems, _("Sent."))
    return to_place(reference, "messages")


@for_contacts
@require_POST
def about(request: HttpRequest, reference: str) -> HttpResponse:
    """Save what is said of the report as a whole."""
    submission = find(request, reference)
    form = AboutForm(request.POST)
    if form.is_valid():
        try:
            workflow.change(submission, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("my:report", reference)
    return overview(request, submission, form, status=422)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)


@for_contacts
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that everything carried over holds for this report too."""
    outcome = carrying.confirm(find(request, reference), by=request.user)
    messages.success(request, _("%(count)s answers are confirmed.") % {"count": outcome.changed})
    return redirect("my:report", reference)


@for_contacts
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the posted files with the report, all or none."""
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


def to_place(reference: str, place: str) -> HttpResponse:
    response: Any = redirect("my:report", reference)
    response["Location"] += f"#{place}"
    return response
