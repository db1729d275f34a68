"""Parsing, one oddity at a time."""

from collections.abc import Sequence
from dataclasses import asdict

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.identify import language_in_name
from commitments.outcomes.parse.labels import heading_label, ordinal_value
from commitments.outcomes.parse.mark import Style
from commitments.outcomes.parse.model import Grade, Outcome, Part, from_json
from commitments.outcomes.parse.numerals import chinese_value, letter_value, roman_value, to_roman
from common.files.reading.lines import Extracted, Kind, Line
from common.files.reading.text import text_lines
from common.language_of_text import language_of

pytestmark = pytest.mark.once


def outcome(text: str, name: str = "") -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(text)), name)


def part(text: str) -> Part:
    (only,) = outcome(text).parts
    return only


def numbers(text: str) -> list[str]:
    return [paragraph.number for paragraph in part(text).paragraphs]


def texts(text: str) -> list[list[str]]:
    return [paragraph.texts for paragraph in part(text).paragraphs]


def codes(text: str) -> list[tuple[str, str]]:
    return [(section.code, section.heading) for section in part(text).sections]


def problems(text: str) -> list[str]:
    return [
        p.code
        for p in outcome(text).problems
        if p.code not in ("symbol_unknown", "language_unknown")
    ]


@pytest.mark.parametrize(
    "number",
    ["{}. ", "{}.", "{} . ", "{}．", "{}、", "{} - ", "{} – ", "({}) ", "{}) ", "（{}）"],
)
def test_ways_to_write_a_number(number: str) -> None:
    lines = [f"{number.format(n)}Words of it." for n in range(1, 6)]
    assert numbers("\n\n".join(lines)) == ["1", "2", "3", "4", "5"]
    assert texts("\n\n".join(lines)) == [["Words of it."]] * 5


@pytest.mark.parametrize(
    "digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹"]
)
def test_digits_of_every_script(digits: str) -> None:
    table = str.maketrans("0123456789", digits)
    lines = [f"{n}. Words of it.".translate(table) for n in range(8, 12)]
    assert numbers("\n".join(["7. First of all.".translate(table), *lines])) == [
        "7",
        "8",
        "9",
        "10",
        "11",
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2 bis.", "2 bis"),
        ("2bis.", "2 bis"),
        ("2 (bis).", "2 bis"),
        ("2 BIS.", "2 bis"),
        ("2 бис.", "2 bis"),
        ("2之二.", "2 bis"),
        ("2 之二、", "2 bis"),
        ("٢ مكررا -", "2 bis"),
        ("2 مكرر -", "2 bis"),
    ],
)
def test_bis_in_every_language(printed: str, expected: str) -> None:
    assert numbers(f"1. One.\n\n2. Two.\n\n{printed} Two and a half.\n\n3. Three.") == [
        "1", "2", expected, "3",
    ]  # fmt: skip


def test_ter_and_quater_follow_bis() -> None:
    text = "1. One.\n\n1 bis. More.\n\n1 ter. Yet more.\n\n1 quater. Enough.\n\n2. Two."
    assert numbers(text) == ["1", "1 bis", "1 ter", "1 quater", "2"]


@pytest.mark.parametrize("number", ["1.", "1", "1 -"])
def test_numbers_on_lines_of_their_own(number: str) -> None:
    text = "\n\n".join(f"{number.replace('1', str(n))}\n\nWords of it." for n in range(1, 6))
    assert numbers(text) == ["1", "2", "3", "4", "5"]
    assert texts(text) == [["Words of it."]] * 5


@pytest.mark.parametrize(
    "line",
    [
        "2018 was a good year.",
        "16.4 is the target.",
        "3.5 million were counted.",
        "12. of the Charter and more.",
    ],
)
def test_numbers_that_are_none(line: str) -> None:
    assert numbers(f"1. It is said in the text of Article\n{line}\n\n2. Next.") == ["1", "2"]


