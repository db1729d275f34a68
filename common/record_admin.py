"""The common part of every record's administration: search, history, no lost edits."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from common import admin_export, dates
from common.admin_days import DAYS
from common.admin_parts import added
from common.fields import MultilingualField
from common.files.writing.tables import flat
from common.multilingual import LANGUAGE_CODES, LANGUAGE_NAMES, RIGHT_TO_LEFT, localise
from common.search import matching, normalise, texts_of

# Names of fields whose texts have more than a line.
MULTILINE = frozenset(
    {"summary", "official_text", "explanation", "footnotes", "note", "chapeau", "body"}
)
LONGEST_CHANGE = 1000


class SearchableAdmin(admin.ModelAdmin):
    """A model that is found by its texts in any language.

    ``search_fields`` named ``…search_text`` hold normalised texts: the query's accents and case do
    not matter there. Other columns are compared as they are. ``search_texts`` are multilingual
    columns without a search text, only for tables of at most some hundred rows.
    """

    search_texts: Sequence[str] = ()
    search_help_text = _("In any of the six languages, with or without accents.")
    list_per_page = 100

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; with ``?export=`` its content as a file."""
        kind = admin_export.asked_for(request)
        if kind and not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if kind:
            return admin_export.export(self, request, kind)
        shown = {"exports": list(admin_export.KINDS), **(extra_context or {})}
        return super().changelist_view(request, shown)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The records that have every word of ``search_term`` in some column."""
        texts = self._texts_by_pk() if self.search_texts and search_term else {}
        for word in search_term.split():
            queryset = queryset.filter(self._occurs(request, word, texts))
        return queryset, False

    def get_ordering(self, request: HttpRequest) -> Any:
        """The model's own order, which Django drops where a list counts related records."""
        return self.ordering or self.model._meta.ordering

    def _texts_by_pk(self) -> Mapping[Any, str]:
        rows = self.model._default_manager.values_list("pk", *self.search_texts)
        return {
            pk: normalise("\n".join(text for value in texts for text in texts_of(value)))
            for pk, *texts in rows
        }

    def _occurs(self, request: HttpRequest, word: str, texts: Mapping[Any, str]) -> Q:
        condition = Q(pk__in=[pk for pk, text in texts.items() if normalise(word) in text])
        columns = self.get_search_fields(request)
        normal = [column for column in columns if column.endswith("search_text")]
        for column in columns:
            if column not in normal:
                condition |= Q(**{f"{column}__icontains": word})
        return condition | matching(word, *normal) if normal else condition


