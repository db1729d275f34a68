"""A drawing as a picture, for where SVG cannot go."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from common.charts.chart import Sheet
from common.process_cache import cache
from common.turns import PICTURES, Busy

# Pixels for each unit of the drawing: sharp on paper and on dense screens.
DENSITY = 2
# A point is 1/72 inch, a unit of CSS 1/96.
UNITS_A_POINT = 0.75
KEPT_SECONDS = 24 * 60 * 60
# Drawing takes a good part of a second of a processor.
WAIT_SECONDS = PICTURES.patience


class NoPicture(Exception):
    """It cannot be drawn now; the message says why."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises NoPicture when the turn does not come in time."""
    try:
        stack = replace(PICTURES, patience=WAIT_SECONDS).entered()
    except Busy as busy:
        message = "Too many pictures are being drawn. Ask again in a moment."
        raise NoPicture(message) from busy
    with stack:
        yield


def png(drawing: Sheet) -> bytes:
    """``drawing`` as PNG. It is kept for a day by its content, so that an unchanged drawing is not
    drawn again.

    Raises NoPicture if Pango is not installed or too many wait already.
    """
    key = f"png-{hashlib.sha256(drawing.html.encode()).hexdigest()}"
    if (kept := cache.get(key)) is not None:
        return bytes(kept)
    with one_at_a_time():
        picture = _draw(drawing)
    cache.set(key, picture, KEPT_SECONDS)
    return picture


def _draw(drawing: Sheet) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(_pdf(drawing))
    try:
        image = document[0].render(scale=DENSITY / UNITS_A_POINT).to_pil()
    finally:
        document.close()
    written = io.BytesIO()
    # A chart has few colours: a palette makes a third of the file.
    image.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()


def _pdf(drawing: Sheet) -> bytes:
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise NoPicture(
            "Pictures need Pango, which is not installed: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0. The same chart is there as SVG."
        ) from error
    page = HTML(string=drawing.html, url_fetcher=_refuse)
    sheet = CSS(
        string=f"@page {{ size: {drawing.width}px {drawing.height}px; margin: 0 }}"
        "body { margin: 0 } svg { display: block }"
    )
    written: bytes = page.write_pdf(stylesheets=[sheet])
    return written


def _refuse(url: str, *args: Any, **options: Any) -> NoReturn:
    """Refuse to fetch: a drawing uses nothing from outside."""
    raise ValueError(f"A drawing refers to nothing: {url}")