def test_one_odd_number_does_not_derail_the_rest() -> None:
    lines = [f"{n}. Words of it." for n in range(1, 30)]
    lines.insert(12, "99. A stray line.")
    assert numbers("\n\n".join(lines)) == [str(n) for n in range(1, 30)]
    assert problems("\n\n".join(lines)) == ["number_ignored"]


def test_an_agenda_inside_a_paragraph_is_a_list() -> None:
    text = (
        "9. It met.\n\n10. It adopted the agenda:\n\n1. Opening.\n\n2. Election.\n\n3. Other.\n\n"
        "11. It closed."
    )
    assert texts(text)[1] == ["It adopted the agenda:", "1. Opening.", "2. Election.", "3. Other."]


def test_an_agenda_as_long_as_the_numbering_has_come() -> None:
    agenda = "\n\n".join(f"{n}. Item." for n in range(1, 12))
    text = f"9. It met.\n\n10. It adopted:\n\n{agenda}\n\n11. It closed.\n\n12. It ended."
    assert numbers(text) == ["9", "10", "11", "12"]
    assert len(texts(text)[1]) == 12


def test_joined_paragraphs_come_apart() -> None:
    text = "1. One. 2. Two.\n\n3. Three. 4. Four. 5. Five.\n\n6. Six."
    assert numbers(text) == ["1", "2", "3", "4", "5", "6"]


def test_ten_joined_paragraphs_come_apart() -> None:
    joined = " ".join(f"{n}. This is what stands in it." for n in range(2, 11))
    assert numbers(f"1. One.\n\n{joined}\n\n11. The last.") == [str(n) for n in range(1, 12)]


def test_a_heading_joined_to_the_paragraph_before_it() -> None:
    text = "I. First\n\n1. One. II. Second\n\n2. Two."
    assert codes(text) == [("i", "First"), ("ii", "Second")]
    assert numbers(text) == ["1", "2"]


def test_a_heading_joined_to_the_paragraph_after_it() -> None:
    text = "I. First\n\n1. One.\n\n2. Two.\n\nII. At the regional level 3. Three.\n\n4. Four."
    assert codes(text) == [("i", "First"), ("ii", "At the regional level")]


def test_a_cross_reference_is_no_joined_paragraph() -> None:
    text = "1. See also para. 2. The rest follows.\n\n2. Two.\n\n3. Three."
    assert texts(text)[0] == ["See also para. 2. The rest follows."]


@pytest.mark.parametrize(
    ("one", "two"),
    [("con-", "vene"), ("con\u00ad", "vene"), ("con", "vene")],
)
def test_words_broken_at_the_end_of_a_line(one: str, two: str) -> None:
    text = f"1. States convene often, or convene late.\n\n2. They agree to {one}\n{two} again."
    assert texts(text)[1] == ["They agree to convene again."]


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    text = "1. The low-cost way is low-cost indeed.\n\n2. They chose the low-\ncost way again."
    assert texts(text)[1] == ["They chose the low-cost way again."]


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert texts("1. 各国重申，长久的安宁，\n始于工具。\n\n2. 各国强调。")[0] == [
        "各国重申，长久的安宁，始于工具。"
    ]


def test_spaces_beside_digits_as_elsewhere_in_the_document() -> None:
    spaced = "1. 于 2031 年和 2032 年举行的会议，共有 11 次，\n2033 年再议。\n\n2. 各国强调。"
    tight = "1. 于2031年和2032年举行的会议，共有11次\n并于2033年再议。\n\n2. 各国强调。"
    assert texts(spaced)[0] == ["于 2031 年和 2032 年举行的会议，共有 11 次，2033 年再议。"]
    assert texts(tight)[0] == ["于2031年和2032年举行的会议，共有11次并于2033年再议。"]


