"""The measurement of suggestions: its passages, its figures, and that it beats plain keywords."""

from collections import Counter

import pytest

from benchmarks import suggestions


def test_there_are_enough_passages_of_both_languages_on_every_paragraph() -> None:
    own = [one for one in suggestions.labelled() if one.paragraphs]
    assert len(own) >= 150
    assert set(Counter(one.language for one in own)) == {"en", "zh"}
    for language in suggestions.LANGUAGES:
        covered = {n for one in own if one.language == language for n in one.paragraphs}
        # Paragraphs 42 and 45 are for organisations as well; 60, 75, 83 and 96 not for States.
        assert covered == set(suggestions.commitment_texts(language))


@pytest.mark.parametrize("language", suggestions.LANGUAGES)
def test_suggestions_beat_plain_keywords(language: str) -> None:
    ours, plain = (suggestions.measure(language, method) for method in suggestions.METHODS)
    assert ours.recall_at_3 > plain.recall_at_3
    assert ours.recall_at_1 > plain.recall_at_1
    assert ours.recall_at_3 >= 0.8


def test_passages_off_the_subject_draw_nothing() -> None:
    for language in suggestions.LANGUAGES:
        assert suggestions.off_subject(language)[1] == 0


def test_the_long_report_has_sixty_pages() -> None:
    assert {passage.page for passage in suggestions.long_report("en")} == set(range(1, 61))


def test_the_table_names_every_method_and_language() -> None:
    measured = {
        "quality": [vars(suggestions.measure("zh", method)) for method in suggestions.METHODS],
        "off_subject": {"zh": (4, 0)},
        "seconds_for_60_pages": {"zh": 1.0},
    }
    printed = "\n".join(suggestions.lines(measured))
    assert all(f"zh {method}" in printed for method in suggestions.METHODS)
