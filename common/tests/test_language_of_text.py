"""The language of a text: the likeliest, and the clear one."""

import pytest

from common.language_of_text import clear_language_of, language_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The law of 2019 is in force and has been amended by the Parliament.", "en"),
        ("La loi est en vigueur et les armes sont marquées par les services de la police.", "fr"),
        ("La ley está en vigor y las armas se marcan en el país por la policía.", "es"),
        ("Закон вступил в силу в 2019 году.", "ru"),
        ("صدر القانون في عام 2019 وهو نافذ.", "ar"),
        ("法律已于2019年生效。", "zh"),
        ("该国与国际刑警组织(INTERPOL)共享追查数据。", "zh"),
        ("INTERPOL iARMS, ISO 9001:2015, A/CONF.192/15", ""),
        ("Kenya", ""),
        ("说", ""),
        ("", ""),
        ("1 2 3 … !", ""),
        ("Οι νόμοι ισχύουν από το έτος αυτό", ""),
    ],
)
def test_a_text_is_clearly_in_the_language_of_most_of_it(text: str, language: str) -> None:
    assert clear_language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Government of the country submits this report.", "en"),
        ("Le Gouvernement présente ce rapport dans les délais et pour la Réunion.", "fr"),
        ("El Gobierno presenta este informe a la Reunión con los datos del año.", "es"),
        ("Правительство представляет этот доклад.", "ru"),
        ("政府提交本报告。", "zh"),
        ("تقدم الحكومة هذا التقرير.", "ar"),
        ("1234", ""),
    ],
)
def test_the_likeliest_language_is_told(text: str, language: str) -> None:
    assert language_of(text) == language
