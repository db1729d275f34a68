"""Boxes and ticks beside names: one on a line, or several."""

import re
from dataclasses import dataclass, field

# A box or a tick at the beginning of a line, after a bullet.
MARK = r"(?:\[[ \t]*(?P<box>[xXхХ✓✔vV]?)[ \t]*\](?!\()|(?P<mark>[☐☑☒✓✔✗✘✅❌□■🗹❎✕✖]))"
# Pictures whose meaning beside a name nobody can be sure of, such as an hourglass.
SIGNS = (
    "\u231a\u231b\u23e9-\u23fa\u26a0\u26d4\u2753-\u2757\u2b55"
    "\U0001f300-\U0001f5f8\U0001f600-\U0001faff"
)
SIGN = re.compile(rf"(?m)^[ \t]*(?:[-*•–+]|\d{{1,3}}[.)])?[ \t]*(?P<sign>[{SIGNS}])\ufe0f?[ \t]*")
TICK = re.compile(r"(?m)^[ \t]*(?:[-*•–+]|\d{1,3}[.)])?[ \t]*" + MARK + r"[ \t]*")
# The same behind a name, and anywhere.
TICK_BEHIND = re.compile(r"(?m)[ \t]*" + MARK + r"(?=[ \t]*(?:[,;،、，]|$))")
ANY_MARK = re.compile(MARK)
BULLET = re.compile(r"[ \t]*(?:[-*•–+]|\d{1,3}[.)])?[ \t]*")
UNTICKED = frozenset("☐✗✘❌□❎✕✖")
TICKED = frozenset("☑✓✔✅■🗹")
# A crossed box is a tick beside empty boxes, and a cross beside ticks; alone it is asked about.
CROSSED, EMPTY = "☒", frozenset("☐□")


@dataclass
class Ticks:
    """Which names are ticked: by their line (from 1), or by their place where a line has several.

    True is ticked, False is not, None is a sign of which nothing says what it means.
    """

    lines: dict[int, bool | None] = field(default_factory=dict)
    spans: list[tuple[int, int, bool | None]] = field(default_factory=list)

    def of(self, line: int, offset: int) -> bool | None:
        """Whether the name at ``offset``, on ``line``, is ticked; True where it has no box."""
        for begin, end, is_ticked in self.spans:
            if begin <= offset < end:
                return is_ticked
        return self.lines.get(line, True)


def without_ticks(text: str) -> tuple[str, Ticks]:
    """The text with blanks for boxes and ticks, and what they say."""
    ticks, meaning = Ticks(), _of_crossed(text)
    text = _without_several(text, ticks, meaning)

    def blank(match: re.Match[str]) -> str:
        ticks.lines[text.count("\n", 0, match.end()) + 1] = _is_ticked(match, meaning)
        return " " * len(match[0])

    def note(match: re.Match[str]) -> str:
        ticks.lines[text.count("\n", 0, match.end()) + 1] = None
        return " " * len(match[0])

    text = SIGN.sub(note, text)
    text = TICK.sub(blank, text)
    for match in TICK_BEHIND.finditer(text):
        line, is_ticked = text.count("\n", 0, match.start()) + 1, _is_ticked(match, meaning)
        ticks.lines[line] = is_ticked if ticks.lines.get(line, True) else ticks.lines[line]
    return TICK_BEHIND.sub(lambda match: " " * len(match[0]), text), ticks


def _of_crossed(text: str) -> bool | None:
    """What a crossed box says in this text."""
    signs = set(text)
    has_ticks = signs & TICKED or any(match["box"] for match in ANY_MARK.finditer(text))
    if has_ticks:
        return False
    has_empty = signs & EMPTY or any(match["box"] == "" for match in ANY_MARK.finditer(text))
    return True if has_empty else None


def _is_ticked(match: re.Match[str], crossed: bool | None) -> bool | None:  # noqa: FBT001
    if match["mark"] == CROSSED:
        return crossed
    return match["mark"] not in UNTICKED if match["mark"] else bool(match["box"])


def _without_several(text: str, ticks: Ticks, crossed: bool | None) -> str:  # noqa: FBT001
    """The boxes of lines with several become commas. A box belongs to the names behind it, or to
    those before it where the line ends with a box."""
    lines, offset = text.split("\n"), 0
    for index, line in enumerate(lines):
        marks = [] if "\t" in line else list(ANY_MARK.finditer(line))
        if len(marks) > 1:
            is_before = BULLET.match(line).end() == marks[0].start()  # type: ignore[union-attr]
            stops = [m.start() for m in marks[1:]] if is_before else [m.start() for m in marks]
            begins = [m.end() for m in marks] if is_before else [0, *(m.end() for m in marks)]
            for begin, end, mark in zip(begins, [*stops, len(line)], marks, strict=False):
                ticks.spans.append((offset + begin, offset + end, _is_ticked(mark, crossed)))
            lines[index] = ANY_MARK.sub(lambda m: "," + " " * (len(m[0]) - 1), line)
            if is_before:
                start = marks[0].start()
                lines[index] = " " * (start + 1) + lines[index][start + 1 :]
        offset += len(line) + 1
    return "\n".join(lines)
