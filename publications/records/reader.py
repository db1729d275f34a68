"""The language of the API's answers: ``?lang=``, else ``Accept-Language``, else English.

Never the language cookie of the pages: an answer depends only on its address and the headers in
``Vary``, so that a shared cache may keep it.
"""

from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

from common.languages import public_code
from common.multilingual import DEFAULT_LANGUAGE, LANGUAGE_CODES

ALL = "all"


@dataclass(frozen=True)
class Reader:
    """The reader of an answer: the language, whether every language is wanted beside it, and the
    origin (scheme and host) of links."""

    language: str
    wants_all: bool
    origin: str

    @property
    def django_language(self) -> str:
        """Django's own code of the language."""
        return get_supported_language_variant(self.language)


def reader_of(request: Request) -> Reader:
    """The reader of ``request``; an unknown language is refused later, as a parameter."""
    wanted = request.query_params.get("lang", "")
    return Reader(
        wanted if wanted in LANGUAGE_CODES else accepted_language(request),
        wants_all=wanted == ALL,
        origin=request.build_absolute_uri("/").rstrip("/"),
    )


def accepted_language(request: Request) -> str:
    """The first of the six languages in the Accept-Language header, else English."""
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return public_code(get_supported_language_variant(tag))
        except LookupError:
            continue
    return DEFAULT_LANGUAGE
