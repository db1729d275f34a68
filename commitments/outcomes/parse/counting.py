"""What stands before the number of a paragraph, in one table by language.

Two kinds: a word that counts a series of its own, apart from the paragraphs ("Action 5:"), and a
word or sign before the number of a plain paragraph ("Párrafo 1.", "§ 1", "[1]", "第1项").
"""

import re

# Words that count a series of their own.
SERIES = {
    "en": r"actions? targets? commitments? undertakings? measures? objectives? pledges? "
    r"principles? goals? decisions? steps? priority articles? guidelines? deliverables? outcomes?",
    "fr": r"actions? mesures? engagements? cibles? objectifs? principes? buts? d[ée]cisions? "
    r"[ée]tapes? priorit[ée]s? articles?",
    "es": r"acci[óo]n medidas? compromisos? metas? objetivos? principios? decisi[óo]n pasos? "
    r"etapas? prioridad art[íi]culos? directriz",
    "ru": r"действи[ея] мера обязательств[оа] цель принцип целев(?:ая|ой)\s+(?:задача|показатель) "
    r"задача решение шаг этап приоритет статья",
    "zh": "行动目标 行动 承诺 具体目标 目标 措施 原则 决定 步骤 优先事项 优先领域 准则",
    "ar": "(?:ال)?إجراء (?:ال)?التزام (?:ال)?هدف (?:ال)?غاية (?:ال)?تدبير (?:ال)?مبدأ "
    "(?:ال)?مقرر (?:ال)?خطوة (?:ال)?أولوية (?:ال)?مادة",
}
# Words and signs before the number of a plain paragraph.
PLAIN = {
    "": r"[¶§] \#",
    "en": r"paragraph para\.? no\.? op pp",
    "fr": r"paragraphe par\. n[°º] no\.",
    "es": r"p[áa]rrafo p[áa]rr\. n\.?[º°] n[úu]m\.?",
    "ru": r"пункт п\. №",
    "ar": "(?:ال)?فقرة (?:ال)?بند (?:ال)?رقم",
}
# Between a word that counts and its number.
NUMBER_SIGN = r"#|no\.?|n\.?[ºo°]\.?|n[úu]m\.?|№|رقم"


def _any(table: dict[str, str]) -> str:
    words = [word for text in table.values() for word in text.split()]
    return "|".join(sorted(dict.fromkeys(words), key=len, reverse=True))


_COUNTED_WORD = rf"(?:[•●▪◦‣·–—*-]\s*)?(?P<word>{_any(SERIES)})"
COUNTED = re.compile(
    rf"{_COUNTED_WORD}"
    rf"\s*(?P<hash>{NUMBER_SIGN})?\s*(?P<value>\d{{1,3}})"
    r"(?P<after>\s*(?:$|[.:：。–—-](?!\d))|\s+)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
# The same where the number has a number of its own: "Target 1.1", "Action 2.3:".
COUNTED_SUB = re.compile(
    rf"{_COUNTED_WORD}\s*(?:{NUMBER_SIGN})?\s*(?=\d{{1,3}}\.\d{{1,3}}(?:\s*[.:：–—-])?\s)",
    re.IGNORECASE,
)
# A word before the number of a plain paragraph and a stop behind it: "Párrafo 1.".
PARAGRAPH_WORD = re.compile(
    rf"(?:{_any(PLAIN)})\s*"
    r"(?=(?P<value>\d{1,3})(?:\s*(?:bis|ter|quater))?\s*[.:：–—-](?!\d))",
    re.IGNORECASE,
)
CHINESE_PARAGRAPH = re.compile(r"第\s*(?P<value>\d{1,3})\s*段\s*[.．、:：]?\s*")
# The beginning of a sentence, where its script tells; or the row's end, for a sign alone on it.
_BEGINS = r"(?=$|[«“\"'‘(（《「]*[A-ZÀ-ÞА-ЯЁ\u0600-\u06ff\u3400-\u9fff])"
# Signs that tell less than a stop: the numbers around them decide. "No. 1 priority" is none.
SIGNED = re.compile(
    rf"(?:[\[［【〔]\s?(?P<boxed>\d{{1,3}})\s?[\]］】〕][.:：]?\s*"
    rf"|(?P<slash>\d{{1,3}})\s?/(?:\s+|(?=[\u3400-\u9fff]))"
    rf"|(?P<colon>\d{{1,3}})\s?[:：](?:\s+|(?=[\u3400-\u9fff]))"
    rf"|(?i:{_any(PLAIN)})\s*(?P<worded>\d{{1,3}})(?:\s+|$)"
    r"|第\s?(?P<chinese>\d{1,3})\s?[项條条款点號号]\s*"
    rf"(?:(?:{SERIES['zh'].replace(' ', '|')}|建议)?[.．、:：]\s*)?)"
    rf"{_BEGINS}"
)


def signed_value(found: re.Match[str]) -> int:
    """The number of a match of SIGNED."""
    return int(next(value for value in found.groups() if value))


def label_at(text: str, place: int) -> tuple[str, int] | None:
    """The word that counts at a place in a text, and its number: ("action", 5). None without one.

    A number alone in brackets, or before a stroke, is not taken: it may point to a note.
    """
    counted = COUNTED.match(text, place)
    if counted and (counted["after"].strip() or counted["hash"]):
        return counted["word"].lower().rstrip("s"), int(counted["value"])
    if word := PARAGRAPH_WORD.match(text, place):
        return word[0].strip().lower(), int(word["value"])
    signed = SIGNED.match(text, place)
    if signed and (signed["worded"] or signed["chinese"]):
        return re.sub(r"\d.*", "", signed[0]).strip().lower(), signed_value(signed)
    return None
