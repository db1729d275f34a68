"""Recognising reporters by their names and codes.

A name is *exact* (a name, formal name, abbreviation or code on record), a *known variant* (one
of the other names on record), or at best *suggested*, with a score: a suggestion is never taken
for an answer before somebody has confirmed it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from reports.importing.folding import Folded, fold, key

LEAST_SCORE = 0.5
# A suggestion can be accepted with others at once if it scores this much, and this much more
# than the next one.
CLEAR_SCORE, CLEAR_LEAD = 0.7, 0.1
MOST_SUGGESTIONS = 3
CONTAINED = 0.85
ARTICLES = ("the", "le", "la", "les", "l", "el", "los", "las")


class How(StrEnum):
    """How a name was recognised."""

    EXACT = "exact"
    VARIANT = "variant"
    SUGGESTION = "suggestion"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    code: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a name was recognised as. ``code`` is set for exact names and variants only."""

    how: How
    code: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def suggestion(self) -> Candidate | None:
        """The best candidate when it is likely and clearly ahead of the next."""
        if not self.candidates:
            return None
        best, *others = self.candidates
        leads = not others or best.score - others[0].score >= CLEAR_LEAD
        return best if leads and best.score >= CLEAR_SCORE else None


UNKNOWN = Match(How.UNKNOWN)


@dataclass(frozen=True)
class Known:
    """What is on record about one reporter, without the database."""

    code: str
    names: tuple[str, ...]
    variants: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass
class NameBook:
    """Every known name of every reporter, folded. A name that two of them share finds neither."""

    exact: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    variants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, reporters: Iterable[Known]) -> "NameBook":
        book = cls()
        for known in reporters:
            for name in filter(None, known.names):
                book.exact[key(name)].add(known.code)
                for derived in _derived(name):
                    book.variants[key(derived)].add(known.code)
            for name in filter(None, known.variants):
                for variant in (name, *_derived(name)):
                    book.variants[key(variant)].add(known.code)
            book.codes.update({code: known.code for code in known.codes if code})
        book.longest = max(map(len, (*book.exact, *book.variants)), default=0)
        book.grams = {name: _grams(name) for name in (*book.exact, *book.variants)}
        return book

    longest: int = 0
    grams: dict[str, frozenset[str]] = field(default_factory=dict)

    def known(self, folded: str) -> Match:
        """Exact or by variant; unknown when nobody, or more than one, has that name."""
        for how, names in ((How.EXACT, self.exact), (How.VARIANT, self.variants)):
            codes = names.get(folded)
            if codes:
                return Match(how, next(iter(codes))) if len(codes) == 1 else UNKNOWN
        return UNKNOWN

    def by_code(self, text: str, *, any_case: bool = False) -> Match:
        """By ISO or M49 code; capital letters only, unless ``any_case``."""
        wanted = text.strip()
        wanted = wanted.upper() if any_case else wanted
        wanted = f"{int(wanted):03}" if wanted.isdecimal() and len(wanted) <= 3 else wanted
        code = self.codes.get(wanted) or (self.codes.get(wanted.lower()) if any_case else None)
        return Match(How.EXACT, code) if code else UNKNOWN

    def find(self, text: str, *, is_code: bool = False) -> Match:
        """What ``text``, one name or code, stands for."""
        if (match := self.by_code(text, any_case=is_code)).code:
            return match
        for words in _without_article(fold(text)):
            if (match := self.known(words)).code:
                return match
        return self.suggest(text)

    def suggest(self, text: str) -> Match:
        """The likeliest reporters, best first; unknown when none is likely."""
        folded = fold(text)
        grams, scores = _grams(folded.text), dict[str, float]()
        for name, others in self.grams.items():
            shared = len(grams & others)
            score = 2 * shared / (len(grams) + len(others)) if shared else 0.0
            if len(name) >= 4 and _contains(folded, name):
                score = max(score, CONTAINED)
            if score >= LEAST_SCORE:
                for code in self.exact.get(name, set()) | self.variants.get(name, set()):
                    scores[code] = max(score, scores.get(code, 0))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_SUGGESTIONS]
        if not best:
            return UNKNOWN
        return Match(How.SUGGESTION, candidates=tuple(Candidate(c, round(s, 2)) for c, s in best))


def _derived(name: str) -> list[str]:
    """``Iran (Islamic Republic of)`` is also written with a comma."""
    head, opened, rest = name.replace("（", "(").replace("）", ")").partition("(")
    return [f"{head.strip()}, {rest.strip(' )')}"] if opened else []


def _without_article(folded: Folded) -> list[str]:
    found = [folded.text.strip(",")]
    for article in ARTICLES:
        length = len(article)
        if folded.text.startswith(article) and length < len(folded) and folded.starts_word(length):
            found.append(folded.text[length:].strip(","))
    return found


def _contains(folded: Folded, name: str) -> bool:
    """Whether ``name`` stands in the text from the beginning of a word to the end of one."""
    begin = folded.text.find(name)
    return begin >= 0 and folded.starts_word(begin) and folded.starts_word(begin + len(name))


def _grams(folded: str) -> frozenset[str]:
    padded = f"^{folded}$"
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))
