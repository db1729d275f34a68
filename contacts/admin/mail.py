"""The log of mail, its wording, and missing reports in the administration."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.admin_days import DAYS
from common.multilingual import LANGUAGE_NAMES, RIGHT_TO_LEFT
from common.record_admin import RecordAdmin, SearchableAdmin
from contacts.admin import news
from contacts.admin.chasing import MissingReports
from contacts.examples import example
from contacts.models import Mail, MailTemplate
from contacts.rendering import VARIABLES
from reports.admin.filters import CycleFilter
from reports.admin.records import LookedAt


class StateFilter(admin.SimpleListFilter):
    """Mail by whether the mail server has taken it."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("sent", _("sent")), ("not_sent", _("not sent"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(sent_at__isnull=self.value() == "not_sent")


@admin.register(Mail)
class MailAdmin(LookedAt, SearchableAdmin):
    """The sent mail, to whom and when; beside it the pages of missing reports."""

    formfield_overrides = DAYS
    change_list_template = "admin/contacts/mail/change_list.html"
    search_fields = ["to", "subject", "reporter__search_text"]
    search_help_text = _("Address, subject or reporter.")
    list_display = ["queued_at", "kind", "to", "reporter", "cycle_code", "language", "state", "by"]
    list_display_links = ["queued_at"]
    list_filter = ["kind", StateFilter, CycleFilter]
    list_select_related = ["reporter", "cycle", "by"]
    date_hierarchy = "queued_at"
    fields = [
        *("kind", "to", "recipient", "reporter", "cycle", "reminder_day", "reminder_due"),
        "language",
        *("subject", "text", "queued_at", "by", "state", "sent_at", "attempts", "error"),
    ]
    readonly_fields = ["text", "state"]

    def get_urls(self) -> list[URLPattern]:
        pages = MissingReports(self)
        views = (
            ("missing/<slug:code>/", require_safe(pages.page), "missing"),
            ("missing/<slug:code>/preview/", require_POST(pages.preview), "missing_preview"),
            ("missing/<slug:code>/send/", require_POST(pages.send), "missing_send"),
        )
        chosen = partial(news.page, model_admin=self)
        return [
            path("news/", self.admin_site.admin_view(chosen), name="contacts_mail_news"),
            *(
                path(place, self.admin_site.admin_view(view), name=f"contacts_mail_{name}")
                for place, view, name in views
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_("cycle"), ordering="cycle__year")
    def cycle_code(self, mail: Mail) -> str:
        return mail.cycle.code if mail.cycle else ""

    @admin.display(description=_("state"))
    def state(self, mail: Mail) -> Any:
        return mail.state.label

    @admin.display(description=pgettext_lazy("message", "text"))
    def text(self, mail: Mail) -> str:
        return mail.body


@admin.register(MailTemplate)
class MailTemplateAdmin(RecordAdmin):
    """The wording of each kind of mail: edited, previewed in every language, never deleted."""

    change_form_template = "admin/contacts/mailtemplate/change_form.html"
    search_texts = ["subject"]
    list_display = ["kind", "languages"]
    fields = ["kind", "subject", "body"]
    readonly_fields = ["kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(require_safe(self.preview_view))
        own = path("<int:key>/preview/", preview, name="contacts_mailtemplate_preview")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        kind = kwargs["obj"].kind if kwargs.get("obj") else ""
        context["variables"] = [f"{{{name}}}" for name in VARIABLES.get(kind, ())]
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def preview_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The mail with made-up values, in each of the six languages."""
        template = get_object_or_404(MailTemplate, pk=key)
        mails = [
            (name, "rtl" if code in RIGHT_TO_LEFT else "ltr", example(template, code))
            for code, name in LANGUAGE_NAMES.items()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview"),
            "opts": self.opts,
            "original": template,
            "mails": mails,
        }
        return TemplateResponse(request, "admin/contacts/mailtemplate/preview.html", context)

    @admin.display(description=_("languages"))
    def languages(self, template: MailTemplate) -> str:
        return ", ".join(code for code in LANGUAGE_NAMES if template.body.get(code))
