"""The process that shows a stored file: a page of a PDF as a picture, an ODT's text. File in,
picture or JSON out. No Django here; nothing of the file runs. Run by ``viewing``."""

import io
import json
import sys
import zipfile
from typing import BinaryIO

from reports.attachments.inspector import limit_resources

WIDTH = 1200
MAX_HEIGHT = 4 * WIDTH
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MAX_CHARACTERS = 2_000_000
MAX_SIZES = 400


def picture(file: BinaryIO, page: int) -> bytes:
    """One page of a PDF, from 1, as PNG, without forms, scripts and annotations' actions."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    drawn = document[page - 1]
    scale = min(WIDTH / drawn.get_width(), MAX_HEIGHT / drawn.get_height())
    image = drawn.render(scale=scale, may_draw_forms=False).to_pil()
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def sizes(file: BinaryIO) -> bytes:
    """Width and height of each page of a PDF in points, as a JSON list."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    found = [document.get_page_size(number) for number in range(min(len(document), MAX_SIZES))]
    return json.dumps([[round(width), round(height)] for width, height in found]).encode()


def paragraphs(file: BinaryIO) -> bytes:
    """The paragraphs and headings of an ODT, as a JSON list."""
    from lxml import etree  # type: ignore[import-untyped]

    found: list[str] = []
    left = MAX_CHARACTERS
    with zipfile.ZipFile(file) as zipped, zipped.open("content.xml") as content:
        tags = (f"{ODF_TEXT}p", f"{ODF_TEXT}h")
        for _event, element in etree.iterparse(content, tag=tags, resolve_entities=False):
            text = " ".join("".join(element.itertext()).split())
            element.clear()
            left -= len(text)
            if text and left > 0:
                found.append(text)
    return json.dumps(found).encode()


def main() -> None:
    limit_resources()
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as file:
        what = sys.argv[1]
        made = {"odt": paragraphs, "sizes": sizes}.get(what)
        answer = made(file) if made else picture(file, int(what))
        sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
