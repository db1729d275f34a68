"""Contents pages, numbering, masts and explanations as documents of many kinds have them."""

from itertools import zip_longest

import pytest

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome, Part, PartKind
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines

pytestmark = pytest.mark.once


def outcome(text: str, name: str = "") -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(text)), name)


def main(text: str) -> Part:
    found = outcome(text)
    return found.parts[found.main_part]


def numbers(text: str) -> list[str]:
    return [one.number for one in main(text).paragraphs]


def codes(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.heading) for one in main(text).sections]


def problems(text: str) -> list[str]:
    return [problem.code for problem in outcome(text).problems]


BODY = (
    "I. Preamble\n\n1. States remember the box.\n\n2. States note the tools.\n\n"
    "II. Way forward\n\n3. States undertake to shut the box."
)
ENTRIES = {
    "dots": "{} .......... {}",
    "dots apart": "{} . . . . . . . . {}",
    "three dots": "{}...{}",
    "one ellipsis": "{}…{}",
    "tab": "{}\t{}",
    "bar": "{} | {}",
    "spaces": "{}          {}",
    "middle dots": "{} ······ {}",
    "line": "{} ______ {}",
    "line below": "{}\n{}",
}


@pytest.mark.parametrize("layout", ENTRIES)
@pytest.mark.parametrize("title", ["Contents", "TABLE OF CONTENTS", "Contents\n\nPage"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_contents_in_any_layout_are_no_sections(layout: str, title: str, gap: str) -> None:
    entries = gap.join(
        ENTRIES[layout].format(heading, page)
        for heading, page in (("I. Preamble", 3), ("II. Way forward", 4), ("Annex", 7))
    )
    text = f"Report of the meeting\n\n{title}{gap}{entries}\n\n\n{BODY}"
    assert codes(text) == [("i", "Preamble"), ("ii", "Way forward")]
    assert numbers(text) == ["1", "2", "3"]
    assert [one.kind for one in outcome(text).parts] == [PartKind.BODY]


@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("Contents", "Paragraphs Page"), ("Table des matières", "Paragraphes Page"),
        ("Índice", "Párrafos Página"), ("Содержание", "Пункты Стр."), ("目录", "段次 页次"),
        ("المحتويات", "الفقرات الصفحة"),
    ],
)  # fmt: skip
def test_contents_with_paragraphs_and_pages_in_six_languages(title: str, columns: str) -> None:
    entries = "I. Preamble . . . . . 1–2 3\n\nII. Way forward . . . . 3 4"
    text = f"Report\n\n{title}\n\n{columns}\n\n{entries}\n\n{BODY}"
    assert codes(text) == [("i", "Preamble"), ("ii", "Way forward")]


def test_an_entry_over_two_lines() -> None:
    text = (
        "Report\n\nContents\n\nI. Preamble .... 3\n\nII. A way forward that is so long that it\n"
        "needs two lines .... 4\n\nI. Preamble\n\n1. States remember.\n\n"
        "II. A way forward that is so long that it needs two lines\n\n2. States shut the box."
    )
    assert [code for code, _heading in codes(text)] == ["i", "ii"]


def test_contents_without_page_numbers_are_those_whose_headings_come_back() -> None:
    text = f"Report\n\nContents\n\nI. Preamble\n\nII. Way forward\n\n{BODY}"
    assert codes(text) == [("i", "Preamble"), ("ii", "Way forward")]


def test_the_word_contents_alone_takes_no_paragraph_away() -> None:
    text = f"Report\n\nContents\n\n{BODY}"
    assert numbers(text) == ["1", "2", "3"]


REPEATED = "With a view to the full and effective use of the box, States"


@pytest.mark.parametrize("number", ["{}. ", "{}) ", "({}) ", "Action {}: ", "{} - "])
def test_paragraphs_that_begin_alike_are_no_running_title(number: str) -> None:
    text = "\n\n".join(
        f"{number.format(n)}{REPEATED}\nundertake to shut the {word} box at night."
        for n, word in enumerate(["red", "blue", "green", "old", "new"], 1)
    )
    assert numbers(text) == ["1", "2", "3", "4", "5"]
    assert not outcome(text).left


