"""What one cell says about whether a report came: a tick, a yes or no, a status in words."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Any

from common.bounding import normalised
from reports.importing import vocabulary
from reports.importing.dates import looks_like_a_day, without_day
from reports.importing.folding import key
from reports.importing.judging import Says, denies, judge

# fmt: off
TICKS = frozenset({"✓", "✔", "☑", "√", "✅", "[x]", "[✓]", "🗸", "●", "■"})
CROSSES = frozenset({"x", "✗", "✘", "×", "☒", "❌", "✕", "✖"})
EMPTY_BOXES = frozenset({"☐", "[]", "□", "○", "❎"})
WEAK_YES = frozenset({
    "+", "1", "yes", "y", "true", "oui", "o", "vrai", "si", "sí", "s", "verdadero", "да", "д",
    "истина", "是", "有", "真", "نعم", "صح", "ok", "done", "fait", "hecho", "готово",
})
WEAK_NO = frozenset({
    "no", "n", "non", "nein", "нет", "н", "否", "无", "没有", "无报告", "لا", "كلا", "0", "false",
    "faux", "falso", "ложь", "假", "-", "–", "—", "--", "..", "…", "...", "n/a", "na", "none",
    "nil", "无资料", "н/д", "н.д.", "s/o", "s.o.", "غير متاح", "nr", "nd", "n.d.",
})
# Statuses that are not a report yet, beside all the words of ``vocabulary.ABSENT``.
ON_THE_WAY = (
    "in preparation", "being prepared", "under preparation", "in progress", "draft", "promised",
    "announced", "to be submitted", "requested", "reminded", "reminder sent", "planned", "open",
    "en préparation", "en cours", "brouillon", "promis", "annoncé", "demandé", "à venir", "rappelé",
    "en preparación", "en curso", "borrador", "prometido", "anunciado", "solicitado", "previsto",
    "готовится", "в подготовке", "подготавливается", "в работе", "черновик", "обещан", "запрошен",
    "编写中", "准备中", "草稿", "已承诺", "起草中", "进行中", "已要求", "催交", "未提交", "待提交",
    "قيد الإعداد", "قيد الانتظار", "مسودة", "مطلوب", "موعود", "جاري",
)
# Words that may stand beside a word for a report's coming.
BESIDE = (
    "late", "on time", "in time", "online", "by e-mail", "by email", "e-mail", "email", "post",
    "en retard", "à temps", "par courriel", "con retraso", "a tiempo", "por correo", "в срок",
    "с опозданием", "по электронной почте", "按时", "逾期提交", "متأخرا", "في الموعد",
)
# fmt: on
FOLDED_ON_THE_WAY = frozenset(map(key, ON_THE_WAY))
FOLDED_BESIDE = sorted(map(key, BESIDE), key=len, reverse=True)
TRIMMED = re.compile(r"^[\s\"'“”«».,;:!()\[\]{}]+|[\s\"'“”«».,;:!()]+$")


class Answer(StrEnum):
    """What a cell says; *tick* and *cross* depend on what else its column holds."""

    CAME = "came"
    ABSENT = "absent"
    CROSS = "cross"
    UNCLEAR = "unclear"
    BLANK = ""


def answer_of(value: Any) -> Answer:
    """What one cell says by itself."""
    return _answer(value) if isinstance(value, str) else _answer(str(value))


@lru_cache(maxsize=8192)
def _answer(value: str) -> Answer:  # noqa: PLR0911 - a line for each case
    text = normalised("NFKC", str(value)).strip().casefold()
    if not text:
        return Answer.BLANK
    packed = text.replace(" ", "")
    if packed in TICKS:
        return Answer.CAME
    if packed in CROSSES:
        return Answer.CROSS
    if packed in EMPTY_BOXES:
        return Answer.ABSENT
    plain = text if text in WEAK_NO else TRIMMED.sub("", text)
    if plain in WEAK_YES:
        return Answer.CAME
    if plain in WEAK_NO or key(plain) in FOLDED_ON_THE_WAY:
        return Answer.ABSENT
    return _in_words(value, plain)


def _in_words(value: Any, plain: str) -> Answer:
    """A status in words: all of them known, with a day or without one."""
    if looks_like_a_day(value):
        return Answer.CAME
    folded = key(plain)
    beside = next((word for word in FOLDED_BESIDE if word in folded), "")
    if denies(plain) and not (beside and _came(folded.replace(beside, ""))):
        return Answer.ABSENT
    first, *rest = re.split(r"[\s,;:(/–-]+", plain, maxsplit=1)
    words = rest[0] if rest and first in WEAK_YES else plain
    words = without_day(words)
    if beside and key(words).replace(beside, "") == "" and first in WEAK_YES:
        return Answer.CAME
    for word in (beside, ""):
        left = key(words).replace(word, "") if word else words
        if _came(left) or (first in WEAK_YES and not key(words)):
            return Answer.CAME
    return Answer.UNCLEAR


def _came(words: str) -> bool:
    """Whether known words say that something came."""
    return words in vocabulary.CAME or judge(words, is_heading=True).says == Says.CAME


@lru_cache(maxsize=8192)
def is_strong(value: Any) -> bool:
    """Whether a cell says by itself what it is about: *submitted*, not *yes*."""
    plain = TRIMMED.sub("", str(value).strip().casefold())
    is_weak = plain in WEAK_YES | WEAK_NO or len(plain) <= 2 or looks_like_a_day(value)
    return not is_weak and answer_of(value) in (Answer.CAME, Answer.ABSENT)
