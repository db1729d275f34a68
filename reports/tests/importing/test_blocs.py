"""The European Union in what is imported: by its names, and never by two letters in a text."""

import pytest

from reports.importing import rolls
from reports.importing.lists import items
from reports.importing.names import How
from reports.tests.importing.book import book, sentence

NAMES = {
    "en": "European Union",
    "fr": "Union européenne",
    "es": "Unión Europea",
    "ru": "Европейский союз",
    "zh": "欧洲联盟",
    "ar": "الاتحاد الأوروبي",
}
OSCE = {
    "en": "Organization for Security and Co-operation in Europe",
    "fr": "Organisation pour la sécurité et la coopération en Europe",
    "es": "Organización para la Seguridad y la Cooperación en Europa",
    "ru": "Организация по безопасности и сотрудничеству в Европе",
    "zh": "欧洲安全与合作组织",
    "ar": "منظمة الأمن والتعاون في أوروبا",
}


@pytest.mark.parametrize("language", NAMES)
def test_it_is_known_by_its_full_name_among_organisations(language: str) -> None:
    text = sentence(language, [NAMES[language], OSCE[language]], 1)
    found = rolls.read_text(text, book())
    assert [row.match.code for row in found.rows] == ["european-union", "osce"]
    assert [*found.problems, *found.questions] == []


@pytest.mark.parametrize("text", ["the European Union (EU)", "Union européenne (UE)", "欧盟"])
def test_its_abbreviation_in_brackets_changes_nothing(text: str) -> None:
    (item,) = items(text, book())
    assert (item.match.code, item.remark) == ("european-union", "")


def test_the_genitive_is_known_too() -> None:
    text = "Доклады были получены от следующих организаций: Европейского союза и ОБСЕ."
    found = rolls.read_text(text, book())
    assert [row.match.code for row in found.rows] == ["european-union", "osce"]


@pytest.mark.parametrize("text", ["EU", "UE", "ЕС", "eu"])
def test_two_letters_in_a_text_are_a_question(text: str) -> None:
    match = book().find(text, in_text=True)
    assert match.code == ""
    assert match.suggestion is None
    found = rolls.read_text(f"The following organizations submitted reports: {text}, OSCE.", book())
    assert [(row.text, row.match.code) for row in found.rows] == [(text, ""), ("OSCE", "osce")]


def test_two_letters_in_a_cell_are_a_code() -> None:
    match = book().find("EU")
    assert (match.how, match.code) == (How.EXACT, "european-union")


def test_small_letters_are_no_abbreviation_in_a_text() -> None:
    found = items("LAS, OAS, las", book())
    assert [item.match.code for item in found] == ["league-of-arab-states", "oas", ""]
