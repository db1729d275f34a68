"""What can be said about a suggestion, for the templates that show one."""

from typing import Any

from django import template

from reports.admin import suggestions

register = template.Library()


@register.simple_tag
def verdicts() -> list[tuple[str, Any, str]]:
    """Each status with its label and its key."""
    return suggestions.verdicts()
