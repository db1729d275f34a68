"""Lists of what reports say on one commitment. They are written here, since templates are too slow
for hundreds of lines."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from common.bounding import normalised
from common.charts.canvas import escaped, linked
from common.languages import language_attributes
from reports.models import Response, ResponseStatus

register = template.Library()
# Characters of a report's words.
QUOTED = 400


@register.simple_tag
def names_with_status(responses: Iterable[Response], cycle: str, key: str) -> SafeString:
    """The reporters as items of a list, each with the status that its report gives to the
    commitment of that key."""
    label = cache(lambda status: escaped(str(ResponseStatus(status).label)))
    items = [
        f'<li>{_reporter(each, cycle, key)} <span class="meta">{label(each.status)}</span></li>'
        for each in responses
    ]
    return mark_safe("\n".join(items))  # noqa: S308 (escaped)


@register.simple_tag
def quotes(responses: Iterable[Response], cycle: str, key: str) -> SafeString:
    """The reporters as items of a list, each with the page and the first words of its report."""
    page = _("page %(page)s")
    items = [
        f"<li>\n{_reporter(each, cycle, key)}{_page(page, each)}\n{_quote(each)}\n</li>"
        for each in responses
    ]
    return mark_safe("\n".join(items))  # noqa: S308 (escaped)


def _reporter(response: Response, cycle: str, key: str) -> SafeString:
    reporter = response.submission.reporter
    return linked(reporter.display_name, f"{reporter.get_absolute_url()}?cycle={cycle}#{key}")


def _page(words: str, response: Response) -> str:
    if not response.page:
        return ""
    return f' <span class="meta">{words % {"page": response.page}}</span>'


def _quote(response: Response) -> str:
    if not response.narrative:
        return ""
    words = normalised("NFC", response.narrative)
    if len(words) > QUOTED:
        words = Truncator(words).chars(QUOTED)
    language = language_attributes(response.language)
    return f"<blockquote {language}><p>{conditional_escape(words)}</p></blockquote>"
