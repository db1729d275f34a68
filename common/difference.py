"""The difference between two texts, word by word (character by character in Chinese)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Comparing takes time with the square of the length. Above this product of the two numbers of
# words, everything between the first and the last differing word counts as replaced.
WORDS_SQUARED = 4_000_000
TOKEN = re.compile(r"[\u3400-\u9fff]|\s+|[^\W\u3400-\u9fff]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text: ``same``, ``old`` (taken out) or ``new`` (put in)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Old and new text in one sequence; without the new pieces it is the old text."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in _steps(before, after):
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if start < end:
            pieces.append(Piece("old", "".join(before[start:end])))
        if new_start < new_end:
            pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return pieces


def _steps(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one to the other, as ``SequenceMatcher.get_opcodes`` gives them."""
    if len(before) * len(after) <= WORDS_SQUARED:
        return list(SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes())
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old_end, new_end = len(before) - end, len(after) - end
    return [
        ("equal", 0, start, 0, start),
        ("replace", start, old_end, start, new_end),
        ("equal", old_end, len(before), new_end, len(after)),
    ]


def _alike(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def as_plain_text(pieces: list[Piece]) -> str:
    """The difference for a terminal: ``[-taken out-]{+put in+}``; long equal stretches cut."""
    marked = {"old": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
    return "".join(
        marked[piece.kind].format(_shortened(piece.text) if piece.kind == "same" else piece.text)
        for piece in pieces
    )


def _shortened(text: str, keep: int = 40) -> str:
    return text if len(text) <= 2 * keep + 5 else f"{text[:keep]} … {text[-keep:]}"
