"""What a sentence, a heading or a title says about reports: that they came, or anything else.

A text is understood when every word of it is known to ``vocabulary``. Only then can it say that
reports came; a text with one word that is not known there is a question to whoever imports.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from common.bounding import normalised
from reports.importing import vocabulary
from reports.importing.folding import is_cjk, key

YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d{2}(?![\d]|/\d)")
SYMBOL = re.compile(r"\b[A-Z]{1,2}/[A-Z0-9][\w./()-]*|\b\d{2}/\d{2,3}\b")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SET_ASIDE = re.compile("|".join(vocabulary.SET_ASIDE), re.IGNORECASE)
RECIPIENTS = re.compile("|".join(vocabulary.RECIPIENTS), re.IGNORECASE)
PART_OF = re.compile(
    r"\d\s+(?:(?:out )?of the following|des (?:États|pays) (?:suiv|ci-)|de los siguientes"
    r"|из (?:ниже)?следующих|من (?:الدول|البلدان))",
    re.IGNORECASE,
)
ROMAN = re.compile(r"[ivx]+")
CJK = re.compile(
    "|".join(
        sorted(
            (
                *vocabulary.CJK_ABSENT,
                *vocabulary.CJK_REPORT,
                *vocabulary.CJK_CAME,
                *vocabulary.CJK_GROUPS,
                *vocabulary.CJK_PLAIN,
            ),
            key=len,
            reverse=True,
        )
    )
)
FOLDED_ORDINALS = tuple(key(o) for words in vocabulary.ORDINALS.values() for o in words)
ARABIC_PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "وال")
PLACEHOLDER = re.compile(
    r"(?:sheet|feuil(?:le)?|hoja|лист|list|工作表|表|ورقة|table|tabelle)\s*\d*"
)


class Says(StrEnum):
    """What a text says about the names below it."""

    CAME = "came"
    ABSENT = "absent"
    OTHER_CYCLE = "other_cycle"
    OTHER_OBJECT = "other_object"
    NOTHING = "nothing"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Verdict:
    """What a text says, and the words of it that are not understood or that decide."""

    says: Says
    words: str = ""


@dataclass(frozen=True)
class Round:
    """The cycle asked for, as texts name it: its year, and its meeting's key (``bms8``)."""

    year: str = ""
    meeting: str = ""

    @classmethod
    def of(cls, cycle: str, meeting: str = "") -> "Round":
        year = YEAR.search(cycle)
        return cls(year[0] if year else "", meeting)

    def may_receive_in(self, year: int) -> bool:
        """Whether a report that came in ``year`` may belong to the round: two years before its
        meeting to one after it; later and earlier ones are of other rounds."""
        return not self.year or int(self.year) - 2 <= year <= int(self.year) + 1


ANY_ROUND = Round()


@dataclass(frozen=True)
class _Words:
    """The words of a text by their part in it."""

    has_report: bool
    has_came: bool
    has_group: bool
    came_needs_from: bool
    has_from: bool
    absent: tuple[str, ...]
    unknown: tuple[str, ...]


@lru_cache(maxsize=8192)
def judge(text: str, asked: Round = ANY_ROUND, *, is_heading: bool = False) -> Verdict:
    """What ``text`` says of the names that follow it; a heading may leave the verb or the noun out.

    The first of these that it finds: another thing than the reports, their absence, words that are
    not understood, another round than the one asked for; else that they came.
    """
    plain = SYMBOL.sub(" ", normalised("NFKC", text))
    plain = SET_ASIDE.sub(" ", plain)
    words = _read(plain)
    if words.absent:
        return Verdict(Says.ABSENT, ", ".join(words.absent))
    if not is_heading and words.has_came and not words.has_report and words.unknown:
        return Verdict(Says.OTHER_OBJECT, ", ".join(words.unknown))
    if words.unknown:
        return Verdict(Says.UNCLEAR, ", ".join(words.unknown))
    if found := RECIPIENTS.search(plain) or PART_OF.search(plain):
        return Verdict(Says.UNCLEAR, found[0].strip())
    return _of_known_words(text, plain, words, asked, is_heading=is_heading)


def _of_known_words(
    text: str, plain: str, words: _Words, asked: Round, *, is_heading: bool
) -> Verdict:
    if other := _other_round(plain, text, asked):
        return other
    is_said = words.has_came and (words.has_report or is_heading)
    says_from = words.has_from or not (words.came_needs_from and words.has_report)
    if is_said and says_from:
        return Verdict(Says.CAME)
    if words.has_report or words.has_came:
        return Verdict(Says.UNCLEAR, text.strip())
    return Verdict(Says.NOTHING)


def is_about_reports(text: str) -> bool:
    """Whether a text has a word for reports, for their coming, or for their absence."""
    words = _read(SET_ASIDE.sub(" ", normalised("NFKC", text)))
    return words.has_report or words.has_came or bool(words.absent)


def speaks_of_reports(text: str) -> bool:
    """Whether a text has a word for reports or for their coming."""
    words = _read(SET_ASIDE.sub(" ", normalised("NFKC", text)))
    return words.has_report or words.has_came


def denies(text: str) -> bool:
    """Whether a text has a word that says that something did not happen."""
    return bool(_read(SET_ASIDE.sub(" ", normalised("NFKC", text))).absent)


