"""Footnote marks that are typed as ``[1]`` or ``1/``, turned into raised ones.

Paragraphs may be numbered in the same way: a sign marks a footnote where its number first stands in
the text and later begins a line, and no other line begins with such a sign.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from common.files.reading.lines import Line, Role, superscript

# How a sign begins the line of a footnote, and how it stands behind the words it is for.
SIGNS = (
    (
        re.compile(r"\[(\d{1,3})\]\s*(?=\S)"),
        re.compile(r"(?<=[^\s\[(])\s?\[(\d{1,3})\](?!\()"),
    ),
    (
        re.compile(r"(\d{1,3})/\s+(?=\S)"),
        re.compile(r"(?<=[^\s\d/])\s?(?<![\d/])(\d{1,3})/(?=\s|$|[.,;:!?)”»])"),
    ),
)
Sign = tuple[re.Pattern[str], re.Pattern[str]]


def with_raised_signs(lines: list[Line]) -> list[Line]:
    """The lines, with typed signs of footnotes as raised digits."""
    for sign in SIGNS:
        notes = _notes(lines, sign)
        numbers = set(notes.values())
        if notes:
            lines = [_raised(line, sign, notes.get(i, ""), numbers) for i, line in enumerate(lines)]
    return lines


def _notes(lines: Iterable[Line], sign: Sign) -> dict[int, str]:
    """The number of the footnote that begins with each line. Empty where some line begins with a
    sign that no text before it carries: such signs number paragraphs."""
    begins, behind = sign
    carried: set[str] = set()
    notes: dict[int, str] = {}
    for index, line in enumerate(lines):
        if line.role == Role.TABLE:
            continue
        if begun := begins.match(line.text):
            if begun[1] in carried:
                notes[index] = begun[1]
                carried.discard(begun[1])
            elif line.text[begun.end()].islower():
                carried.add(begun[1])
            else:
                return {}
        carried.update(behind.findall(line.text))
    return notes


def _raised(line: Line, sign: Sign, note: str, numbers: set[str]) -> Line:
    if line.role == Role.TABLE:
        return line
    (begins, behind), text = sign, line.text
    if note:
        text = begins.sub(f"{superscript(note)} ", text, count=1)
    text = behind.sub(lambda m: superscript(m[1]) if m[1] in numbers else m[0], text)
    return replace(line, text=text)
