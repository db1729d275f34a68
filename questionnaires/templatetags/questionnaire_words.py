"""Words of a form's answers in templates."""

from django import template

from questionnaires.words import tick_word

register = template.Library()
register.filter(tick_word)


@register.filter
def tick_key(value: str) -> str:
    """The key of the keyboard that ticks a box."""
    return {"yes": "y", "no": "n", "developing": "d"}.get(value, "")
