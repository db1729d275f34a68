"""The difference between two texts, word by word (character by character in Chinese)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"[\u3400-\u9fff]|\s+|[^\W\u3400-\u9fff]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text: ``same``, ``old`` (taken out) or ``new`` (put in)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Old and new in one sequence; joined without the new pieces it is the old text."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if start < end:
            pieces.append(Piece("old", "".join(before[start:end])))
        if new_start < new_end:
            pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return pieces


def as_plain_text(pieces: list[Piece]) -> str:
    """The difference for a terminal: ``[-taken out-]{+put in+}``; long equal stretches cut."""
    marked = {"old": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
    return "".join(
        marked[piece.kind].format(_shortened(piece.text) if piece.kind == "same" else piece.text)
        for piece in pieces
    )


def _shortened(text: str, keep: int = 40) -> str:
    return text if len(text) <= 2 * keep + 5 else f"{text[:keep]} … {text[-keep:]}"
