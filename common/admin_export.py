"""A list of the administration as a file: all records that match its filters and its search, in its
columns and order, in the language of the page."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from common.files.writing.spreadsheets import xlsx_file
from common.files.writing.tables import Column, Row, csv_file

PARAMETER = "export"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_AT_ONCE = 500
NO_VALUE = ("action_checkbox",)


def asked_for(request: HttpRequest) -> str:
    """The kind of file that the address asks for; empty for the page. Removes the parameter, so
    that the list does not take it for a filter."""
    if PARAMETER not in request.GET or request.method not in ("GET", "HEAD"):
        return ""
    given = request.GET.copy()
    wanted = str(given.pop(PARAMETER)[-1])
    request.GET = given  # type: ignore[assignment]
    return wanted if wanted in KINDS else ""


def export(model_admin: Any, request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of ``model_admin`` as ``request`` has filtered it, as a file of that kind."""
    shown = model_admin.get_changelist_instance(request)
    names = [name for name in shown.list_display if name not in NO_VALUE]
    columns = [
        Column(str(label_for_field(name, shown.model, model_admin)), _kind(shown.model, name))
        for name in names
    ]
    rows = _rows(model_admin, names, shown.queryset.iterator(chunk_size=ROWS_AT_ONCE))
    if kind == "csv":
        pieces = csv_file(columns, rows, bom=True)
    else:
        pieces = xlsx_file(columns, rows, titles=(_("Data"), _("About")), about=_about(shown))
    name = f"poa-tracker-{shown.model._meta.model_name}-{timezone.localdate()}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": translation.get_language() or "en",
    }
    return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)


def _about(shown: Any) -> list[tuple[str, str]]:
    """The sheet about the workbook, as in the other workbooks."""
    about = [
        (_("List"), str(shown.model._meta.verbose_name_plural)),
        (_("Filters"), shown.get_query_string(remove=["p", "all"]).removeprefix("?")),
        (_("Day"), timezone.localdate().isoformat()),
        (_("Language"), translation.get_language() or "en"),
    ]
    if settings.DATA_LICENCE:
        about.append((_("Licence of the data"), str(settings.DATA_LICENCE)))
    return about


def _rows(model_admin: Any, names: list[str], records: Iterable[Any]) -> Iterator[Row]:
    # The rows are written long after the view has ended, and still in the page's language.
    language = translation.get_language()
    for record in records:
        with translation.override(language):
            yield [_value(name, record, model_admin) for name in names]


def _kind(model: type[models.Model], name: str) -> str:
    fields: dict[str, Any] = {each.name: each for each in model._meta.fields}
    match fields.get(name):
        case models.DateTimeField():
            return "datetime"
        case models.DateField():
            return "date"
        case _:
            return "text"


def _value(name: str, record: Any, model_admin: Any) -> str | None:
    """The value of a column as the list shows it, as text without markup; days and times in ISO
    8601."""
    try:
        field, _attribute, value = lookup_field(name, record, model_admin)
    except ObjectDoesNotExist:
        return None
    choices: Any = getattr(field, "flatchoices", None)
    if choices:
        value = dict(choices).get(value, value)
    elif isinstance(field, models.ForeignKey):
        value = getattr(record, field.name)
    if value is None:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return strip_tags(str(value)) if hasattr(value, "__html__") else str(value)
