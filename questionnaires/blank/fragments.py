"""What a piece of a form's text says: boxes, answers, where to go on, what is to be filled in."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from common.search import normalise
from questionnaires.blank import cited, words
from questionnaires.blank.model import BlankColumn, BlankPart
from questionnaires.form import Kind, Privacy

BOXES = "\u2610\u2611\u2612\u25a1\u25a2\u25fb\u25fd\u25ef\u25cb\u2b1c\u2b58"
BOXES += "\u2751\u2752\u274f\u2750\uf06f\uf0a8\uf071"
# A box by its character, or in brackets: [ ] [_] ( ) (_).
BOX = re.compile(rf"[{BOXES}]|\[[ _\u00a0]{{0,3}}\]|\([ _\u00a0]{{1,3}}\)")
# Room to write in: a line of underscores or dots.
ROOM = re.compile(r"[_\uff3f]{3,}|\.{6,}|…{2,}")
ARROW = "→|⇒|➔|=>|->|--+>"
# As ``normalise`` leaves them: these are looked for in normalised texts.
GO = normalise(
    r"(?:please )?(?:go to|proceed to|skip to|move to|continue with|continue to)"
    r"|(?:veuillez )?(?:passez|passer|aller|allez) (?:directement )?(?:à|au)"
    r"|(?:pase|vaya|continúe|pasar) (?:a|con)"
    r"|переходите к|перейдите к|перейти к"
    r"|انتقل إلى|يرجى الانتقال إلى|الانتقال إلى|请?(?:转到|转至|跳至|跳到|请答)"
)
OF_QUESTION = normalise(
    r"(?:the )?(?:questions?|sections?|part|la question|la section|la pregunta|la sección|pregunta"
    r"|sección|вопросу|разделу|السؤال|القسم|问题|第)?"
)
NUMBER = r"(\d{1,2}(?:[.\-]\d{1,2}){0,3})"
TO = normalise(
    r"to|à la question|à|a la pregunta|a la|на вопрос|على السؤال|问题|对问题|对|第|in|under"
)
IF = normalise(r"if|si|en caso de que|если|إذا|如果|如|若")


@dataclass(frozen=True)
class Gone:
    """``answer`` leads to the question or section ``to``: what lies between is not asked."""

    answer: str
    to: str


@dataclass(frozen=True)
class Condition:
    """A question is asked where the one numbered ``on`` has ``answer``; an empty ``on`` is the one
    that it belongs under."""

    answer: str
    on: str


@dataclass
class Fragment:
    """What is left of a text once citations, directions and boxes were taken out of it."""

    text: str
    cites: list[list[str]] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)


def plain(text: str) -> str:
    """One line, with European digits and without the space that formats numbers."""
    digits = (str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    return " ".join("".join(digits).replace("\u00a0", " ").split())


@lru_cache(maxsize=12)
def _answers(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    meaning = dict(words.answer_words(language))
    pattern = "|".join(re.escape(word) for word in meaning)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), meaning


def answers_in(text: str, language: str) -> list[str] | None:
    """The answers that a text lists; None unless the whole of it is answers, boxes and rules."""
    pattern, meaning = _answers(language)
    normal = normalise(ROOM.sub(" ", BOX.sub(" ", text)))
    found = [meaning[word] for word in pattern.findall(normal)]
    rest = pattern.sub(" ", normal)
    if not found or re.sub(r"[\s/|,;:.()\[\]、]", "", rest):
        return None
    return list(dict.fromkeys(found))


@lru_cache(maxsize=12)
def _directions(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    pattern = "|".join(re.escape(word) for word, _key in words.answer_words(language))
    edge = "" if language == "zh" else r"(?!\w)"
    start = "" if language == "zh" else r"(?<!\w)"
    goes = re.compile(
        rf"(?:{start}(?:{IF})\b.{{0,40}}?)?{start}({pattern}){edge}[^\w→⇒➔]{{0,6}}.{{0,30}}?"
        rf"(?:{GO}|{ARROW}) ?{OF_QUESTION} ?{NUMBER}\.?"
    )
    asked = re.compile(
        rf"{start}(?:{IF})(?:\b|(?<=[如若果])).{{0,30}}?{start}({pattern}){edge}"
        rf"(?:[^\w]{{0,4}}(?:{TO}) ?{OF_QUESTION} ?{NUMBER})?"
    )
    return goes, asked


SO = re.compile(
    normalise(
        r"(?:if so|dans l’affirmative|le cas échéant|en caso afirmativo"
        r"|в случае положительного ответа)"
    )
    + r"\b"
)
NOT_SO = re.compile(
    normalise(r"(?:if not|dans la négative|en caso negativo|в случае отрицательного ответа)")
    + r"\b"
)


def directions(text: str, language: str) -> list[Gone]:
    """Where an answer leads: ``If no, go to 1.3``."""
    pattern, meaning = _directions(language)[0], dict(words.answer_words(language))
    return [
        Gone(meaning[match[1]], match[2].replace("-", "."))
        for match in pattern.finditer(normalise(plain(text)[:400]))
    ]


def condition(text: str, language: str) -> Condition | None:
    """Under which answer a question is asked, where its text begins by saying so."""
    normal = normalise(plain(text)[:120])
    if SO.match(normal):
        return Condition("yes", "")
    if NOT_SO.match(normal):
        return Condition("no", "")
    pattern, meaning = _directions(language)[1], dict(words.answer_words(language))
    match = pattern.match(normal)
    return Condition(meaning[match[1]], (match[2] or "").replace("-", ".")) if match else None


def taken_apart(text: str, language: str) -> Fragment:
    """``text`` without its citations and directions, and these. A citation that is not understood
    stays where it stands, and is told of."""
    found = Fragment(plain(text))
    for bracket in dict.fromkeys(cited.BRACKETED.findall(found.text)):
        if listed := cited.citations(bracket):
            found.cites += [[each.document, each.paragraph] for each in listed]
        elif gone := directions(bracket[1:-1], language):
            found.gone += gone
        else:
            if cited.names_a_document(bracket):
                found.unclear.append(bracket)
            continue
        found.text = " ".join(found.text.replace(bracket, " ").split())
    return found


def part_named(label: str, language: str, *, default: Kind = Kind.TEXT) -> BlankPart:
    """A part to be written in, by the words of its label: a number, a day or a text; private where
    it asks who a person is or how to reach one."""
    shown = ROOM.sub(" ", label).strip(" .:：;-–—_")
    kind = default
    if words.asks_how_many(shown, language):
        kind = Kind.NUMBER
    elif words.begins_with(shown, words.DATE[language]):
        kind = Kind.DATE
    is_person = kind != Kind.NUMBER and words.says(shown, words.PERSON[language])
    privacy = Privacy.PRIVATE if is_person else Privacy.PUBLIC
    return BlankPart(
        kind, shown, privacy, measures=words.measure(shown) if kind == Kind.NUMBER else ""
    )


def column_named(label: str, language: str, *, counts: bool) -> BlankColumn:
    """A column by its heading; ``counts``: the question asks how many."""
    measure = words.measure(label)
    is_remark = words.begins_with(label, words.DESCRIBE[language])
    is_number = bool(measure) or words.begins_with(label, words.NUMBER_OF[language])
    is_number = is_number or (counts and not is_remark)
    return BlankColumn(label.strip(" :"), Kind.NUMBER if is_number else Kind.TEXT, measure)


def has_room(text: str) -> bool:
    return bool(ROOM.search(text)) or text.rstrip().endswith((":", "："))
