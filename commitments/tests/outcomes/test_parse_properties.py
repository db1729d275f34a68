"""What holds for any text at all, and for any outcome that could be written."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.characters import tidy
from commitments.outcomes.parse.model import Outcome, Paragraph, Part, PartKind, Section
from commitments.outcomes.parse.numerals import to_roman
from commitments.tests.samples.markdown import render
from common.difference import difference
from common.files.reading.lines import Extracted, Kind, Line
from common.files.reading.text import text_lines

pytestmark = pytest.mark.once

# Pieces that the parser gives a meaning to, thrown together without any.
PIECES = st.sampled_from(
    [
        "1. ",
        "2. ",
        "25. ",
        "٣ - ",
        "（4）",
        "I. ",
        "II. ",
        "一. ",
        "二、",
        "أولا - ",
        "A. ",
        "(a) ",
        "(b) ",
        "b) ",
        "bis. ",
        "Annex",
        "附件",
        "المرفق",
        "Recommendation 1",
        "建议2",
        "¹",
        "² ",
        "* ",
        "[^1]",
        "[^1]: ",
        "# ",
        "## ",
        "**",
        "____________",
        "A/CONF.192/1",
        "3/17",
        "30-01234",
        "Contents",
        ". . . . . 7",
        "各国重申",
        "States agree",
        "الدول",
        "Государства",
        ", ",
        ": ",
        "; ",
        ". ",
        "。",
        "：",
        "\u200f",
        "\xad",
        "-\n",
        "\n",
        "\n\n",
        "\x0c",
        "\t",
        " ",
        "\\",
        "https://undocs.org/x",
        "�",
        "\x00",
        "1",
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def read(text: str) -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(text)))


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_any_text_can_be_parsed(text: str) -> None:
    outcome = read(text)
    for part in outcome.parts:
        codes = {section.code for section in part.sections}
        assert len(codes) == len(part.sections)
        assert all(section.parent == "" or section.parent in codes for section in part.sections)


LETTERS = re.compile(r"[^\W\d_]")


def letters(text: str) -> Counter[str]:
    return Counter(LETTERS.findall(tidy(text).replace("\u00ad", "").casefold()))


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_no_letter_is_lost(text: str) -> None:
    """Every letter of the lines read is in a record or among what was left out."""
    lines = text_lines(text)
    outcome = parse(Extracted(Kind.TEXT, lines))
    found: list[str] = [left.text for left in outcome.left]
    found += [f"{note.mark}{note.text}" for note in outcome.loose_notes]
    for part in outcome.parts:
        if part.kind == PartKind.RECOMMENDATIONS:
            # The explanations stand in the part that the recommendations are taken from.
            explained = [one.text for one in part.paragraphs if one.explanation or one.notes]
            found += [*explained, *("\n".join(one.texts) for one in part.paragraphs)]
            continue
        found += [part.label, *part.titles]
        for section in part.sections:
            found += [section.label, section.heading, section.chapeau]
            found += [f"{note.mark}{note.text}" for note in section.notes]
        found += [f"{one.number} {one.text}" for one in part.paragraphs]
    source, kept = letters("\n".join(line.text for line in lines)), letters("\n".join(found))
    lost = source - kept
    # Labels of recommendations and of repeated numbers are kept as numbers, not as words.
    words = letters("recommendation 建议 bis ter" * 200)
    assert not lost - words


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(ANY_TEXT, st.booleans(), st.integers(1, 3), st.integers(0, 2)), max_size=20)
)
def test_any_lines_can_be_parsed(given_lines: list[tuple[str, bool, int, int]]) -> None:
    lines = [
        Line(text, page, number, whole=flag, gap=flag, full=not flag, level=level)
        for number, (text, flag, page, level) in enumerate(
            sorted(given_lines, key=lambda one: one[2])
        )
    ]
    parse(Extracted(Kind.PDF, lines))


WORDS = {
    "en": [
        "states",
        "agree",
        "to",
        "keep",
        "tools",
        "well",
        "and",
        "lend",
        "ladders",
        "across",
        "valleys",
    ],
    "fr": [
        "les",
        "États",
        "gardent",
        "bien",
        "leurs",
        "outils",
        "et",
        "prêtent",
        "des",
        "échelles",
    ],
    "ru": ["государства", "хранят", "инструменты", "и", "одалживают", "лестницы", "соседям"],
    "ar": ["تحفظ", "الدول", "أدواتها", "وتعير", "جيرانها", "السلالم", "في", "كل", "واد"],
}


@st.composite
def sentences(draw: st.DrawFn, language: str) -> str:
    words = draw(st.lists(st.sampled_from(WORDS[language]), min_size=4, max_size=30))
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """An annex with up to four headings, each with a chapeau or none, and some paragraphs."""
    language = draw(st.sampled_from(sorted(WORDS)))
    part = Part(PartKind.ANNEX, "Annex", ["Title of the outcome"])
    line, number = 1, 0

    def paragraph(section: str) -> None:
        nonlocal line, number
        line, number = line + 1, number + 1
        texts = [draw(sentences(language))]
        if draw(st.booleans()):
            texts = [f"{texts[0][:-1]}:", *(f"({c}) {draw(sentences(language))}" for c in "abc")]
        part.paragraphs.append(Paragraph(str(number), texts, section, line=line))

    for _ in range(draw(st.integers(1, 3))):
        paragraph("")
    for place in range(1, draw(st.integers(0, 4)) + 1):
        line += 1
        numeral = to_roman(place)
        chapeau = draw(st.sampled_from(["", "Mindful of this, States decide:"]))
        heading = " ".join(draw(sentences(language)).rstrip(".").split()[:6])
        section = Section(numeral.lower(), numeral, heading, chapeau, f"{numeral}.", line=line)
        part.sections.append(section)
        for _ in range(draw(st.integers(1, 4))):
            paragraph(section.code)
    return Outcome(language=language, parts=[part])


@settings(max_examples=150, deadline=None)
@given(outcomes())
def test_what_is_rendered_parses_back_to_the_same(outcome: Outcome) -> None:
    def content(one: Outcome) -> list[object]:
        return [
            (
                part.kind,
                part.titles,
                [(s.code, s.numeral, s.heading, s.chapeau) for s in part.sections],
                [(p.number, p.texts, p.section) for p in part.paragraphs],
            )
            for part in one.parts
        ]

    again = read(render(outcome))
    assert content(again) == content(outcome)
    assert render(again) == render(outcome)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new
