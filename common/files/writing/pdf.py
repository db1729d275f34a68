"""Documents as PDF, by WeasyPrint, from HTML with footnotes."""

from collections.abc import Iterable
from functools import singledispatch
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.files.press.wire import Unavailable
from common.files.writing.blocks import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Table,
    Text,
    texts,
)
from common.languages import language_attributes

STYLES = Path(__file__).with_name("print.css")


def render(html: str, styles: str = "") -> bytes:
    """``html`` as PDF, laid out in this process. Nothing is fetched: not from the network, not from
    a file. Raises Unavailable if Pango is missing."""
    weasyprint = _weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=styles)])
    return written


def _weasyprint() -> Any:
    """Imported on use: it is slow to load, and needs a library of the system."""
    try:
        import weasyprint
    except OSError as error:
        raise Unavailable(
            "PDF and PNG need Pango, a library of the system; docs/operations.md names its"
            " packages."
        ) from error
    return weasyprint


def to_html(document: Document) -> str:
    """The whole document with its styles inside."""
    return format_html(
        '<!doctype html><html {language}><head><meta charset="utf-8">'
        "<title>{title}</title><style>{styles}</style></head><body>"
        '<p class="running">{header}</p><h1>{title}</h1>{subtitle}{blocks}</body></html>',
        language=language_attributes(document.language),
        title=document.title,
        # A file of ours without characters that need escaping.
        styles=SafeString(STYLES.read_text(encoding="utf-8")),
        header=_inline(document.header),
        subtitle=format_html('<p class="subtitle">{}</p>', document.subtitle),
        blocks=as_html(document.blocks),
    )


def as_html(blocks: Iterable[Block]) -> SafeString:
    """The blocks of a document, one under the other, for a page too."""
    return format_html_join("\n", "{}", ((_html(block),) for block in blocks))


@singledispatch
def _html(block: Block) -> SafeString:
    raise TypeError(type(block).__name__)


@_html.register
def _(block: Heading) -> SafeString:
    return format_html("<h{0}>{1}</h{0}>", block.level + 1, block.text)


@_html.register
def _(block: Paragraph) -> SafeString:
    return format_html('<p class="{}">{}</p>', block.look, _inline(block.content))


@_html.register
def _(block: Bullets) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in block.items))
    return format_html("<ul>{}</ul>", items)


@_html.register
def _(block: Table) -> SafeString:
    notes = TableNotes()
    caption = format_html("<caption>{}</caption>", block.caption) if block.caption else ""
    head = format_html_join("", "<th>{}</th>", ((name,) for name in block.header))
    rows = format_html_join("", "<tr>{}</tr>", ((_row(row, notes),) for row in block.rows))
    return format_html(
        "<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}",
        caption,
        head,
        rows,
        notes.listed(),
    )


def _row(row: Any, notes: "TableNotes") -> SafeString:
    name, *cells = row
    return format_html(
        "<th>{}</th>{}",
        _inline(name, notes),
        format_html_join("", "<td>{}</td>", ((_inline(cell, notes),) for cell in cells)),
    )


class TableNotes:
    """The notes of one table: lettered and under the table, as in documents of the United Nations.
    (At the foot of the page they would be laid out anew for every cell.)"""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}

    def letter(self, note: str) -> str:
        """The letter of ``note``; the same note keeps its own."""
        return self.letters.setdefault(note, letters(len(self.letters)))

    def listed(self) -> SafeString:
        lines = format_html_join(
            "",
            '<p><sup>{}</sup> <bdi lang="en" dir="ltr">{}</bdi></p>',
            ((letter, note) for note, letter in self.letters.items()),
        )
        return format_html('<div class="table-notes">{}</div>', lines) if self.letters else lines


def letters(number: int) -> str:
    """a, b … z, aa, ab …"""
    before, place = divmod(number, len(ascii_lowercase))
    return (letters(before - 1) if before else "") + ascii_lowercase[place]


@_html.register
def _(block: Quote) -> SafeString:
    return format_html(
        '<blockquote><p {}>{}</p><p class="source">{}</p></blockquote>',
        language_attributes(block.language),
        block.text,
        _inline(block.source),
    )


@_html.register
def _(block: Figure) -> SafeString:
    return format_html(
        "<figure>{}<figcaption>{}</figcaption></figure>", block.drawing.html, _inline(block.caption)
    )


def _inline(content: Inline, notes: TableNotes | None = None) -> SafeString:
    return format_html_join("", "{}", ((_text(piece, notes),) for piece in texts(content)))


def _text(piece: Text, notes: TableNotes | None) -> SafeString:
    written = format_html("{}", piece.text)
    if piece.language:
        written = format_html("<bdi {}>{}</bdi>", language_attributes(piece.language), written)
    if piece.is_strong:
        written = format_html("<strong>{}</strong>", written)
    return written + _note(piece.note, notes) if piece.note else written


def _note(note: str, notes: TableNotes | None) -> SafeString:
    if notes is not None:
        return format_html('<sup class="call">{}</sup>', notes.letter(note))
    return format_html('<span class="footnote"><bdi lang="en" dir="ltr">{}</bdi></span>', note)
