"""What the pages of all records of a form have in common."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from common.fields import MultilingualField
from common.record_admin import RecordAdmin
from questionnaires import staging
from questionnaires.admin.fields import CitesField, PairsField, WordsField
from questionnaires.models import ReportTemplate

OF_FIELD = {"cites": CitesField, "value_map": PairsField}


def field_of(db_field: "Field[Any, Any]", kwargs: dict[str, Any]) -> forms.Field | None:
    """The form field in which a person writes a list or an object; None for other columns."""
    if db_field.name in OF_FIELD:
        made: forms.Field = OF_FIELD[db_field.name](label=db_field.verbose_name)
        return made
    if db_field.name == "opened_by":
        return WordsField(label=db_field.verbose_name, help_text=_("Such as: yes, developing"))
    if isinstance(db_field, MultilingualField):
        kwargs["multiline"] = db_field.name == "text"
    return None


class FormRecordAdmin(RecordAdmin):
    """A record of a form. What the database refuses of an answered question is said in words, and
    after a change the form's languages are counted again."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        made = field_of(db_field, kwargs)
        if made is not None:
            return made
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text" and isinstance(db_field, MultilingualField):
            return db_field.formfield(multiline=True)
        return found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return refused(request)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().delete_view(request, *args, **kwargs)
        except IntegrityError:
            return refused(request)

    def save_related(self, request: HttpRequest, form: Any, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, form, *args, **kwargs)
        staging.note_languages(self.template_of(form.instance))

    def template_of(self, record: Any) -> ReportTemplate:
        found: ReportTemplate = record.template
        return found


def refused(request: HttpRequest) -> HttpResponse:
    """Back to the page, with the reason why nothing was saved."""
    message = _(
        "Nothing was saved: reports answer this form, and this change would move what they"
        " answered."
    )
    messages.error(request, message)
    return HttpResponseRedirect(request.path)
