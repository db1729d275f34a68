"""A page's description of itself for other programs: previews of links, data for search engines."""

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.safestring import SafeString

from common.multilingual import LANGUAGE_CODES, current_language

register = template.Library()

# Language and country, as the Open Graph protocol names languages.
LOCALES = {
    "ar": "ar_AR",
    "zh": "zh_CN",
    "en": "en_GB",
    "fr": "fr_FR",
    "ru": "ru_RU",
    "es": "es_ES",
}
# Pages with a picture of their own instead of the site's, by the name of their address.
PICTURES = {
    "state": "reporter",
    "organisation": "reporter",
    "document": "document",
    "commitment": "document",
    "meeting": "document",
    "cycle": "coverage",
    "coverage": "coverage",
}


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """The text of the page's block ``name``, on one line."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    text: SafeString = block.render(context)
    return SafeString(" ".join(text.split()))


@register.simple_tag(takes_context=True)
def preview_picture(context: Context) -> str:
    """The address of the picture that other sites show beside a link to this page."""
    request = context["request"]
    name = PICTURES.get(request.resolver_match.url_name, "site")
    address: str = request.build_absolute_uri(static(f"tracker/preview-{name}.png"))
    return address


@register.simple_tag
def locale() -> str:
    return LOCALES[current_language()]


@register.simple_tag
def other_locales() -> list[str]:
    return [LOCALES[code] for code in LANGUAGE_CODES if code != current_language()]
