"""The form of a cycle, section by section, and what follows from it for the commitments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.multilingual import LANGUAGE_CHOICES, current_language
from portal.guard import find, find_locked, for_contacts
from portal.parts import part_with, parts_of
from questionnaires import answering, filling, settling
from questionnaires.filling import Sheet, loaded_form
from questionnaires.form import Section
from questionnaires.settling import KEEP, REMOVE, Settlement
from questionnaires.templates import Loaded
from questionnaires.words import TICKS, fallback_language
from reports import access
from reports.access import WRITE
from reports.coding import table
from reports.models import ResponseStatus, Submission
from reports.refusals import require_being_written

# The names and values of a section's buttons.
NEXT, ADD, CONFIRM, ALL = "next", "add", "confirm", "*"


def found_form(submission: Submission) -> Loaded:
    """The form of the report; 404 if it has none."""
    loaded = loaded_form(submission)
    if loaded is None:
        raise Http404
    return loaded


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One section of the form; on POST save it. Values that cannot be saved are shown again as
    typed, with their problems (422). A script that saves one question gets JSON."""
    if request.method != "POST":
        submission = find(request, reference)
        loaded = found_form(submission)
        sheet = filling.sheet_of(submission, loaded, section_of(loaded, number))
        return shown(request, sheet, number)
    sheet = saved(request, reference, number)
    is_refused = bool(sheet.problems or sheet.wrong)
    status = 422 if is_refused else 200
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse(told(sheet, number, request.POST), status=status)
    if is_refused:
        return shown(request, sheet, number, status=status)
    return gone_on(request, sheet, number)


def section_of(loaded: Loaded, number: int) -> Section:
    """The section on that page; 404 if there is none."""
    if not 1 <= number <= len(loaded.form.sections):
        raise Http404
    return loaded.form.sections[number - 1]


@transaction.atomic
def saved(request: HttpRequest, reference: str, number: int) -> Sheet:
    """Record the posted section, in six queries where nothing rests on its answers and the form is
    kept: the report with rights and form under its lock, the answers, what changed, its history;
    before these the session and the account."""
    submission = find_locked(request, reference)
    loaded = found_form(submission)
    section = section_of(loaded, number)
    writing = answering.Writing.of(submission, loaded, by=request.user)
    return filling.save_what_is_sound(
        writing, section, request.POST, confirmed_in(section, request.POST)
    )


def confirmed_in(section: Section, posted: QueryDict) -> set[str]:
    """The questions whose answers the person confirms."""
    if posted.get(CONFIRM) == ALL:
        return {question.key for question in section.questions}
    return set(posted.getlist(CONFIRM))


def gone_on(request: HttpRequest, sheet: Sheet, number: int) -> HttpResponse:
    """Lead back to the section, to the place of the button, or on to the next section."""
    messages.success(request, _("Saved."))
    last, place = len(sheet.loaded.form.sections), ""
    if NEXT in request.POST:
        number = min(number + 1, last)
    elif table := request.POST.get(ADD):
        place = f"#{table}"
    elif (key := request.POST.get(CONFIRM)) and key != ALL:
        place = f"#{after(sheet, key)}"
    response: Any = redirect("my:section", sheet.submission.reference, number)
    response["Location"] += place
    return response


def after(sheet: Sheet, key: str) -> str:
    """The next question that waits: so one key confirms them one after another."""
    keys = [item.question.key for item in sheet.items]
    later = sheet.items[keys.index(key) + 1 :] if key in keys else []
    return next((item.question.key for item in later if item.is_waiting), key)


def shown(request: HttpRequest, sheet: Sheet, number: int, status: int = 200) -> HttpResponse:
    submission, loaded = sheet.submission, sheet.loaded
    progress = filling.progress_of(loaded, sheet.answers)
    context = {
        "submission": submission,
        "sheet": sheet,
        "form": loaded.form,
        "template": loaded.template,
        "section": progress[number - 1],
        "sections": progress,
        "is_refused": status != 200,
        "may_write": access.may(request.user, WRITE, submission) and not submission.is_nil_return,
        "ticks": TICKS,
        "narrative_languages": LANGUAGE_CHOICES,
        "fallback": fallback_language(loaded.form, current_language()),
    }
    return render(request, "portal/section.html", context, status=status)


def told(sheet: Sheet, number: int, posted: QueryDict) -> dict[str, Any]:
    """The answer to a script that saved a part of the page: the new fingerprints, the problems, the
    questions that are not asked or waiting now, and the section's progress."""
    now = filling.sheet_now(sheet)
    progress = filling.progress_of(sheet.loaded, sheet.answers)[number - 1]
    wrong = {entry.name: entry.problems for entry in sheet.entries if entry.problems}
    sent = [entry for entry in now.entries if f"{entry.name}-seen" in posted]
    return {
        "problems": {"": sheet.problems, **wrong} if sheet.problems else wrong,
        "seen": {entry.name: entry.seen for entry in sent if entry.name not in wrong},
        "closed": [item.question.key for item in now.items if not item.is_asked],
        "waiting": [item.question.key for item in now.items if item.is_waiting],
        "progress": said_of(progress),
    }


def said_of(progress: filling.Progress) -> str:
    count = {"count": progress.ratio.count, "total": progress.ratio.total}
    return (
        ngettext(
            "%(count)s of %(total)s question answered",
            "%(count)s of %(total)s questions answered",
            progress.ratio.total,
        )
        % count
    )


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def derived(request: HttpRequest, reference: str) -> HttpResponse:
    """What the answers propose on commitments, with the reasons. On POST record the decisions, and
    with them the clear proposals."""
    submission = find(request, reference)
    loaded = found_form(submission)
    problems: list[str] = []
    if request.method == "POST":
        require_being_written(submission)
        decided = {
            name.removeprefix("decide-"): str(value)
            for name, value in request.POST.items()
            if name.startswith("decide-")
        }
        try:
            settling.settle(submission, loaded, decided, by=request.user)
        except ValidationError as error:
            problems = [
                f"{key}: {' '.join(texts)}" if key else " ".join(texts)
                for key, texts in error.message_dict.items()
            ]
        else:
            messages.success(request, _("Saved."))
            return redirect("my:derived", reference)
    found = settling.of(submission, loaded)
    return render(
        request,
        "portal/derived.html",
        {
            "submission": submission,
            "problems": problems,
            "may_write": access.may(request.user, WRITE, submission),
            "statuses": ResponseStatus.choices,
            **lines_of(submission, loaded, found),
        },
        status=422 if problems else 200,
    )


def lines_of(submission: Submission, loaded: Loaded, found: Settlement) -> dict[str, Any]:
    """The proposals as the page lists them: undecided ones first."""
    parts = parts_of(table.coding_table(submission))
    pages = {
        question.key: number
        for number, each in enumerate(loaded.form.sections, 1)
        for question in each.questions
    }
    undecided = {each.commitment.pk for each in found.undecided}
    return {
        "settlement": found,
        "keep": KEEP,
        "remove": REMOVE,
        "pages": pages,
        "part_numbers": {
            each.commitment.key: part_with(parts, each.commitment.key) for each in found.proposals
        },
        "others": [each for each in found.proposals if each.commitment.pk not in undecided],
    }
