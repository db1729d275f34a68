"""Which commitment a passage is about: by its words' n-grams and by the concepts it speaks of.

Pure. Both ways must point at one commitment well before the next, else nothing is said: an
officer who sees a wrong suggestion first has more work than one who sees none.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from common.similarity import Corpus, Similar, grams
from reports.coding.concepts import concepts_of

# The weight of a concept that the commitment's title, or its longer text, names in every language.
IN_TITLE, IN_SUMMARY = 1.5, 1.0
# The share of concepts in the score (n-grams have the rest), and the least score and lead to be
# shown.
CONCEPTS_SHARE = 0.35
LEAST_SCORE = 0.25
LEAST_LEAD = 0.05

# What a passage must say at least: a single common concept says nothing.
LEAST_SAID = 3.0
# Settings: help to others, a mission, after a war. Where only one of commitment and passage has
# such a setting, they are hardly about the same thing.
SETTINGS = (
    "assistance",
    "assistance request",
    "peace operations",
    "post conflict",
    "targets",
)
ELSEWHERE = 0.8

# The weight of each concept, by its name.
Concepts = Mapping[str, float]


class Matcher:
    """The commitments of a scope, ready to be compared with the passages of one report.

    ``texts`` are theirs in the report's language, by key; ``concepts`` those that their texts in
    every language name. What is common in the report itself counts for little: its n-grams are
    part of the background against which rarity is measured.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        concepts: Mapping[str, Concepts],
        background: Sequence[Mapping[str, int]] = (),
    ) -> None:
        self.corpus = Corpus(texts, background=background)
        self.rarity = _rarity(concepts.values())
        self.concepts = {key: self._vector(own) for key, own in concepts.items()}
        self.settings = {
            key: (
                {name for name in SETTINGS if own.get(name, 0.0) >= IN_TITLE / 2},
                {name for name in SETTINGS if name in own},
            )
            for key, own in concepts.items()
        }

    def rank(self, text: str, counted: Mapping[str, int] | None = None) -> list[Similar[str]]:
        """Every commitment with its score (0 to 1), the likeliest first."""
        ngrams = {
            similar.key: similar.score for similar in self.corpus.rank(counted or grams(text))
        }
        named = concepts_of(text)
        spoken = self._vector(dict.fromkeys(named, 1.0), least=LEAST_SAID)
        scores = {
            key: self._fit(key, named)
            * (CONCEPTS_SHARE * _alike(spoken, own) + (1 - CONCEPTS_SHARE) * ngrams.get(key, 0.0))
            for key, own in self.concepts.items()
        }
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [Similar(key, score) for key, score in ranked]

    def first(self, text: str, counted: Mapping[str, int] | None = None) -> Similar[str] | None:
        """The commitment that the text is about; None where that is not clear enough."""
        ranked = self.rank(text, counted)
        if not ranked or ranked[0].score < LEAST_SCORE:
            return None
        lead = ranked[0].score - (ranked[1].score if len(ranked) > 1 else 0.0)
        return ranked[0] if lead >= LEAST_LEAD else None

    def _fit(self, key: str, named: frozenset[str]) -> float:
        """1 where the passage and the commitment are set in the same place, else less."""
        wanted, allowed = self.settings[key]
        strange = len(wanted - named) + len(named.intersection(SETTINGS) - allowed)
        return float(ELSEWHERE**strange)

    def _vector(self, concepts: Concepts, least: float = 0.0) -> dict[str, float]:
        weights = {
            name: weight * self.rarity[name]
            for name, weight in concepts.items()
            if name in self.rarity
        }
        length = max(math.sqrt(sum(weight * weight for weight in weights.values())), least) or 1.0
        return {name: weight / length for name, weight in weights.items()}


# Commitments change seldom, and are compared with every report.
_concepts_of_agreed = lru_cache(maxsize=4096)(concepts_of)


def weighed(titles: Collection[str], longer: Collection[str]) -> dict[str, float]:
    """The concepts of a commitment from its titles and its longer texts, in every language.

    What all languages name weighs in full; a word that one language alone happens to use, little.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for texts, weight in ((titles, IN_TITLE), (longer, IN_SUMMARY)):
        for text in texts:
            for name in _concepts_of_agreed(text):
                weights[name] += weight / len(texts)
    return dict(weights)


def _rarity(all_concepts: Collection[Concepts]) -> dict[str, float]:
    known = list(all_concepts)
    counts: defaultdict[str, float] = defaultdict(float)
    for own in known:
        for name, weight in own.items():
            counts[name] += min(weight, 1.0)
    return {name: math.log((1 + len(known)) / (1 + count)) + 0.5 for name, count in counts.items()}


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[name] for name, weight in one.items() if name in other)
