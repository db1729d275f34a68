"""Numbering, headings and masts of many kinds, each in the six languages, on invented texts."""

import textwrap

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome, Part
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines
from common.files.reading.text_columns import in_reading_order

pytestmark = pytest.mark.once

WORDS = {
    "en": ("States keep tools in the box that is shut at night", "one two three four five six"),
    "fr": ("Les États gardent les outils dans la boîte fermée", "un deux trois quatre cinq six"),
    "es": ("Los Estados guardan las herramientas en la caja", "uno dos tres cuatro cinco seis"),
    "ru": ("Государства хранят инструменты в закрытом ящике", "один два три четыре пять шесть"),
    "zh": ("各国将工具保存在夜间关闭的箱子里", "甲 乙 丙 丁 戊 己"),
    "ar": ("تحتفظ الدول بالأدوات في الصندوق المغلق ليلا", "واحد اثنان ثلاثة أربعة خمسة ستة"),
}
STOP = {"zh": "、", "ar": " - "}
SIX = [str(number) for number in range(1, 7)]


def sentence(language: str, number: int) -> str:
    words, ends = WORDS[language]
    space, stop = ("", "。") if language == "zh" else (" ", ".")
    return f"{words}{space}{ends.split()[number - 1]}{stop}"


def numbered(language: str, number: int) -> str:
    return f"{number}{STOP.get(language, '. ')}{sentence(language, number)}"


def outcome(text: str) -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(text)), "outcome.txt")


def main(text: str) -> Part:
    found = outcome(text)
    return found.parts[found.main_part]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        *(("en", label) for label in ("Objective {}: ", "Pledge {}. ", "Principle {}: ")),
        *(("en", label) for label in ("¶ {}. ", "Para {}: ", "Action No. {}: ")),
        *(("fr", label) for label in ("Recommandation n° {} : ", "Principe {}. ", "{}° ")),
        *(("es", label) for label in ("Acción núm. {}. ", "Recomendación núm. {}: ", "{}.º ")),
        *(("ru", label) for label in ("Цель {}. ", "Принцип {}. ", "п. {}. ")),
        *(("zh", label) for label in ("目标{}：", "具体目标{}。", "原则{}：")),
        *(("ar", label) for label in ("المبدأ {}: ", "الإجراء رقم {}: ", "الفقرة {}: ")),
        *(("en", label) for label in ("Goal {}: ", "Decision {}. ", "Step {} – ", "Priority {}\n")),
        *(("en", label) for label in ("[{}] ", "{}/ ", "§ {} ", "No. {} ", "#{} ", "{}: ")),
        *(("en", label) for label in ("Article {}\n", "GOAL {} ", "OP{}. ")),
        *(("fr", label) for label in ("But {} : ", "Étape {}. ", "Priorité {} : ", "N° {} ")),
        *(("es", label) for label in ("Meta {}: ", "Decisión {}. ", "Paso {}: ", "N.º {} ")),
        *(("ru", label) for label in ("Цель {}: ", "Решение {}. ", "Шаг {}: ", "№ {} ")),
        *(("zh", label) for label in ("决定{}：", "步骤{}：", "第{}项 ", "第{}项行动：", "第{}条")),
        *(("ar", label) for label in ("الهدف {}: ", "المقرر {}: ", "الخطوة {}: ", "رقم {} ")),
    ],
)
def test_what_stands_before_a_number(language: str, label: str) -> None:
    lines = [label.format(n) + sentence(language, n) for n in range(1, 7)]
    found = main("Title of it\n\n" + "\n\n".join(lines))
    assert [one.number for one in found.paragraphs] == SIX
    assert [one.words for one in found.paragraphs] == [sentence(language, n) for n in range(1, 7)]


