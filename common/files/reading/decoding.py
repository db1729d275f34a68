"""Bytes to characters, for text and HTML files of any age."""

import re
import unicodedata
from itertools import pairwise

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]+)", re.IGNORECASE)
# Before UTF-8, the six languages were written in these.
OLD_ENCODINGS = ("gb18030", "cp1256", "cp1251", "cp1252")
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


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _plausibility(text: str) -> float:
    """The share of neighbouring letters beyond ASCII that are of one script and in usual case."""
    pairs = [(a, b) for a, b in pairwise(text[:20000]) if a > "\x7f" or b > "\x7f"]
    usual = sum(_usual(a) and _usual(b) and not _odd_case(a, b) for a, b in pairs)
    return usual / max(len(pairs), 1)


def _usual(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {
        "Lu", "Ll", "Lo", "Nd", "Po", "Ps", "Pe", "Pi", "Pf", "Pd",
    }  # fmt: skip


def _odd_case(first: str, second: str) -> bool:
    """A capital right after a small letter: what one alphabet looks like read as another."""
    scripts = {unicodedata.name(c, " ").split()[0] for c in (first, second) if c.isalpha()}
    return (first.islower() and second.isupper()) or len(scripts) > 1
