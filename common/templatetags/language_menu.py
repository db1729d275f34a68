"""The language switch of the administration."""

from typing import Any

from django import template
from django.template.context import RequestContext

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_NAMES, current_language

register = template.Library()


@register.inclusion_tag("admin/language_menu.html", takes_context=True)
def language_menu(context: RequestContext) -> dict[str, Any]:
    """One button for each of the six languages; each leads back to the current page."""
    current = current_language()
    return {
        "current": current,
        "current_name": LANGUAGE_NAMES[current],
        "languages": LANGUAGE_CHOICES,
        "next": context["request"].get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