def test_a_line_of_the_text_that_is_broken_alike_stays() -> None:
    lines = [
        f"{n}. States that take part in the meeting and undertake here to keep all\n"
        "Small Hammers and Light Saws of the Programme of Action on Tools and\n"
        f"also those of the {word} neighbours in one and the same box."
        for n, word in enumerate(["first", "second", "third", "fourth"], 1)
    ]
    assert all("Small Hammers" in one.text for one in main("\n\n".join(lines)).paragraphs)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Action {}: ", 1), ("• Action {}: ", 1), ("Action #{} ", 1), ("Action {}. ", 1),
        ("ACTION {}\n", 1), ("Target {}\n\n", 1), ("TARGET {}. ", 1), ("Commitment {} ", 1),
        ("Commitment {}: ", 1), ("Mesure {} : ", 1), ("Medida {}. ", 1), ("Compromiso {}: ", 1),
        ("Действие {}. ", 1), ("行动 {}：", 1), ("承诺{}：", 1), ("الإجراء {}: ", 1),
    ],
)  # fmt: skip
def test_what_a_word_counts(label: str, words: int) -> None:
    text = "Plan\n\nI. First\n\n" + "\n\n".join(
        f"{label.format(n)}Keep the tools of kind {'abcde'[n]} in their box." for n in range(1, 5)
    )
    found = main(text)
    assert [one.number for one in found.paragraphs] == ["1", "2", "3", "4"]
    assert [len(one.texts) for one in found.paragraphs] == [words] * 4
    assert not any(one.explanation for one in found.paragraphs)


def test_actions_are_not_explained_by_the_paragraphs_between_them() -> None:
    text = (
        "1. States met.\n\n2. States will act:\n\nAction #1 Keep the box.\n\n"
        "Action #2 Shut the box.\n\n3. States will also:\n\nAction #3 Open it."
    )
    found = outcome(text)
    actions = found.parts[found.main_part].paragraphs
    assert [one.words for one in actions] == ["Keep the box.", "Shut the box.", "Open it."]
    assert not any(one.explanation for one in actions)
    assert [one.number for one in found.parts[0].paragraphs] == ["1", "2", "3"]


def test_a_cited_action_begins_none() -> None:
    text = "1. States recall\naction 5 of the plan and\nAction 6 too.\n\n2. States rest."
    assert numbers(text) == ["1", "2"]


def test_numbers_under_numbers() -> None:
    text = (
        "115. The following were made:\n\n115.1 Keep the box (Chad);\n\n115.2 Shut it (Peru);\n\n"
        "115.3. Open it (Togo).\n\n116. These were noted:\n\n116.1 Paint it (Fiji).\n\n"
        "117. The end."
    )
    assert numbers(text) == ["115", "115.1", "115.2", "115.3", "116", "116.1", "117"]


def test_a_decimal_figure_is_no_number() -> None:
    text = "1. The share of tools grew by\n1.1 per cent, and again by\n1.2 per cent.\n\n2. End."
    assert numbers(text) == ["1", "2"]


@pytest.mark.parametrize(
    "label",
    [
        "{}.", "{}. ", "Párrafo {}. ", "Paragraph {}. ", "Paragraphe {}. ", "Пункт {}. ",
        "Paragraph {}: ", "第{}段 ", "第 {} 段：", "الفقرة {} - ",
    ],
)  # fmt: skip
def test_numbers_with_and_without_a_word_or_a_space(label: str) -> None:
    text = "\n\n".join(
        f"{label.format(n)}El Comité decide guardar la caja número {'abcde'[n]}."
        for n in range(1, 5)
    )
    assert numbers(text) == ["1", "2", "3", "4"]


def test_paragraphs_that_run_on_in_one_line_come_apart_to_the_last() -> None:
    text = "1. States met. They sat down. 2. States spoke for long. 3. States ate. 4. They left."
    assert numbers(text) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("cite", ["para.", "paragraph", "art.", "No.", "sect."])
def test_what_is_cited_begins_no_paragraph(cite: str) -> None:
    text = f"1. States recall what is said in {cite} 2. The rest is silence.\n\n2. States rest."
    assert numbers(text) == ["1", "2"]
    assert len(main(text).paragraphs[0].texts) == 1


POA = """II. Keeping tools

1. States bear in mind the situations and undertake the following measures:

At the national level

2. To put the tools into a box.

3. To shut the box.

At the regional level

4. To ask the neighbours.

III. Help

5. States help one another."""


@pytest.mark.parametrize("mark", ["{}", "**{}**", "### {}"])
def test_unnumbered_headings_after_a_colon(mark: str) -> None:
    text = POA
    for level in ("At the national level", "At the regional level"):
        text = text.replace(level, mark.format(level))
    if mark.startswith("#"):
        text = text.replace("II. Keep", "## II. Keep").replace("III. Help", "## III. Help")
    assert [code for code, _h in codes(text)] == ["ii", "ii-1", "ii-2", "iii"]


