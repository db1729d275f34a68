"""The page of the responses that the answers propose: decided, kept, confirmed, handed in."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.reading_once import reading_once
from questionnaires import confirming, deriving, sources
from questionnaires.deriving import Decision, Proposal
from questionnaires.models import ResponseSource
from questionnaires.sources import Behind
from questionnaires.templates import Loaded
from reports import access
from reports.admin.coding import KEYS, keys_of
from reports.models import Action, Response, ResponseStatus, Submission
from reports.submissions import checks

TEMPLATE = "admin/questionnaires/derived.html"
KEEP = "keep"


@dataclass(frozen=True)
class Shown:
    """One proposal on the page, with its reasons and the problems found with it."""

    proposal: Proposal
    reasons: list[tuple[deriving.Reason, str]]
    passages: list[Behind]
    chosen: str
    problems: list[str]

    @property
    def group(self) -> int:
        """Contradictory and undecided ones first, then what waits, then what is done."""
        each = self.proposal
        if each.is_open and not each.is_plain:
            return 0
        if each.is_plain:
            return 1
        return 3 if each.is_confirmed else 2


def derived_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Show what the confirmed answers propose; on POST decide, or put a passage behind one."""
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _act(request, submission, _loaded(submission))
        except ValidationError as error:
            problems = _messages(error)
        else:
            return HttpResponseRedirect(request.path)
    with reading_once():
        shown = _shown(request, submission, _loaded(submission), problems)
        found = checks.findings(submission)
    may_submit = access.may(request.user, Action.SUBMIT, submission)
    context.update(
        {
            "title": _("What follows from the answers of %(reference)s")
            % {"reference": submission.reference},
            "original": submission,
            "shown": shown,
            "plain_count": sum(each.proposal.is_plain for each in shown),
            "undecided_count": sum(each.group == 0 for each in shown),
            "is_editable": access.may(request.user, access.WRITE, submission),
            "statuses": [(s.value, s.label, KEYS[s]) for s in ResponseStatus],
            "attachments": list(submission.attachments.all()),
            "problems": problems.get("", []),
            "findings": found,
            "may_submit": may_submit and not any(each.grade == "error" for each in found),
            "needs_reason": any(each.grade == "warning" for each in found),
            "submit": Action.SUBMIT,
        }
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return TemplateResponse(request, TEMPLATE, context, status=status)


def _loaded(submission: Submission) -> Loaded:
    loaded = confirming.load(submission)
    if loaded is None:
        raise Http404
    return loaded


def _messages(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _shown(
    request: HttpRequest, submission: Submission, loaded: Loaded, problems: dict[str, list[str]]
) -> list[Shown]:
    made = deriving.proposals(submission, loaded)
    responses = [each.response for each in made if each.response]
    behind = sources.behind(responses, for_staff=True)
    found = [
        Shown(
            each,
            [
                (reason, sources.said(reason.question.main, reason.answer))
                for reason in each.reasons
            ],
            [
                one
                for one in behind.get(each.response.pk if each.response else 0, [])
                if one.quotation
            ],
            request.POST.get(f"{each.commitment.key}-status", ""),
            problems.get(each.commitment.key, []),
        )
        for each in made
    ]
    return sorted(found, key=lambda each: each.group)


def _act(request: HttpRequest, submission: Submission, loaded: Loaded) -> None:
    if "passage" in request.POST:
        _add_passage(request, submission)
    elif "remove" in request.POST:
        _remove_passage(request, submission)
    else:
        _decide(request, submission, loaded)


def _decide(request: HttpRequest, submission: Submission, loaded: Loaded) -> None:
    """The decisions that the page sends: a chosen status, or to keep what is there. The button of
    one commitment decides on that one; the button of all on every chosen one and every plain
    one."""
    wanted = keys_of(request.POST.get("confirm", "*"))
    decisions = []
    for proposal in deriving.proposals(submission, loaded):
        key = proposal.commitment.key
        if f"{key}-seen" not in request.POST or (wanted is not None and key not in wanted):
            continue
        decision = _decision(proposal, request.POST, is_alone=wanted is not None)
        if decision:
            decisions.append(decision)
    if not decisions:
        raise ValidationError(_("There is nothing to confirm: choose a status first."))
    deriving.confirm(submission, loaded, decisions, by=request.user)
    text = ngettext(
        "%(count)s response is confirmed.", "%(count)s responses are confirmed.", len(decisions)
    )
    messages.success(request, text % {"count": len(decisions)})


def _decision(proposal: Proposal, posted: Any, *, is_alone: bool) -> Decision | None:
    key = proposal.commitment.key
    chosen, seen = posted.get(f"{key}-status", ""), posted[f"{key}-seen"]
    if chosen == KEEP:
        return Decision(key, keeps=True, seen=seen)
    if chosen in ResponseStatus.values:
        return Decision(key, status=chosen, seen=seen)
    return Decision(key, seen=seen) if is_alone or proposal.is_plain else None


def _response(submission: Submission, key: str) -> Response:
    return get_object_or_404(
        Response.objects.select_related("submission"), submission=submission, commitment__key=key
    )


def _add_passage(request: HttpRequest, submission: Submission) -> None:
    key = request.POST["passage"]
    file, page = (request.POST.get(f"{key}-{name}", "").strip() for name in ("file", "page"))
    if page and not (page.isdecimal() and len(page) < 7):
        raise ValidationError({key: [_("Enter the number of a page.")]})
    try:
        sources.add_passage(
            _response(submission, key),
            int(file) if file.isdecimal() and len(file) < 19 else None,
            int(page) if page else None,
            request.POST.get(f"{key}-quotation", ""),
            by=request.user,
        )
    except ValidationError as error:
        raise ValidationError({key: error.messages}) from error


def _remove_passage(request: HttpRequest, submission: Submission) -> None:
    pk = request.POST["remove"]
    source = get_object_or_404(
        ResponseSource.objects.select_related("response__submission"),
        pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0,
        response__submission=submission,
    )
    sources.remove_passage(source, by=request.user)
