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
from reports import access
from reports.models import ReportingCycle

register = template.Library()
CYCLES = 3


@register.simple_tag(takes_context=True)
def missing_links(context: RequestContext) -> list[dict[str, Any]]:
    """Links to the pages of missing reports, if the user may see them: first the start page's
    cycle, then the latest others. Three queries at most."""
    if not context["request"].user.has_perm(VIEW):
        return []
    named = ReportingCycle.objects.at_the_desk()
    latest = ReportingCycle.objects.real().latest_first()[:CYCLES]
    cycles = [*([named] if named else []), *(each for each in latest if each != named)]
    return [
        {"cycle": cycle, "url": reverse("admin:contacts_mail_missing", args=[cycle.code])}
        for cycle in cycles[:CYCLES]
    ]


@register.simple_tag(takes_context=True)
def news_link(context: RequestContext) -> str:
    """The page on which an officer chooses how often to get mail; empty for all others."""
    may = access.may_register(context["request"].user)
    return reverse("admin:contacts_mail_news") if may else ""


@register.simple_tag
def language_of(mail: Mail) -> SafeString:
    """``lang`` and ``dir`` of the text of a mail."""
    direction = "rtl" if mail.language in RIGHT_TO_LEFT else "ltr"
    return format_html('lang="{}" dir="{}"', mail.language, direction)


@register.simple_tag
def language_name(mail: Mail) -> str:
    return LANGUAGE_NAMES[mail.language]
