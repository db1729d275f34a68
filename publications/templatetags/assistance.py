"""Lines of lists of assistance, of which a page has many."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.templatetags.texts import text
from common.words import remarked
from cooperation.models import Project
from indicators.words import when, with_unit

register = template.Library()


@register.simple_tag
def project_line(project: Project, *, with_places: bool = False) -> SafeString:
    """A project as a link, with who took part, for whom it is if asked, when it was, and what came
    of it."""
    return format_html(
        '<a href="{}">{}</a><br><span class="meta">{}{}{}</span>',
        project.get_absolute_url(),
        text(project.shown_title),
        _listed((each.party_name, _role(each)) for each in project.participants.all()),
        _places(project) if with_places else "",
        format_html_join("", " · {}", ((words,) for words in _facts(project))),
    )


def _listed(named: Iterable[tuple[str, str]]) -> SafeString:
    """Names, each with a remark after it that may be empty."""
    comma = pgettext("between the items of a list", ", ")
    return format_html_join(comma, "<bdi>{}</bdi>{}", named)


def _role(participant: Any) -> str:
    return remarked("", participant.get_role_display()) if participant.role else ""


def _places(project: Project) -> SafeString:
    named = _listed((place.place_name, "") for place in project.recipients.all())
    if not named:
        return named
    return format_html(
        ' <span class="arrow" aria-hidden="true">→</span>'
        '<span class="visually-hidden">{}</span> {}',
        _("For whom"),
        named,
    )


def _facts(project: Project) -> Iterable[str]:
    if day := when(project):
        yield day
    yield from map(with_unit, project.results.all())
