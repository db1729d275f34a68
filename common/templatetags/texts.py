"""Tags and filters for every template: texts in six languages, days, addresses, the frame of a
page."""

import datetime
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, override

from common import dates, doors
from common.languages import direction_of, html_code, language_attributes, public_code
from common.multilingual import LANGUAGE_NAMES, Texts, current_language, localise, words_of
from common.outside import host_of
from common.words import colon as with_colon
from common.words import joined, language_name, language_names, listing, percent, remarked

register = template.Library()
register.filter(host_of)
register.filter(language_attributes)
register.filter(language_name)
register.filter(language_names)
register.filter(listing)
register.filter(percent)
register.filter(remarked)
register.filter("door", doors.words)
register.filter("reason", lambda kept: doors.parts(kept)[0])


# The pages of the main navigation, each with the names of the pages below it.
NAVIGATION = [
    ("states", gettext_lazy("States"), ("state",)),
    ("organisations", gettext_lazy("Organisations"), ("organisation",)),
    ("cycles", gettext_lazy("Reporting cycles"), ("cycle",)),
    ("documents", gettext_lazy("Documents"), ("document", "commitment")),
    ("meetings", gettext_lazy("Meetings"), ("meeting",)),
    ("instruments", gettext_lazy("Instruments"), ("instrument", "sources", "source")),
    ("questionnaires", gettext_lazy("Questionnaires"), ("questionnaire", "question")),
    ("indicators", gettext_lazy("Indicators"), ("indicator",)),
    ("coverage", gettext_lazy("Coverage"), ()),
    ("data", gettext_lazy("Data"), ("translations",)),
]


@dataclass(frozen=True)
class LanguageLink:
    """The same page in one language; ``name`` is the language's own name."""

    code: str
    html_code: str
    name: str
    direction: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class NavigationLink:
    """One entry of the main navigation; ``current`` is the value of ``aria-current``."""

    url: str
    label: Any
    current: str


@register.simple_tag
def html_language() -> str:
    """The active language as the ``lang`` of the page."""
    return html_code(current_language())


@register.simple_tag
def text_direction() -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of the page."""
    return direction_of(current_language())


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """The same page and query in each language; the start pages where there is no such page."""
    request: Any = context.get("request")
    match = request.resolver_match if request else None
    return [
        LanguageLink(
            code=public_code(django_code),
            html_code=html_code(public_code(django_code)),
            name=LANGUAGE_NAMES[public_code(django_code)],
            direction=direction_of(public_code(django_code)),
            url=_page_in(django_code, match, request) if match else home_in(django_code),
            is_current=django_code == get_language(),
        )
        for django_code, _name in settings.LANGUAGES
    ]


def _page_in(django_code: str, match: ResolverMatch, request: HttpRequest) -> str:
    """As ``translate_url`` gives it, which would look for the page anew in each language."""
    try:
        with override(django_code):
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:
        return request.get_full_path()
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


def home_in(django_code: str) -> str:
    with override(django_code):
        return reverse("home")


@register.simple_tag(takes_context=True)
def absolute(context: Context, url: str = "", *, query: bool = False) -> str:
    """``url`` (this page by default) with scheme and host; without its query unless asked for."""
    request = context["request"]
    address = request.build_absolute_uri(url or request.get_full_path())
    return address if query else address.partition("?")[0]


@register.simple_tag(takes_context=True)
def last_change(context: Context) -> datetime.date | None:
    """The day on which a public record last changed, from this page's validators; None if it has
    none. No query."""
    stamp, _tag = getattr(context.get("request"), "validators", (None, ""))
    return timezone.localdate(stamp.changed_at) if stamp else None


@register.simple_tag(takes_context=True)
def signed_in(context: Context) -> Any:
    """The signed-in reader of the page; None for everybody else.

    Looks at the user only if the request has a session: looking makes the answer depend on the
    cookie, and then it could not be kept for all readers (``tracker/kept.py``).
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user and user.is_authenticated else None


