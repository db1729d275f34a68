"""Plain text and Markdown to lines: one reader, since conference texts mix the two."""

import html
import re

from common.files.reading.decoding import decode
from common.files.reading.lines import Line, Role, superscript, unstruck
from common.files.reading.text_columns import in_reading_order

HEADING = re.compile(r"^\s{0,3}(#{1,6})(?:\s+|$)(.*?)(?:\s+#+)?\s*$")
NOTE = re.compile(r"^\s{0,3}\[\^([^\]\s]{1,8})\]:\s*")
NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,8})\]")
EMPHASIS = re.compile(r"(\*\*|__(?!_))(?=\S)(.+?)(?<=\S)\1")
WHOLLY_EMPHASISED = re.compile(r"^\s*(\*\*|__)(?=[^\s_*])(.+?)(?<=\S)\1\s*$")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
TABLE_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
TABLE_RULE = re.compile(r"^[\s|:-]+$")
QUOTE = re.compile(r"^\s{0,3}>\s?")


def lines_of(data: bytes) -> list[Line]:
    """The lines of a text or Markdown file; form feeds separate pages."""
    return text_lines(decode(data))


def text_lines(text: str) -> list[Line]:
    """The same for text that is already decoded."""
    lines: list[Line] = []
    number, gap = 0, True
    for page, content in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), 1):
        rows = content.split("\n")
        for place, raw in in_reading_order(rows):
            line = _line(raw, page, number + place + 1, gap=gap)
            gap = not line.text
            if line.text:
                lines.append(line)
        number += len(rows)
    return lines


def _line(raw: str, page: int, number: int, *, gap: bool) -> Line:
    indent = len(raw) - len(raw.lstrip(" \t\u3000"))
    content, level, role = _structure(QUOTE.sub("", raw))
    bold = bool(WHOLLY_EMPHASISED.match(content))
    text = _inline(content).strip()
    whole = bool(level)
    return Line(text, page, number, role, level, whole, gap, None, bold, indent)


def _structure(raw: str) -> tuple[str, int, Role]:
    if heading := HEADING.match(raw):
        return heading[2], len(heading[1]), Role.TEXT
    if note := NOTE.match(raw):
        return f"{_mark(note[1])} {raw[note.end() :]}", 0, Role.NOTE
    if row := TABLE_ROW.match(raw):
        return ("" if TABLE_RULE.match(raw) else _cells(row[1])), 0, Role.TEXT
    return raw, 0, Role.TEXT


def _cells(row: str) -> str:
    return join_cells([cell.strip() for cell in re.split(r"(?<!\\)\|", row)])


def join_cells(cells: list[str]) -> str:
    """A table's row as one line; a number in the first cell runs on into the second."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 2 and len(unstruck(filled[0])) <= 8:
        return " ".join(filled)
    return " | ".join(filled)


def _inline(text: str) -> str:
    text = EMPHASIS.sub(r"\2", text)
    text = NOTE_MARK.sub(lambda match: _mark(match[1]), text)
    return html.unescape(ESCAPE.sub(r"\1", text))


def _mark(label: str) -> str:
    return superscript(label) if label.isascii() and label.isdigit() else f"*{label}"