def test_a_heading_s_own_numeral_is_its_code_beside_unnumbered_ones() -> None:
    headings = ("## I. Top\n\n### Money", "### 1. Staff", "### 2. Houses")
    text = "# Title\n\n" + "\n\n".join(f"{one}\n\n{n}. A." for n, one in enumerate(headings, 1))
    assert codes(text) == [("i", "Top"), ("i-3", "Money"), ("i-1", "Staff"), ("i-2", "Houses")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1. One.\n\n2. Two ends here 3. Three has begun.", "number_inside"),
        ("1. One.\n\n2. Two.\n\n4. Four.", "count_differs"),
        ("1. One.\n\n2. Two, 3.Three.", "number_inside"),
    ],
)
def test_the_tally_warns(text: str, code: str) -> None:
    found = problems(text)
    assert code in found or numbers(text) == ["1", "2", "3"]


def test_the_tally_says_nothing_of_a_text_in_order() -> None:
    assert set(problems(BODY)) <= {"symbol_unknown", "language_unknown"}


MASTS = [
    "United Nations A/CONF.999/2031/5\n\nGeneral Assembly Distr.: General\n\n3 May 2031\n\n"
    "Original: English\n\nEightieth session\n\nAgenda item 156 (a)\n\nKeeping of tools\n\n"
    "The box in the year 2029\n\nReport of the keeper",
    "Nations Unies A/CONF.999/2031/5\n\nAssemblée générale Distr. générale\n\n3 mai 2031\n\n"
    "Original : anglais\n\nThe box in the year 2029",
    "A/CONF.999/2031/5*\n\nOrganización\n\n3 de mayo de 2031\n\nThe box in the year 2029",
]


@pytest.mark.parametrize("mast", MASTS)
def test_title_symbol_and_year_are_read_off_the_mast(mast: str) -> None:
    found = outcome(f"{mast}\n\n{BODY}")
    assert found.symbol == "A/CONF.999/2031/5"
    assert found.year == 2031
    assert "The box in the year 2029" in found.parts[0].title
    assert "Agenda" not in found.parts[0].title
    assert "Distr" not in found.parts[0].title


def test_the_year_is_that_of_the_mast_not_of_the_first_date_in_the_text() -> None:
    found = outcome("A/80/604\n\n7 April 2026\n\nThe box from 2024 to 2025\n\n" + BODY)
    assert (found.symbol, found.year) == ("A/80/604", 2026)
    found = outcome(
        "Sixty-ninth session\n\nItem 97 of the provisional agenda*\n\n"
        "The box in 2013\n\n* A/69/50.\n\n" + BODY
    )
    assert (found.symbol, found.year) == ("", 2014)
    assert outcome("A/72/122\n\nThe box in 2016\n\n" + BODY).year == 2017
    assert outcome("A/HRC/44/29\n\nThe box in 2020\n\n" + BODY).year == 2020


def test_a_year_to_come_that_a_text_aims_at_is_not_its_own() -> None:
    text = "Framework\n\n1. By 2099 States count tools.\n\n2. They began in 2001."
    assert outcome(text).year == 2001
    assert outcome(text.replace("2001", "March")).year == 0


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("(UN Document A/CONF.999/15)", "A/CONF.999/15"),
        ("A/CONF.999/2031/RC/CRP.1/Rev.3", "A/CONF.999/2031/RC/CRP.1/Rev.3"),
        ("A/CONF.999/2031/WP.4", "A/CONF.999/2031/WP.4"),
        ("APLC/CONF/2019/5/Add.1", "APLC/CONF/2019/5/Add.1"),
        ("CCW/P.V/CONF/2031/7", "CCW/P.V/CONF/2031/7"),
        ("A/80/604 (Part I)", "A/80/604 (Part I)"),
        ("S/RES/2117 (2013)", "S/RES/2117 (2013)"),
        ("S/RES/2117(2013)*", "S/RES/2117 (2013)"),
    ],
)
def test_symbols(line: str, symbol: str) -> None:
    assert outcome(f"{line}\n\nTitle of it\n\n{BODY}").symbol == symbol


def test_a_paper_that_is_only_cited_gives_no_symbol() -> None:
    text = (
        "A/CONF.999/2031/5\n\nTitle\n\n1. States have A/CONF.999/2031/CRP.1 before them.\n\n2. End."
    )
    assert outcome(text).symbol == "A/CONF.999/2031/5"


