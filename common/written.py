"""Limits for free text that people write, and how it is cleaned on arrival."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.bounding import bounded

# Characters: some forty pages.
MOST_WRITTEN = 100_000
# Line ends that Word and PDF write, beside the usual ones.
LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Control characters that are part of no text. NUL and lone surrogates stay: every field refuses
# them and says so.
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Characters that show nothing: marks of direction, spaces without width, soft hyphens. Some scripts
# need them in a text.
FORMATS = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# A text of one piece that is an address of mail or of a page.
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/|[^@\s]+@)\S+", re.IGNORECASE)
# Characters that XML cannot hold (XML 1.0, section 2.2).
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def as_typed(text: str) -> str:
    """``text`` without the characters that a keyboard cannot type and a page cannot show.

    Unusual ends of a line become a line feed; other control characters are dropped, and from
    addresses and codes those that show nothing. Forms, tables and the API pass their texts through
    here.
    """
    if text.isascii() and text.isprintable():
        return text
    typed = CONTROLS.sub("", LINE_ENDS.sub("\n", text))
    bare = FORMATS.sub("", typed)
    return bare if bare != typed and is_address_or_code(bare) else typed


def is_address_or_code(text: str) -> bool:
    """Whether ``text`` is one piece without a letter of any but the English alphabet, or an
    address of mail or of a page."""
    piece = text.strip()
    return len(piece.split()) == 1 and (piece.isascii() or bool(ADDRESS.fullmatch(piece)))


def all_as_typed(value: Any) -> Any:
    """``value`` of a JSON document with every text in it as typed."""
    if isinstance(value, str):
        return as_typed(value)
    if isinstance(value, list):
        return [all_as_typed(each) for each in value]
    if isinstance(value, dict):
        return {name: all_as_typed(each) for name, each in value.items()}
    return value


def for_xml(text: str) -> str:
    """``text`` without characters that XML cannot hold: older records may have them."""
    return NOT_XML.sub("", text)


def validate_text(text: str) -> None:
    """Raise ValidationError for a text longer than MOST_WRITTEN, or with more marks on one letter
    than any language has. A validator of every free-text field."""
    if len(text) > MOST_WRITTEN:
        message = _("Write no more than %(most)s characters here.")
        raise ValidationError(message, code="too_long", params={"most": MOST_WRITTEN})
    if bounded(text) != text:
        message = _("There are too many marks on one letter.")
        raise ValidationError(message, code="too_many_marks")
