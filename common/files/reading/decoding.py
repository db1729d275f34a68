"""Bytes to characters, for text and HTML files of any age."""

import codecs
import re
import unicodedata
from itertools import pairwise

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]+)", re.IGNORECASE)
# Encodings of the six languages before UTF-8.
WESTERN = "cp1252"
OLD_ENCODINGS = ("gb18030", "cp1256", "cp1251", WESTERN)
# A sign of another alphabet read as the Western one: no Western word has so many accents in a row.
ACCENTED_RUN = re.compile(r"[^\W\d_\x00-\x7f]{4}")
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def decode(data: bytes) -> str:
    """``data`` as text: by its byte order mark, as UTF-8, as declared, or as best fits."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = CHARSET.search(data[:2048])
    if declared and (text := _try(data, declared[1].decode("ascii"))) is not None:
        return text
    candidates = [text for code in OLD_ENCODINGS if (text := _try(data, code)) is not None]
    return max(candidates, key=_plausibility, default=data.decode("utf-8", errors="replace"))


def as_table(data: bytes) -> str | None:
    """``data`` as the text of a table that people saved: UTF-8, UTF-16 by its mark, or Windows-1252
    (cp1252, which also reads ISO 8859-1) if no other old encoding fits better. None otherwise: then
    its letters cannot be known."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _without_nul(_try(data, "utf-16"))
    if (text := _try(data, "utf-8-sig")) is not None:
        return _without_nul(text)
    western = _try(data, WESTERN)
    if western is None or not _is_text(western) or ACCENTED_RUN.search(western):
        return None
    read = {_try(data, code) for code in OLD_ENCODINGS}
    # The signs of an English text, such as dashes, are the same in two of the other encodings.
    best = max((_plausibility(text) for text in read - {western} if text), default=0)
    return western if _plausibility(western) >= best else None


def _without_nul(text: str | None) -> str | None:
    """The text; None where it has a sign that no text has and no database takes."""
    return None if text is None or "\x00" in text else text


def _is_text(text: str) -> bool:
    """Whether it has no control characters except those between rows and cells."""
    return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _plausibility(text: str) -> float:
    """The share of pairs of neighbours with a character beyond ASCII whose script and case are
    usual."""
    pairs = [(a, b) for a, b in pairwise(text[:20000]) if a > "\x7f" or b > "\x7f"]
    usual = sum(_usual(a) and _usual(b) and not _odd_case(a, b) for a, b in pairs)
    return usual / max(len(pairs), 1)


def _usual(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {
        "Lu", "Ll", "Lo", "Nd", "Po", "Ps", "Pe", "Pi", "Pf", "Pd",
    }  # fmt: skip


def _odd_case(first: str, second: str) -> bool:
    """A capital right after a small letter, or two scripts: signs of one alphabet read as
    another."""
    scripts = {unicodedata.name(c, " ").split()[0] for c in (first, second) if c.isalpha()}
    return (first.islower() and second.isupper()) or len(scripts) > 1
