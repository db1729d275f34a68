"""What a run of text looks like, where that is the answer: struck out, shaded, bold, underlined.

Readers of files with words put signs around such a run, which the layout takes out again and turns
into places (``sheets.Emphasised``). The signs are noncharacters, which no text holds.
"""

import re
from collections.abc import Iterable

from questionnaires.reading.sheets import Emphasis

_BEGINS = dict(zip(Emphasis, "\ufdd0\ufdd2\ufdd4\ufdd6", strict=True))
_ENDS = dict(zip(Emphasis, "\ufdd1\ufdd3\ufdd5\ufdd7", strict=True))
_BEGUN = {sign: emphasis for emphasis, sign in _BEGINS.items()}
_ENDED = {sign: emphasis for emphasis, sign in _ENDS.items()}
_SIGNS = re.compile("[\ufdd0-\ufdd7]")

Span = tuple[Emphasis, int, int]


def without_signs(text: str) -> str:
    """What a file holds, which may hold signs to mislead the reader."""
    return _SIGNS.sub("", text)


def emphasised(text: str, how: Iterable[Emphasis]) -> str:
    """A text between the signs of what it looks like; blank text looks like nothing."""
    if not text.strip():
        return text
    for emphasis in how:
        text = f"{_BEGINS[emphasis]}{text}{_ENDS[emphasis]}"
    return text


def taken_out(text: str) -> tuple[str, list[Span]]:
    """A text without its signs, and from where to where each emphasis reaches in it."""
    if not _SIGNS.search(text):
        return text, []
    plain: list[str] = []
    begun: dict[Emphasis, int] = {}
    spans: list[Span] = []
    for character in text:
        if (emphasis := _BEGUN.get(character)) is not None:
            begun.setdefault(emphasis, len(plain))
        elif (emphasis := _ENDED.get(character)) is not None:
            if emphasis in begun:
                spans.append((emphasis, begun.pop(emphasis), len(plain)))
        else:
            plain.append(character)
    spans += [(emphasis, start, len(plain)) for emphasis, start in begun.items()]
    return "".join(plain), spans
