"""Lines of lists of assistance, of which a page has many."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.charts.canvas import escaped
from common.templatetags.texts import text
from common.words import remarked
from cooperation.models import Role
from indicators.words import when, with_unit
from publications.assistance import Line, Named

register = template.Library()


@register.simple_tag
def project_lines(lines: Iterable[Line], *, with_places: bool = False) -> SafeString:
    """Projects as links, each with who took part, for whom it is if asked, when it was, and what
    came of it."""
    return mark_safe("".join(map(_Lines(with_places=with_places).line, lines)))  # noqa: S308 (escaped)


class _Lines:
    """Lines in the active language, with the words that all of them share."""

    def __init__(self, *, with_places: bool) -> None:
        self.with_places = with_places
        self.comma = escaped(pgettext("between the items of a list", ", "))
        self.roles = {value: escaped(remarked("", label)) for value, label in Role.choices}
        self.arrow = (
            ' <span class="arrow" aria-hidden="true">→</span>'
            f'<span class="visually-hidden">{escaped(_("For whom"))}</span> '
        )

    def line(self, line: Line) -> str:
        project = line.project
        places = self._listed(line.places) if self.with_places else ""
        facts = [when(project), *map(with_unit, line.results)]
        return (
            f'<li><a href="{escaped(project.get_absolute_url())}">{text(project.shown_title)}</a>'
            f'<br><span class="meta">{self._listed(line.took_part)}'
            f"{self.arrow + places if places else ''}"
            f"{''.join([f' · {escaped(words)}' for words in facts if words])}</span></li>"
        )

    def _listed(self, named: list[Named]) -> str:
        return self.comma.join(
            [f"<bdi>{escaped(each.name)}</bdi>{self.roles.get(each.role, '')}" for each in named]
        )
