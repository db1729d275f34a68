"""Paragraphs that a form prints beside a question, in six languages: ``PoA II.4``, ``ITI 8 (a)``.

A text is a list of citations only as a whole: a sentence that speaks of the Programme of Action
cites nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.bounding import normalised
from questionnaires.form import Cited

LONGEST = 400

# The names under which documents are cited, by the short name that the records use.
DOCUMENTS = {
    "PoA": (
        r"un ?poa|poa|program(?:me)? of action|programme d['’]action|pda|programa de acción"
        r"|программ[аеыу] действий|пд|لبرنامج العمل|برنامج العمل|《?行动纲领》?"
    ),
    "ITI": (
        r"iti|international tracing instrument|iit|instrument international de traçage|iil"
        r"|instrumento internacional de (?:localización|rastreo)"
        r"|международн(?:ый|ого|ому) документ[ау]? (?:по|об) отслеживани[юи]|мдо"
        r"|الصك الدولي للتعقب|《?国际追查文书》?"
    ),
    "GGE": r"gge|group of governmental experts|groupe d['’]experts gouvernementaux",
    "SDG": r"sdg|odd|ods|цур|أهداف التنمية المستدامة|可持续发展目标",
}
MEETINGS = {
    "RevCon": (
        r"rev\.? ?con|review conference|conférence d['’]examen|conferencia de examen"
        r"|конференци[яию] по обзору|обзорн(?:ая|ой) конференци[яию]"
        r"|مؤتمر الاستعراض|المؤتمر الاستعراضي|审议大会"
    ),
    "BMS": (
        r"bms|biennial meeting(?: of states)?|réunion biennale(?: des états)?"
        r"|reunión bienal(?: de los estados)?|двухгодичн(?:ое|ого) совещани[ея](?: государств)?"
        r"|اجتماع الدول الذي يعقد كل سنتين|双年度会议"
    ),
}
ORDINALS = {
    "1": r"first|première|primera|перв(?:ая|ой|ое|ого)|الأول|第一次|第一届",
    "2": r"second|deuxième|segunda|втор(?:ая|ой|ое|ого)|الثاني|第二次|第二届",
    "3": r"third|troisième|tercera|треть(?:я|ей|е|его)|الثالث|第三次|第三届",
    "4": r"fourth|quatrième|cuarta|четв[её]рт(?:ая|ой|ое|ого)|الرابع|第四次|第四届",
    "5": r"fifth|cinquième|quinta|пят(?:ая|ой|ое|ого)|الخامس|第五次|第五届",
    "6": r"sixth|sixième|sexta|шест(?:ая|ой|ое|ого)|السادس|第六次|第六届",
    "7": r"seventh|septième|séptima|седьм(?:ая|ой|ое|ого)|السابع|第七次|第七届",
    "8": r"eighth|huitième|octava|восьм(?:ая|ой|ое|ого)|الثامن|第八次|第八届",
}
# Sections that are written as words.
SECTIONS = {
    "I": r"الجزء الأول|القسم الأول|الفرع الأول|أولا|第一(?:部分|节|章)",
    "II": r"الجزء الثاني|القسم الثاني|الفرع الثاني|ثانيا|第二(?:部分|节|章)",
    "III": r"الجزء الثالث|القسم الثالث|الفرع الثالث|ثالثا|第三(?:部分|节|章)",
    "IV": r"الجزء الرابع|القسم الرابع|الفرع الرابع|رابعا|第四(?:部分|节|章)",
}
_SECTION = (
    r"sections?|sect?\.|part(?:ie)?|parte|secci(?:ó|o)n(?:es)?|раздел[аы]?|част[ьи]|القسم|الجزء"
)
_PARAGRAPH = (
    r"paragraph(?:e|s|es)?|paras?\.?|párrafos?|párr\.|пункт(?:ы|а|ов)?|пп?\.|الفقرات|الفقرة|فقرة"
    r"|indicat(?:or|eur)|indicador|показател[ья]|المؤشر|指标|目标|target|第"
)
_FILLER = (
    r"outcome(?: document)?|final document|document final|documento final"
    r"|итогов(?:ый|ого) документа?"
    r"|الوثيقة الختامية|成果文件|成果|the|of|du|de la|de l['’]|del|des|de los|de|la|le|les|el|los"
    r"|report|refs?\.?|references?|see also|see|cf\.?"
    r"|voir|véase|см\.?|انظر|参见|见|من|的|段|§|[.:：]"
)
_SEPARATOR = r"[,;،؛、/&|]|and|et|y|e|и|و"
_SUB = r"(?: ?\(?(?:[a-z]|[ivx]{2,5}|[абвгдеأبجده])\)){0,2}"
_NUMBER = r"\d{1,3}(?:\.\d{1,2}){0,2}"
_SECTIONED = rf"[ivx]{{1,4}}(?:[.\-–, ] ?[a-d](?=[.\-–]))?(?:[.\-–] ?\d{{1,3}})?{_SUB}"
# No word goes on, and no number: ``II.B.2.1`` is read whole or not at all.
_END = r"(?![a-zà-ÿа-яё\u0620-\u06ff]|[.\-–]\d)"


def _either(patterns: dict[str, str], prefix: str) -> str:
    return "|".join(f"(?P<{prefix}{name}>{pattern})" for name, pattern in patterns.items())


TOKEN = re.compile(
    rf"(?:(?:(?P<ordinal>{_either(ORDINALS, 'o')}) ?)?(?P<meeting>{_either(MEETINGS, 'm')})"
    rf"(?: ?(?P<digit>\d){_END}(?!\d))?"
    rf"|(?P<document>{_either(DOCUMENTS, 'd')})(?:(?<=[》\u4e00-\u9fff])|{_END})"
    rf"|(?P<worded>{_either(SECTIONS, 's')})"
    rf"|(?P<section>{_SECTION}){_END}|(?P<paragraph>{_PARAGRAPH})"
    rf"|(?P<sectioned>{_SECTIONED}){_END}|(?P<number>{_NUMBER}{_SUB}){_END}"
    rf"|(?P<filler>{_FILLER})|(?P<separator>{_SEPARATOR}))",
    re.IGNORECASE,
)
NAME = re.compile(rf"\b(?:{'|'.join(DOCUMENTS.values())}|revcon ?\d|bms ?\d)", re.IGNORECASE)
BRACKETED = re.compile(
    r"[(\[【（][^()\[\]【】（）]{1,200}(?:\([a-z]{1,3}\)[^()\[\]]{0,80}){0,4}[)\]】）]"
)
SUBS = dict(zip("абвгдеأبجده", "abcdefabcde", strict=True))
SUB = re.compile(r" ?\(?([a-z]|[ivx]{2,5}|[абвгдеأبجده])\)", re.IGNORECASE)
ROMAN = re.compile(r"[IVX]+(?:\.[A-D])?")


@dataclass(frozen=True)
class _Named:
    """A paragraph as written. ``is_section``: a word said that it is the number of a section."""

    document: str
    text: str
    is_section: bool = False


def plain(text: str) -> str:
    """``text`` on one line with European digits and plain brackets."""
    normal = normalised("NFKC", text[: LONGEST * 4])
    digits = (str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in normal)
    return " ".join("".join(digits).split())


def citations(text: str) -> list[Cited] | None:
    """What a text cites; None unless the whole of it is a list of citations."""
    tokens = _tokens(_unbracketed(plain(text)))
    if tokens is None:
        return None
    named = _joined(_read(tokens))
    if not named or any(not each.document for each in named):
        return None
    found = dict.fromkeys(Cited(each.document, each.text) for each in named)
    return list(found)


def names_a_document(text: str) -> bool:
    """Whether a text names a document that forms cite, whatever else it says."""
    return bool(NAME.search(plain(text)))


def _unbracketed(text: str) -> str:
    text = text.strip(" .;,")
    is_bracketed = text[:1] + text[-1:] in ("()", "[]", "{}", "【】", "〔〕")
    return text[1:-1].strip(" .;,") if is_bracketed else text


def _tokens(text: str) -> list[re.Match[str]] | None:
    if not text or len(text) > LONGEST:
        return None
    found, place = [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        token = TOKEN.match(text, place)
        if token is None or token.end() == place:
            return None
        found.append(token)
        place = token.end()
    return found


def _read(tokens: Sequence[re.Match[str]]) -> list[_Named]:
    """The paragraphs with the document named before them, or after all of them."""
    found: list[_Named] = []
    document, word = "", ""
    for token in tokens:
        if name := _document(token):
            document = name
            found = [each if each.document else replace(each, document=name) for each in found]
        elif token["section"] or token["paragraph"]:
            word = "section" if token["section"] else "paragraph"
        elif token["worded"]:
            name = next(n for n in SECTIONS if token[f"s{n}"])
            found.append(_Named(document, name, is_section=True))
        elif written := token["sectioned"] or token["number"]:
            found.append(_Named(document, _paragraph(written), is_section=word == "section"))
            word = ""
    return found


def _document(token: re.Match[str]) -> str:
    """The short name of the document that a token names; empty for none, and for a meeting without
    its number."""
    if token["document"]:
        return next(name for name in DOCUMENTS if token[f"d{name}"])
    if not token["meeting"]:
        return ""
    number = token["digit"] or next((n for n in ORDINALS if token[f"o{n}"]), "")
    name = next(name for name in MEETINGS if token[f"m{name}"])
    return f"{name}{number}" if number else ""


def _paragraph(written: str) -> str:
    """``ii-4`` as ``II.4``, ``8a)`` as ``8 (a)``."""
    subs = [SUBS.get(sub.lower(), sub.lower()) for sub in SUB.findall(written)]
    base = SUB.sub("", written).strip()
    if base[:1].isalpha():
        base = re.sub(r"[.\-–, ]+", ".", base).upper()
    return " ".join([base, *(f"({sub})" for sub in subs)])


def _joined(named: list[_Named]) -> list[_Named]:
    """A section and a paragraph that stand side by side as one; a bare number after ``II.5`` is of
    that section too (``PoA II.5, 24``: the Programme numbers each section anew)."""
    found: list[_Named] = []
    for each in named:
        last = found[-1] if found else None
        is_number = each.text[:1].isdigit()
        if last and last.is_section and is_number and ROMAN.fullmatch(last.text):
            found[-1] = _Named(each.document, f"{last.text}.{each.text}")
        elif last and each.is_section and last.text.isdigit() and not last.is_section:
            found[-1] = _Named(each.document, f"{each.text}.{last.text}")
        elif last and is_number and each.document == last.document == "PoA" and "." in last.text:
            section = last.text.rsplit(".", 1)[0]
            found.append(_Named(each.document, f"{section}.{each.text}"))
        else:
            found.append(each)
    return found