@register.simple_tag
def data_licence() -> str:
    """The licence of the data, if whoever keeps the site names one."""
    return str(settings.DATA_LICENCE)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[NavigationLink]:
    """The main navigation, the entry of this page marked."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.url_name if match else ""
    return [
        NavigationLink(reverse(name), label, _current(here, name, below))
        for name, label, below in NAVIGATION
    ]


def _current(here: str, name: str, below: tuple[str, ...]) -> str:
    if here == name:
        return "page"
    return "true" if here in below else ""


@register.filter
def localised(texts: Texts) -> str:
    """The text in the active language without markup, for titles and attributes."""
    return words_of(texts)


@register.simple_tag
def text(texts: Texts, tag: str = "span") -> SafeString:
    """The text in the active language as a ``tag`` element.

    If it is missing: the fallback text in its own direction, marked with its language.
    """
    found = localise(texts)
    if not found.is_fallback:
        return format_html("<{0}>{1}</{0}>", tag, found) if tag != "span" else _bare(found)
    return format_html(
        '<{0} lang="{1}" dir="{2}">{3} <small class="language">[{4}]</small></{0}>',
        tag,
        html_code(found.language),
        found.direction,
        found,
        language_name(found.language),
    )


def _bare(found: str) -> SafeString:
    return conditional_escape(str(found))


@register.filter
def latin(text: str) -> SafeString:
    """A symbol, code or English source, kept together and left to right in any page."""
    return mark_safe(f'<bdi lang="en" dir="ltr">{conditional_escape(text)}</bdi>')  # noqa: S308 (escaped)


SYMBOL = re.compile(r"\b[A-Z]+/[\w./-]*\w")


@register.filter
def by_symbol(source: str) -> SafeString:
    """A source as ``latin`` has it, where the symbols of documents do not break at their strokes:
    for narrow places."""
    pieces, end = [], 0
    for found in SYMBOL.finditer(source):
        whole = format_html('<span class="nowrap">{}</span>', found[0])
        pieces += [conditional_escape(source[end : found.start()]), whole]
        end = found.end()
    pieces.append(conditional_escape(source[end:]))
    return latin(format_html_join("", "{}", ((piece,) for piece in pieces)))


@register.simple_tag
def bar(count: int, total: int, *, published: int | None = None) -> SafeString:
    """A bar ``count`` of ``total`` long, with the outline of a published total behind it.

    Decoration: the figures stand beside it as text.
    """
    outline = ""
    if published:
        outline = f'<rect class="bar-outline" width="{_per_cent(published, total)}" height="8"/>'
    # Of figures alone, and once in each row of long tables.
    return mark_safe(  # noqa: S308
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="bar-track" width="100" height="8"/>'
        f'{outline}<rect class="bar-fill" width="{_per_cent(count, total)}" height="8"/></svg>'
    )


def _per_cent(count: int, total: int) -> str:
    return f"{100 * min(count, total) / total:.2f}" if total else "0"


@register.filter
def date_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment in the tracker's time zone."""
    return timezone.localtime(moment).date()


@register.filter
def day(value: datetime.date | None) -> str:
    """The day in full, as the active language writes it."""
    return dates.day(value)


@register.filter
def moment(value: datetime.datetime) -> SafeString:
    """Day and time in UTC; our script, if it runs, adds the reader's own time."""
    return format_html(
        '<time datetime="{}" data-local><bdi>{}</bdi></time>',
        value.isoformat(),
        dates.moment(value),
    )


@register.filter
def on_clock(value: datetime.datetime, clock: datetime.tzinfo) -> SafeString:
    """Day and time by the clock of a State, with its distance from UTC."""
    return format_html("<bdi>{}</bdi>", dates.on_clock(value, clock))


@register.filter
def in_new_york(value: datetime.datetime) -> str:
    """The time at United Nations Headquarters, which for a deadline is on the same day."""
    return f"{value.astimezone(ZoneInfo('America/New_York')):%H:%M}"


@register.filter(is_safe=True)
def colon(label: Any) -> str:
    """``label`` with a colon and the gap after it, as the active language sets them."""
    return joined(with_colon(label), "")


@register.simple_tag
def gap() -> str:
    """What stands between two sentences, or after a colon: Chinese has no space there."""
    return joined("", "")


@register.simple_block_tag
def bracketed(content: SafeString) -> SafeString:
    """A remark in the brackets of the active language, with the space before them that it has."""
    return mark_safe(remarked("", content))  # noqa: S308 (rendered by the template)


@register.simple_tag
def date_range(start: datetime.date | None, end: datetime.date | None) -> str:
    """Both days, or the one where they are the same; empty without dates."""
    return dates.days(start, end) if start and end else ""


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """``mapping[key]``, None where there is none."""
    return mapping.get(key)
