"""Bodies as a client takes them: by brotli, by gzip, or as they are."""

import gzip
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

AS_IT_IS, BROTLI, GZIP = "identity", "br", "gzip"
# Bytes; shorter bodies gain nothing.
WORTH_IT = 400
# Higher levels make a body hardly smaller, and take much longer.
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
_TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "image/svg+xml")


@lru_cache(maxsize=256)
def taken_by(accept_encoding: str) -> str:
    """The best of our encodings that a client takes, by its ``Accept-Encoding``."""
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        qualities[name.strip()] = _quality(parameter)
    for way in (BROTLI, GZIP):
        if qualities.get(way, qualities.get("*", 0.0)) > 0:
            return way
    return AS_IT_IS


def _quality(parameter: str) -> float:
    """``;q=0`` refuses; a value that cannot be read does not."""
    name, _equals, value = parameter.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 1.0


def is_worth_it(content_type: str, body: bytes) -> bool:
    """Whether a body is a text, and long enough."""
    kind = content_type.partition(";")[0].strip().lower()
    is_text = kind.startswith(_TEXTS) or kind.endswith(("+json", "+xml"))
    return is_text and len(body) >= WORTH_IT


def compress(body: bytes, way: str) -> bytes:
    """``body`` in one of the three ways; the same bytes each time."""
    if way == BROTLI:
        return brotli.compress(body, quality=BROTLI_QUALITY)
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if way == GZIP else body


def decompress(body: bytes, way: str) -> bytes:
    """The body that ``compress`` was given."""
    if way == BROTLI:
        return brotli.decompress(body)
    return gzip.decompress(body) if way == GZIP else body
