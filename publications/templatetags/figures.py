"""Figures in tables, of which a page has hundreds."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publications.measured import Figure

register = template.Library()


@register.simple_tag
def figure_words(figure: Figure, ident: str) -> SafeString:
    """A figure with the marks of its footnotes under the table ``ident``."""
    words = format_html('<span class="figure-words">{}</span>', figure.words)
    if not figure.notes:
        return words
    label = _("Footnote %(number)s")
    marks = ((ident, note, label % {"number": note}, note) for note in figure.notes)
    return words + format_html_join(
        "",
        '<sup class="note-mark"><a href="#{}-note-{}" aria-label="{}">{}</a></sup>',
        marks,
    )
