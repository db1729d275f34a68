"""Invented answers to a form: what stands at each question, and how a State would write it."""

import random
from dataclasses import dataclass
from typing import Any

from questionnaires.form import Form, Kind, Part, Question, asked

TERMS: dict[str, dict[str, str]] = {
    "en": {"yes": "Yes", "no": "No", "developing": "Developing", "question": "Question",
           "answer": "Answer", "page": "Page", "head": "National report of Exampleland",
           "go": "If no, go to question {}."},
    "fr": {"yes": "Oui", "no": "Non", "developing": "En cours d’élaboration",
           "question": "Question", "answer": "Réponse", "page": "Page",
           "head": "Rapport national de l’Exemplie", "go": "Si non, passez à la question {}."},
    "es": {"yes": "Sí", "no": "No", "developing": "En elaboración", "question": "Pregunta",
           "answer": "Respuesta", "page": "Página", "head": "Informe nacional de Ejemplia",
           "go": "Si no, pase a la pregunta {}."},
    "ru": {"yes": "Да", "no": "Нет", "developing": "В разработке", "question": "Вопрос",
           "answer": "Ответ", "page": "Страница", "head": "Национальный доклад Примерландии",
           "go": "Если нет, переходите к вопросу {}."},
    "ar": {"yes": "نعم", "no": "لا", "developing": "قيد الإعداد", "question": "السؤال",
           "answer": "الإجابة", "page": "صفحة", "head": "تقرير دولة المثال",
           "go": "إذا كان الجواب لا، انتقل إلى السؤال {}."},
    "zh": {"yes": "是", "no": "否", "developing": "正在制定", "question": "问题",
           "answer": "答复", "page": "页", "head": "范例国国家报告", "go": "如否，请转至问题{}。"},
}  # fmt: skip
SENTENCES: dict[str, list[str]] = {
    "en": ["The Act of 2003 was last amended in 2019.", "Every unit keeps a register (Form 7).",
           "A committee of nine members meets twice a year.", "Our stores were inspected in May.",
           "Yes-or-no matters are decided by the Minister.", "No licence was refused in 2021.",
           "About 1,250 pieces were melted at the steelworks.", "See Decree No. 12 of 2014.",
           "Training was held in three districts, at our own cost."],
    "fr": ["La loi de 2003 a été modifiée en 2019.", "Chaque unité tient un registre (modèle 7).",
           "Un comité de neuf membres siège deux fois par an.", "Non loin de la capitale, un dépôt a fermé.",
           "Quelque 1 250 pièces ont été fondues à l’aciérie.", "Voir le décret no 12 de 2014."],
    "es": ["La ley de 2003 fue reformada en 2019.", "Cada unidad lleva un registro (modelo 7).",
           "Un comité de nueve miembros se reúne dos veces al año.", "Si hace falta, se consulta al ministro.",
           "Unas 1.250 piezas fueron fundidas en la acería.", "Véase el decreto núm. 12 de 2014."],
    "ru": ["Закон 2003 года изменён в 2019 году.", "Каждая часть ведёт журнал (форма 7).",
           "Комитет из девяти членов собирается дважды в год.", "Да будет так решено министром.",
           "Около 1 250 единиц переплавлено на заводе."],
    "ar": ["عُدل قانون عام 2003 في عام 2019.", "تحتفظ كل وحدة بدفتر خاص بها.",
           "تجتمع لجنة من تسعة أعضاء مرتين في السنة.", "صُهرت القطع في مصنع الصلب."],
    "zh": ["二〇〇三年的法律于二〇一九年修订。", "每个单位都有自己的登记册。", "由九人组成的委员会每年开会两次。",
           "约有一千二百件在钢厂熔化。"],
}  # fmt: skip
THOUSANDS = {"en": ",", "fr": "\u202f", "es": ".", "ru": "\u00a0", "ar": ",", "zh": ","}
MONTHS_EN = ("January", "February", "March", "April", "May", "June")


@dataclass
class Truth:
    """What stands at a question. ``is_unsure``: nobody could tell from the paper."""

    value: Any
    parts: dict[str, Any]
    state: str
    page: int | None = None
    is_unsure: bool = False
    unsure_by: str = ""  # two, faint, between


@dataclass
class Filled:
    name: str
    data: bytes
    truth: dict[str, Truth]
    form: Form
    language: str


@dataclass
class Style:
    """The decisions of one layout."""

    kind: str = "pdf"
    layout: str = "lines"  # lines, table
    ticks: str = "drawn"  # drawn, glyph, words, control, bare
    shape: str = "cross"
    box_after: bool = False
    font: str = "DejaVu Sans"
    size: float = 10
    margin: int = 18
    has_labels: bool = True
    has_cites: bool = True
    number_style: str = "{}"
    is_bordered: bool = True
    repeats_head: bool = True
    omits_unasked: bool = False
    glyphs: tuple[str, str] = ("☒", "☐")
    options_stacked: bool = False


