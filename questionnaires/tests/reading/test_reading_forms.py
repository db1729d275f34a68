"""Invented filled forms in many layouts, each against its truth."""

import pytest

from questionnaires.reading.worker import read_here
from questionnaires.tests.reading.forms import half_a_form, scored, the_form
from testing.filled_forms import filled_form
from testing.form_scores import Score
from testing.other_forms import CELL_LAYOUTS, LAYOUTS, other_form, renumbered
from testing.shaded_forms import DESIGNS, shaded_form
from testing.worded_forms import WAYS, worded_form

pytestmark = pytest.mark.once

KINDS = [("docx", 6), ("html", 6), ("xlsx", 3), ("pdf", 12)]


@pytest.mark.parametrize(("kind", "count"), KINDS)
def test_answers_are_right_and_certain(kind, count):
    total = Score()
    for seed in range(count):
        total.add(scored(filled_form(the_form(), seed, kind)))
    meets_the_goals(total)


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh"])
@pytest.mark.parametrize("kind", ["docx", "html", "xlsx", "pdf"])
def test_forms_are_read_in_six_languages(language, kind):
    total = Score()
    for seed in range(2):
        total.add(scored(filled_form(half_a_form(), seed, kind, language)))
    assert total.wrong_certain == 0, total.wrong
    assert total.form_words == 0, total.wrong
    assert total.right >= 0.97 * total.answers, total.wrong


def test_doubtful_papers_are_never_certain():
    total = Score()
    for seed in range(8):
        total.add(scored(filled_form(half_a_form(), seed, "pdf", unsure=0.15)))
    assert total.unsure_certain == 0, total.wrong
    meets_the_goals(total)


@pytest.mark.parametrize("layout", [*LAYOUTS, *CELL_LAYOUTS])
def test_other_layouts_are_read(layout):
    total = Score()
    for seed in (3, 5):
        total.add(scored(other_form(the_form(), seed, layout=layout), renumbered(the_form())))
    is_right(total)


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("way", WAYS)
def test_answers_are_told_by_their_look_or_from_a_list(way, kind):
    is_right(scored(worded_form(half_a_form(), 4, way, kind)))


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "pdf"])
def test_a_shaded_cell_is_the_answer_unless_the_form_shades_it(kind):
    """The form's own grounds: every second row, answers that are not offered, a column."""
    total = Score()
    for design in DESIGNS:
        total.add(scored(shaded_form(half_a_form(), 1, kind, design=design)))
    meets_the_goals(total)


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh"])
def test_lists_that_nobody_chose_from_are_blank_in_six_languages(language):
    is_right(scored(worded_form(half_a_form(), 4, "list", "docx", language)))


def is_right(total):
    assert total.wrong_certain == 0, total.wrong
    assert total.form_words == 0, total.wrong
    assert total.right >= 0.99 * total.answers, total.wrong


def meets_the_goals(total):
    assert total.placed == total.questions, total.wrong
    assert total.wrong_certain == 0, total.wrong
    assert total.form_words == 0, total.wrong
    assert total.right >= 0.99 * total.answers, total.wrong
    assert total.right_certain >= 0.95 * total.right, total.wrong


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_a_form_of_another_version_is_recognised(kind):
    first, second = the_form(), renumbered(the_form())
    for form in (first, second):
        filled = filled_form(form, 4, kind)
        read = read_here(filled.data, [first, second])
        assert read.form.version == form.version
        assert read.recognised.certainty == "certain"
        read = read_here(filled.data, [second, first])
        assert read.form.version == form.version


def test_a_form_of_an_unknown_version_is_read_by_its_words():
    """Nothing depends on numbers: where all of them have moved, the words decide."""
    first, second = the_form(), renumbered(the_form())
    filled = filled_form(second, 5, "docx")
    read = read_here(filled.data, [first])
    values = {a.question: a for a in read.answers}
    wrong = [
        key
        for key, truth in filled.truth.items()
        if values[key].certainty == "certain"
        and values[key].parts[first.by_key[key].main.key].value != truth.value
    ]
    assert not wrong
    found = sum(answer.state in ("answered", "blank", "not_asked") for answer in read.answers)
    assert found >= 0.9 * len(read.answers)
