"""Formats: JSON in pages, or a whole list as a file (``?format=``, or the Accept header)."""

from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

# Keys may be choices; moments are written by the encoder below, which knows their public form.
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
# Valid in JSON, but not in JavaScript before 2019: they are written as escapes.
LINE_ENDS = {"\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029"}


class Json(JSONRenderer):
    """JSON by orjson, many times as fast as Python's own. A part that the database has written
    (``orjson.Fragment``) goes into it as it is."""

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        written = orjson.dumps(data, JSONEncoder().default, OPTIONS)
        if self.get_indent(accepted_media_type or "", renderer_context or {}):
            plain = orjson.loads(written)
            return bytes(super().render(plain, accepted_media_type, renderer_context))
        for end, escape in LINE_ENDS.items():
            written = written.replace(end, escape)
        return written


class CsvFile(BaseRenderer):
    media_type = "text/csv"
    format = "csv"


class JsonLinesFile(BaseRenderer):
    media_type = "application/jsonl"
    format = "jsonl"


class XlsxFile(BaseRenderer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None


class ZipFile(BaseRenderer):
    media_type = "application/zip"
    format = "zip"
    charset = None


# Files are streamed by the view itself (exports.py); these only take part in the choice.
FILES: tuple[type[BaseRenderer], ...] = (CsvFile, JsonLinesFile, XlsxFile)
STREAMED: tuple[type[BaseRenderer], ...] = (*FILES, ZipFile)
LIST_FORMATS: tuple[type[BaseRenderer], ...] = (Json, *FILES)


class Negotiation(DefaultContentNegotiation):
    """``?format=`` decides where it is given; otherwise the Accept header does."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The renderer and its media type. For an unknown format it is the first renderer: the
        format is refused later, together with all other wrong parameters."""
        wanted = request.query_params.get("format")
        if wanted is None:
            return super().select_renderer(request, renderers, format_suffix)
        renderers = list(renderers)
        chosen = next((r for r in renderers if r.format == wanted), renderers[0])
        return chosen, chosen.media_type
