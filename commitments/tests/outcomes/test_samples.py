"""The invented documents, in six languages and every format, come out with the same structure."""

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome, PartKind
from commitments.tests.samples.files import FORMATS, as_docx, as_text
from commitments.tests.samples.texts import CODES, NUMBERS, RECOMMENDATIONS, SAMPLES, SYMBOL
from common.files.reading import extract

pytestmark = pytest.mark.once

EVERY = [(language, kind) for language in SAMPLES for kind in FORMATS]


def read(language: str, kind: str) -> Outcome:
    return parse(extract(FORMATS[kind](SAMPLES[language])), f"outcome.{kind}")


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_every_language_in_every_format(language: str, kind: str) -> None:
    outcome = read(language, kind)
    body, annex = outcome.parts
    assert outcome.language == language
    assert (outcome.meeting_kind, outcome.meeting_number) == ("revcon", 7)
    assert (body.kind, annex.kind) == (PartKind.BODY, PartKind.ANNEX)
    assert [paragraph.number for paragraph in body.paragraphs] == ["1", "2"]
    assert [section.code for section in body.sections] == ["i", "ii"]
    assert [paragraph.number for paragraph in annex.paragraphs] == NUMBERS
    assert [paragraph.section for paragraph in annex.paragraphs] == CODES
    assert [section.code for section in annex.sections] == ["i", "i-a", "i-b", "ii", "ii-1"]
    assert [section.numeral for section in annex.sections] == ["I", "A", "B", "II", ""]
    assert annex.sections[0].chapeau
    assert len(annex.paragraphs[2].texts) == 3
    assert [len(paragraph.notes) for paragraph in annex.paragraphs] == [0, 1, 0, 0, 0, 0]
    assert outcome.main_part == 1
    assert {problem.code for problem in outcome.problems} <= {"symbol_unknown"}


@pytest.mark.parametrize("language", SAMPLES)
def test_every_format_gives_the_same_words(language: str) -> None:
    def words(kind: str) -> list[str]:
        annex = read(language, kind).parts[1]
        return [
            "".join(" ".join(text.split()) for text in paragraph.texts).replace(" ¹", "¹")
            for paragraph in annex.paragraphs
        ]

    expected = words("text")
    for kind in FORMATS:
        assert words(kind) == expected, kind


@pytest.mark.parametrize("kind", ["wrapped", "html", "docx", "pdf"])
def test_the_symbol_is_read_off_the_running_header(kind: str) -> None:
    assert read("en", kind).symbol == SYMBOL


def test_word_s_own_paragraph_numbers_count() -> None:
    outcome = parse(extract(as_docx(SAMPLES["en"], numbered=True)))
    assert [paragraph.number for paragraph in outcome.parts[1].paragraphs] == NUMBERS


@pytest.mark.parametrize("language", RECOMMENDATIONS)
def test_recommendations_with_what_explains_them(language: str) -> None:
    label, words, reason = RECOMMENDATIONS[language]
    text = "\n\n".join(
        f"{number}. {reason}\n\n{label.format(number)}\n\n{words}" for number in (1, 2, 3)
    )
    outcome = parse(extract(as_text(text)))
    part = outcome.parts[outcome.main_part]
    assert part.kind == PartKind.RECOMMENDATIONS
    assert [one.number for one in part.paragraphs] == ["1", "2", "3"]
    assert [one.texts for one in part.paragraphs] == [[words]] * 3
    assert [one.explanation for one in part.paragraphs] == [
        [f"{number}. {reason}"] for number in (1, 2, 3)
    ]
    assert len(outcome.parts[0].paragraphs) == 3
