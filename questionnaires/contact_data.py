"""Whether a text is likely to say who somebody is and how to reach them, and which mailboxes it
names.

It points such texts out, so that somebody says of each whether it contains contact data; it decides
nothing. Every pattern is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from questionnaires.form import Kind, Part

# Something at something: also where the sign is written out, and in the wide forms of East Asia.
_MAIL = re.compile(r"\S[@＠]\S|[(\[]\s?at\s?[)\]]", re.IGNORECASE)
_LINK = re.compile(r"\b(?:www\.|https?:)", re.IGNORECASE)
# Digits as they are written in telephone numbers: together, or in groups with one sign between.
_NUMBER = re.compile(r"[+＋]?\d(?:[ \u00a0\u202f().\-‐–/]{0,2}\d)*")
_GROUPS = re.compile(r"[^\d]+")
_TELEPHONE = re.compile(
    r"\b(?:tel|phone|fax|mobile|cell|t[ée]l[ée]phone|t[ée]l[ée]fono|t[ée]l|m[óo]vil|celular|"
    r"whatsapp|e-?mail|courriel|correo)\b"
    r"|тел\.|телефон|факс|почта|هاتف|فاكس|البريد الإلكتروني|电话|電話|传真|手机|邮箱|電郵",
    re.IGNORECASE,
)
# A title before a name, as each of the six languages has them.
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Col|Lt|Gen|Maj|Capt|Cdr|Cmdr|Sgt|Insp|Amb|Hon|Eng|Ing|Lic|"
    r"Sr|Sra|Srta|Dra|Mme|Mlle|MM|Me|Professor|Professeur|Profesor|Colonel|Coronel|General|Général|"
    r"Brigadier|Major|Captain|Capitaine|Capitán|Commander|Commandant|Comandante|Lieutenant|"
    r"Teniente|Ambassador|Ambassadeur|Embajador|Embajadora|Señor|Señora|Monsieur|Madame|Inspector|"
    r"Superintendent|Commissioner)\b\.? {0,2}[A-ZÀ-ÞА-ЯЁ]"
    # … except other words that begin like one.
    r"(?!ssembly|irector|ecretar|taff|rosecutor|nspect|ttorney|egulation|aw|ommand|rovision|ssistan|"
    r"epartment|ommittee|ounsel|ontrol|olic)"
    r"|\bM\. [A-ZÀ-Þ]"
    r"|(?:г-н|г-жа|господин|госпожа|полковник|генерал|майор|капитан|посол)\w? [А-ЯЁA-Z]"
    r"|السيدة |السيد |الدكتور|العقيد |العميد |اللواء |المقدم |الرائد |السفير |سعادة "
    r"|[\u4e00-\u9fff](?:先生|女士|小姐|上校|少校|博士|大使)"
)
# A mailbox, from the first letter of its name on: at most as long as names and domains may be.
_MAILBOX = re.compile(
    r"(?<![\w.+%'-])[\w+%'-][\w.+%'-]{0,63}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,8}",
    re.ASCII,
)
_WRITTEN_OUT = re.compile(r"\s?[(\[]\s?at\s?[)\]]\s?", re.IGNORECASE)
FEWEST_DIGITS, MOST_DIGITS = 7, 16
SURELY_DIGITS = 9


def holds_text(part: Part) -> bool:
    """Whether somebody writes in it: a text, or a table with a column of texts."""
    if part.kind == Kind.ROWS:
        return any(column.kind == Kind.TEXT for column in part.columns)
    return part.kind == Kind.TEXT


def mailboxes(text: str) -> list[str]:
    """The mailboxes that a text names, each once and in small letters, in their order."""
    plain = _WRITTEN_OUT.sub("@", text).replace("＠", "@")
    found = (match[0].strip(".").lower() for match in _MAILBOX.finditer(plain))
    return list(dict.fromkeys(each for each in found if _is_mailbox(each)))


def _is_mailbox(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_likely(value: Any) -> bool:
    """Whether an answer (a text, or the cells of a row) looks as if it held an address of mail, a
    telephone number, or a name after a title."""
    return any(_is_likely(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for cell in value.values():
            yield from _texts(cell)


def _is_likely(text: str) -> bool:
    patterns = (_MAIL, _LINK, _TELEPHONE, _TITLED)
    return any(p.search(text) for p in patterns) or any(
        _is_telephone(found[0]) for found in _NUMBER.finditer(text)
    )


def _is_telephone(written: str) -> bool:
    """A number of weapons or of a law is no telephone number: groups of three digits are thousands,
    and a span of years is two groups of four."""
    digits = sum(letter.isdigit() for letter in written)
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return False
    if written[0] in "+＋0" or "(" in written:
        return True
    groups = [group for group in _GROUPS.split(written) if group]
    if len(groups) == 1:
        return digits >= SURELY_DIGITS
    is_thousands = all(len(group) == 3 for group in groups[1:])
    is_days = all(len(group) in (1, 2, 4) for group in groups) and len(groups) <= 3
    return not is_thousands and not is_days
