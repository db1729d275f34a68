"""Projects and funds in the administration. Officers record; reviewers publish."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column
from cooperation import (
    access,
    admin_duplicates,
    admin_matching,
    admin_money,
    admin_notices,
    admin_regimes,
    from_matches,
    matching,
)
from cooperation.models import (
    Contribution,
    Fund,
    FundCall,
    FundStatement,
    FundTotal,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Result,
)
from reports.access import may_publish

# Imported, so that they are registered.
__all__ = ["FundAdmin", "ProjectAdmin", "admin_duplicates", "admin_matching", "admin_regimes"]


class ParticipantInline(admin.TabularInline):
    model = ParticipatingOrg
    extra = 0
    min_num = 1
    autocomplete_fields = ["reporter", "body"]
    fields = ["reporter", "body", "name", "role"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "body")


class BegunInline(admin.TabularInline):
    """An inline with a row for each part that a match brings along."""

    extra = 0

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        match = from_matches.match_of(request) if obj is None else None
        return len(from_matches.parts(match)[self.model]) if match else self.extra


class RecipientInline(BegunInline):
    model = Recipient
    formset = admin_money.SharesFormSet
    autocomplete_fields = ["place_reporter"]
    fields = ["place_reporter", "place_group", "territory", "percentage"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("place_reporter", "place_group")


class ResultInline(admin_money.OfItsProject, admin.StackedInline):
    model = Result
    extra = 0
    own: ClassVar[Any] = {"recipient": Recipient}
    autocomplete_fields = ["indicator"]
    formfield_overrides = DAYS
    fields = [
        ("qualifier", "value", "value_max", "unit"),
        ("type", "target", "indicator"),
        ("recipient", "breakdown"),
        ("earliest_on", "latest_on", "period_text"),
    ]


class ThemeInline(BegunInline):
    model = ProjectTheme
    fields = ["theme"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("theme")


CITED: tuple[Any, Any] = (_("Source"), {"fields": [("document", "paragraph", "other_source")]})


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    """Assistance given; who may see which is said in ``access``."""

    search_fields = ["search_text"]
    list_display = ["reference", "localised_title", "aid", "step", "audience", "document"]
    list_filter = ["step", "audience", "kind", "aid", "document"]
    list_select_related = ["document"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["reference"]
    actions = [admin_notices.serve, admin_notices.take_back]
    inlines: ClassVar[Any] = [
        ParticipantInline,
        RecipientInline,
        ResultInline,
        ThemeInline,
        *admin_money.INLINES,
        admin_notices.NoticeInline,
    ]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference",
                    "title",
                    "description",
                    ("kind", "aid", "activity_status"),
                    "iati_identifier",
                ]
            },
        ),
        (_("When"), {"fields": [("earliest_on", "latest_on", "period_text")]}),
        CITED,
        (
            _("Who reads it"),
            {
                "fields": [("step", "audience"), "owner"],
                "description": _(
                    "Until it is published, its owner and the secretariat alone read it. Reviewers"
                    " publish what a document of the United Nations tells; of anything else the"
                    " States concerned get notice (an action of the list), and it is published by"
                    " their answers or after four weeks."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return access.projects(request.user) & super().get_queryset(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an agreed match says, for the project that carries it out."""
        match = from_matches.match_of(request)
        return from_matches.begun(match) if match else super().get_changeform_initial_data(request)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """A new form begins with the parties and themes of the match; a posted form is taken as it
        is."""
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        match = from_matches.match_of(request)
        if match and obj.pk is None and request.method == "GET":
            given["initial"] = from_matches.parts(match).get(inline.model, [])
        return given

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """The project is saved with all its parts: now it carries the match out."""
        super().save_related(request, form, formsets, change)
        match = from_matches.match_of(request)
        if match and not change:
            matching.carry_out(match, form.instance, by=request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the right to review nobody publishes, or takes a publication back."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if may_publish(request.user) else [*fixed, "step", "audience"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reviewers alone change a published project. Nobody changes one that States were asked
        about, until the notice is taken back."""
        may = super().has_change_permission(request, obj)
        if obj is not None and admin_notices.is_under_notice(obj):
            return False
        return may and (obj is None or not obj.is_published or may_publish(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        if obj is not None and admin_notices.is_under_notice(obj):
            return False
        return may and (obj is None or not obj.is_published or may_publish(request.user))


class StatementInline(admin.StackedInline):
    model = FundStatement
    extra = 0
    fields = ["key", "text", ("document", "paragraph", "other_source")]


class TotalInline(admin.StackedInline):
    model = FundTotal
    extra = 0
    formfield_overrides = DAYS
    fields = [
        ("key", "counts"),
        ("qualifier", "value", "value_max", "unit"),
        ("earliest_on", "latest_on", "period_text"),
        ("document", "paragraph", "other_source"),
    ]


class CallInline(admin.StackedInline):
    model = FundCall
    extra = 0
    formfield_overrides = DAYS
    fields = [
        ("key", "year"),
        ("opens_on", "closes_on"),
        "priorities",
        ("amount", "currency", "shortest_months", "longest_months"),
        ("document", "paragraph", "other_source"),
    ]


class ContributionInline(admin.StackedInline):
    model = Contribution
    extra = 0
    autocomplete_fields = ["reporter", "body"]
    fields = [
        ("key", "year"),
        ("reporter", "body", "name"),
        ("amount", "currency"),
        ("document", "paragraph", "other_source"),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "body")


@admin.register(Fund)
class FundAdmin(RecordAdmin):
    search_fields = ["key", "body__search_text"]
    list_display = ["key", "body"]
    list_select_related = ["body"]
    autocomplete_fields = ["body"]
    fixed_fields = ["key"]
    inlines: ClassVar[Any] = [TotalInline, StatementInline, CallInline, ContributionInline]
    fieldsets = [
        (None, {"fields": ["key", "body", "summary"]}),
        (_("When"), {"fields": [("earliest_on", "latest_on", "period_text")]}),
        CITED,
    ]