REASONS = {
    "hammers": ("The council should count its hammers.", "Hammers get lost when nobody counts."),
    "saws": ("Meetings might oil the saws.", "Saws that are oiled last longer; oil is cheap."),
    "boxes": ("Neighbours could lend boxes.", "Boxes stand empty in most of the houses nearby."),
    "nails": ("Keepers ought to sort nails.", "Nails of all sizes lie together, unsorted."),
}


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("both_ends", [True, False])
def test_reasons_go_to_the_recommendation_they_are_like(*, after: bool, both_ends: bool) -> None:
    text = "IV. Observations\n\n"
    count = 1
    if both_ends and after:
        text += "1. The keeper has looked around.\n\n"
        count = 2
    for number, (words, reason) in enumerate(REASONS.values(), 1):
        parts = [f"Recommendation {number}\n\n{words}", f"{count}. {reason}"]
        text += "\n\n".join(parts if after else parts[::-1]) + "\n\n"
        count += 1
    if both_ends and not after:
        text += f"{count}. The keeper will look again."
    found = main(text)
    assert [one.words for one in found.paragraphs] == [words for words, _r in REASONS.values()]
    assert [[line.partition(". ")[2] for line in one.explanation] for one in found.paragraphs] == [
        [reason] for _words, reason in REASONS.values()
    ]
    assert "explanation_open" not in problems(text)


def test_where_nothing_tells_it_is_asked() -> None:
    text = "1. Aaa bbb.\n\n"
    for number in (1, 2, 3):
        text += f"Recommendation {number}\n\nXyz uvw.\n\n{number + 1}. Klm nop.\n\n"
    assert "explanation_open" in problems(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. States met. Action #1 Keep the box. Action #2 Shut the box. Action #3 Open it.",
        "Plan of it. Action 1: Keep the box. Action 2: Shut it. Action 3: Open it again.",
        "Action 1. Keep the box. Action 2. Shut it. Action 3. Open it again.",
        "行动1：保存箱子。行动2：关上箱子。行动3：打开箱子。",
    ],
)
def test_actions_that_run_on_in_one_line_come_apart(text: str) -> None:
    assert numbers(f"Plan\n\nI. Intro\n\n{text}") == ["1", "2", "3"]


def test_one_action_that_is_cited_in_a_sentence_stays_in_it() -> None:
    text = "1. States met. Action 5: the box, was read out. They left.\n\n2. States rest."
    assert numbers(text) == ["1", "2"]


LEFT = """1. States agree to keep their
tools in a box that is shut
at night.

2. States count the tools in
the box every year.

3. States ask their neighbours
before they buy new"""
RIGHT = """tools for the box.

4. States will report every
second year on the tools in
the box they keep.

5. States in a position to do
so help others to count."""


@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize("gutter", [36, 42])
def test_two_columns_of_a_plain_text_are_read_one_after_the_other(indent: int, gutter: int) -> None:
    rows = zip_longest(LEFT.splitlines(), RIGHT.splitlines(), fillvalue="")
    laid_out = "\n".join(f"{' ' * indent}{a.ljust(gutter)}{b}".rstrip() for a, b in rows)
    text = f"Outcome of the meeting on tools that are kept in a box, as it was agreed\n\n{laid_out}"
    paragraphs = {one.number: one.words for one in main(text).paragraphs}
    assert list(paragraphs) == ["1", "2", "3", "4", "5"]
    assert paragraphs["1"] == "States agree to keep their tools in a box that is shut at night."
    assert paragraphs["3"] == "States ask their neighbours before they buy new tools for the box."
    assert paragraphs["5"] == "States in a position to do so help others to count."


def test_a_table_of_short_cells_is_no_text_in_two_columns() -> None:
    rows = "\n".join(f"Box {place}          {place * 3}" for place in range(1, 9))
    text = f"1. States count the boxes.\n\n{rows}\n\n2. States close the boxes."
    assert numbers(text) == ["1", "2"]


@pytest.mark.parametrize(
    ("word", "stop"),
    [
        ("Target", ":"), ("Target", ""), ("Action", "."), ("Commitment", " –"), ("Cible", " :"),
        ("Meta", ":"), ("Мера", ":"), ("行动", "："), ("الإجراء", ":"),
    ],
)  # fmt: skip
def test_numbers_of_their_own_after_a_word_that_counts(word: str, stop: str) -> None:
    own = ["1.1", "1.2", "2.1", "2.2", "2.3"]
    text = "\n\n".join(f"{word} {number}{stop} Shut the box at night." for number in own)
    assert numbers(text) == own


def test_paragraphs_that_begin_within_the_lines_of_a_wrapped_text() -> None:
    text = """We, the States, having met in the town by the river,
have agreed as follows. 1. States keep their tools
in a box that is shut. 2. States count the tools
every year. 3. States ask their neighbours
before they buy. 4. States lend tools to each
other. 5. States return the tools."""
    assert numbers(text) == ["1", "2", "3", "4", "5"]
    assert main(text).paragraphs[2].words == "States ask their neighbours before they buy."


