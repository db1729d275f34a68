"""What each role may do, for templates."""

from typing import Any

from django import template

from contacts import roles

register = template.Library()
register.simple_tag(roles.as_lines, name="roles_explained")


@register.filter
def role_explained(role: str) -> Any:
    return roles.EXPLAINED[role]
