"""Handing out an attachment: as a download that nothing in it can run in, whole or in part.

Who may have it is the caller's to decide. Ranges as in RFC 9110: a request for one range is
answered with that part; for several ranges, or for one that cannot be understood, with the whole
file.
"""

import re
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from reports.models import Attachment

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
HEADERS = {
    # A sender's file: even if a browser shows it, nothing in it may run.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A report that is withdrawn must not live on in a cache.
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}


class Piece:
    """A part of an open file, read to its end and no further."""

    def __init__(self, file: "IO[Any]", begin: int, length: int) -> None:
        file.seek(begin)
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        size = self.left if size < 0 else min(size, self.left)
        content = bytes(self.file.read(size))
        self.left -= len(content)
        return content

    def fileno(self) -> int:
        """The server sends the part from this file itself, up to the answer's length, without a
        thread."""
        return int(self.file.fileno())

    def close(self) -> None:
        self.file.close()


def hand_out(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The file under its own name, or the part of it that was asked for (206), or 304 where the
    client has it, or 416 for a part beyond its end. Raises Http404 without the stored file."""
    etag = f'"{attachment.sha256}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponse(status=304), etag)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    part = wanted(request, etag, attachment.size)
    if part is None:
        return _dressed(_file_response(file, attachment), etag)
    if not part:
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{attachment.size}"
        return _dressed(refused, etag)
    response = _file_response(Piece(file, part.start, len(part)), attachment)
    response.status_code = 206
    response["Content-Length"] = str(len(part))
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{attachment.size}"
    return _dressed(response, etag)


def wanted(request: HttpRequest, etag: str, size: int) -> range | None:
    """The bytes that are asked for; None for all, empty where the file has none of them."""
    asked = RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    unless_changed = request.headers.get("If-Range", etag)
    if request.method != "GET" or not asked or unless_changed != etag:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:
        return range(max(size - int(last), 0), size)
    end = int(last) if last else size
    return None if end < int(first) else range(int(first), min(end + 1, size))


def _file_response(content: Any, attachment: Attachment) -> FileResponse:
    return FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )


def _dressed(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in {**HEADERS, "ETag": etag}.items():
        response.headers[name] = value
    return response
