"""Words of pages on participation in meetings."""

from collections.abc import Iterable

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext

from common.charts.canvas import escaped, label, linked
from participation.models import Body, Representation, Sitting, Statement
from participation.proceedings import SpeakerCount
from reports.models import Reporter

register = template.Library()


@register.simple_tag
def sitting_day(sitting: Sitting) -> str:
    """The day of a sitting, or the days between which it was, if only these are known; else
    empty."""
    if sitting.held_on:
        return date_format(sitting.held_on)
    if not (sitting.earliest_on and sitting.latest_on):
        return ""
    # Not a range as for a meeting: the sitting was on one of these days.
    pattern = pgettext("one of these days", "between %(start)s and %(end)s")
    days = {"start": sitting.earliest_on, "end": sitting.latest_on}
    return pattern % {name: date_format(day) for name, day in days.items()}


@register.simple_tag
def statement_count(number: int) -> str:
    return ngettext("%(count)s statement", "%(count)s statements", number) % {"count": number}


@register.simple_tag
def named(who: Reporter | Body) -> SafeString:
    """The name of a reporter, as a link to its page, or of another body, which has no page."""
    if isinstance(who, Reporter):
        return linked(who.display_name, who.get_absolute_url())
    return mark_safe(escaped(who.display_name))  # noqa: S308 (escaped)


@register.simple_tag
def speakers_in_turn(statements: Iterable[Statement]) -> SafeString:
    """Who made each statement, and for whom, as items of a list. (Nodes of a template take several
    times as long, and a meeting has hundreds.)"""
    items = (f"<li>{named(each.who)}{behalf(each)}</li>" for each in statements)
    return mark_safe("\n".join(items))  # noqa: S308 (escaped)


@register.simple_tag
def speaker_counts(speakers: Iterable[SpeakerCount]) -> SafeString:
    """Who spoke, each with the number of their statements, as items of a list."""
    items = (
        f'<li>{named(each.who)} <span class="count">{each.count}</span></li>' for each in speakers
    )
    return mark_safe("\n".join(items))  # noqa: S308 (escaped)


@register.simple_tag
def behalf(statement: Statement) -> SafeString:
    """For whom a statement was made."""
    return mark_safe("".join(map(_on_behalf, statement.representations.all())))  # noqa: S308 (escaped)


def _on_behalf(represented: Representation) -> str:
    if represented.is_also:
        words = pgettext("before a name", "also on behalf of")
    else:
        words = pgettext("before a name", "on behalf of")
    return f'<span class="meta behalf">{label(words)} {named(represented.who)}</span>'
