"""The invented documents as files of every kind that is read, made byte by byte."""

import html
import io
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterable

from commitments.tests.samples.texts import SYMBOL

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HEADING = re.compile(r"(?:[IVX]+|[A-ZАВ]|[一二三]+)\. |(?:أولا|ثانيا|ألف|باء) - ")
NOTE = re.compile(r"¹ ")


def paragraphs(text: str) -> list[str]:
    """A sample's paragraphs, each on one line."""
    return [piece.replace("\n", " ") for piece in text.strip().split("\n\n")]


def as_text(text: str) -> bytes:
    return text.encode()


def as_markdown(text: str) -> bytes:
    """Headings with #, footnotes in Markdown's own way."""
    lines = []
    for piece in paragraphs(text):
        if NOTE.match(piece):
            lines.append(f"[^1]: {piece[2:]}")
        elif HEADING.match(piece):
            lines.append(f"## {piece}")
        else:
            lines.append(piece.replace("¹", "[^1]"))
    return "\n\n".join(lines).encode()


def as_wrapped(text: str, width: int = 46) -> bytes:
    """Wrapped hard at ``width``, a symbol and a page number every twenty lines."""
    lines: list[str] = []
    for piece in paragraphs(text):
        lines += [*_wrap(piece, width), ""]
    pages = [lines[start : start + 20] for start in range(0, len(lines), 20)]
    return "\n".join(
        "\n".join([SYMBOL, "", *page, "", f"31-0{1234 + number} {number}/{len(pages)}", ""])
        for number, page in enumerate(pages, 1)
    ).encode()


def _wrap(text: str, width: int) -> list[str]:
    if re.search("[\u4e00-\u9fff]", text):
        step = width // 2
        return [text[start : start + step] for start in range(0, len(text), step)]
    return textwrap.wrap(text, width, break_on_hyphens=False)


def as_html(text: str, tag: str = "p") -> bytes:
    body = []
    for piece in paragraphs(text):
        content = html.escape(piece).replace("¹", "<sup>1</sup>")
        name = "h2" if HEADING.match(piece) else tag
        body.append(f"<{name}>{content}</{name}>")
    style = "<style>p { color: red }</style><script>var x = '1. No.';</script>"
    header = f"<header><p>{SYMBOL}</p></header>"
    head = f"<head><title>x</title>{style}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{header}{''.join(body)}</body></html>".encode()


def as_docx(text: str, *, numbered: bool = False) -> bytes:
    """A Word file with a symbol in its header and a real footnote.

    ``numbered``: the paragraphs' plain numbers are Word's own and stand nowhere in the text.
    """
    body: list[str] = []
    notes: list[str] = []
    counted = 1
    for piece in paragraphs(text):
        counted = 2 if piece == "Annex" else counted
        found = re.match(r"\d+\. ", piece) if numbered else None
        if NOTE.match(piece):
            notes.append(piece[2:])
        elif found:
            number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{counted}"/></w:numPr>'
            body.append(_docx_paragraph(piece[found.end() :], number))
        else:
            style = '<w:pStyle w:val="Heading1"/>' if HEADING.match(piece) else ""
            body.append(_docx_paragraph(piece, style))
    return docx("".join(body), notes=notes, header=SYMBOL)


def _docx_paragraph(text: str, properties: str = "") -> str:
    runs = []
    for index, piece in enumerate(text.split("¹")):
        if index:
            runs.append('<w:r><w:footnoteReference w:id="2"/></w:r>')
        runs.append(f'<w:r><w:t xml:space="preserve">{html.escape(piece)}</w:t></w:r>')
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def docx(body: str, *, notes: Iterable[str] = (), header: str = "", numbering: str = "") -> bytes:
    """A DOCX of the given body XML."""
    heading = (
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{heading}</w:styles>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering or NUMBERING}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {W}>{_footnotes(notes)}</w:footnotes>",
    }
    if header:
        parts["word/header1.xml"] = f"<w:hdr {W}><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _footnotes(notes: Iterable[str]) -> str:
    return "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{html.escape(note)}</w:t></w:r></w:p></w:footnote>"
        for number, note in enumerate(notes, 2)
    )


LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
)
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">{LEVEL}</w:abstractNum>' for number in (1, 2)
) + "".join(
    f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (1, 2)
)


def as_pdf(text: str, width: int = 60) -> bytes:
    """Pages of wrapped lines, drawn from the right in Arabic as a typesetter would."""
    lines: list[str] = []
    for piece in paragraphs(text):
        lines += [*_wrap(piece, width), ""]
    pages = [lines[start : start + 24] for start in range(0, len(lines), 24)]
    return pdf(
        [[SYMBOL, "", *page, "", f"{number}/{len(pages)}"] for number, page in enumerate(pages, 1)]
    )


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF that draws each line of each page character by character.

    Its one font (of Type 3) draws a small box for every character; what each stands for is in
    its table, as in any PDF with a text layer. 250 different characters at most.
    """
    characters = sorted({c for page in pages for line in page for c in line if not c.isspace()})
    codes = {c: number for number, c in enumerate(characters, 1)}
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        _font(codes),
        _box(),
        _unicode_map(codes),
    ]
    kids = []
    for page in pages:
        drawn = (_draw(line, 800 - 28 * row, codes) for row, line in enumerate(page))
        stream = b"BT " + b"".join(drawn) + b"ET"
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _assembled(objects)


def _draw(line: str, y: int, codes: dict[str, int]) -> bytes:
    rtl = any("\u0600" <= c <= "\u06ff" for c in line)
    return b"".join(
        b"/F %d Tf 1 0 0 1 %.1f %.1f Tm <%02X> Tj "
        % (
            7 if c == "¹" else 10,
            x,
            y + (4 if c == "¹" else 0),
            codes["1" if c == "¹" and "1" in codes else c],
        )
        for c, x in (_placed_rtl(line) if rtl else _placed(line, 40.0))
        if not c.isspace()
    )


def _advance(character: str) -> float:
    return 10.0 if "\u2e80" <= character <= "\uffff" else 5.0


def _placed(line: str, x: float) -> list[tuple[str, float]]:
    placed = []
    for c in line:
        placed.append((c, x))
        x += _advance(c)
    return placed


def _placed_rtl(line: str) -> list[tuple[str, float]]:
    """Right to left; runs of digits left to right within it, brackets mirrored."""
    placed, x = [], 760.0
    for token in re.findall(r"[\d\u0660-\u0669]+(?:[./][\d\u0660-\u0669]+)*|.", line):
        x -= 5.0 * len(token)
        mirrored = token.translate(str.maketrans("()", ")("))
        placed += _placed(mirrored, x)
    return placed


def _font(codes: dict[str, int]) -> bytes:
    names = {code: b"g%d" % code for code in codes.values()}
    last = len(names)
    widths = b" ".join(b"%d" % (_advance(c) * 100) for c in sorted(codes, key=lambda c: codes[c]))
    differences = b" ".join(b"/%s" % name for name in names.values())
    glyphs = b" ".join(b"/%s 4 0 R" % name for name in names.values())
    return (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]"
        b"/FirstChar 1/LastChar %d/Widths[%s]/Encoding<</Differences[1 %s]>>/CharProcs<<%s>>"
        b"/Resources<<>>/ToUnicode 5 0 R>>" % (last, widths, differences, glyphs)
    )


def _box() -> bytes:
    stream = b"500 0 0 0 450 700 d1 0 0 450 700 re f"
    return b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)


def _unicode_map(codes: dict[str, int]) -> bytes:
    rows = [
        b"<%02X><%s>" % (code, c.encode("utf-16-be").hex().encode()) for c, code in codes.items()
    ]
    blocks = b"".join(
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(rows[i : i + 100]), b"\n".join(rows[i : i + 100]))
        for i in range(0, len(rows), 100)
    )
    cmap = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap"
        b" 1 begincodespacerange <00><FF> endcodespacerange\n" + blocks + b"endcmap end end"
    )
    return b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap)


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


FORMATS: dict[str, Callable[[str], bytes]] = {
    "text": as_text,
    "wrapped": as_wrapped,
    "markdown": as_markdown,
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
}
