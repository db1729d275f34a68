"""How alike texts of one language are: character n-grams weighted by their rarity (TF-IDF).

Characters instead of words: no word lists, no stemming, and Chinese has no spaces to cut at.
Plain Python; nothing here knows the database. The sizes below were chosen by measuring (see
docs/importing-reports.md).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from common.search import normalise

# Chinese characters carry whole syllables and mostly meanings; letters need company.
CJK_SIZES = (1, 2)
LETTER_SIZES = (3, 4, 5)
SHORTEST_WORD = 3
CJK = "\u3400-\u9fff\uf900-\ufaff"
CJK_RUN = re.compile(f"[{CJK}]+")
WORD = re.compile(f"[^\\W_{CJK}]+")

# The commonest words of the languages that share the Latin script.
# fmt: off
FUNCTION_WORDS = {
    "en": frozenset({
        "the", "of", "and", "to", "in", "is", "that", "for", "with", "was", "by", "are", "on", "be",
    }),
    "fr": frozenset({
        "le", "la", "les", "de", "des", "et", "du", "en", "un", "une", "est", "que", "pour", "dans",
    }),
    "es": frozenset({
        "el", "la", "los", "las", "de", "y", "del", "en", "un", "una", "es", "que", "para", "con",
    }),
}
# fmt: on

# One and the logarithm of a count: more of the same n-gram says ever less.
LOG = [0.0, *(1 + math.log(count) for count in range(1, 100))]

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Similar(Generic[Key]):
    """A text by its key, and how alike it is: 0 (nothing in common) to 1 (the same n-grams)."""

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

    ``background`` are further n-gram counts that say which n-grams are common: those of the
    text whose passages are looked up, for instance.
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


def language_of(text: str) -> str:
    """The likeliest of the six languages, by script and commonest words; empty for none."""
    letters = Counter(_script(character) for character in text[:20000] if character.isalpha())
    if not letters:
        return ""
    script = letters.most_common(1)[0][0]
    if script != "latin":
        return script
    words = Counter(WORD.findall(text[:20000].casefold()))
    counts = {code: sum(words[word] for word in common) for code, common in FUNCTION_WORDS.items()}
    return max(counts, key=lambda code: counts[code])


def _script(character: str) -> str:
    """The language that a letter's script stands for; ``latin`` for three of them."""
    if "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff":
        return "ar"
    if "\u0400" <= character <= "\u04ff":
        return "ru"
    return "zh" if CJK_RUN.match(character) else "latin"