@pytest.mark.parametrize(
    "labels",
    [
        ("I. ", "II. ", "III. "),
        ("一. ", "二. ", "三. "),
        ("一、", "二、", "三、"),
        ("第一章 ", "第二章 ", "第三章 "),
        ("أولا - ", "ثانيا - ", "ثالثا - "),
        ("أولاً: ", "ثانياً: ", "ثالثاً: "),
        ("Section I. ", "Section II. ", "Section III. "),
        ("# I. ", "# II. ", "# III. "),
        ("**I. ", "**II. ", "**III. "),
    ],
)
def test_outer_headings_are_roman_on_record(labels: Sequence[str]) -> None:
    close = "**" if labels[0].startswith("**") else ""
    text = "\n\n".join(f"{label}Heading{close}\n\n{n}. Words." for n, label in enumerate(labels, 1))
    assert codes(text) == [("i", "Heading"), ("ii", "Heading"), ("iii", "Heading")]
    assert [one.numeral for one in part(text).sections] == ["I", "II", "III"]


@pytest.mark.parametrize(
    "labels", ["A. |B. |C. ", "А. |В. |С. ", "ألف - |باء - |جيم - ", "1. |2. |3. "]
)
def test_inner_headings(labels: str) -> None:
    text = "I. Top\n\n" + "\n\n".join(
        f"{label}Level\n\n{n}. Words of it." for n, label in enumerate(labels.split("|"), 21)
    )
    inner = ["1", "2", "3"] if labels.startswith("1") else ["a", "b", "c"]
    assert [code for code, _heading in codes(text)] == ["i", *(f"i-{one}" for one in inner)]


def test_i_after_h_is_a_letter() -> None:
    letters = "ABCDEFGHIJ"
    text = "I. Top\n\n" + "\n\n".join(
        f"{c}. Level\n\n{n}. Words." for n, c in enumerate(letters, 1)
    )
    assert [code for code, _h in codes(text)] == ["i", *(f"i-{c.lower()}" for c in letters)]


def test_decimal_headings_beside_decimal_paragraphs() -> None:
    text = (
        "I. Top\n\n20. Twenty.\n\n1. At home\n\n21. One more.\n\n22. And more.\n\n"
        "2. Next door\n\n23. Again."
    )
    assert numbers(text) == ["20", "21", "22", "23"]
    assert codes(text) == [("i", "Top"), ("i-1", "At home"), ("i-2", "Next door")]


def test_headings_without_numbers_count_among_their_siblings() -> None:
    text = (
        "I. Top\n\n1. One.\n\nA first matter\n\n2. Two.\n\nA second matter\n\n3. Three.\n\n"
        "II. End\n\n4. Four."
    )
    assert [code for code, _h in codes(text)] == ["i", "i-1", "i-2", "ii"]


def test_headings_that_the_file_marks_nest_by_their_depth() -> None:
    text = "# Title\n\n## First\n\n1. One.\n\n### Inside\n\n2. Two.\n\n## Second\n\n3. Three."
    assert codes(text) == [("1", "First"), ("1-1", "Inside"), ("2", "Second")]


def test_words_between_a_heading_and_its_first_paragraph_are_its_chapeau() -> None:
    text = "I. Top\n\nMindful of this, States decide:\n\n1. To act."
    assert part(text).sections[0].chapeau == "Mindful of this, States decide:"


def test_a_heading_over_two_lines() -> None:
    body = "\n\n".join(f"{n}. " + "words and more words of it " * 5 + "end." for n in range(3, 9))
    import textwrap

    wrapped = "\n\n".join(textwrap.fill(one, 60) for one in body.split("\n\n"))
    text = (
        f"I. A heading that is so long that it does not fit on one\nline of the page\n\n{wrapped}"
    )
    assert codes(text) == [
        ("i", "A heading that is so long that it does not fit on one line of the page")
    ]


@pytest.mark.parametrize(
    "marks",
    [
        "(a)|(b)|(c)",
        "a)|b)|c)",
        "（a）|（b）|（c）",
        "(أ)|(ب)|(ج)",
        "(i)|(ii)|(iii)",
        "(一)|(二)|(三)",
    ],
)
def test_sub_paragraphs_are_kept_one_a_line(marks: str) -> None:
    items = [f"{mark} words;" for mark in marks.split("|")]
    text = "1. To act:\n\n" + "\n\n".join(items) + "\n\n2. Next."
    assert texts(text)[0] == ["To act:", *items]


