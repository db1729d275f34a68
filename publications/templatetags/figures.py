"""Figures in tables, of which a page has hundreds."""

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publications.measured import Figure

register = template.Library()


@register.simple_tag
def figure_parts(parts: Iterable[tuple[str, Figure]], ident: str) -> SafeString:
    """The parts of a figure, each with what it is a part of."""
    told = [
        f"<div><dt>{conditional_escape(words)}</dt><dd>{figure_words(figure, ident)}</dd></div>"
        for words, figure in parts
    ]
    return mark_safe("".join(told))  # noqa: S308 (escaped)


@register.simple_tag
def figure_words(figure: Figure, ident: str) -> SafeString:
    """A figure with the marks of its footnotes under the table ``ident``."""
    label = escape(_("Footnote %(number)s")) if figure.notes else ""
    marks = "".join(
        f'<sup class="note-mark"><a href="#{escape(ident)}-note-{note}"'
        f' aria-label="{label % {"number": note}}">{note}</a></sup>'
        for note in figure.notes
    )
    # ``format_html`` takes five times as long.
    return mark_safe(  # noqa: S308 (escaped)
        f'<span class="figure-words">{conditional_escape(figure.words)}</span>{marks}'
    )
