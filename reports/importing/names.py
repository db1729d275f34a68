"""Recognising reporters by their names and codes.

A name is *exact* (a name, formal name, abbreviation or code on record), a *known variant* (one
of the other names on record), or at best *suggested*, with a score: a suggestion is never taken
for an answer before somebody has confirmed it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from reports.importing import vocabulary
from reports.importing.declension import russian_forms
from reports.importing.folding import Folded, fold, is_cjk, key
from reports.importing.historical import HISTORICAL, Former

LEAST_SCORE = 0.5
# A suggestion can be accepted with others at once if it scores this much, and this much more
# than the next one.
CLEAR_SCORE, CLEAR_LEAD = 0.7, 0.1
MOST_SUGGESTIONS = 3
CONTAINED = 0.85
# The highest score of a suggestion that somebody has to look at by itself.
UNCLEAR_SCORE = 0.69
FEWEST_LETTERS = 4
# What may stand beside a name without changing who is meant.
BESIDE_NAMES = vocabulary.words(
    "the of government governments republic kingdom state states union federation federal people",
    "peoples democratic islamic mission permanent le la les l de du des d gouvernement république",
    "royaume état gobierno república reino estado el los las del правительство республика",
    "республики королевство حكومة جمهورية مملكة دولة 政府 共和国",
)
JOINING = vocabulary.words("and et y и und")
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
    # Abbreviations of three letters, folded, which a text that runs on writes in capitals.
    capitals: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, reporters: Iterable[Known]) -> "NameBook":
        book = cls()
        for known in reporters:
            for name in filter(None, known.names):
                if book._is_short(name, known.code):
                    continue
                book.exact[key(name)].add(known.code)
                for derived in (*_derived(name), *russian_forms(name)):
                    if key(derived) not in book.exact:
                        book.variants[key(derived)].add(known.code)
            for name in filter(None, known.variants):
                if book._is_short(name, known.code):
                    continue
                for variant in (name, *_derived(name)):
                    book.variants[key(variant)].add(known.code)
            book.codes.update({code: known.code for code in known.codes if code})
        book._add_former_names()
        book.longest = max(map(len, (*book.exact, *book.variants)), default=0)
        book.grams = {name: _grams(name) for name in (*book.exact, *book.variants)}
        return book

    def _is_short(self, name: str, code: str) -> bool:
        """Take two capitals that are no State's (*EU*, *ЕС*) for a code and no name.

        Abbreviations of three letters are remembered; *UK* is a name like others.
        """
        if not name.isupper() or len(name) >= FEWEST_LETTERS:
            return False
        if len(name) < FEWEST_LETTERS - 1 and not code.isupper():
            self.codes.setdefault(name, code)
            return True
        self.capitals.add(key(name))
        return False

    def _add_former_names(self) -> None:
        """Former names: of a State that has another name now, or of a former State."""
        on_record = set(self.codes.values())
        for former in HISTORICAL:
            for name in former.names if former.code in on_record else ():
                for form in (name, *russian_forms(name)):
                    folded = key(form)
                    if former.until:
                        self.former[folded] = former
                    elif folded not in self.exact:
                        self.variants[folded].add(former.code)

    def of_another_time(self, text: str, year: str) -> Match | None:
        """What the name of a former State stands for in the cycle of ``year``.

        In that State's time, the State that continues it; afterwards only a suggestion of that one.
        None for any other name, or while no year is asked for.
        """
        former = self.former.get(key(text))
        if former is None or not year:
            return None
        if int(year) <= former.until:
            return Match(How.VARIANT, former.code)
        return Match(How.SUGGESTION, candidates=(Candidate(former.code, LEAST_SCORE),))

    former: dict[str, Former] = field(default_factory=dict)
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

    def find(self, text: str, *, is_code: bool = False, in_text: bool = False) -> Match:
        """What ``text``, one name or code, stands for; a text that runs on has no bare codes."""
        by_code = self.by_code(text, any_case=is_code)
        if by_code.code and not in_text:
            return by_code
        is_small = in_text and key(text) in self.capitals and not text.isupper()
        if (match := self.sure(text)).code and not is_small:
            return match
        if by_code.code:
            return Match(How.SUGGESTION, candidates=(Candidate(by_code.code, UNCLEAR_SCORE),))
        return self.suggest(text)

    def sure(self, text: str) -> Match:
        """The name that ``text`` is, with an article or without; no codes, no suggestions."""
        for words in _without_article(fold(text)):
            if (match := self.known(words)).code:
                return match
        return UNKNOWN

    def suggest(self, text: str) -> Match:
        """The likeliest reporters, best first; unknown when none is likely.

        None is clear where the text is short, says something beside the name, or names two.
        """
        folded = fold(text)
        if len(folded) > 2 * self.longest:
            return UNKNOWN
        grams, scores = _grams(folded.text), dict[str, float]()
        for name, others in self.grams.items():
            shared = len(grams & others)
            score = 2 * shared / (len(grams) + len(others)) if shared else 0.0
            if len(name) >= FEWEST_LETTERS and _contains(folded, name):
                score = max(score, CONTAINED)
            if score >= LEAST_SCORE:
                for code in self.exact.get(name, set()) | self.variants.get(name, set()):
                    scores[code] = max(score, scores.get(code, 0))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_SUGGESTIONS]
        if not best:
            return UNKNOWN
        most = 1.0 if self._may_be_clear(text, folded, best[0][0]) else UNCLEAR_SCORE
        candidates = tuple(Candidate(c, round(min(s, most), 2)) for c, s in best)
        return Match(How.SUGGESTION, candidates=candidates)

    def _may_be_clear(self, text: str, folded: Folded, code: str) -> bool:
        words = {key(word) for word in WORD.findall(text)}
        if len(folded.text) < FEWEST_LETTERS or words & SAYING or words <= vocabulary.GROUPS:
            return False
        if any(sign in text for sign in vocabulary.CJK_ABSENT if is_cjk(text[0])):
            return False
        return self._says_no_more(folded, words, code)

    def _says_no_more(self, folded: Folded, words: set[str], code: str) -> bool:
        """Whether the text is only the name, perhaps misspelt, and words that go with names."""
        names = [n for n, codes in (*self.exact.items(), *self.variants.items()) if code in codes]
        own = {key(word) for name in names for word in WORD.findall(name)} | set(names)
        contained = [n for n in names if len(n) >= FEWEST_LETTERS and _contains(folded, n)]
        if not contained:
            joins = words & JOINING
            near = [n for n in names if len(n) >= 0.8 * len(folded)]
            return not joins or any(word in name for word in joins for name in near)
        left = folded.text
        for name in sorted(contained, key=len, reverse=True)[:1]:
            left = left.replace(name, "", 1)
        others = {word for word in words if word and word not in own and word in left}
        return others <= BESIDE_NAMES


WORD = re.compile(r"[^\W\d_]+")
SAYING = (vocabulary.ABSENT | vocabulary.CAME | vocabulary.REPORT) - vocabulary.words("n")


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
