"""A filled form printed or saved as HTML, as sheets."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from common.files.reading.decoding import decode
from questionnaires.reading.emphasis import emphasised, without_signs
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Emphasis, Sheets, Ticked
from questionnaires.reading.virtual import Cell, Content, Control, GridOfCells, Layout, Paragraph
from questionnaires.reading.words import answer_of

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div",
    "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", "legend", "details", "summary",
))  # fmt: skip
IGNORED = frozenset((
    "script", "style", "template", "noscript", "svg", "math", "object", "head", "title",
    "datalist",
))  # fmt: skip
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
))  # fmt: skip
# What pictures of boxes are named.
TICKED_PICTURES = frozenset(("checked", "ticked", "selected", "x", "[x]", "✓", "✔", "☒", "☑"))
EMPTY_PICTURES = frozenset((
    "unchecked", "not checked", "unticked", "not ticked", "unselected", "not selected", "[ ]", "☐",
))  # fmt: skip
MAX_DEPTH = 200
# How a page tells one word from others, by its element or its style.
LOOKS = {
    **dict.fromkeys(("s", "strike", "del"), Emphasis.STRUCK),
    **dict.fromkeys(("b", "strong"), Emphasis.BOLD),
    **dict.fromkeys(("u", "ins"), Emphasis.UNDERLINED),
    "mark": Emphasis.SHADED,
}
UNSHADED = re.compile(
    r"none|transparent|inherit|initial|unset|white|#fff(?:fff)?|rgba?\(255,255,255[,)]|url"
)
BOLD = re.compile(r"bold|[6-9]00")
# The class for which a rule of the page's style is.
CLASS = re.compile(r"\.([\w-]{1,60})$")
HIDDEN = ("display:none", "visibility:hidden")


def sheets_of(data: bytes) -> Sheets:
    reader = _Reader()
    reader.feed(decode(data))
    reader.close()
    layout = Layout(Origin.HTML, pages=False)
    for block in reader.blocks:
        layout.add(block)
    return Sheets(layout.sheets, Origin.HTML)


@dataclass(frozen=True)
class Look:
    """How text looks, and the colour of the ground on which it stands."""

    how: frozenset[Emphasis] = frozenset()
    colour: str = ""

    def joined(self, other: "Look") -> "Look":
        return Look(self.how | other.how, other.colour or self.colour)


@dataclass
class _Reader(HTMLParser):
    blocks: list[Paragraph | GridOfCells] = field(default_factory=list)
    tables: list[GridOfCells] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    classes: dict[str, Look] = field(default_factory=dict)
    hidden: int = 0
    selected: bool = False
    bold: int = 0
    length: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self._flush()
        if tag == "br":
            self.contents.append("\n")
        elif tag == "input":
            self._input(given)
        elif state := _pictured(tag, given):
            self.contents.append(Control(state, Origin.HTML))
        elif tag == "option":
            self.selected = "selected" in given
        if tag in VOID:
            return
        if self.hidden or tag in IGNORED or _is_hidden(given):
            self.hidden += 1
        if len(self.stack) < MAX_DEPTH:
            self.stack.append(tag)
            self.looks.append(self._looks(tag, given))
        else:
            self.hidden -= bool(self.hidden)
        self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "table" and len(self.tables) < 20:
            self.tables.append(GridOfCells())
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            span = given.get("colspan") or "1"
            cell = Cell(min(int(span), 60) if span.isdigit() and int(span) else 1)
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            self.tables[-1].rows[-1].append(cell)
        self._colour(tag)

    def _colour(self, tag: str) -> None:
        """Give the cell in which an element begins the element's ground, or that of its row."""
        if not self.tables or not self.tables[-1].rows or not self.tables[-1].rows[-1]:
            return
        cell = self.tables[-1].rows[-1][-1]
        for outer, look in zip(reversed(self.stack), reversed(self.looks), strict=True):
            cell.colour = cell.colour or look.colour
            is_inner = tag not in ("td", "th")
            if outer == "table" or (is_inner and outer in ("td", "th")):
                return

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        if tag not in self.stack:
            return
        while self.stack:
            closed = self.stack.pop()
            self.looks.pop()
            self.hidden -= bool(self.hidden)
            if closed == "table" and self.tables:
                table = self.tables.pop()
                self._into().append(table)
            if closed == tag:
                break
        self.hidden = min(self.hidden, len(self.stack))

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "style":
            self.classes |= _classes(data)
        if self.hidden or ("option" in self.stack and not self.selected):
            return
        data = without_signs(data)
        text = data if "pre" in self.stack or "textarea" in self.stack else _spaces(data)
        if {"b", "strong", "th", "h1", "h2", "h3", "h4"}.intersection(self.stack):
            self.bold += len(text.strip())
        self.length += len(text.strip())
        if answer_of(text) and self._is_in_word():
            # The page's style separates them on the screen.
            text = f" {text}"
        how = frozenset[Emphasis]().union(*(look.how for look in self.looks))
        self.contents.append(emphasised(text, sorted(how)))

    def _looks(self, tag: str, given: dict[str, str | None]) -> Look:
        """How an element makes its text look different from the text around it."""
        found = Look()
        for name in (given.get("class") or "").split():
            found = found.joined(self.classes.get(name, Look()))
        ground = (given.get("bgcolor") or "").lower()
        if ground and not UNSHADED.match(ground):
            found = found.joined(Look(frozenset({Emphasis.SHADED}), ground))
        found = found.joined(_styled(given.get("style") or ""))
        return found.joined(Look(frozenset({LOOKS[tag]}))) if tag in LOOKS else found

    def _is_in_word(self) -> bool:
        last = self.contents[-1] if self.contents else ""
        return isinstance(last, str) and without_signs(last)[-1:].isalnum()

    def close(self) -> None:
        super().close()
        self._flush()
        while self.tables:
            table = self.tables.pop()
            self._into().append(table)

    def _input(self, given: dict[str, str | None]) -> None:
        kind = (given.get("type") or "text").lower()
        if self.hidden or kind in ("hidden", "submit", "button", "reset", "password", "file"):
            return
        if kind in ("checkbox", "radio"):
            is_ticked = "checked" in given
            self.contents.append(Control(Ticked.YES if is_ticked else Ticked.NO, Origin.HTML))
        else:
            self.contents.append(f" {given.get('value') or ''} ")

    def _into(self) -> list[Paragraph | GridOfCells]:
        if self.tables and self.tables[-1].rows and self.tables[-1].rows[-1]:
            return self.tables[-1].rows[-1][-1].blocks
        return self.blocks

    def _flush(self) -> None:
        contents, self.contents = self.contents, []
        bold = bool(self.length) and self.bold >= self.length * 0.8
        self.bold = self.length = 0
        if any(not isinstance(each, str) or each.strip() for each in contents):
            self._into().append((tuple(_joined(contents)), bold))


