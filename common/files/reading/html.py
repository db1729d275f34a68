"""HTML to lines, with the standard library's tolerant parser: nothing is fetched or run."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from common.files.reading.decoding import decode
from common.files.reading.lines import Line, Role, as_struck, raised, strokes, unstruck
from common.files.reading.numbering import formatted

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
IGNORED = frozenset(
    [
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "object",
        "select",
        "textarea",
    ]
)
FURNITURE = frozenset(["header", "footer", "nav"])
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
STRUCK = frozenset(["s", "strike", "del"])
LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,80}line-through", re.IGNORECASE)
LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
SPACES = re.compile(r"[ \t\r\n\f]+")
MAX_DEPTH = 400


@dataclass
class _List:
    format: str
    count: int


@dataclass
class _Reader(HTMLParser):
    lines: list[Line] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    paragraphs: int = 0
    broken: bool = False
    bold_length: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    reaching: dict[int, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._flush(whole=False)
            self.broken = True
        elif tag in BLOCKS:
            self._flush()
            self.broken = False
        if tag in ("input", "textarea") and not IGNORED.intersection(self.stack):
            self.buffer.append(_field(tag, dict(attrs)))
        if tag in VOID:
            return
        if len(self.stack) < MAX_DEPTH:
            is_struck = LINE_THROUGH.search(dict(attrs).get("style") or "")
            self.stack.append(tag)
            self.struck += [len(self.stack)] if is_struck or tag in STRUCK else []
        self._start_list(tag, dict(attrs))
        if tag in ("td", "th"):
            rows = _integer(dict(attrs).get("rowspan"), 1)
            columns = _integer(dict(attrs).get("colspan"), 1)
            self.spans.append((min(rows or 500, 500), max(1, min(columns, 60))))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        if tag == "table":
            self.reaching = {}
        elif tag in ("td", "th"):
            self.buffer.append("\t")
        if tag in self.stack:
            while self.stack and self.stack.pop() != tag:
                pass
            while self.struck and self.struck[-1] > len(self.stack):
                self.struck.pop()
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        if IGNORED.intersection(self.stack):
            return
        if "pre" in self.stack:
            self._preformatted(data)
            return
        if "sup" in self.stack and data.strip():
            data = raised(data.strip())
        if {"b", "strong", "th"}.intersection(self.stack):
            self.bold_length += len(data.strip())
        self.buffer.append(as_struck(data) if self.struck else data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _start_list(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in ("ol", "ul"):
            format_ = LIST_FORMATS.get(attributes.get("type") or "", "decimal")
            start = _integer(attributes.get("start"), 1)
            self.lists.append(_List(format_ if tag == "ol" else "", start - 1))
        elif tag == "li" and self.lists:
            items = self.lists[-1]
            items.count = _integer(attributes.get("value"), items.count + 1)
            self.buffer.append(_label(items))

    def _preformatted(self, data: str) -> None:
        for index, piece in enumerate(data.split("\n")):
            if index:
                self._flush(whole=False)
            self.buffer.append(piece)

    def _flush(self, *, whole: bool = True) -> None:
        text = "".join(self.buffer)
        self.buffer.clear()
        bold_length, self.bold_length = self.bold_length, 0
        cells = (
            [SPACES.sub(" ", cell).strip() for cell in text.split("\t")]
            if "tr" in self.stack
            else [text]
        )
        text = SPACES.sub(" ", " | ".join(filter(None, cells))).strip()
        row = self._row(cells[:-1]) if "tr" in self.stack else ()
        if not unstruck(text):
            return
        is_struck = any(map(strokes, (text, *row)))
        struck_text = (strokes(text) or text) if is_struck else ""
        struck_cells = tuple(strokes(cell) or cell for cell in row) if is_struck else ()
        text = unstruck(text)
        self.paragraphs += 1
        self.lines.append(
            Line(
                text,
                number=self.paragraphs,
                role=Role.FURNITURE if FURNITURE.intersection(self.stack) else Role.TEXT,
                level=self._heading_level(),
                whole=whole and not self.broken and "pre" not in self.stack,
                gap=not self.broken,
                bold=bold_length >= len(text) * 0.8,
                cells=tuple(map(unstruck, row)),
                struck_text=struck_text,
                struck_cells=struck_cells,
            )
        )

    def _row(self, cells: list[str]) -> tuple[str, ...]:
        """The texts of the row's cells by column, with cells of rows above that reach down into it.

        A cell over several columns repeats its text in each, unless it is a heading over all of
        them.
        """
        spans = [*self.spans, *[(1, 1)] * len(cells)]
        self.spans.clear()
        spread = [
            (text if not part or len(cells) > 1 else "", rows)
            for text, (rows, columns) in zip(cells, spans, strict=False)
            for part in range(columns)
        ]
        given, placed, column = iter(spread), list[str](), 0
        reach: dict[int, tuple[int, str]] = {}
        while True:
            if column in self.reaching:
                left, text = self.reaching[column]
            else:
                text, left = next(given, ("\0", 0))
                if not left:
                    break
            placed.append(text)
            if left > 1:
                reach[column] = (left - 1, text)
            column += 1
        self.reaching = reach
        return tuple(placed)

    def _heading_level(self) -> int:
        levels = [int(tag[1]) for tag in self.stack if re.fullmatch(r"h[1-6]", tag)]
        return levels[-1] if levels else 0


def lines_of(data: bytes) -> list[Line]:
    """The paragraphs of an HTML file; ``<br>`` leaves lines that may run on."""
    reader = _Reader()
    reader.feed(decode(data))
    reader.close()
    return reader.lines


def _field(tag: str, attributes: dict[str, str | None]) -> str:
    """A field of a form as it looks on paper: a box, a line, nothing for a button."""
    kind = (attributes.get("type") or "text").lower() if tag == "input" else "text"
    if kind in ("checkbox", "radio"):
        return " \u2610 "
    return " ____ " if kind in ("text", "number", "date", "email", "tel", "url") else ""


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,5}", value) else default


def _label(items: _List) -> str:
    if not items.format:
        return ""
    text = formatted(items.count, items.format)
    return f"{text}. " if items.format in ("decimal", "upperRoman", "upperLetter") else f"({text}) "
