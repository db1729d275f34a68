"""Template tags of the coding table."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from commitments.multilingual import LocalisedText, localise
from reports.models import ResponseStatus

register = template.Library()


@register.simple_tag
def in_language(texts: Mapping[str, str]) -> LocalisedText:
    """A multilingual text in the active language, knowing which language it is really in."""
    return localise(texts)


@register.simple_tag
def status_label(status: str) -> str:
    """What a report says, by its code; *not coded* for none."""
    return str(ResponseStatus(status).label) if status in ResponseStatus.values else _("not coded")