def undoes(text: str) -> bool:
    """Whether a text has a word that says that a report that came counts no more."""
    words = {_known_form(token) for token in _tokens(normalised("NFKC", text))}
    return bool(words & vocabulary.UNDONE) or any(sign in text for sign in vocabulary.CJK_UNDONE)


def judge_title(text: str, asked: Round = ANY_ROUND) -> Verdict:
    """What a sheet's title says; names that spreadsheets give by themselves say nothing."""
    if PLACEHOLDER.fullmatch(text.strip().casefold()):
        return Verdict(Says.NOTHING)
    return judge(text.replace("_", " "), asked, is_heading=True)


@lru_cache(maxsize=8192)
def _read(plain: str) -> _Words:
    tokens, unknown, absent = _tokens(plain), list[str](), list[str]()
    folded = set[str]()
    for token in tokens:
        word = _known_form(token)
        folded.add(word)
        if word in vocabulary.ABSENT or word in vocabulary.CJK_ABSENT:
            absent.append(token)
        elif not _is_known(word):
            unknown.append(token)
    came = folded & vocabulary.CAME
    return _Words(
        bool(folded & vocabulary.REPORT or folded & set(vocabulary.CJK_REPORT)),
        bool(came or folded & set(vocabulary.CJK_CAME)),
        bool(folded & vocabulary.GROUPS),
        bool(came) and came <= vocabulary.RECEIVED and not _report_comes_first(tokens),
        bool(folded & vocabulary.FROM),
        tuple(dict.fromkeys(absent)),
        tuple(dict.fromkeys(unknown)),
    )


def _tokens(plain: str) -> list[str]:
    found: list[str] = []
    for word in WORD.findall(plain.replace("’", "'")):
        if any(map(is_cjk, word)):
            found += _cjk_tokens(word)
        elif _is_known(_known_form(word)) or _known_form(word) in vocabulary.ABSENT:
            found.append(word)
        else:
            found += re.split(r"[-']", word)
    return [token for token in found if token]


def _cjk_tokens(word: str) -> list[str]:
    """A text without spaces, cut into the known words, longest first, and what is left."""
    found, position = list[str](), 0
    for match in CJK.finditer(word):
        found += [word[position : match.start()], match[0]]
        position = match.end()
    return [*found, word[position:]]


@lru_cache(maxsize=8192)
def _known_form(token: str) -> str:
    """The token folded; an Arabic one without the particles written onto it, when that is known."""
    if any(map(is_cjk, token)):
        return token
    folded = key(token)
    if not folded or not "\u0600" <= folded[0] <= "\u06ff" or _is_listed(folded):
        return folded
    for prefix in ARABIC_PREFIXES:
        rest = folded.removeprefix(prefix)
        for form in (rest, "ال" + rest[1:] if rest.startswith("ل") else rest, "ا" + rest):
            if rest != folded and _is_listed(form):
                return form
    return folded


def _is_listed(word: str) -> bool:
    return _is_known(word) or word in vocabulary.ABSENT


@lru_cache(maxsize=8192)
def _is_known(word: str) -> bool:
    if len(word) <= 1 and not is_cjk(word or " "):
        return word not in vocabulary.ABSENT
    return (
        word in vocabulary.PLAIN
        or word in vocabulary.REPORT
        or word in vocabulary.CAME
        or word in vocabulary.GROUPS
        or CJK.fullmatch(word) is not None
        or ROMAN.fullmatch(word) is not None
        or word.startswith(FOLDED_ORDINALS)
    )


def _report_comes_first(tokens: list[str]) -> bool:
    """``reports were received``: what came stands before the word for it."""
    forms = [_known_form(token) for token in tokens]
    report = next((i for i, form in enumerate(forms) if form in vocabulary.REPORT), len(forms))
    came = next((i for i, form in enumerate(forms) if form in vocabulary.CAME), -1)
    return report < came


def _other_round(plain: str, text: str, asked: Round) -> Verdict | None:
    """The verdict when the text names another year or meeting than the one asked for."""
    years = set(YEAR.findall(plain))
    if asked.year and years and asked.year not in years:
        return Verdict(Says.OTHER_CYCLE, ", ".join(sorted(years)))
    if asked.year and len(years) > 1:
        return Verdict(Says.UNCLEAR, ", ".join(sorted(years)))
    number = re.fullmatch(r"(bms|revcon)(\d+)", asked.meeting)
    named = _meetings(plain)
    if number and named and (number[1], int(number[2])) not in named:
        return Verdict(Says.OTHER_CYCLE, text.strip())
    return None


def _one_begins_with(letters: str, words: list[str]) -> bool:
    return any(word.startswith(letters) for word in words)


def _meetings(plain: str) -> set[tuple[str, int]]:
    """The meetings that a text names by kind and ordinal, such as the eighth biennial one."""
    words = [_known_form(token) for token in _tokens(plain)]
    kinds = {"bms"} if set(words) & vocabulary.MEETING or "双年度" in plain else set[str]()
    if set(words) & vocabulary.CONFERENCE or "审议大会" in plain or "审查大会" in plain:
        kinds.add("revcon")
    numbers = {
        number
        for number, beginnings in vocabulary.ORDINALS.items()
        for o in beginnings
        if (o in plain if is_cjk(o[0]) else _one_begins_with(key(o), words))
    }
    found = {(kind, number) for kind in kinds for number in numbers}
    return found | {
        (m[1].lower(), int(m[2])) for m in re.finditer(r"(?i)\b(bms|revcon)\s?(\d+)", plain)
    }
