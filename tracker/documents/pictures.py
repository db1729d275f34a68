"""Drawings as pictures, for what cannot hold an SVG."""

import io

from tracker.documents.blocks import Figure

# Dots for each unit of the drawing: sharp in print at the width of a page.
SCALE = 2.5


def to_png(figure: Figure) -> bytes:
    """The drawing as PNG. Raises Unavailable where Pango is missing."""
    import pypdfium2

    from tracker.documents.pdf import render

    html = (
        f"<style>@page {{ size: {figure.width}px {figure.height}px; margin: 0 }}"
        f" body {{ margin: 0 }} svg {{ display: block }}</style>{figure.html}"
    )
    page = pypdfium2.PdfDocument(render(html))[0]
    picture = page.render(scale=SCALE * 96 / 72).to_pil()
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()
