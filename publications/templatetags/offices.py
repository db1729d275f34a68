"""Cards of offices, of which a page has fifty."""

from collections.abc import Iterable, Iterator

from django import template
from django.template.defaultfilters import capfirst, linebreaksbr
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common import dates
from common.addresses import address
from common.charts.canvas import escaped, label
from common.templatetags.texts import text
from contacts.models import Office
from contacts.templatetags.office_words import confirmed

register = template.Library()


@register.simple_tag
def office_cards(offices: Iterable[Office]) -> SafeString:
    """Offices with everything that they make public. Reads ``works_with``."""
    return mark_safe("".join(map(_card, offices)))  # noqa: S308 (escaped)


def _card(office: Office) -> str:
    lines = "\n".join(_lines(office))
    return f'<li class="card" id="{escaped(office.reference)}">{lines}</li>'


def _lines(office: Office) -> Iterator[str]:
    yield f"<h3>{text(office.name)}</h3>"
    function = escaped(capfirst(office.get_function_display()))
    yield f'<p class="meta">{function}{_badge(office)}</p>'
    if office.address:
        yield f"<p><bdi>{linebreaksbr(office.address, autoescape=True)}</bdi></p>"
    if office.mailbox:
        mailbox = escaped(office.mailbox)
        link = f'<a href="mailto:{mailbox}"><bdi>{mailbox}</bdi></a>'
        yield _labelled(_("Mailbox"), link)
    if office.telephone:
        yield _labelled(_("Telephone"), f'<bdi dir="ltr">{escaped(office.telephone)}</bdi>')
    if office.website:
        website = escaped(office.website)
        link = f'<a href="{website}" rel="nofollow noopener"><bdi>{website}</bdi></a>'
        yield _labelled(_("Website"), link)
    if ties := _ties(office):
        yield _labelled(_("Works with"), ties)
    yield f'<p class="muted">{escaped(_confirmed(office))}{escaped(_since(office))}</p>'


def _badge(office: Office) -> str:
    if not office.is_fictional:
        return ""
    return f' · <span class="badge badge-fictional">{escaped(_("Fictional data"))}</span>'


def _labelled(words: str, markup: str) -> str:
    return f"<p>{label(words)} {markup}</p>"


def _ties(office: Office) -> str:
    """Links to the offices that it works with."""
    others = office.works_with.all()
    page = escaped(f"{address('contacts')}?of={office.reporter.code}") if others else ""
    return " · ".join(
        [f'<a href="{page}#{escaped(each.reference)}">{text(each.name)}</a>' for each in others]
    )


def _confirmed(office: Office) -> str:
    return confirmed(office.confirmed_on) if office.confirmed_on else _("Not confirmed yet")


def _since(office: Office) -> str:
    if not office.since:
        return ""
    return " · " + _("since %(day)s") % {"day": dates.day(office.since)}
