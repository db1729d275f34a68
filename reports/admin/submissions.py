"""The submission page: the record, its files, what it says, its steps."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.multilingual import LANGUAGE_NAMES
from common.record_admin import RecordAdmin
from reports import access
from reports.admin import exchange
from reports.admin.bulk import ManyAtOnce
from reports.admin.coding import coding_page
from reports.admin.coding_history import coding_history_page
from reports.admin.filters import CodedFilter, CycleFilter, OfReporterGroupFilter
from reports.admin.forms import RegisterForm, SubmissionForm, UploadForm
from reports.admin.responses import IMPORT as RESPONSES
from reports.admin.steps import steps_context
from reports.admin.suggestions import suggestions_page
from reports.admin.tasks import WaitingFilter
from reports.models import Action, ReportingCycle, Submission, Timeliness
from reports.models.children import shown_in
from reports.models.columns import SUBMISSION, Frozen, frozen, shown_as_they_are
from reports.refusals import ContentFrozen, TransitionNotAllowed
from reports.submissions import events, versions, workflow

# What may change while the report is being written, and never afterwards.
CONTENT = frozen(SUBMISSION, Frozen.WITH_CONTENT)
NEW_VERSION = "new_version"
# Steps that leave the status, with whether the public is told afterwards that it was withdrawn.
TELLING = {"show_withdrawn": True, "hide_withdrawn": False}


@admin.register(Submission)
class SubmissionAdmin(ManyAtOnce, RecordAdmin):
    """Reports as they come in. A status changes by a step through the workflow alone."""

    form = SubmissionForm
    change_form_template = "admin/reports/submission/change_form.html"
    search_fields = ["reference", "reporter__search_text"]
    list_display = [
        "reference",
        "reporter",
        "cycle_code",
        "status",
        "received",
        "timeliness",
        "nil",
        "responses",
    ]
    list_filter = [
        WaitingFilter,
        "status",
        CycleFilter,
        OfReporterGroupFilter,
        "reporter__kind",
        CodedFilter,
        "channel",
        "is_nil_return",
        exchange.UnreadFilter,
    ]
    list_select_related = ["reporter", "cycle"]
    date_hierarchy = "received_on"
    autocomplete_fields = ["reporter"]
    fixed_fields = ["reporter", "cycle"]
    fieldsets = [
        (None, {"fields": ["reporter", "cycle"]}),
        (
            _("Receipt"),
            {"fields": ["channel", "received_on", "received_no_later_than", "source"]},
        ),
        (
            _("Report"),
            {
                "fields": [
                    "languages",
                    "is_nil_return",
                    *shown_as_they_are(SUBMISSION),
                    "reporter_remarks",
                ]
            },
        ),
        (_("Secretariat"), {"fields": ["secretariat_remarks"]}),
    ]

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access.may_register(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_register_permission(self, request: HttpRequest) -> bool:
        return access.may_register(request.user)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return access.may_publish(request.user)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return lookup == "reporter__id__exact" or super().lookup_allowed(lookup, value, request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A reporter or a cycle is chosen here, not added, changed or deleted in passing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.fixed_fields and field is not None:
            for right in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{right}_related", False)
        return field

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(response_count=Count("responses"))

    @admin.display(description=_("cycle"), ordering="cycle__year")
    def cycle_code(self, submission: Submission) -> str:
        code = submission.cycle.code
        if submission.cycle.is_fictional:
            return _("%(cycle)s (fictional)") % {"cycle": code}
        return code

    @admin.display(description=_("received"), ordering="received_on")
    def received(self, submission: Submission) -> str:
        if submission.received_on:
            return date_format(submission.received_on)
        if submission.received_no_later_than:
            return _("by %(day)s") % {"day": date_format(submission.received_no_later_than)}
        return ""

    @admin.display(description=_("timeliness"))
    def timeliness(self, submission: Submission) -> str:
        is_known = submission.timeliness != Timeliness.UNKNOWN
        return str(submission.timeliness.label) if is_known else ""

    @admin.display(description=_("nil return"), ordering="is_nil_return")
    def nil(self, submission: Submission) -> str:
        return str(_("nil")) if submission.is_nil_return else ""

    @admin.display(description=_("responses"), ordering="response_count")
    def responses(self, submission: Any) -> int:
        return int(submission.response_count)

    @admin.display(description=_("languages"))
    def language_names(self, submission: Submission) -> str:
        return ", ".join(LANGUAGE_NAMES[code] for code in submission.languages)

    # The form

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = RegisterForm
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        current = ReportingCycle.objects.current()
        return {
            "cycle": current.pk if current else None,
            **super().get_changeform_initial_data(request),
        }

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        frozen = [] if self._may_write(request, obj) else [*CONTENT, "language_names"]
        return [*super().get_readonly_fields(request, obj), *frozen]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Languages are boxes to tick while they may change, then their names. Files are taken with
        the report that is registered; later they have a form of their own."""
        if obj is None:
            return [*self.fieldsets, (_("Files"), {"fields": ["uploads", "is_public"]})]
        if self._may_write(request, obj):
            return self.fieldsets
        return [
            (
                title,
                {
                    "fields": [
                        "language_names" if name == "languages" else name
                        for name in options["fields"]
                    ]
                },
            )
            for title, options in self.fieldsets
        ]

    def _may_write(self, request: HttpRequest, obj: Submission | None) -> bool:
        return obj is None or (
            obj.is_being_written and bool(self.has_change_permission(request, obj))
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """A new report is registered by its form already."""
        if change:
            super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Submission, post_url_continue: str | None = None
    ) -> HttpResponse:
        if "_addanother" in request.POST:
            page = reverse("admin:reports_submission_change", args=[obj.pk])
            link = format_html('<a href="{}">{}</a>', page, obj.reference)
            said = format_html(_("%(reference)s is registered.") % {"reference": "{}"}, link)
            messages.success(request, said)
            # The next one came in the same cycle, as a rule by the same way on the same day.
            same = {"cycle": obj.cycle_id, "channel": obj.channel, "received_on": obj.received_on}
            kept = {name: value for name, value in same.items() if value}
            url = reverse("admin:reports_submission_add")
            return HttpResponseRedirect(f"{url}?{urlencode(kept)}")
        messages.success(
            request,
            self._what_next(obj) % {"reference": obj.reference},
        )
        return to_page(obj.pk)

    def _what_next(self, submission: Submission) -> Any:
        if submission.is_nil_return:
            return _("%(reference)s is registered. Submit it.")
        if submission.publication_url or submission.attachments.exists():
            return _("%(reference)s is registered. Code it, submit it.")
        return _("%(reference)s is registered. Attach its files, code it, submit it.")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_save_and_add_another"] = bool(kwargs.get("add"))
        context["show_save_and_continue"] = not kwargs.get("add")
        if submission := kwargs.get("obj"):
            context.update(self.page_context(request, submission))
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def is_to_change(self, form: Any) -> bool:
        """Remarks of the secretariat may change later too; the report does not."""
        return bool(form.instance.is_being_written) and super().is_to_change(form)

    def page_context(self, request: HttpRequest, submission: Submission) -> dict[str, Any]:
        """What the page shows around the form: steps, files, coding and timeline."""
        may_write = access.may(request.user, access.WRITE, submission)
        return {
            **steps_context(request, submission),
            "may_correct": access.may(request.user, access.CORRECT, submission),
            "new_version": NEW_VERSION,
            "may_show_withdrawn": submission.published_at is not None
            and access.may(request.user, access.SHOW_WITHDRAWN, submission),
            "attachments": submission.attachments.all(),
            "upload_form": UploadForm.of(submission) if may_write else None,
            "response_count": submission.responses.filter(is_carried_over=False).count(),
            "scope_count": submission.cycle.scope(submission.reporter.kind).count(),
            "versions": versions.versions_of(submission),
            "replaces": versions.replaced_by(submission),
            "timeline": submission.events.all(),
            "broken_events": events.broken(submission),
            "blocks": shown_in("in_admin", request.user, submission),
            **exchange.context(request.user, submission),
        }

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_public = obj is not None and (obj.is_published or obj.is_shown_withdrawn)
        return obj.get_absolute_url() if is_public else None

    # Steps, files and coding, each at an address of its own

    def get_urls(self) -> list[URLPattern]:
        def view(page: Callable[..., HttpResponse]) -> Any:
            return self.admin_site.admin_view(self.answering(page))

        return [
            path(
                "import/",
                self.admin_site.admin_view(self.import_view),
                name="reports_submission_import",
            ),
            path(
                "<int:pk>/step/", view(require_POST(self.step_view)), name="reports_submission_step"
            ),
            path(
                "<int:pk>/files/",
                view(require_POST(self.files_view)),
                name="reports_submission_files",
            ),
            path(
                "<int:pk>/messages/",
                view(require_POST(self.messages_view)),
                name="reports_submission_messages",
            ),
            path(
                "<int:pk>/coding/",
                view(require_http_methods(["GET", "HEAD", "POST"])(self.coding_view)),
                name="reports_submission_coding",
            ),
            path(
                "<int:pk>/suggestions/",
                view(require_http_methods(["GET", "HEAD", "POST"])(self.suggestions_view)),
                name="reports_submission_suggestions",
            ),
            path(
                "<int:pk>/coding/history/",
                view(require_safe(self.coding_history_view)),
                name="reports_submission_coding_history",
            ),
            path(
                "<int:pk>/changes/",
                view(require_safe(self.changes_view)),
                name="reports_submission_changes",
            ),
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
                return self.refused(request, refusal.submission, str(refusal))

        return answered

    def find(self, request: HttpRequest, pk: int) -> Submission:
        """The submission for a page about it; 404 without it, 403 for whoever may not see it."""
        submission = get_object_or_404(
            Submission.objects.select_related("reporter", "cycle"), pk=pk
        )
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        return submission

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """What many reports say, from one table."""
        if not access.may_register(request.user):
            raise PermissionDenied
        return RESPONSES.page(request, self)

    def step_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the posted step: back to the page it was taken from, or 409 with the reason."""
        submission = self.find(request, pk)
        action = request.POST.get("action", "")
        if action not in (NEW_VERSION, *TELLING, *workflow.TRANSITIONS):
            return HttpResponseBadRequest()
        try:
            taken = self.take(request, submission, action)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return to_page(submission.pk)
        if "from_changes" in request.POST and versions.replaced_by(taken):
            return redirect("admin:reports_submission_changes", taken.pk)
        return to_page(taken.pk)

    def take(self, request: HttpRequest, submission: Submission, action: str) -> Submission:
        """Take ``action`` and say so; the submission to go on with."""
        if action == NEW_VERSION:
            taken = workflow.correct(submission, by=request.user)
            done = _("%(reference)s starts as a copy of %(original)s.")
        elif action in TELLING:
            is_shown = TELLING[action]
            taken = workflow.show_withdrawn(submission, by=request.user, is_shown=is_shown)
            done = _("The public is no longer told that %(reference)s was withdrawn.")
            if is_shown:
                done = _("The public is told that %(reference)s was withdrawn.")
        else:
            reason = request.POST.get("reason", "")
            taken = workflow.take(submission, Action(action), by=request.user, reason=reason)
            done = _("%(reference)s is now: %(status)s.")
        message = done % {
            "reference": taken.reference,
            "original": submission.reference,
            "status": taken.get_status_display(),
        }
        self.log_change(request, taken, message)
        messages.success(request, message)
        return taken

    def refused(self, request: HttpRequest, submission: Submission, reason: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("This step is not possible now"),
            "opts": self.opts,
            "original": submission,
            "reason": reason,
        }
        template = "admin/reports/submission/refused.html"
        return TemplateResponse(request, template, context, status=409)

    def files_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Attach the posted files, all or none."""
        submission = self.find(request, pk)
        form = UploadForm(request.POST, request.FILES)
        problems = [str(e) for errors in form.errors.values() for e in errors]
        if not problems:
            try:
                attached = form.attach(submission, by=request.user)
            except ValidationError as error:
                problems = error.messages
            else:
                self.log_change(request, submission, attached_message(len(attached)))
                messages.success(request, attached_message(len(attached)))
        for problem in problems:
            messages.error(request, problem)
        return to_page(submission.pk, "files")

    def messages_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write to the reporter's points of contact."""
        submission = self.find(request, pk)
        for problem in exchange.problems_of_sending(request, submission):
            messages.error(request, problem)
        return to_page(submission.pk, "messages")

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def coding_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.find(request, pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return coding_page(request, submission, context)

    def suggestions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.find(request, pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return suggestions_page(request, submission, context)

    def coding_history_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        submission = self.find(request, pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return coding_history_page(request, submission, context)

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What readers would see change once the version is published; 404 where it replaces
        none."""
        submission = self.find(request, pk)
        step = versions.change_for_readers(submission)
        if step is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("What changes for readers: %(reference)s")
            % {"reference": submission.reference},
            "opts": self.opts,
            "original": submission,
            "step": step,
            **steps_context(request, submission),
        }
        return TemplateResponse(request, "admin/reports/submission/changes.html", context)


def attached_message(count: int) -> str:
    return ngettext("%(count)s file is attached.", "%(count)s files are attached.", count) % {
        "count": count
    }


def to_page(pk: int, part: str = "") -> HttpResponseRedirect:
    """A redirect to a submission's page, or to a part of it."""
    url = reverse("admin:reports_submission_change", args=[pk])
    return HttpResponseRedirect(f"{url}#{part}" if part else url)