@pytest.mark.parametrize(
    "line",
    [
        "No. 1 priority of States is the box.", "Step 2 of the plan is to shut it.",
        "Goal 16 of the Agenda names boxes.", "[1] See the list of boxes.", "1/ See the box.",
        "Step 1: Open the box.", "第1项决议草案获得通过。", "2/3 of the boxes were shut.",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_with_a_word_and_a_number_begins_no_paragraph(line: str) -> None:
    found = main(f"Title\n\n1. States met.\n\n{line}\n\n2. States spoke.\n\n3. They left.")
    assert [one.number for one in found.paragraphs] == ["1", "2", "3"]
    assert found.paragraphs[0].texts == ["States met.", line]


def test_a_few_steps_among_many_paragraphs_are_part_of_the_text() -> None:
    rest = "\n\n".join(f"{n}. They left." for n in range(2, 20))
    text = f"Title\n\n1. States met.\n\nStep 1: Open it.\n\nStep 2: Shut it.\n\n{rest}"
    found = main(text)
    assert len(found.paragraphs) == 19
    assert found.paragraphs[0].texts == ["States met.", "Step 1: Open it.", "Step 2: Shut it."]


def test_words_that_count_above_numbered_paragraphs_are_headings() -> None:
    text = (
        "Plan\n\nPriority 1: Knowing the box\n\n1. States look.\n\n2. States see.\n\n"
        "Priority 2: Shutting the box\n\n3. States shut it."
    )
    found = main(text)
    assert [(one.code, one.heading) for one in found.sections] == [
        ("1", "Priority 1: Knowing the box"),
        ("2", "Priority 2: Shutting the box"),
    ]
    assert [(one.number, one.section) for one in found.paragraphs] == [
        ("1", "1"), ("2", "1"), ("3", "2"),
    ]  # fmt: skip
    text = "Plan\n\nGoal 1. Boxes\n\nTarget 1: Keep it.\n\nGoal 2. Lids\n\nTarget 2: Shut it."
    found = main(text)
    assert [one.heading for one in found.sections] == ["Goal 1. Boxes", "Goal 2. Lids"]
    assert [(one.number, one.words) for one in found.paragraphs] == [
        ("1", "Keep it."), ("2", "Shut it."),
    ]  # fmt: skip


def test_paragraphs_of_articles_are_numbered_under_them() -> None:
    text = "Treaty\n\nArticle 1\n\n1. One.\n\n2. Two.\n\nArticle 2\n\n1. Three.\n\n2. Four."
    assert numbers(text) == ["1.1", "1.2", "2.1", "2.2"]


@pytest.mark.parametrize("label", ["Step {}: ", "Paragraph {}. ", "§ {} ", "第{}项："])
def test_worded_paragraphs_that_run_on_in_one_line_come_apart(label: str) -> None:
    words = ["Open the box.", "Shut the box.", "Paint it."]
    run_on = " ".join(label.format(n) + one for n, one in enumerate(words, 1))
    assert [one.words for one in main(f"Title\n\n{run_on}").paragraphs] == words


@pytest.mark.parametrize(
    ("report_of", "summary"),
    [
        ("Report of the Secretary-General", "Summary"), ("秘书长的报告", "摘要"),
        ("Rapport du Secrétaire général", "Résumé"), ("Informe del Secretario General", "Resumen"),
        ("Доклад Генерального секретаря", "Резюме"), ("تقرير الأمين العام", "موجز"),
    ],
)  # fmt: skip
def test_a_summary_is_no_title_and_a_report_that_of_no_meeting(
    report_of: str, summary: str
) -> None:
    text = (
        f"Boxes and lids\n\n{report_of}\n\n{summary}\n\nThe eighth biennial meeting of States"
        f" looked into them.\n\n* A/99/50.\n\n{BODY}"
    )
    found = outcome(text)
    assert found.parts[0].titles == ["Boxes and lids", report_of]
    assert (found.symbol, found.meeting_kind) == ("", "")


def test_a_line_that_ends_in_a_year_below_the_contents_is_no_entry() -> None:
    text = (
        "Contents\n\nI. Boxes . . . . . . . 3\n\nII. Lids . . . . . . . 4\n\n"
        "This is about the boxes that were shut from July 2024\nto June 2025.\n\nI. Boxes\n\n"
        "1. States met.\n\nII. Lids\n\n2. States spoke."
    )
    assert not any("2024" in left.text for left in outcome(text).left if left.reason == "contents")
