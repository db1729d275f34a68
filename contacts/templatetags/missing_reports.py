"""Missing reports and their mail, in templates of the administration."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.multilingual import LANGUAGE_NAMES, RIGHT_TO_LEFT
from contacts.admin.chasing import VIEW
from contacts.models import Mail
from reports.models import ReportingCycle

register = template.Library()
CYCLES = 3


@register.simple_tag(takes_context=True)
def missing_links(context: RequestContext) -> list[dict[str, Any]]:
    """The pages of missing reports of the latest real cycles, for whoever may see them."""
    if not context["request"].user.has_perm(VIEW):
        return []
    return [
        {"cycle": cycle, "url": reverse("admin:contacts_mail_missing", args=[cycle.code])}
        for cycle in ReportingCycle.objects.real().latest_first()[:CYCLES]
    ]


@register.simple_tag
def language_of(mail: Mail) -> SafeString:
    """``lang`` and ``dir`` of the text of a mail."""
    direction = "rtl" if mail.language in RIGHT_TO_LEFT else "ltr"
    return format_html('lang="{}" dir="{}"', mail.language, direction)


@register.simple_tag
def language_name(mail: Mail) -> str:
    return LANGUAGE_NAMES[mail.language]