def _joined(contents: list[Content]) -> list[Content]:
    joined: list[Content] = []
    for content in contents:
        if isinstance(content, str) and joined and isinstance(joined[-1], str):
            joined[-1] += content
        else:
            joined.append(content)
    return joined


def _spaces(text: str) -> str:
    inner = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and inner else ""
    return before + inner + after


def _pictured(tag: str, given: dict[str, str | None]) -> Ticked | None:
    """The state of a box that is a picture with a name, or that says its state to a screen
    reader."""
    if (given.get("role") or "") in ("checkbox", "radio"):
        return Ticked.YES if given.get("aria-checked") == "true" else Ticked.NO
    name = " ".join((given.get("alt") or "").lower().split()) if tag == "img" else ""
    if name in TICKED_PICTURES:
        return Ticked.YES
    return Ticked.NO if name in EMPTY_PICTURES else None


def _classes(style: str) -> dict[str, Look]:
    """What a page's style says of each class."""
    found: dict[str, Look] = {}
    for rule in style.split("}"):
        before, _brace, declarations = rule.rpartition("{")
        look = _styled(declarations)
        for selector in before.rpartition("{")[2].split(","):
            if match := CLASS.search(selector.strip()):
                found[match[1]] = found.get(match[1], Look()).joined(look)
    return found


def _styled(style: str) -> Look:
    """What declarations of a style say of how text looks."""
    found: set[Emphasis] = set()
    colour = ""
    for declaration in style.lower().split(";"):
        name, _colon, value = declaration.partition(":")
        name, value = name.strip(), value.replace(" ", "")
        if name.startswith("text-decoration"):
            found |= {Emphasis.STRUCK} if "line-through" in value else set()
            found |= {Emphasis.UNDERLINED} if "underline" in value else set()
        elif name in ("background", "background-color") and value and not UNSHADED.match(value):
            found.add(Emphasis.SHADED)
            colour = value
        elif name == "font-weight" and BOLD.match(value):
            found.add(Emphasis.BOLD)
    return Look(frozenset(found), colour)


def _is_hidden(given: dict[str, str | None]) -> bool:
    style = (given.get("style") or "").replace(" ", "").lower()
    return "hidden" in given or any(each in style for each in HIDDEN)
