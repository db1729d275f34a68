"""Who took part in meetings, in the administration; the first three on the meeting's own page."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.models import Meeting
from common.admin_days import DAYS
from common.admin_parts import Parts, extend
from common.record_admin import RecordAdmin, texts_column
from participation.models import (
    AgendaItem,
    Body,
    MeetingDocument,
    Officer,
    Representation,
    Sitting,
    Statement,
)


class SittingInline(admin.StackedInline):
    model = Sitting
    extra = 0
    formfield_overrides = DAYS
    view_on_site = False
    fields = [("number", "earliest_on", "latest_on", "source")]


class OfficerInline(admin.StackedInline):
    model = Officer
    extra = 0
    view_on_site = False
    fields = [("role", "reporter", "person", "position"), "elected_at", "source"]
    autocomplete_fields = ["reporter"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("reporter")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the sittings of the meeting itself."""
        found = request.resolver_match
        meeting = found.kwargs.get("object_id") if found else None
        sittings = Sitting.objects.filter(meeting_id=meeting).select_related("meeting")
        kwargs.update(queryset=sittings, widget=CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class AgendaItemInline(admin.StackedInline):
    model = AgendaItem
    extra = 0
    view_on_site = False
    fields = ["number", "title", "source"]


extend(Meeting, Parts(inlines=(SittingInline, OfficerInline, AgendaItemInline)))


class OfMeetingAdmin(RecordAdmin):
    """A record of one meeting, found by its meeting too. (Where one is chosen for another record,
    Django reads none of ``list_select_related``.)"""

    search_fields = ["meeting__search_text"]
    list_filter: ClassVar[Any] = ["meeting"]
    list_select_related: ClassVar[Any] = ["meeting"]
    autocomplete_fields: ClassVar[Any] = ["meeting"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Sitting)
class SittingAdmin(OfMeetingAdmin):
    search_fields = ["meeting__search_text", "number"]
    list_display = ["__str__", "number", "earliest_on", "latest_on"]
    fixed_fields = ["meeting", "number"]


class OfficerForm(forms.ModelForm):
    def clean_elected_at(self) -> Any:
        """Only sittings of the meeting that elected."""
        sittings = self.cleaned_data["elected_at"]
        meeting = self.cleaned_data.get("meeting") or self.instance.meeting
        if any(sitting.meeting_id != meeting.pk for sitting in sittings):
            raise ValidationError(_("It is a sitting of another meeting."), code="other_meeting")
        return sittings


@admin.register(Officer)
class OfficerAdmin(OfMeetingAdmin):
    search_fields = ["meeting__search_text", "reporter__search_text", "person"]
    form = OfficerForm
    list_display = ["meeting", "role", "reporter", "person"]
    list_display_links = ["role", "reporter"]
    list_filter = ["meeting", "role"]
    list_select_related = ["meeting", "reporter"]
    autocomplete_fields = ["meeting", "reporter", "elected_at"]
    fixed_fields = ["meeting"]


@admin.register(AgendaItem)
class AgendaItemAdmin(OfMeetingAdmin):
    search_fields = ["meeting__search_text", "number"]
    search_texts = ["title"]
    list_display = ["meeting", "number", "localised_title"]
    list_display_links = ["number", "localised_title"]
    fixed_fields = ["meeting", "number"]
    localised_title = texts_column("title", _("title"))


@admin.register(MeetingDocument)
class MeetingDocumentAdmin(OfMeetingAdmin):
    search_fields = ["meeting__search_text", "symbol"]
    search_texts = ["title"]
    list_display = ["symbol", "localised_title", "kind", "meeting"]
    list_filter = ["meeting", "kind"]
    autocomplete_fields = ["meeting", "sitting", "outcome"]
    fixed_fields = ["meeting", "symbol"]
    localised_title = texts_column("title", _("title"))


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    search_fields = ["search_text"]
    list_display = ["key", "localised_name", "abbreviation", "kind"]
    list_filter = ["kind"]
    fixed_fields = ["key"]
    localised_name = texts_column("name", _("name"))


class RepresentationInline(admin.StackedInline):
    """On whose behalf a statement was made."""

    model = Representation
    extra = 0
    fields = [("reporter", "body", "is_also")]
    autocomplete_fields = ["reporter", "body"]
    verbose_name = _("on behalf of")
    verbose_name_plural = _("on behalf of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("reporter", "body")


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    search_fields = ["reporter__search_text", "body__search_text"]
    list_display = ["speaker", "behalf", "sitting", "agenda_item", "position"]
    list_filter = [
        "sitting__meeting",
        "sitting__number",
        "item__number",
        "reporter__kind",
        "body__kind",
    ]
    list_select_related = ["sitting__meeting", "item", "reporter", "body"]
    autocomplete_fields = ["sitting", "item", "reporter", "body"]
    inlines = [RepresentationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = ("representations__reporter", "representations__body")
        return super().get_queryset(request).prefetch_related(*related)

    @admin.display(description=_("speaker"))
    def speaker(self, statement: Statement) -> str:
        return str(statement.who)

    @admin.display(description=_("on behalf of"))
    def behalf(self, statement: Statement) -> str:
        return ", ".join(str(each.who) for each in statement.representations.all())

    @admin.display(description=_("agenda item"), ordering="item__number")
    def agenda_item(self, statement: Statement) -> str:
        return str(statement.item) if statement.item else str(_("all substantive items"))