@pytest.mark.parametrize(
    "label",
    [
        "Annex", "ANNEX", "Annex I", "Annexe", "Annexe I", "Anexo", "Anexo I", "Приложение",
        "Приложение I", "附件", "附件一", "附件 1", "المرفق", "المرفق الأول", "مرفق", "Appendix",
        "## Annex", "**附件**",
    ],
)  # fmt: skip
def test_an_annex_counts_anew(label: str) -> None:
    found = outcome(f"1. Body.\n\n2. Body.\n\n{label}\n\nTitle of it\n\n1. Annexed.\n\n2. Annexed.")
    assert [[p.number for p in one.paragraphs] for one in found.parts] == [["1", "2"], ["1", "2"]]
    assert found.parts[1].titles == ["Title of it"]
    assert found.main_part == 1


def test_numbering_that_restarts_under_each_heading_carries_its_numeral() -> None:
    text = "I. One\n\n1. A.\n\n2. B.\n\nII. Two\n\n1. C.\n\n2. D.\n\n3. E."
    assert numbers(text) == ["I 1", "I 2", "II 1", "II 2", "II 3"]
    assert "numbering_restarts" in problems(text)


@pytest.mark.parametrize(
    "line",
    [
        "A/CONF.192/BMS/2030/1", "A/CONF.192/BMS/2030/1 3/17", "3/17", "30-01234", "30-01234 (E)",
        "*3001234*", "Page 3", "第 3 页", "- 3 -", "https://undocs.org/A/RES/1/1", "* * *",
        "Please recycle",
    ],
)  # fmt: skip
def test_page_furniture_is_set_aside_with_its_place(line: str) -> None:
    found = outcome(f"1. A sentence that goes\n\n{line}\n\non behind the margin.\n\n2. Two.")
    assert [left.text for left in found.left] == [line.replace("* * *", "* * *")]
    assert found.left[0].line == 3
    assert found.parts[0].paragraphs[0].texts == ["A sentence that goes on behind the margin."]


def test_a_chapeau_that_comes_back_is_not_a_running_title() -> None:
    chapeau = "Mindful of this, States decide to act as follows:"
    text = "\n\n".join(
        f"{n}. H\n\n{chapeau}\n\n{i}. Words." for i, n in enumerate(["I", "II", "III", "IV"], 1)
    )
    assert [one.chapeau for one in part(text).sections] == [chapeau] * 4


def test_a_table_of_contents_is_set_aside() -> None:
    text = (
        "Contents\n\nI. One ....... 2\n\nII. Two ....... 3\n\nI. One\n\n1. A.\n\nII. Two\n\n2. B."
    )
    assert codes(text) == [("i", "One"), ("ii", "Two")]
    assert {left.reason for left in outcome(text).left} == {"contents"}


@pytest.mark.parametrize("mark", ["¹", "[^1]"])
def test_a_footnote_goes_to_the_paragraph_with_its_mark(mark: str) -> None:
    note = "[^1]: See there." if mark == "[^1]" else "¹ See there."
    found = part(f"1. One.\n\n2. Two{mark} and more.\n\n{note}\n\n3. Three.")
    assert [(n.mark, n.text) for n in found.paragraphs[1].notes] == [("¹", "See there.")]
    assert found.paragraphs[1].text == "Two¹ and more.\n¹ See there."


def test_footnotes_below_a_rule_with_plain_digits() -> None:
    text = (
        "1. One ends here.1\n\n2. Two, for 16.1 reasons.\n\n__________\n\n1 See there.\n\n3. Three."
    )
    found = part(text)
    assert found.paragraphs[0].text == "One ends here.¹\n¹ See there."
    assert found.paragraphs[1].notes == []


def test_a_footnote_in_the_middle_of_a_sentence() -> None:
    text = "1. A sentence that¹ goes on over\n\n¹ See there.\n\nthe footnote to its end.\n\n2. Two."
    assert part(text).paragraphs[0].texts == [
        "A sentence that¹ goes on over the footnote to its end."
    ]


