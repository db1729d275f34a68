"""Offices: as a list, on the pages of their reporters, and imported from a table."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy, ngettext

from common.admin_parts import Parts, extend
from common.admin_tables import TableImport
from common.record_admin import RecordAdmin, texts_column
from contacts import office_tables
from contacts.models import Office
from reports.admin.filters import OfReporterGroupFilter
from reports.models import Reporter

IMPORT = TableImport(
    title=gettext_lazy("Import offices"),
    template="admin/contacts/office/import.html",
    kept="import_offices",
    columns=office_tables.COLUMNS,
    read=office_tables.read,
    plan=office_tables.plan,
    record=office_tables.record,
    done=lambda count: (
        ngettext("%(count)s office recorded.", "%(count)s offices recorded.", count)
        % {"count": count}
    ),
)


class OfficeForm(forms.ModelForm):
    """An office with those of the same reporter that it works with."""

    class Meta:
        model = Office
        fields = "__all__"  # noqa: DJ007 (the admin names them)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True
        if "works_with" in self.fields:
            others = Office.objects.filter(reporter=self.instance.reporter_id)
            chosen: Any = self.fields["works_with"]
            chosen.queryset = others.exclude(pk=self.instance.pk)


@admin.register(Office)
class OfficeAdmin(RecordAdmin):
    """Offices, never persons; a table of them is imported above the list."""

    form = OfficeForm
    change_list_template = "admin/contacts/office/change_list.html"
    search_fields = ["reference", "reporter__search_text", "search_text"]
    list_display = [
        *("localised_name", "reporter", "function", "mailbox", "confirmed_on", "until"),
        "is_public",
    ]
    list_filter = ["function", "is_public", "origin", OfReporterGroupFilter]
    list_select_related = ["reporter"]
    autocomplete_fields = ["reporter"]
    fixed_fields = ["reporter"]
    readonly_fields = ["reference", "origin", "is_fictional"]
    localised_name = texts_column("name", gettext_lazy("name of the office"))
    fieldsets = [
        (None, {"fields": ["reference", "reporter", "function", "name"]}),
        (
            gettext_lazy("How to reach it"),
            {"fields": ["address", ("mailbox", "telephone"), "website"]},
        ),
        (
            gettext_lazy("When, and who says so"),
            {"fields": [("since", "until"), "confirmed_on", "source", "origin", "is_fictional"]},
        ),
        (gettext_lazy("Works with"), {"fields": ["works_with"]}),
        (gettext_lazy("Who sees it"), {"fields": ["is_public"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The field for the offices that it works with appears once the office has a reporter."""
        found = super().get_fieldsets(request, obj)
        return found if obj else [each for each in found if "works_with" not in each[1]["fields"]]

    # Import

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="contacts_office_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        return IMPORT.page(request, self)


class OfficeInline(admin.StackedInline):
    """The offices of a reporter, only shown; each is changed on its own page."""

    model = Office
    extra = 0
    fields = ["function", "mailbox", "confirmed_on", "is_public"]
    readonly_fields = ["function", "mailbox", "confirmed_on", "is_public"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("reporter")


extend(Reporter, Parts(inlines=(OfficeInline,)))
extend(Office, Parts(tools=("admin/contacts/office/invite_tool.html",)))
