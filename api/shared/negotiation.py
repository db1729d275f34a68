"""Formats: JSON in pages, or a whole list as a file (``?format=``, or the Accept header)."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request


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
LIST_FORMATS: tuple[type[BaseRenderer], ...] = (JSONRenderer, *FILES)


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