def text_of(texts: Any, language: str) -> str:
    return str(texts.get(language) or texts.get("en") or "")


def fill(form: Form, rng: random.Random, language: str, *, unsure: float = 0.0) -> dict[str, Truth]:
    """Invented answers to every question, with closed gates left blank."""
    truth: dict[str, Truth] = {}
    values: dict[str, Any] = {}
    for question in form.questions():
        if not asked(form, values)[question.key]:
            truth[question.key] = Truth(None, _nothing(question), "not_asked")
            continue
        is_blank = rng.random() < 0.06
        parts: dict[str, Any] = {}
        for part in question.parts:
            is_main = part is question.main
            skipped = is_blank or (not is_main and rng.random() < 0.35)
            parts[part.key] = None if skipped else _value(part, rng, language)
        value = parts.pop(question.main.key)
        values[question.key] = value
        state = "blank" if value is None else "answered"
        is_unsure = question.main.kind == Kind.TICK and rng.random() < unsure and value is not None
        by = rng.choice(("two", "faint", "between")) if is_unsure else ""
        truth[question.key] = Truth(value, parts, state, is_unsure=is_unsure, unsure_by=by)
    for question in form.questions():
        if any(truth[gate.on].is_unsure for gate in question.gates):
            truth[question.key].is_unsure = True
    return truth


def _nothing(question: Question) -> dict[str, Any]:
    return {part.key: None for part in question.parts if part is not question.main}


def _value(part: Part, rng: random.Random, language: str) -> Any:
    if part.kind == Kind.TICK:
        return rng.choice(part.answers)
    if part.kind == Kind.NUMBER:
        return rng.choice([rng.randrange(0, 40), rng.randrange(1000, 2_000_000)])
    if part.kind == Kind.DATE:
        return f"20{rng.randrange(10, 24)}-0{rng.randrange(1, 7)}-{rng.randrange(10, 28)}"
    if part.kind == Kind.CHOICES:
        chosen = [c.key for c in part.choices if rng.random() < 0.4]
        return chosen or [part.choices[0].key]
    if part.kind == Kind.ROWS:
        return _rows(part, rng, language)
    count = rng.choice([1, 1, 2, 3, 5])
    joint = "" if language == "zh" else " "
    return joint.join(rng.sample(SENTENCES[language], min(count, len(SENTENCES[language]))))


def settle_choices(form: Form, truth: dict[str, Truth], *, is_struck: bool = False) -> None:
    """Leave one choice out where all are chosen, and choose one where none is and the others would
    be struck out: nobody could tell those from none and from all."""
    for question in form.questions():
        own = truth[question.key]
        for part in question.parts:
            if part.kind != Kind.CHOICES or own.state == "not_asked":
                continue
            keys = [choice.key for choice in part.choices]
            value = own.value if part is question.main else own.parts[part.key]
            if value is None and is_struck:
                value = keys[:1]
            if value is not None and len(value) == len(keys) > 1:
                value = keys[:-1]
            if part is question.main:
                own.value, own.state = value, "answered" if value else own.state
            else:
                own.parts[part.key] = value


def is_lone(question: Question, part: Part, style: Style) -> bool:
    """Whether a part is a question's only text, and printed without a label."""
    texts = [each for each in question.parts if each.kind == Kind.TEXT]
    return texts == [part] and not style.has_labels and part is not question.main


def _rows(part: Part, rng: random.Random, language: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    keys: list[str | None] = [row.key for row in part.rows] or [None] * rng.randrange(1, 5)
    for key in keys:
        row: dict[str, Any] = {"row": key} if key else {}
        for index, column in enumerate(part.columns):
            if index and rng.random() < 0.3:
                continue
            if column.kind == Kind.NUMBER:
                row[column.key] = rng.choice([rng.randrange(0, 99), rng.randrange(1000, 99_999)])
            elif column.kind == Kind.DATE:
                row[column.key] = f"2021-0{rng.randrange(1, 9)}-{rng.randrange(10, 28)}"
            else:
                row[column.key] = rng.choice(SENTENCES[language])
        if len(row) > (1 if key else 0):
            rows.append(row)
    return rows


def shown(value: Any, kind: Kind, language: str) -> str:
    """A value as a State writes it."""
    if value is None:
        return ""
    if kind == Kind.NUMBER:
        return f"{value:,}".replace(",", THOUSANDS[language])
    if kind == Kind.DATE:
        year, month, day = value.split("-")
        return (
            f"{day}.{month}.{year}" if language != "zh" else f"{year}年{int(month)}月{int(day)}日"
        )
    return str(value)
