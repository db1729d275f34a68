"""A name is exact, a known variant, or at most a suggestion."""

import pytest

from reports.importing.names import How, Known, NameBook
from reports.tests.importing.book import book, reporters

pytestmark = pytest.mark.once

VARIANTS = {
    "Iran": "IRN",
    "Bolivia": "BOL",
    "UK": "GBR",
    "U.K.": "GBR",
    "USA": "USA",
    "Turkey": "TUR",
    "Vietnam": "VNM",
    "Côte d’Ivoire": "CIV",
    "Ivory Coast": "CIV",
    "the Netherlands": "NLD",
    "Iran, Islamic Republic of": "IRN",
    "Korea, Republic of": "KOR",
    "St. Kitts & Nevis": "KNA",
    "FYROM": "MKD",
    "Royaume-Uni": "GBR",
    "la République tchèque": "CZE",
    "EE.UU.": "USA",
    "Великобритания": "GBR",
    "США": "USA",
    "联合王国": "GBR",
    "美国": "USA",
    "刚果": "COG",
    "刚果(金)": "COD",
    "国际刑警组织": "interpol",
    "السعودية": "SAU",
    "جمهورية إيران الإسلامية": "IRN",
}


@pytest.mark.parametrize(("name", "code"), VARIANTS.items())
def test_well_known_variants_are_recognised(name: str, code: str) -> None:
    match = book().find(name)
    assert match.code == code
    assert match.how in (How.EXACT, How.VARIANT)


def test_every_name_on_record_is_exact_in_every_language() -> None:
    for fields in reporters():
        for name in (*fields["name"].values(), *fields["formal_name"].values()):
            match = book().find(name)
            assert (match.how, match.code) == (How.EXACT, fields["code"]), name


def test_no_name_or_variant_belongs_to_two_reporters() -> None:
    for names in (book().exact, book().variants):
        assert [name for name, codes in names.items() if name and len(codes) > 1] == []
    shared = {
        name: book().variants[name] | codes
        for name, codes in book().exact.items()
        if name in book().variants and book().variants[name] != codes
    }
    assert shared == {}


def test_codes_are_exact() -> None:
    for text in ("KEN", "KE", "404"):
        assert book().find(text).code == "KEN"
    assert book().find("ken", is_code=True).code == "KEN"
    assert book().find("4", is_code=True).code == "AFG"


def test_small_letters_are_a_code_only_where_a_code_is_expected() -> None:
    assert book().find("no").code == ""
    assert book().find("no", is_code=True).code == "NOR"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ugandda", "UGA"),
        ("Government of Kenya", "KEN"),
        ("Boliviya", "BOL"),
        ("Republic of Switzerland", "CHE"),
    ],
)
def test_what_is_nearly_a_name_is_a_suggestion_only(text: str, code: str) -> None:
    match = book().find(text)
    assert match.how == How.SUGGESTION
    assert match.code == ""
    assert match.suggestion is not None
    assert match.suggestion.code == code


def test_a_name_two_could_bear_is_no_clear_suggestion() -> None:
    match = book().find("Korea")
    assert {candidate.code for candidate in match.candidates} >= {"KOR", "PRK"}
    assert match.suggestion is None


def test_what_resembles_nothing_is_unknown() -> None:
    assert book().find("xyzzy").how == How.UNKNOWN
    assert book().find("").how == How.UNKNOWN


def test_a_name_that_two_reporters_share_finds_neither() -> None:
    shared = NameBook.of([Known("one", ("Same",)), Known("two", ("Same", "Two"))])
    match = shared.find("Same")
    assert match.code == ""
    assert {candidate.code for candidate in match.candidates} == {"one", "two"}
