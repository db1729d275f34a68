"""Which numbered paragraphs explain which recommendation: those above it, or those below.

Reports differ: some give their reasons first, others recommend and then explain. What stands
between two recommendations is compared with both; the words decide over the whole report, and
where they do not, the place of the first and the last paragraphs does.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

WORD = re.compile(r"[^\W\d_]{4,}")
CHINESE = re.compile("[\u3400-\u9fff]+")
# Endings differ by case and number: the beginning of a word stands for it.
STEM = 6
# The share of the likeness by which one side must be ahead.
CLEAR = 0.12


def side_of(
    recommendations: Sequence[str], between: Sequence[str], *, above_first: bool, below_last: bool
) -> str:
    """``above`` or ``below``: where the paragraphs stand that explain the recommendations.

    Empty where nothing says so clearly. ``between`` holds the text between each recommendation and
    the next.
    """
    below, above = _likeness(recommendations, between)
    total = below + above
    is_clear = bool(total) and abs(below - above) > CLEAR * total
    by_words = "above" if above > below else "below"
    if above_first != below_last:
        # Reasons above stand above the first one too, and nothing stands below the last.
        by_place = "above" if above_first else "below"
        return "" if is_clear and by_words != by_place else by_place
    return by_words if is_clear or not any(between) else ""


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
