"""What the pages of an account show: QR codes, devices, where to go on."""

from allauth.account.adapter import get_adapter
from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import factors, sessions

register = template.Library()
register.filter("device", sessions.device)
register.filter("shortened", sessions.shortened)


@register.simple_tag
def qr_code(text: str) -> SafeString:
    return factors.qr_svg(text, _("QR code of the key"))


@register.filter
def in_fours(text: str) -> str:
    """A key in groups of four letters, as one types it."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.simple_tag(takes_context=True)
def next_area(context: RequestContext) -> str:
    """The start page of the area in which the signed-in person works."""
    return str(get_adapter().get_login_redirect_url(context["request"]))
