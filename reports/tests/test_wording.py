"""Telling languages apart, where it is clear."""

import pytest

from reports.submissions.wording import seems_to_be

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
        ("INTERPOL iARMS, ISO 9001:2015, A/CONF.192/15", None),
        ("Kenya", None),
        ("说", None),
        ("", None),
        ("1 2 3 … !", None),
        ("Οι νόμοι ισχύουν από το έτος αυτό", None),
    ],
)
def test_a_text_is_in_the_language_that_most_of_it_seems_to_be(text: str, language: str) -> None:
    assert seems_to_be(text) == language