def test_a_footnote_whose_mark_is_nowhere_is_kept_and_named() -> None:
    found = outcome("1. One.\n\n¹ See there.\n\n2. Two.")
    assert found.parts[0].paragraphs[0].notes
    assert "note_without_mark" in [problem.code for problem in found.problems]


def test_a_star_note_of_the_title_stands_by_itself() -> None:
    found = outcome("Agenda* of it\n\n* A/69/50.\n\n1. One.\n\n2. Two.")
    assert [(note.mark, note.text) for note in found.loose_notes] == [("*", "A/69/50.")]


@pytest.mark.parametrize(
    ("text", "code", "grade"),
    [
        ("1. One.\n\n2. Two.\n\n4. Four.\n\n5. Five.", "number_missing", Grade.WARNING),
        ("1. One.\n\n2. Two.\n\n2. Two.\n\n3. Three.", "number_repeated", Grade.ERROR),
        ("5. Five.\n\n6. Six.", "numbering_starts_late", Grade.WARNING),
        ("Nothing here", "no_paragraphs", Grade.ERROR),
        ("1. One.\n\n2. It stops in the", "ends_openly", Grade.WARNING),
        ("1. One\ufffd.\n\n2. Two.", "unreadable_characters", Grade.WARNING),
    ],
)
def test_problems_are_graded(text: str, code: str, grade: Grade) -> None:
    assert (code, grade) in [(problem.code, problem.grade) for problem in outcome(text).problems]


def test_problems_have_a_place() -> None:
    lines = [Line("1. One.", page=3, number=7), Line("3. Three.", page=4, number=2, gap=True)]
    found = parse(Extracted(Kind.PDF, lines))
    (problem,) = [one for one in found.problems if one.code == "number_missing"]
    assert (problem.page, problem.line, problem.params["missing"]) == (4, 2, "2")


def test_marks_of_direction_and_ligatures_leave_no_trace() -> None:
    assert texts("\u200f1. \u202bThe o\ufb03ce\u200b.\u202c\n\n2. Two.")[0] == ["The office."]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_languages_are_told(language: str) -> None:
    from commitments.tests.samples.texts import SAMPLES

    assert language_of(SAMPLES[language]) == language
    assert language_in_name(f"A_CONF.1_1.{language}.txt") == language


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("A_CONF.192_BMS_2022_1.zh.txt", "A/CONF.192/BMS/2022/1"),
        ("S_2008_258-EN.pdf", "S/2008/258"),
        ("A_RES_56_24.docx", "A/RES/56/24"),
        ("outcome.pdf", ""),
    ],
)
def test_symbols_in_file_names(name: str, symbol: str) -> None:
    assert outcome("1. One.", name).symbol == symbol


@pytest.mark.parametrize("value", range(1, 40))
def test_roman_numerals_there_and_back(value: int) -> None:
    assert roman_value(to_roman(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("人", 0), ("", 0)],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("A", 1), ("В", 2), ("Б", 2), ("С", 3), ("Z", 26), ("1", 0)]
)
def test_letters(text: str, value: int) -> None:
    assert letter_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("أولا", 1), ("أولاً", 1), ("ثانيا", 2), ("عاشرا", 10), ("حادي عشر", 11), ("كلمة", 0)],
)
def test_arabic_ordinals(text: str, value: int) -> None:
    assert ordinal_value(text) == value


@pytest.mark.parametrize("text", ["MIX. Words", "Words", "", "IIII. x", "第三次会议"])
def test_no_heading_labels(text: str) -> None:
    label = heading_label(text)
    assert label is None or label[0] == Style.LETTER


def test_json_there_and_back() -> None:
    found = outcome("1. One¹.\n\n¹ See.\n\nI. H\n\n3. Three.\n\nAnnex\n\n1. A.")
    assert from_json(Outcome, asdict(found)) == found
