"""A drawing as a picture, for where SVG cannot go."""

import hashlib
import io
from functools import lru_cache

from common.charts.chart import Sheet
from common.files.press.pressing import pressed
from common.files.writing.pdf import render
from common.process_cache import cache

# Pixels for each unit of the drawing: sharp on paper and on dense screens.
DENSITY = 2
# A point is 1/72 inch, a unit of CSS 1/96.
UNITS_A_POINT = 0.75
KEPT_SECONDS = 24 * 60 * 60


def png(drawing: Sheet) -> bytes:
    """``drawing`` as PNG. It is kept for a day by its content, so that an unchanged drawing is not
    drawn again. Raises Unavailable."""
    key = f"png-{hashlib.sha256(drawing.html.encode()).hexdigest()}"
    if (kept := cache.get(key)) is not None:
        return bytes(kept)
    picture = pressed(draw, drawing)
    cache.set(key, picture, KEPT_SECONDS)
    return picture


# For a press: what documents show in one language they show in one order after the other.
@lru_cache(maxsize=16)
def draw(drawing: Sheet) -> bytes:
    """``drawing`` as PNG, drawn in this process. Raises Unavailable if Pango is missing."""
    import pypdfium2

    page = f"@page {{ size: {drawing.width}px {drawing.height}px; margin: 0 }}"
    printed = render(drawing.html, f"{page} body {{ margin: 0 }} svg {{ display: block }}")
    document = pypdfium2.PdfDocument(printed)
    try:
        image = document[0].render(scale=DENSITY / UNITS_A_POINT).to_pil()
    finally:
        document.close()
    written = io.BytesIO()
    # A chart has few colours: a palette makes a third of the file.
    image.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()
