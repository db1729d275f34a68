"""Words for parts and answers on the pages of a form."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from common.words import colon, joined
from questionnaires.deriving import Reason
from questionnaires.entries import Entry
from questionnaires.form import Choice, Column, Kind, Part
from questionnaires.showing import words_of
from questionnaires.words import choice_word, column_word, label_of, tick_word
from reports.models import ResponseStatus

register = template.Library()
register.filter(tick_word)


@register.filter
def part_label(part: Part) -> str:
    return str(label_of(part))


@register.filter
def column_label(column: Column) -> str:
    return column_word(column)


@register.filter
def row_label(rows: Sequence[Choice], key: str) -> str:
    return choice_word(rows, key)


@register.filter
def row_name(part: Part, row: str) -> str:
    """The name of a row in messages: its label, or its number."""
    return choice_word(part.rows, row) if part.rows else _("Row %(number)s") % {"number": row}


@register.filter
def entry_label(entry: Entry) -> str:
    """The label of the part, with its row."""
    label = str(label_of(entry.part))
    return joined(colon(label), row_name(entry.part, entry.row)) if entry.row else label


@register.filter
def said_meanwhile(entry: Entry) -> str:
    """The recorded value of an entry, in words."""
    value = entry.answer.value if entry.answer else None
    if value is None:
        return _("no answer")
    if entry.part.kind == Kind.ROWS:
        heads = {column.key: column_word(column) for column in entry.part.columns}
        return " · ".join(f"{heads.get(key, key)}: {cell}" for key, cell in value.items())
    return " · ".join(words_of(entry.part, value))


@register.filter
def reason_word(reason: Reason) -> str:
    """The answer that is the reason, in words; for a text or a table, only that it exists."""
    main = reason.question.main
    if main.kind in (Kind.TEXT, Kind.ROWS):
        return _("answered")
    return " · ".join(words_of(main, reason.answer.value))


@register.filter
def status_word(status: str) -> str:
    return str(ResponseStatus(status).label)
