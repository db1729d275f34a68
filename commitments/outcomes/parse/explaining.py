"""Which numbered paragraphs explain which recommendation: those above it, or those below.

Reports differ: some give their reasons first, others recommend and then explain. What stands
between two recommendations is compared with both; the words decide over the whole report, and
where they do not, the place of the first and the last paragraphs does.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]{4,}")
CHINESE = re.compile("[\u3400-\u9fff]+")
# Endings differ by case and number: the beginning of a word stands for it.
STEM = 6
# The share of the likeness by which one side must be ahead.
CLEAR = 0.12


@dataclass(frozen=True)
class Side:
    """``before``: the paragraphs above explain. ``is_open``: nothing says so clearly."""

    before: bool
    is_open: bool = False


def side_of(
    recommendations: Sequence[str], between: Sequence[str], *, above_first: bool, below_last: bool
) -> Side:
    """On which side of the recommendations the paragraphs that explain them stand.

    ``between`` holds the text between each recommendation and the next.
    """
    below, above = _likeness(recommendations, between)
    total = below + above
    is_clear = bool(total) and abs(below - above) > CLEAR * total
    if above_first != below_last:
        # Reasons above stand above the first one too, and nothing stands below the last.
        return Side(above_first, is_open=is_clear and (above > below) != above_first)
    if is_clear:
        return Side(above > below)
    return Side(before=False, is_open=any(between))


def _likeness(recommendations: Sequence[str], between: Sequence[str]) -> tuple[float, float]:
    """How like each stretch is to the recommendation above it, and to the one below; summed."""
    words = [_words(text) for text in recommendations]
    stretches = [_words(text) for text in between]
    spread = Counter(word for found in [*words, *stretches] for word in found)
    count = len(words) + len(stretches)
    weights = {word: math.log(count / times) for word, times in spread.items()}

    def shared(one: set[str], other: set[str]) -> float:
        size = math.sqrt(max(len(one), 1))
        return sum(weights[word] for word in one & other) / size

    pairs = list(zip(stretches, words, words[1:], strict=False))
    below = sum(shared(own, stretch) for stretch, own, _next in pairs)
    above = sum(shared(following, stretch) for stretch, _own, following in pairs)
    return below, above


def _words(text: str) -> set[str]:
    """The words of a text by their stems; in Chinese, every two characters that stand together."""
    found = {word[:STEM].lower() for word in WORD.findall(text) if not CHINESE.match(word)}
    for run in CHINESE.findall(text):
        found.update(run[index : index + 2] for index in range(len(run) - 1))
    return found
