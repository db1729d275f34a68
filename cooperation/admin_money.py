"""Money, related projects and updates in the administration."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin_days import DAYS
from common.record_admin import RecordAdmin
from cooperation import access, updating
from cooperation.models import (
    Budget,
    ParticipatingOrg,
    Recipient,
    RelatedProject,
    RelationType,
    Transaction,
    Update,
    UpdateAgreement,
    UpdateStep,
)
from cooperation.models.updates import SENT


class SharesFormSet(BaseInlineFormSet):
    """Recipients, who share at most all of the money."""

    def clean(self) -> None:
        super().clean()
        kept = [
            f for f in self.forms if hasattr(f, "cleaned_data") and not f.cleaned_data.get("DELETE")
        ]
        shares = (form.cleaned_data.get("percentage") or Decimal(0) for form in kept)
        if sum(shares) > 100:
            message = _("The recipients share at most 100 per cent.")
            raise ValidationError(message, code="shares")


class OfItsProject:
    """An inline whose choices in ``own`` are parts of the same project, once they are saved."""

    own: ClassVar[dict[str, Any]] = {}

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        for name, model in self.own.items():
            if field := formset.form.base_fields.get(name):
                parts = model.objects.filter(project=obj) if obj else model.objects.none()
                joined = (
                    ("place_reporter", "place_group")
                    if model is Recipient
                    else ("reporter", "body")
                )
                # One query for all rows of the formset.
                field.choices = [
                    ("", "---------"),
                    *((p.pk, str(p)) for p in parts.select_related(*joined)),
                ]
                field.queryset = parts
        return formset


class BudgetInline(admin.StackedInline):
    model = Budget
    extra = 0
    formfield_overrides = DAYS
    fields = [("type", "status"), ("starts_on", "ends_on"), ("value", "currency", "value_date")]


class TransactionInline(OfItsProject, admin.StackedInline):
    model = Transaction
    extra = 0
    formfield_overrides = DAYS
    own: ClassVar[Any] = {
        "provider": ParticipatingOrg,
        "receiver": ParticipatingOrg,
        "recipient": Recipient,
    }
    fields = [
        ("transaction_type", "date"),
        ("value", "currency"),
        ("provider", "receiver", "recipient"),
    ]


class RelatedFormSet(BaseInlineFormSet):
    """Ties between projects. No whole may be a part itself: amounts would be counted twice."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            if values.get("type") == RelationType.PARENT and not values.get("DELETE"):
                parents: Any = RelatedProject.objects.filter(type=RelationType.PARENT)
                is_part = parents.filter(project=values["other"]).exists()
                has_parts = self.instance.pk and parents.filter(other=self.instance).exists()
                if is_part or has_parts:
                    message = _("A whole is no part of another project, and a part has no parts.")
                    raise ValidationError(message, code="part_of_a_part")


class RelatedInline(admin.TabularInline):
    model = RelatedProject
    formset = RelatedFormSet
    fk_name = "project"
    extra = 0
    autocomplete_fields = ["other"]
    fields = ["other", "type"]


INLINES = (BudgetInline, TransactionInline, RelatedInline)


class AgreementInline(admin.TabularInline):
    model = UpdateAgreement
    extra = 0
    can_delete = False
    fields = ["reporter", "agreed_at", "by"]
    readonly_fields = ["agreed_at", "by"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.action(description=gettext_lazy("Publish updates to which all recipients agreed"))
def publish(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Update]") -> None:
    done = 0
    for update in queryset:
        try:
            updating.publish(update, by=request.user)
            done += 1
        except (ValidationError, PermissionDenied) as error:
            said = " ".join(getattr(error, "messages", [str(error)]))
            messages.error(request, f"{update.reference}: {said}")
    if done:
        messages.success(request, _("Published: %(number)s") % {"number": done})


@admin.register(Update)
class UpdateAdmin(RecordAdmin):
    """The calendar of updates: what is due, late, sent, agreed to and published."""

    search_fields = ["reference", "project__search_text"]
    list_display = ["reference", "project_reference", "due_on", "step", "stage", "kind", "agreed"]
    list_filter = ["step", "stage", "kind", "due_on"]
    date_hierarchy = "due_on"
    list_select_related = ["project"]
    autocomplete_fields = ["project", "reporter", "body"]
    readonly_fields = ["reference", "reminded_on"]
    fixed_fields = ["project"]
    actions = [publish]
    inlines: ClassVar[Any] = [AgreementInline]
    fieldsets = [
        (None, {"fields": ["reference", "project", ("kind", "stage"), ("step", "due_on")]}),
        (gettext_lazy("Author"), {"fields": [("reporter", "body", "name")]}),
        (gettext_lazy("Period"), {"fields": [("starts_on", "ends_on", "period_text")]}),
        (
            gettext_lazy("Content"),
            {"fields": ["narrative", "language", ("spent", "currency"), "reminded_on"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        found = access.updates(request.user) & super().get_queryset(request)
        return found.prefetch_related("agreements", "project__recipients")

    @admin.display(description=gettext_lazy("agreed"))
    def agreed(self, update: Update) -> str:
        places = list(update.project.recipients.all())
        return f"{len(update.agreements.all())} / {len(places)}"

    @admin.display(description=gettext_lazy("project"), ordering="project__reference")
    def project_reference(self, update: Update) -> str:
        return update.project.reference

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Publishing is the action of the list, which looks at the agreements."""
        if db_field.name == "step":
            kept = [pair for pair in UpdateStep.choices if pair[0] != UpdateStep.PUBLISHED]
            kwargs["choices"] = kept
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Sending it asks the States that receive the project."""
        super().save_model(request, obj, form, change)
        if "step" in form.changed_data and obj.step == UpdateStep.SENT:
            updating.ask(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An update that was sent stays as its recipients read it."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.step not in SENT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.step not in SENT)
