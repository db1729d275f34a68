"""Texts are compared by their character n-grams, in any of the six languages."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.similarity import Corpus, grams

ENGLISH = {
    "marking": "Mark every weapon at manufacture and import",
    "tracing": "Answer tracing requests from other States in time",
    "postal": "Detect weapons hidden in postal parcels",
}
OTHERS = {
    "zh": {"marking": "在制造和进口时给每件武器打上标识", "tracing": "及时答复他国的追查请求"},
    "ru": {
        "marking": "Маркировать каждую единицу оружия",
        "tracing": "Отвечать на запросы об отслеживании",
    },
    "ar": {"marking": "وسم كل قطعة سلاح عند الصنع", "tracing": "الرد على طلبات التعقب"},
    "fr": {
        "marking": "Marquer chaque arme à la fabrication",
        "tracing": "Répondre aux demandes de traçage",
    },
    "es": {
        "marking": "Marcar cada arma en la fabricación",
        "tracing": "Responder a solicitudes de rastreo",
    },
}
QUERIES = {
    "zh": "去年共答复外国的武器追查请求六十件",
    "ru": "В прошлом году дан ответ на 60 запросов об отслеживании",
    "ar": "تم الرد على ستين من طلبات التعقب في العام الماضي",
    "fr": "L'an dernier, 60 demandes de traçage ont reçu une réponse",
    "es": "El año pasado se respondió a 60 solicitudes de rastreo",
}


def test_the_likest_text_comes_first() -> None:
    ranked = Corpus(ENGLISH).rank("Sixty requests for the tracing of weapons were answered.")
    assert ranked[0].key == "tracing"


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_is_compared(language: str) -> None:
    ranked = Corpus(OTHERS[language]).rank(QUERIES[language])
    assert ranked[0].key == "tracing"


def test_a_text_is_most_like_itself() -> None:
    for key, text in ENGLISH.items():
        best = Corpus(ENGLISH).rank(text)[0]
        assert best.key == key
        assert best.score == pytest.approx(1)


def test_limit_and_least_score_are_kept() -> None:
    corpus = Corpus(ENGLISH)
    assert len(corpus.rank("weapons requests parcels", limit=2)) == 2
    assert corpus.rank("weapons requests parcels", least=0.99) == []
    assert corpus.rank("") == []


def test_accents_and_case_make_no_difference() -> None:
    assert grams("TRAÇAGE des armes") == grams("tracage des armes")


def test_what_the_background_has_everywhere_counts_less() -> None:
    texts = {"a": "national commission weapons", "b": "marking weapons machine"}
    query = "the national commission bought a marking machine"
    plain = {s.key: s.score for s in Corpus(texts).rank(query)}
    background = [grams("the national commission met again")] * 20
    informed = {s.key: s.score for s in Corpus(texts, background).rank(query)}
    assert informed["b"] / informed["a"] > plain["b"] / plain["a"]


@given(st.dictionaries(st.integers(), st.text(max_size=60), max_size=5), st.text(max_size=80))
@hypothesis_settings(deadline=None)
def test_scores_lie_between_nothing_and_all_and_fall(texts: dict[int, str], query: str) -> None:
    scores = [similar.score for similar in Corpus(texts).rank(query)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
