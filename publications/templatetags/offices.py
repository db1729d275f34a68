"""Cards of offices, of which a page has fifty."""

from collections.abc import Iterator

from django import template
from django.template.defaultfilters import capfirst, linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import dates
from common.templatetags.texts import text
from contacts.models import Office
from contacts.templatetags.office_words import confirmed

register = template.Library()


@register.simple_tag
def office_card(office: Office) -> SafeString:
    """An office with everything that it makes public. Reads ``works_with``."""
    lines = format_html_join("\n", "{}", ((line,) for line in _lines(office) if line))
    return format_html('<li class="card" id="{}">{}</li>', office.reference, lines)


def _lines(office: Office) -> Iterator[SafeString | str]:
    yield format_html("<h3>{}</h3>", text(office.name))
    yield format_html(
        '<p class="meta">{}{}</p>', capfirst(office.get_function_display()), _badge(office)
    )
    if office.address:
        yield format_html("<p><bdi>{}</bdi></p>", linebreaksbr(office.address, autoescape=True))
    yield _labelled(_("Mailbox"), '<a href="mailto:{0}"><bdi>{0}</bdi></a>', office.mailbox)
    yield _labelled(_("Telephone"), '<bdi dir="ltr">{0}</bdi>', office.telephone)
    yield _labelled(
        _("Website"), '<a href="{0}" rel="nofollow noopener"><bdi>{0}</bdi></a>', office.website
    )
    yield _labelled(_("Works with"), "{0}", _ties(office))
    yield format_html('<p class="muted">{}{}</p>', _confirmed(office), _since(office))


def _badge(office: Office) -> SafeString | str:
    if not office.is_fictional:
        return ""
    return format_html(' · <span class="badge badge-fictional">{}</span>', _("Fictional data"))


def _labelled(label: str, pattern: str, value: str) -> SafeString | str:
    if not value:
        return ""
    return format_html(
        '<p><span class="label">{}</span> {}</p>', label, format_html(pattern, value)
    )


def _ties(office: Office) -> SafeString:
    """Links to the offices that it works with."""
    page = f"{reverse('contacts')}?of={office.reporter.code}"
    named = ((page, other.reference, text(other.name)) for other in office.works_with.all())
    return format_html_join(" · ", '<a href="{}#{}">{}</a>', named)


def _confirmed(office: Office) -> str:
    return confirmed(office.confirmed_on) if office.confirmed_on else _("Not confirmed yet")


def _since(office: Office) -> str:
    if not office.since:
        return ""
    return " · " + _("since %(day)s") % {"day": dates.day(office.since)}
