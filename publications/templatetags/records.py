"""Words of templates on records: the content of a report, its day of receipt, the address of its
data."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from common.charts.canvas import escaped
from common.multilingual import current_language
from publications.status import CHANGE_LABELS, received, silence_of
from reports.coverage import Change
from reports.models import Response, ResponseStatus

register = template.Library()
register.simple_tag(received)
register.simple_tag(silence_of)

# A sign for each status; signs differ in shape, not only in colour.
STATUS_SIGNS = {
    ResponseStatus.IMPLEMENTED: "●",
    ResponseStatus.IN_PROGRESS: "◐",
    ResponseStatus.PLANNED: "○",
    ResponseStatus.NOT_IMPLEMENTED: "–",
    ResponseStatus.NOT_APPLICABLE: "∅",
    ResponseStatus.NO_INFORMATION: "·",
}


@register.filter
def by_status(responses: list[Response]) -> list[tuple[str, list[Response]]]:
    """The responses by status, in the order of ResponseStatus; statuses without a response are left
    out."""
    found: dict[str, list[Response]] = {status: [] for status in ResponseStatus.values}
    for response in responses:
        found[response.status].append(response)
    return [(status, same) for status, same in found.items() if same]


@register.simple_tag
def status_mark(status: str) -> SafeString:
    """The status of a response by its sign and in words."""
    known = ResponseStatus(status)
    sign, label = STATUS_SIGNS[known], escaped(str(known.label))
    return mark_safe(  # noqa: S308 (escaped)
        f'<span class="status status-{known.value}"><span aria-hidden="true">{sign}</span> '
        f"{label}</span>"
    )


@register.filter
def change_label(change: Change) -> Any:
    return CHANGE_LABELS[change]


@register.simple_tag
def api(resource: str, **parameters: Any) -> str:
    """The address of an API resource, without empty parameters. Files for a spreadsheet are in the
    page's language, and CSV as Excel reads it."""
    given = {name: value for name, value in parameters.items() if value != ""}
    if given.get("format") in ("csv", "xlsx"):
        given |= {"lang": current_language()}
    if given.get("format") == "csv":
        given |= {"bom": "1"}
    query = urlencode(given)
    return f"{reverse('api:root')}{resource}/" + (f"?{query}" if query else "")


@register.simple_tag
def official_document(symbol: str) -> str:
    """The United Nations' address of the document in the reader's language.

    Empty for a document without a symbol of its own, such as a decision of the General Assembly.
    """
    is_symbol = "/" in symbol and " " not in symbol
    return f"https://undocs.org/{current_language()}/{symbol}" if is_symbol else ""
