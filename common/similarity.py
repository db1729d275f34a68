"""How alike texts of one language are: character n-grams weighted by their rarity (TF-IDF).

Characters instead of words: this needs no word lists and no stemming, and Chinese has no spaces to
cut at. Plain Python; nothing here knows the database. The sizes below were chosen by measuring (see
docs/importing-reports.md).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from common.letters import normalise

# A Chinese character is a syllable and mostly has a meaning; letters do only in groups.
CJK_SIZES = (1, 2)
LETTER_SIZES = (3, 4, 5)
SHORTEST_WORD = 3
CJK = "\u3400-\u9fff\uf900-\ufaff"
CJK_RUN = re.compile(f"[{CJK}]+")
WORD = re.compile(f"[^\\W_{CJK}]+")

# One plus the logarithm of a count: each repetition of an n-gram counts for less.
LOG = [0.0, *(1 + math.log(count) for count in range(1, 100))]

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Similar(Generic[Key]):
    """A text by its key, with its similarity from 0 (nothing in common) to 1 (the same n-grams)."""

    key: Key
    score: float


def grams(text: str) -> Counter[str]:
    """How often each n-gram occurs; spaces between words count as one character."""
    normalised = normalise(text)
    found: Counter[str] = Counter()
    for run in CJK_RUN.findall(normalised):
        _count(run, CJK_SIZES, found)
    words = [word for word in WORD.findall(normalised) if len(word) >= SHORTEST_WORD]
    _count(" ".join(words), LETTER_SIZES, found)
    return found


def _count(text: str, sizes: Iterable[int], found: Counter[str]) -> None:
    for size in sizes:
        # A list counts much faster than a generator.
        found.update([text[i : i + size] for i in range(len(text) - size + 1)])


class Corpus(Generic[Key]):
    """Texts to be compared with others.

    ``background`` are further n-gram counts that show which n-grams are common, for instance those
    of the text whose passages are looked up.
    """

    def __init__(
        self, texts: Mapping[Key, str], background: Iterable[Mapping[str, int]] = ()
    ) -> None:
        self.counts = {key: grams(text) for key, text in texts.items()}
        others = list(background)
        self.size = len(self.counts) + len(others)
        self.frequency: Counter[str] = Counter()
        for counted in (*self.counts.values(), *others):
            self.frequency.update(counted.keys())

    @cached_property
    def postings(self) -> dict[str, list[tuple[Key, float]]]:
        """By n-gram: the texts that have it, with its weight in each."""
        found: defaultdict[str, list[tuple[Key, float]]] = defaultdict(list)
        for key, counted in self.counts.items():
            for gram, weight in self._weights(counted).items():
                found[gram].append((key, weight))
        return dict(found)

    @cached_property
    def rarities(self) -> dict[str, float]:
        """By n-gram: the inverse document frequency, smoothed; at least 1."""
        by_frequency = {
            frequency: math.log((1 + self.size) / (1 + frequency)) + 1
            for frequency in range(self.size + 1)
        }
        return {gram: by_frequency[frequency] for gram, frequency in self.frequency.items()}

    def _weights(self, counted: Mapping[str, int]) -> dict[str, float]:
        """TF-IDF with the logarithm of the count, as a vector of length 1."""
        rarities, unseen = self.rarities, math.log(1 + self.size) + 1
        weights = {
            gram: rarities.get(gram, unseen) * (LOG[count] if count < len(LOG) else LOG[-1])
            for gram, count in counted.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}

    def rank(
        self, text: str | Mapping[str, int], *, limit: int = 0, least: float = 0.0
    ) -> list[Similar[Key]]:
        """The texts most like ``text`` (or its n-grams), the most alike first.

        At most ``limit`` of them (all by default), none that scores less than ``least``.
        """
        counted = grams(text) if isinstance(text, str) else text
        scores: defaultdict[Key, float] = defaultdict(float)
        for gram, weight in self._weights(counted).items():
            if gram in self.postings:
                for key, other in self.postings[gram]:
                    scores[key] += weight * other
        best = sorted(
            (item for item in scores.items() if item[1] >= least), key=lambda item: -item[1]
        )
        ranked = [Similar(key, min(score, 1.0)) for key, score in best]
        return ranked[:limit] if limit else ranked