class RecordAdmin(SearchableAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """A record in the administration, with its history.

    ``fixed_fields`` can be given when a record is added, and not changed afterwards.
    """

    formfield_overrides = DAYS
    fixed_fields: Sequence[str] = ()
    change_form_template = "admin/record_change_form.html"

    # What other apps add

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        own = super().get_inlines(request, obj)
        return [*own, *(each for parts in added(self.model) for each in parts.inlines)]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        own = super().get_list_filter(request)
        return [*own, *(each for parts in added(self.model) for each in parts.list_filter)]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["added_tools"] = [each for parts in added(self.model) for each in parts.tools]
        if kwargs.get("change") and not self.is_to_change(context["adminform"].form):
            context["title"] = capfirst(self.opts.verbose_name)
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def is_to_change(self, form: Any) -> bool:
        """Whether the page of a record is headed *Change …*: not where all of it is frozen."""
        return bool(form.fields)

    # What every record has

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the page of this site that led here and said so with ``?back=``, else to the
        list."""
        back = request.GET.get("back", "")
        if url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return HttpResponseRedirect(back)
        response: HttpResponseRedirect = super().response_post_save_add(request, obj)
        return response

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fixed = self.fixed_fields if obj else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets; a user who may only view gets texts by language instead of the stored
        form."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [shown(self.model, name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, MultilingualField):
            kwargs["multiline"] = db_field.name in MULTILINE
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, *args: Any, **kwargs: Any) -> Any:
        """The field without a button that clears a list of choices: the script puts the button
        among the entries, where screen readers expect only entries."""
        field = super().formfield_for_manytomany(*args, **kwargs)
        if field:
            field.widget.is_required = True
        return field

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        may_change = change and self.has_change_permission(request, obj)
        return guarded(form) if may_change else form

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The record; for a save it is locked until the save ends."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and request.POST.get("seen"):
            manager = self.model._default_manager
            return manager.select_for_update(of=("self",)).filter(pk=found.pk).first()
        return found

    def get_urls(self) -> list[URLPattern]:
        """The addresses without the package's page that restores an old version: it bypasses the
        rules."""
        return [url for url in super().get_urls() if not str(url.name).endswith("_simple_history")]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoricalRecordContextHelper:
        return ReadableChanges(
            self.model, historical_record, max_displayed_delta_change_chars=LONGEST_CHANGE
        )


def version_of(record: Any) -> int | None:
    """The number of entries in the record's own history; None if it has none.

    Not the id of the latest entry: ids run through all records of a kind, and their gaps would
    reveal how often other records were written, even hidden ones.
    """
    return record.history.count() or None


def guarded(form: type[Any]) -> type[Any]:
    """``form``, refusing to save over a change that its user has not seen.

    The page carries the record's version. After a refusal it carries the newer one and keeps the
    typed values: whoever saves again overwrites the other change knowingly.
    """

    class GuardedForm(form):  # type: ignore[misc]
        data: Any
        seen = forms.IntegerField(widget=forms.HiddenInput)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.version = version_of(self.instance)
            self.fields["seen"].initial = self.version

        def clean(self) -> Any:
            cleaned = super().clean()
            if self.cleaned_data.get("seen") != self.version:
                data = self.data.copy()
                data[self.add_prefix("seen")] = str(self.version)
                self.data = data
                raise ValidationError(
                    _(
                        "Somebody else has changed this record since you opened it (see its"
                        " history). What you entered is still here: save again to put it in"
                        " place of the other change."
                    ),
                    code="changed_since",
                )
            return cleaned

    return GuardedForm


class ReadableChanges(HistoricalRecordContextHelper):  # type: ignore[misc]
    """Old and new values as a person reads them: labels of choices, texts by language."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        if isinstance(field, MultilingualField):
            return text_changes(change.old or {}, change.new or {}, value or {})
        if choices := getattr(field, "flatchoices", None):
            return str(dict(choices).get(value, value))
        if value is None:
            return ""
        if isinstance(field, models.ManyToManyField):
            return super().prepare_delta_change_value(change, value)
        return as_read(value)


def as_read(value: Any) -> str:
    """A value of a history as a person reads it: a moment by its minute."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime.datetime):
        return dates.moment(value)
    if isinstance(value, datetime.date):
        return date_format(value)
    return flat(value) if isinstance(value, str | list | dict) else str(value)


def text_changes(old: Mapping[str, str], new: Mapping[str, str], side: Mapping[str, str]) -> str:
    """The texts of one ``side`` of a change, in those languages in which the two sides differ."""
    changed = [code for code in LANGUAGE_CODES if old.get(code) != new.get(code)]
    return "\n".join(f"{LANGUAGE_NAMES[code]}: {side.get(code, '')}" for code in changed)


def list_texts(texts: Mapping[str, str] | None) -> SafeString:
    """A text in all its languages, for a page that only shows it."""
    return format_html_join(
        "",
        '<p class="multilingual-shown" lang="{}" dir="{}">{}</p>',
        (
            (code, "rtl" if code in RIGHT_TO_LEFT else "ltr", texts[code])
            for code in LANGUAGE_CODES
            if texts and texts.get(code)
        ),
    )


def shown(model: type[models.Model], name: Any) -> Any:
    """The stand-in for the field ``name`` of ``model`` on a page that only shows the record."""
    fields = {field.name: field for field in model._meta.fields}
    field = fields.get(name) if isinstance(name, str) else None
    if not isinstance(field, MultilingualField):
        return name

    @admin.display(description=field.verbose_name)
    def texts(record: Any) -> SafeString:
        return list_texts(getattr(record, name))

    return texts


def texts_column(name: str, label: Any, *, ordering: str = "") -> Callable[[Any, Any], Any]:
    """A list column that shows the multilingual field or property ``name`` in the active language.

    A property needs ``ordering``.
    """

    @admin.display(description=label, ordering=ordering or f"{name}__en")
    def column(_admin: Any, record: Any) -> str:
        return localise(getattr(record, name))

    return column