@pytest.mark.parametrize("language", WORDS)
def test_paragraphs_that_run_on_whichever_way_their_lines_break(language: str) -> None:
    space = "" if language == "zh" else " "
    text = space.join(numbered(language, n) for n in range(1, 7))
    for size in (24, 27, 36, 40, 60, 70):
        lines = (
            [text[start : start + size // 2] for start in range(0, len(text), size // 2)]
            if language == "zh"
            else textwrap.wrap(text, size)
        )
        found = main("Title of it\n\n" + "\n".join(lines))
        assert [one.number for one in found.paragraphs] == SIX, lines


HEADINGS = {
    "en": ("I. Measures", "States undertake the following:", "At the national level", "Next door"),
    "fr": ("I. Mesures", "Les États s’engagent à :", "Au niveau national", "Au niveau régional"),
    "es": ("I. Medidas", "Los Estados se comprometen a:", "En el plano nacional", "Regiones"),
    "ru": ("I. Меры", "Государства обязуются:", "На национальном уровне", "В регионах"),
    "zh": ("一、措施", "各国承诺采取下列措施：", "在国家一级", "在区域一级"),
    "ar": ("أولا - التدابير", "تتعهد الدول بما يلي:", "على الصعيد الوطني", "على الصعيد الإقليمي"),
}


@pytest.mark.parametrize("language", HEADINGS)
def test_unnumbered_headings_after_words_below_a_heading_that_end_in_a_colon(language: str) -> None:
    top, announced, first, second = HEADINGS[language]
    lines = [top, announced, first, numbered(language, 1), second, numbered(language, 2)]
    found = main("Title\n\n" + "\n\n".join(lines))
    assert [section.code for section in found.sections] == ["i", "i-1", "i-2"]
    assert found.sections[0].chapeau == announced


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(("en", "Chapter I. "), ("fr", "Chapitre I. "), ("es", "Capítulo I. ")),
        *(("ru", "Глава I. "), ("ar", "الفصل الأول - "), ("zh", "第一章 ")),
    ],
)
def test_a_word_before_the_numeral_of_a_heading(language: str, word: str) -> None:
    lines = [word + HEADINGS[language][2], numbered(language, 1), numbered(language, 2)]
    (section,) = main("Title\n\n" + "\n\n".join(lines)).sections
    assert (section.code, section.heading) == ("i", HEADINGS[language][2])


MASTS = {
    "en": ("English", "New York, 18–29 June 2031"),
    "fr": ("Français", "New York, 18-29 juin 2031"),
    "es": ("Español", "Nueva York, 18 a 29 de junio de 2031"),
    "ru": ("Русский", "Нью-Йорк, 18–29 июня 2031 года"),
    "zh": ("中文", "2031年6月18日至29日，纽约"),
    "ar": ("العربية", "نيويورك، 18-29 حزيران/يونيه 2031"),
}


@pytest.mark.parametrize("language", MASTS)
def test_the_language_and_the_place_of_a_meeting_are_no_title(language: str) -> None:
    own, place = MASTS[language]
    text = "\n".join(numbered(language, n) + "\n" for n in range(1, 4))
    found = outcome(f"A/CONF.999/2031/7\n{own}\n\n{place}\n\nOutcome of it\n\n{text}")
    assert found.parts[0].title == "Outcome of it"
    assert (found.language, found.year) == (language, 2031)


@pytest.mark.parametrize("width", [17, 11, 7, 5])
def test_two_columns_of_chinese_in_a_font_of_one_width(width: int) -> None:
    left: list[str] = []
    right: list[str] = []
    for number in range(1, 4):
        for column, one in ((left, number), (right, number + 3)):
            words = numbered("zh", one) + WORDS["zh"][0] + "。"
            column += [words[start : start + width] for start in range(0, 3 * 17, width)]
    pairs = zip(left, right, strict=True)
    rows = [f"{one}{' ' * (2 * width + 6 - places(one))}{two}" for one, two in pairs]
    assert [one.number for one in main("\n".join(rows)).paragraphs] == SIX


def places(text: str) -> int:
    """The width of a text, where a Chinese character counts as two."""
    return sum(1 if one.isascii() else 2 for one in text)


def test_a_table_of_numbered_rows_in_chinese_is_no_text_in_two_columns() -> None:
    rows = [f"{n}. 武器标识制度{' ' * 8}{n + 6}. 记录保存年限" for n in range(1, 7)]
    assert [text for _index, text in in_reading_order(rows)] == rows


def test_a_symbol_along_the_edge_and_roman_page_numbers_are_left_out() -> None:
    edge = "A\n/C\nO\nN\nF.192/15\nA/CONF.192/15\niii"
    found = outcome(f"Report of it\n\n{edge}\n\nI. Start\n\n1. One.\n\n2. Two.")
    assert [section.code for section in found.parts[0].sections] == ["i"]
    assert found.symbol == "A/CONF.192/15"
    assert [left.reason for left in found.left] == ["symbol"] * 6 + ["page_number"]


def test_the_meeting_is_that_of_the_title_not_one_that_the_text_recalls() -> None:
    text = "1. A preparatory committee met before.\n\n2. It met again."
    title = "Report of the United Nations Conference on the Illicit Trade in Tools"
    found = outcome(f"{title}\n\n{text}")
    assert found.meeting_kind == "conference"
    assert outcome(f"Report of it\n\n{text}").meeting_kind == "prepcom"
