"""Who reported, as a sentence for a meeting's report."""

import pytest

from reports.coverage.sentence import enumerated, sentences
from reports.models import Reporter, ReporterKind, ReportingCycle
from testing.builders import make_cycle, make_organisation, make_state, texts

pytestmark = pytest.mark.django_db


def in_language(cycle: ReportingCycle, kind: str, reporters: list[Reporter], code: str) -> str:
    return dict(sentences(cycle, kind, reporters))[code]


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ["Kenya"], "Kenya"),
        ("en", ["Iraq", "Kenya", "Togo"], "Iraq, Kenya and Togo"),
        ("fr", ["Iraq", "Kenya", "Togo"], "Iraq, Kenya et Togo"),
        ("ru", ["Ирак", "Кения", "Того"], "Ирак, Кения и Того"),
        ("es", ["Kenya", "Togo"], "Kenya y Togo"),
        ("es", ["Alemania", "Irlanda"], "Alemania e Irlanda"),
        ("es", ["Alemania", "Yemen"], "Alemania y Yemen"),
        ("zh", ["伊拉克", "肯尼亚", "多哥"], "伊拉克、肯尼亚和多哥"),
        ("ar", ["العراق", "كينيا", "توغو"], "العراق، وكينيا، وتوغو"),
    ],
)
def test_each_language_enumerates_in_its_own_way(
    language: str, names: list[str], expected: str
) -> None:
    assert enumerated(names, language) == expected


def test_names_follow_english_order_in_every_language() -> None:
    germany, chad = make_state("DEU", "Germany"), make_state("TCD", "Chad")
    germany.name["fr"], chad.name["fr"] = "Allemagne", "Tchad"
    sentence = in_language(make_cycle("2031"), ReporterKind.STATE, [germany, chad], "fr")
    assert sentence.endswith("Tchad et Allemagne.")
    assert "pour le cycle 2031" in sentence


def test_organizations_are_ordered_without_small_words_and_by_their_full_names() -> None:
    security = make_organisation("osce", name=texts("Organization for Security"))
    american = make_organisation(
        "oas",
        name=texts("Organization of American States"),
        formal_name=texts("Organization of American States (OAS)"),
    )
    found = in_language(make_cycle("2031"), ReporterKind.ORGANISATION, [security, american], "en")
    assert found.endswith("Organization of American States (OAS) and Organization for Security.")


def test_there_is_none_for_nobody() -> None:
    assert sentences(make_cycle("2031"), ReporterKind.STATE, []) == []
