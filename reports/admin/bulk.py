"""Steps with many reports at once: what would become of each is shown first, then it is done."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.models import Action, Submission
from reports.refusals import ContentFrozen, TransitionNotAllowed
from reports.submissions import workflow

TEMPLATE = "admin/reports/submission/bulk.html"
# More would keep the database's locks too long; a page of the list has a hundred.
MOST = 100


@dataclass(frozen=True)
class Planned:
    """A chosen report, with why the step cannot be taken with it; empty where it can."""

    submission: Submission
    problem: str


def why_not(submission: Submission, step: Action, *, by: Any, keep: bool) -> str:
    """Take ``step`` and say why it could not be taken. Without ``keep`` it is tried and undone, so
    that a preview says just what would happen."""
    try:
        with transaction.atomic():
            workflow.take(submission, step, by=by)
            if not keep:
                transaction.set_rollback(True)
    except ValidationError as error:
        return " ".join(error.messages)
    except (PermissionDenied, TransitionNotAllowed, ContentFrozen) as error:
        return str(error)
    return ""


def take_with_many(
    model_admin: Any, request: HttpRequest, chosen: "QuerySet[Submission]", step: Action
) -> HttpResponse | None:
    """The preview; once it was confirmed, the step with each report that allows it. What could not
    be done is said report by report; the others are done."""
    submissions = list(chosen.order_by("reference")[: MOST + 1])
    if len(submissions) > MOST:
        messages.error(request, _("Choose at most %(number)s reports at once.") % {"number": MOST})
        return None
    is_confirmed = "confirmed" in request.POST
    planned = [
        Planned(each, why_not(each, step, by=request.user, keep=is_confirmed))
        for each in submissions
    ]
    if is_confirmed:
        tell(model_admin, request, planned)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": model_admin.get_actions(request)[request.POST["action"]][2],
        "opts": model_admin.opts,
        "action": request.POST["action"],
        "possible": [each for each in planned if not each.problem],
        "refused": [each for each in planned if each.problem],
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, TEMPLATE, context)


def tell(model_admin: Any, request: HttpRequest, planned: list[Planned]) -> None:
    done = [each.submission for each in planned if not each.problem]
    for each in planned:
        if each.problem:
            messages.error(request, f"{each.submission.reference}: {each.problem}")
    for submission in done:
        submission.refresh_from_db()
        said = _("%(reference)s is now: %(status)s.") % {
            "reference": submission.reference,
            "status": submission.get_status_display(),
        }
        model_admin.log_change(request, submission, said)
    if done:
        said = ngettext("Done with %(count)s report.", "Done with %(count)s reports.", len(done))
        messages.success(request, said % {"count": len(done)})


class ManyAtOnce:
    """The steps that need no reason, as actions of the list of reports."""

    actions: Any = ("submit_many", "start_review_of_many", "publish_many")

    @admin.action(description=gettext_lazy("Submit the chosen reports"), permissions=["register"])
    def submit_many(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        return take_with_many(self, request, chosen, Action.SUBMIT)

    @admin.action(description=gettext_lazy("Start reviewing the chosen"), permissions=["review"])
    def start_review_of_many(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        return take_with_many(self, request, chosen, Action.START_REVIEW)

    @admin.action(description=gettext_lazy("Publish the chosen reports"), permissions=["review"])
    def publish_many(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        return take_with_many(self, request, chosen, Action.PUBLISH)
