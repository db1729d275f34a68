"""Words, marks and habits of forms in six languages; nothing here belongs to one form."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from common.letters import normalise
from questionnaires.form import DEVELOPING, NO, YES
from questionnaires.reading.sheets import Ticked

TICKED = frozenset(
    "☑☒✓✔✗✘✕✖☓⊠⌧🗹🗷🗸✅❎❌⮽⦿◉●■◼⬛▣\uf0fe\uf0fd\uf0fc\uf0fb\uf052\uf051\uf050\uf054\uf078"
)
EMPTY = frozenset("☐□◻▢❑❒❏❐○◯⬜⬚❍◌\uf0a8\uf06f\uf071\uf072\uf0a3\uf02a")
# Ticks only where their empty twin is in the file; otherwise they may lead the items of a list.
BULLETS = frozenset("●■◼▣◉⬛")
LETTERS = frozenset("xX×ХхⅩ")
BRACKETED = re.compile(r"[\[(] ?([xX×Хх✓✔✗✘☓✕*•●]?) {0,4}[\])]")
# The same where lines run from right to left, whose brackets may be the wrong way round.
BRACKETED_ANY_WAY = re.compile(
    r"(?:(?<=\s)|(?<![^\s]))[\[\]()] ?([xX×Хх✓✔✗✘☓✕*•●]?) {0,4}[\[\]()](?=\s|$)"
)
# A short line to put a tick on, and a tick on one: ``__``, ``_x_``.
ON_A_LINE = r"(?:_{1,8} ?([xX×Хх✓✔✗✘☓✕*•●]?) ?_{0,8}|([xX×Хх✓✔✗✘☓✕*•●])_{1,8})"
UNDERSCORED = re.compile(rf"(?<!\w){ON_A_LINE}(?!_)|{ON_A_LINE}(?!\w)")
SPACES = re.compile(r"\s+")

ANSWER_WORDS: dict[str, tuple[str, ...]] = {
    YES: ("yes", "oui", "sí", "si", "да", "是", "有", "نعم"),
    NO: ("no", "non", "нет", "否", "没有", "沒有", "无", "لا", "كلا"),
    DEVELOPING: (
        *("developing", "in development", "under development", "being developed"),
        *("in preparation", "in progress"),
        *("en cours d'élaboration", "en cours d’élaboration", "en développement", "en cours"),
        *("en élaboration", "en préparation", "en cours de développement"),
        *("en desarrollo", "en elaboración", "en curso", "en preparación", "elaborándose"),
        *("en proceso", "desarrollando", "en proceso de elaboración"),
        *("разрабатывается", "в разработке", "в стадии разработки", "в процессе разработки"),
        *("制定中", "正在制定", "发展中", "拟订中", "正在拟订", "拟定中"),
        *("开发中", "正在制订", "制订中"),
        *("قيد الإعداد", "قيد التطوير", "قيد الوضع", "قيد الإنشاء", "قيد التنفيذ", "جارٍ الإعداد"),
    ),
}  # fmt: skip
# What a form prints before an answer, whichever form it is.
LABEL_WORDS = (
    *("answer", "response", "reply", "details", "detail", "comments", "comment", "remarks"),
    *("please specify", "please provide details", "if yes please provide details"),
    *("please give details", "additional information", "further information", "explanation"),
    *("please explain", "notes", "description", "question", "number", "part", "value", "page"),
    *("réponse", "détails", "précisions", "commentaires", "commentaire", "observations"),
    *("veuillez préciser", "renseignements complémentaires", "remarques", "question", "numéro"),
    *("respuesta", "detalles", "comentarios", "comentario", "observaciones", "pregunta"),
    *("sírvase especificar", "proporcione detalles", "información adicional", "número"),
    *("ответ", "подробности", "комментарии", "комментарий", "примечания", "вопрос", "номер"),
    *("пожалуйста уточните", "дополнительная информация", "сведения"),
    *("答复", "回答", "详情", "备注", "说明", "评论", "请说明", "问题", "编号", "答案", "补充资料"),
    *("الإجابة", "الجواب", "الرد", "التفاصيل", "تفاصيل", "ملاحظات", "تعليقات", "السؤال", "الرقم"),
    *("يرجى التوضيح", "معلومات إضافية", "رقم"),
)  # fmt: skip
# What the lists and the fields of Word show before somebody has chosen or typed something.
UNCHOSEN_WORDS = (
    *("choose an item", "select an item", "choose one", "select one", "please select"),
    *("please choose", "select", "choose", "select an answer", "choose an answer"),
    *("choisissez un élément", "choisir un élément", "sélectionnez un élément", "sélectionner"),
    *("choisir", "veuillez choisir", "veuillez sélectionner", "sélectionnez"),
    *("elija un elemento", "elija una opción", "seleccione un elemento", "seleccione"),
    *("seleccione una opción", "seleccionar", "elija"),
    *("выберите элемент", "выберите", "выберите ответ", "выберите из списка"),
    *("اختر عنصرا", "اختر عنصر", "اختيار عنصر", "اختر", "يرجى الاختيار", "اختر إجابة"),
    *("选择一项", "选择项目", "请选择", "选择一个项目", "選擇一個項目"),
    *("escolher um item", "escolha um item", "wählen sie ein element aus", "scegliere un elemento"),
    *("kies een item", "wybierz element"),
)  # fmt: skip
UNTYPED_WORDS = (
    *("click or tap here to enter text", "click here to enter text", "enter text here"),
    *("click or tap to enter a date", "click here to enter a date", "enter text"),
    *("cliquez ou appuyez ici pour entrer du texte", "cliquez ici pour taper du texte"),
    *("cliquez ou appuyez ici pour entrer une date", "cliquez ici pour entrer une date"),
    *("cliquez ici pour entrer du texte", "entrez du texte ici"),
    *("haga clic o pulse aquí para escribir texto", "haga clic aquí para escribir texto"),
    *("haga clic aquí o pulse para escribir una fecha", "haga clic aquí para escribir una fecha"),
    *("haga clic o pulse para escribir una fecha", "escriba texto aquí"),
    *("место для ввода текста", "место для ввода даты", "введите текст"),
    *("щелкните или коснитесь здесь чтобы ввести текст",),
    *("انقر أو اضغط هنا لإدخال نص", "انقر هنا لإدخال نص", "انقر أو اضغط لإدخال تاريخ"),
    *("انقر هنا لإدخال تاريخ", "انقر أو اضغط هنا لإدخال النص"),
    *("单击或点击此处输入文字", "单击此处输入文字", "单击或点击以输入日期", "单击此处输入日期"),
    *("点击此处输入文字", "点击或敲击此处输入文字"),
    *("clique ou toque aqui para introduzir texto", "clique ou toque aqui para inserir o texto"),
    *("klicken oder tippen sie hier um text einzugeben",),
)  # fmt: skip
GO_ON = re.compile(
    r"\b(go to|skip to|proceed to|continue (?:to|with)|move to|passez|passer|aller|allez|pase|vaya"
    r"|ir a|continúe|перейдите|переходите|перейти)\b|انتقل|الانتقال|转到|转至|跳至|跳到|请答",
    re.IGNORECASE,
)
CITING = re.compile(
    r"^\W{0,3}(?:PoA|UNPoA|ITI|RevCon\d?|BMS ?\d?|SDG|GGE|WPS|UPU|IIT|PA|PAI|ПД|МДО)\b",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W_]")
PLAIN_WORD = re.compile("[0-9A-Za-z]+")
CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
NUMBER = re.compile(
    r"\W{0,3}(?:(?:question|q|no|nº|n°|pregunta|вопрос|السؤال|سؤال|问题|第)\.?\s{0,2})?"
    r"(\d{1,3}(?:\.\d{1,3}){0,4}(?:\.?[a-z](?![a-z]))?)(?=[\s.):\-–—、]|$)",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word (in Chinese, a character), folded, and where it stands in its text."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, without case, accents and punctuation."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    if text.isascii():
        for found in PLAIN_WORD.finditer(text):
            yield Token(found[0].lower(), found.start(), found.end())
        return
    start = -1
    for index, character in enumerate(text + " "):
        is_cjk = bool(CJK.match(character))
        goes_on = character.isalnum() or _is_joined(character)
        if start >= 0 and (not goes_on or is_cjk):
            yield from _token(text, start, index)
            start = -1
        if is_cjk:
            yield Token(normalise(character), index, index + 1)
        elif goes_on and start < 0 and character.isalnum():
            start = index


def _is_joined(character: str) -> bool:
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0640" <= character <= "\u065f"
        or character == "\u0670"
    )


def _token(text: str, start: int, end: int) -> Iterator[Token]:
    if word := normalise(text[start:end]).replace(" ", ""):
        yield Token(word, start, end)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(text))


ANSWERS: dict[tuple[str, ...], str] = {
    words(phrase): answer for answer, phrases in ANSWER_WORDS.items() for phrase in phrases
}
LONGEST_ANSWER = max(map(len, ANSWERS))
# The first words of answers of several words.
BEGINNINGS = frozenset(answer[:size] for answer in ANSWERS for size in range(1, len(answer)))
_FIRST_WORDS = frozenset(answer[0] for answer in ANSWERS)
LABELS = frozenset(words(phrase) for phrase in LABEL_WORDS)
UNCHOSEN = frozenset(words(phrase) for phrase in UNCHOSEN_WORDS)
UNTYPED = frozenset(words(phrase) for phrase in UNTYPED_WORDS)
# Stands for a list's invitation to choose, whatever its words.
NOTHING_CHOSEN = "Choose an item."


def answer_of(text: str) -> str | None:
    """The answer that a text is and no more: ``Yes.``, ``« Oui »``."""
    return ANSWERS.get(words(text))


def answer_at(own: tuple[str, ...], at: int) -> int:
    """How many words from a place on are an answer, the longest that is there; 0 for none."""
    if own[at] not in _FIRST_WORDS:
        return 0
    sizes = range(min(LONGEST_ANSWER, len(own) - at), 0, -1)
    return next((size for size in sizes if own[at : at + size] in ANSWERS), 0)


def split_marks(text: str) -> list[str | tuple[Ticked, str, int]]:
    """A text cut at its marks: texts, and (state, character, where it stood)."""
    pieces: list[str | tuple[Ticked, str, int]] = []
    start = index = 0
    while index < len(text):
        character = text[index]
        state, end = None, index + 1
        if character in TICKED or character in EMPTY:
            state = Ticked.YES if character in TICKED else Ticked.NO
            if text[end : end + 1] == "\ufe0e" or text[end : end + 1] == "\ufe0f":
                end += 1
        elif character in "[(" and (match := BRACKETED.match(text, index)):
            state, end = (Ticked.YES if match[1] else Ticked.NO), match.end()
        elif match := underscored(text, index):
            state, end = (Ticked.YES if any(match.groups()) else Ticked.NO), match.end()
            character = "_"
        if state is not None:
            pieces += [text[start:index], (state, character, index)]
            start = end
        index = end
    pieces.append(text[start:])
    return [piece for piece in pieces if piece]


def underscored(text: str, at: int) -> re.Match[str] | None:
    """A short line to put a tick on that begins here, or a tick on one."""
    if text[at] != "_" and text[at + 1 : at + 2] != "_":
        return None
    if at and text[at - 1] == "_":
        return None
    return UNDERSCORED.match(text, at)
