"""One overview of all edits: who changed what, from what to what, when and from where.

Seeing it is a right of its own; it shows only the kinds of record that the person may view anyway.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from common import admin_export, doors, edits
from common.admin_days import DayField
from common.doors import Door
from common.edits import ADDED, CHANGED, DELETED, NOT_RECORDED, Edit, Place, Wanted
from common.files.writing.spreadsheets import xlsx_file
from common.files.writing.tables import Column, Row, csv_file
from common.record_admin import LONGEST_CHANGE
from reports.models import Reporter, ReportingCycle
from reports.permissions import OVERSEE

PER_PAGE = 50
MOST_PEOPLE = 500
WORDS = {
    ADDED: pgettext_lazy("what became of a record", "added"),
    CHANGED: pgettext_lazy("what became of a record", "changed"),
    DELETED: pgettext_lazy("what became of a record", "deleted"),
}
WITHOUT_DOOR = pgettext_lazy("where a change came from", "not recorded")


class FilterForm(forms.Form):
    """Which edits are wanted; with nothing chosen, all."""

    person = forms.CharField(
        label=gettext_lazy("Person"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A part of the name or of the e-mail address."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of record"), required=False)
    change = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    door = forms.ChoiceField(label=gettext_lazy("From where"), required=False)
    reporter = forms.ModelChoiceField(
        Reporter.objects.none(), label=gettext_lazy("State or organisation"), required=False
    )
    cycle = forms.ModelChoiceField(
        ReportingCycle.objects.none(), label=gettext_lazy("Cycle"), required=False
    )
    since = DayField(label=pgettext_lazy("day", "From"), required=False)
    until = DayField(label=pgettext_lazy("day", "To"), required=False)

    def __init__(self, *args: Any, kinds: list[edits.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((kind.name, kind.label) for kind in kinds)
        choices: dict[str, Any] = {
            "kind": [(label, name) for name, label in named],
            "change": list(WORDS.items()),
            "door": [*Door.choices, (NOT_RECORDED, WITHOUT_DOOR)],
        }
        for name, values in choices.items():
            self._field(name).choices = [("", _("All")), *values]
        for name, records in (
            ("reporter", Reporter.objects.in_un_order()),
            ("cycle", ReportingCycle.objects.latest_first()),
        ):
            self._field(name).queryset = records
            self._field(name).empty_label = _("All")

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    def wanted(self) -> Wanted:
        """One query, where a person is named."""
        said = self.cleaned_data
        until = said["until"] and said["until"] + datetime.timedelta(days=1)
        return Wanted(
            people=_people(said["person"]) if said["person"] else None,
            kind=said["kind"],
            change=said["change"],
            door=said["door"],
            since=_midnight(said["since"]),
            before=_midnight(until),
            about=tuple(said[name] for name in ("reporter", "cycle") if said[name]),
        )


def _people(text: str) -> list[int]:
    named = Q(email__icontains=text) | Q(name__icontains=text)
    found = get_user_model()._default_manager.filter(named).order_by("pk")
    return list(found.values_list("pk", flat=True)[:MOST_PEOPLE])


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time())) if day else None


def may_oversee(user: Any) -> bool:
    return bool(user.has_perm(OVERSEE))


@require_safe
def edits_page(request: HttpRequest) -> HttpResponseBase:
    """The edits that the address asks for, latest first; as a file with ``?export=``."""
    if not may_oversee(request.user):
        raise PermissionDenied
    kind = admin_export.asked_for(request)
    given = request.GET.copy()
    after = _place(given.pop("after", [""])[-1])
    form = FilterForm(given, kinds=edits.kinds_for(request.user))
    if not form.is_valid():
        return _shown(request, form, given, [], status=400)
    wanted = form.wanted()
    if kind:
        return _file(request, wanted, given.urlencode(), kind)
    found = edits.edits(request.user, wanted, after=after, count=PER_PAGE + 1)
    return _shown(request, form, given, found, is_first=after is None)


def _shown(
    request: HttpRequest,
    form: FilterForm,
    given: Any,
    found: list[Edit],
    *,
    is_first: bool = True,
    status: int = 200,
) -> HttpResponse:
    rows = found[:PER_PAGE]
    older = given.copy()
    if len(found) > PER_PAGE:
        older["after"] = _written(rows[-1].place)
    chosen = given.urlencode()
    context = {
        **admin.site.each_context(request),
        "title": _("All edits"),
        "form": form,
        "media": form.media,
        "rows": [_row(each, request.user) for each in rows],
        "older": f"?{older.urlencode()}" if "after" in older else "",
        "newest": "" if is_first else f"?{chosen}",
        "exports": {
            name.upper(): f"?{'&'.join(filter(None, [chosen, f'export={name}']))}"
            for name in admin_export.KINDS
        },
    }
    return TemplateResponse(request, "admin/reports/edits.html", context, status=status)


def _row(edit: Edit, user: Any) -> dict[str, Any]:
    cut = [edits.Value(each.column, _cut(each.old), _cut(each.new)) for each in edit.values]
    return {
        "at": edit.place.at,
        "by": edit.by,
        "change": WORDS.get(edit.change, edit.change),
        "is_change": edit.change == CHANGED,
        "kind": edit.kind.name,
        "record": edit.record,
        "url": _url(edit, user),
        "where": _door(edit),
        "reason": doors.parts(edit.kept)[0],
        "values": cut,
    }


def _door(edit: Edit) -> str:
    return doors.words(edit.kept) or str(WITHOUT_DOOR)


def _cut(text: str) -> str:
    return Truncator(text).chars(LONGEST_CHANGE)


def _url(edit: Edit, user: Any) -> str:
    """The page of the record in the administration, or that of the report that it belongs to."""
    submission = getattr(edit.entry, "submission_id", None)
    if edit.change != DELETED and admin.site.is_registered(edit.kind.model):
        meta, key = edit.kind.model._meta, edit.entry.id
        name = f"admin:{meta.app_label}_{meta.model_name}_change"
    elif submission and user.has_perm("reports.view_submission"):
        name, key = "admin:reports_submission_change", submission
    else:
        return ""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""


# The place from which the next page goes on, as the address has it


def _written(place: Place) -> str:
    label = edits.kinds()[place.kind].label
    return f"{place.at.isoformat()}~{label}~{place.key}"


def _place(text: str) -> Place | None:
    """None for the first page, and for an invalid place."""
    at, _tilde, rest = text.partition("~")
    label, _tilde, key = rest.partition("~")
    numbers = {kind.label: kind.number for kind in edits.kinds()}
    try:
        moment = datetime.datetime.fromisoformat(at)
    except ValueError:
        return None
    is_whole = moment.tzinfo is not None and label in numbers
    is_key = key.isascii() and key.isdigit() and len(key) <= 18
    return Place(moment, numbers[label], int(key)) if is_whole and is_key else None


# As a file


def _file(request: HttpRequest, wanted: Wanted, chosen: str, kind: str) -> HttpResponseBase:
    """A row for each value that was changed, so that one can be sorted and filtered by column."""
    columns = [
        Column(_("When (UTC)"), "datetime"),
        Column(_("Who")),
        Column(_("E-mail address")),
        Column(_("What was done")),
        Column(_("Kind of record")),
        Column(_("Record")),
        Column(_("Number of the record"), "integer"),
        Column(_("Column")),
        Column(_("before")),
        Column(_("after")),
        Column(_("From where")),
        Column(_("Reason")),
    ]
    rows = _rows(request.user, wanted)
    if kind == "csv":
        pieces = csv_file(columns, rows, bom=True)
    else:
        about = [
            (_("List"), _("All edits")),
            (_("Filters"), chosen),
            (_("Day"), timezone.localdate().isoformat()),
            (_("Language"), translation.get_language() or "en"),
        ]
        pieces = xlsx_file(columns, rows, titles=(_("Data"), _("About")), about=about)
    name = f"poa-tracker-edits-{timezone.localdate()}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": translation.get_language() or "en",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(pieces, content_type=admin_export.KINDS[kind], headers=headers)


def _rows(user: Any, wanted: Wanted) -> Iterator[Row]:
    # The language of the page, also when the rows are written, long after it was made.
    language = translation.get_language()
    found = edits.all_edits(user, wanted)
    while True:
        with translation.override(language):
            edit = next(found, None)
            if edit is None:
                return
            rows = list(_rows_of(edit))
        yield from rows


def _rows_of(edit: Edit) -> Iterator[Row]:
    head = [
        edit.place.at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        str(edit.by) if edit.by else _("the system"),
        edit.by.email if edit.by else "",
        str(WORDS.get(edit.change, edit.change)),
        edit.kind.name,
        edit.record,
        edit.entry.id,
    ]
    tail = [_door(edit), doors.parts(edit.kept)[0]]
    for value in edit.values or [edits.Value("", "", "")]:
        yield [*head, value.column, value.old, value.new, *tail]
