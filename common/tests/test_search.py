import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import Commitment
from common.search import normalise, renew
from testing.builders import make_commitment, texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École", "ecole"),
        ("ÉCOLE", "école"),
        ("Жизнь", "жизнь"),
        ("تَتَبُّع", "تتبع"),
        ("إيران", "ايران"),
        ("Côte d'Ivoire", "COTE D’IVOIRE"),
        ("１６.４.２", "16.4.2"),
        ("  two \n words ", "two words"),
        ("\u200fتعقب\u200e", "تعقب"),
        ("mark\u00ading tra\u200bcing", "marking tracing"),
        ("follow\u2010up, 2024\u20132026", "follow-up, 2024-2026"),
        ("mise en œuvre", "mise en oeuvre"),
        ("ایران ک", "ايران ك"),
    ],
)
def test_spellings_of_the_same_word_meet(one, other):
    assert normalise(one) == normalise(other)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["tracage", "TRAÇAGE", "标识", "تعقب", "armes tracage"])
def test_a_commitment_is_found_in_any_language(query):
    make_commitment()
    wanted = make_commitment(
        title=texts("Marking", fr="Traçage des armes", zh="加强标识", ar="التَّعقّب")
    )
    assert list(Commitment.objects.matching(query)) == [wanted]


# The query, the reader's language, and the text to be found.
OTHER_FORMS = [
    ("en", "policies", "A policy on arms"),
    ("en", "women", "Each woman"),
    ("en", "traced", "The tracing of arms"),
    ("fr", "marquages", "Le marquage des armes"),
    ("fr", "légère", "Armes légères"),
    ("es", "munición", "Las municiones"),
    ("ru", "женщины", "Участие женщин"),
    ("ru", "отчёт", "О национальных отчетах"),
    ("ar", "الذخيرة", "تخزين ذخيرة"),
    ("zh", "标识", "加强标识"),
]


@pytest.mark.django_db
def test_other_forms_of_a_word_are_found_and_words_that_begin_alike_are_not():
    market = make_commitment(title=texts("The market, a police officer and Mali"))
    wanted = [make_commitment(title=texts(text)) for _code, _query, text in OTHER_FORMS]
    for (code, query, text), found in zip(OTHER_FORMS, wanted, strict=True):
        with override(code.replace("zh", "zh-hans")):
            keys = list(Commitment.objects.matching(query).values_list("key", flat=True))
        assert found.key in keys, (query, text)
        assert market.key not in keys, query
    assert not Commitment.objects.matching("marking").exists()
    assert list(Commitment.objects.matching("mali")) == [market]


@pytest.mark.django_db
def test_every_word_must_occur():
    make_commitment(title=texts("Marking of arms"))
    assert not Commitment.objects.matching("marking ships").exists()


@pytest.mark.django_db
def test_bulk_creation_keeps_the_search_text_too():
    commitment = make_commitment(title=texts("Marking"))
    commitment.pk, commitment.key, commitment.number, commitment.position = None, "x-9", "9", 9
    commitment.title = texts("Brokering")
    Commitment.objects.bulk_create([commitment])
    assert Commitment.objects.matching("brokering").get().key == "x-9"


@pytest.mark.django_db
def test_percent_and_underscore_are_looked_for_as_they_are():
    make_commitment(title=texts("Marking"))
    assert not Commitment.objects.matching("%").exists()
    assert not Commitment.objects.matching("m_rking").exists()


@pytest.mark.django_db
def test_texts_of_before_are_renewed_without_what_nobody_sees():
    commitment = make_commitment(title=texts("Follow-up"))
    old = "key\nfollow\u2010up of tra\u00adcing"
    Commitment.objects.filter(pk=commitment.pk).update(search_text=old)
    renew(Commitment)
    assert list(Commitment.objects.matching("follow-up tracing")) == [commitment]
