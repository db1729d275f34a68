"""Readings in the administration: a file is read, its reading accepted, its answers confirmed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from common.record_admin import SearchableAdmin
from questionnaires import form_files, readings
from questionnaires.admin.confirming import confirm_page
from questionnaires.admin.contacts import contacts_page
from questionnaires.admin.deriving import derived_page
from questionnaires.models import Reading, ReadingState, ReportTemplate
from questionnaires.reading import Certainty
from reports import access
from reports.admin.forms import UploadForm
from reports.admin.records import LookedAt, submission_link
from reports.models import Attachment, Submission
from reports.refusals import ContentFrozen, TransitionNotAllowed
from reports.submissions import workflow

READING = "admin/questionnaires/reading.html"
REFUSED = "admin/reports/submission/refused.html"


@admin.register(Reading)
class ReadingAdmin(LookedAt, SearchableAdmin):
    """Every reading that was made; what was read is confirmed on pages of their own."""

    search_fields = ["attachment__name", "submission__reference"]
    list_display = ["attachment", "of_submission", "template", "state", "made_by", "made_at"]
    list_filter = ["state", "template"]
    list_select_related = ["attachment", "submission", "template", "made_by"]
    ordering = ["-made_at", "-pk"]
    fields = [
        "attachment",
        "of_submission",
        "template",
        "language",
        "state",
        "reader_version",
        "made_by",
        "made_at",
    ]
    readonly_fields = ["of_submission"]

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, reading: Reading) -> Any:
        return submission_link("admin:reports_submission_change", reading)

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            answered = self.admin_site.admin_view(self.answering(view))
            return path(address, answered, name=f"questionnaires_{name}")

        show = require_http_methods(["GET", "HEAD", "POST"])
        return [
            page("file/<int:pk>/read/", require_POST(self.read_view), "read"),
            page("file/<int:pk>/by-hand/", require_POST(self.by_hand_view), "by_hand"),
            page("file/<int:pk>/publish/", require_POST(self.publish_view), "publish"),
            page("<int:pk>/accept/", show(self.accept_view), "accept"),
            page("report/<int:pk>/complete/", require_POST(self.complete_view), "complete"),
            page("report/<int:pk>/confirm/", show(self.confirm_view), "confirm"),
            page("report/<int:pk>/derived/", show(self.derived_view), "derived"),
            page("report/<int:pk>/contacts/", show(self.contacts_view), "contacts"),
            *super().get_urls(),
        ]

    def answering(self, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """``page``, answered with 409 and the reason where the submission's status no longer allows
        it."""

        @wraps(page)
        def answered(request: HttpRequest, pk: int) -> HttpResponse:
            try:
                return page(request, pk)
            except (TransitionNotAllowed, ContentFrozen) as refusal:
                context = {
                    **self.admin_site.each_context(request),
                    "title": _("This step is not possible now"),
                    "opts": Submission._meta,
                    "original": refusal.submission,
                    "reason": str(refusal),
                }
                return TemplateResponse(request, REFUSED, context, status=409)

        return answered

    # Whose it is

    def submission(self, request: HttpRequest, pk: int) -> Submission:
        """404 without it, 403 for whoever may not see it."""
        found: Submission = get_object_or_404(
            Submission.objects.select_related("reporter", "cycle"), pk=pk
        )
        if not access.readable(request.user).filter(pk=pk).exists() or not request.user.has_perm(
            access.VIEW
        ):
            raise PermissionDenied
        return found

    def file(self, request: HttpRequest, pk: int) -> Attachment:
        found = get_object_or_404(Attachment.objects.select_related("submission"), pk=pk)
        self.submission(request, found.submission_id)
        return found

    # From a file to its answers

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read a file as a form: on to what was recognised, or back with the reason."""
        file = self.file(request, pk)
        return self._begun(request, file, lambda: readings.read(file, by=request.user))

    def by_hand_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin with every question open, to be typed beside the file."""
        file = self.file(request, pk)
        chosen = request.POST.get("template", "")
        template = get_object_or_404(
            ReportTemplate,
            pk=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0,
        )
        return self._begun(request, file, lambda: readings.by_hand(file, template, by=request.user))

    def _begun(
        self, request: HttpRequest, file: Attachment, begin: Callable[[], Reading]
    ) -> HttpResponse:
        was_public = file.is_public
        try:
            reading = begin()
        except ValidationError as error:
            say(request, error)
            return to_submission(file.submission_id)
        if was_public:
            messages.warning(
                request, _("The file is a form and names persons: it is not public any more.")
            )
        return HttpResponseRedirect(reverse("admin:questionnaires_accept", args=[reading.pk]))

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was recognised, with what certainty; on POST its answers, to be confirmed."""
        reading = get_object_or_404(
            Reading.objects.select_related("template", "attachment", "submission"), pk=pk
        )
        submission = self.submission(request, reading.submission_id)
        if request.method == "POST":
            try:
                readings.accept(reading, by=request.user)
            except ValidationError as error:
                say(request, error)
                return to_submission(submission.pk)
            return HttpResponseRedirect(
                reverse("admin:questionnaires_confirm", args=[submission.pk])
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": Submission._meta,
            "title": _("Read as a form: %(file)s") % {"file": reading.attachment.name},
            "original": submission,
            "reading": reading,
            "may_accept": access.may(request.user, access.WRITE, submission),
            **recognised(reading),
        }
        return TemplateResponse(request, READING, context)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record why a form may be public, or hold it back again."""
        file = self.file(request, pk)
        try:
            if "hold" in request.POST:
                form_files.hold_back_again(file, by=request.user)
            else:
                ground, how = (request.POST.get(name, "") for name in ("ground", "how"))
                form_files.publish(file, ground, how, by=request.user)
        except ValidationError as error:
            say(request, error)
        else:
            messages.success(request, _("That is recorded."))
        return to_submission(file.submission_id)

    def complete_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new version of a listed report with the report's file, read as a form where it is one:
        all of that or, where the file is refused, nothing."""
        listed = self.submission(request, pk)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            for problems in form.errors.values():
                for problem in problems:
                    messages.error(request, str(problem))
            return to_submission(listed.pk)
        try:
            with transaction.atomic():
                submission = workflow.complete(listed, by=request.user)
                first, *_rest = form.attach(submission, by=request.user)
        except ValidationError as error:
            say(request, error)
            return to_submission(listed.pk)
        messages.success(
            request,
            _("%(reference)s completes %(original)s.")
            % {"reference": submission.reference, "original": listed.reference},
        )
        return self._begun(request, first, lambda: readings.read(first, by=request.user))

    # Confirming

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.submission(request, pk)

        def of_admin() -> dict[str, Any]:
            return {**self.admin_site.each_context(request), "opts": Submission._meta}

        return confirm_page(request, submission, of_admin)

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def derived_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.submission(request, pk)
        context = {**self.admin_site.each_context(request), "opts": Submission._meta}
        return derived_page(request, submission, context)

    def contacts_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.submission(request, pk)
        context = {**self.admin_site.each_context(request), "opts": Submission._meta}
        return contacts_page(request, submission, context)


def recognised(reading: Reading) -> dict[str, Any]:
    """What a reading found, in figures: a file typed by hand has none."""
    result = reading.result or {}
    if not result:
        return {"is_by_hand": True}
    answers = result["answers"]
    states = [each["state"] for each in answers]
    open_ones = [each for each in answers if each["state"] in ("answered", "blank")]
    uncertain = sum(each["certainty"] == Certainty.UNCERTAIN for each in open_ones)
    serves = reading.template.cycles.filter(pk=reading.submission.cycle_id).exists()
    return {
        "is_certain": result["recognised"]["certainty"] == Certainty.CERTAIN,
        "share": round(result["recognised"]["share"] * 100),
        "counts": [
            (_("answered"), states.count("answered")),
            (_("left blank"), states.count("blank")),
            (_("not asked"), states.count("not_asked")),
            (_("not read: to be typed"), states.count("unread")),
            (_("not certain: to be looked at"), uncertain),
        ],
        "problems": len(result["problems"]),
        "is_of_the_cycle": serves,
        "is_accepted": reading.state == ReadingState.ACCEPTED,
    }


def say(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


def to_submission(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:reports_submission_change", args=[pk]) + "#form")
