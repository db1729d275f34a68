"""The places of a search's words in a text."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.languages import language_attributes
from common.multilingual import Texts, current_language, localise
from indicators.models import Progress
from indicators.models.progress import WORDS
from questionnaires.models import Answer
from reports.models import Group, GroupKind, Response
from website import extracts
from website.finding import words_beside_paragraph
from website.states import SPECIAL

register = template.Library()
register.filter(words_beside_paragraph)


@register.simple_tag
def found_in(texts: Texts, query: str) -> SafeString:
    """An extract of the text in the active language, or in the language that has the words; marked
    with its language if it is not the reader's."""
    shown = localise(texts)
    code = language_found(texts, query, shown.language) or shown.language
    return _in_its_language(extracts.extract(texts.get(code, ""), query), code)


@register.simple_tag
def found_name(texts: Texts, query: str) -> SafeString:
    """The name in the active language; if only the name in another language has the words, that one
    follows."""
    shown = localise(texts)
    code = language_found(texts, query, shown.language)
    name = _in_its_language(extracts.highlight(shown, query), shown.language)
    if code is None or code == shown.language:
        return name
    other = _in_its_language(extracts.highlight(texts[code], query), code)
    return format_html('{} <span class="meta">{}</span>', name, other)


@register.simple_tag
def states_of(group: Group) -> str:
    """The address of the list of the States in a group."""
    if group.kind in SPECIAL:
        return f"{reverse('states')}?special={group.kind}"
    name = "regional_group" if group.kind == GroupKind.REGIONAL_GROUP else "region"
    return f"{reverse('states')}?{name}={group.code}"


def own_words(response: Response) -> Texts:
    """The narrative in its own language, and its translations."""
    return {**response.translations, response.language: response.narrative}


@register.simple_tag
def found_in_response(response: Response, query: str) -> SafeString:
    """An extract of a response: of its own words if they match the query, else of the translation
    that does."""
    texts = own_words(response)
    code = language_found(texts, query, response.language) or response.language
    return _in_its_language(extracts.extract(texts[code], query), code)


@register.simple_tag
def found_in_answer(answer: Answer, query: str) -> SafeString:
    """An extract of an answer in a form, in the report's own words."""
    return _in_its_language(extracts.extract(" · ".join(answer.own_words), query), answer.language)


@register.simple_tag
def found_in_progress(progress: Progress, query: str) -> SafeString:
    """An extract of declared progress, in the report's own words."""
    said = " · ".join(text for name in WORDS if (text := getattr(progress, name)))
    return _in_its_language(extracts.extract(said, query), progress.language)


def language_found(texts: Texts, query: str, first: str) -> str | None:
    """The language whose text has a word of ``query``; ``first`` is tried before the others."""
    codes = (first, *texts)
    return next((c for c in codes if any(extracts.found_spans(texts.get(c, ""), query))), None)


def _in_its_language(found: SafeString, code: str) -> SafeString:
    if code == current_language() or not code:
        return found
    return format_html("<span {}>{}</span>", language_attributes(code), found)
