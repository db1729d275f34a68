"""Lists in running text are cut into whole names, in six languages."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reports.importing import lists, rolls
from reports.importing.names import How
from reports.tests.importing.book import SENTENCES, book, reporters, sentence

pytestmark = pytest.mark.once

SOURCE = settings.BASE_DIR.parent / "shared" / "sources" / "A_CONF.192_BMS_2022_1.zh.txt"


def codes(text: str) -> list[str]:
    return [row.match.code for row in rolls.read_text(text, book()).rows]


subsets = st.lists(
    st.sampled_from(reporters()), min_size=1, max_size=205, unique_by=lambda fields: fields["code"]
)


@pytest.mark.parametrize("language", SENTENCES)
@given(chosen=subsets)
@hypothesis_settings(max_examples=40, deadline=None)
def test_a_generated_sentence_parses_back(language: str, chosen: list[dict]) -> None:
    text = f"14. …\n\n15. {sentence(language, [f['name'][language] for f in chosen])}\n\n16. …"
    reading = rolls.read_text(text, book())
    assert [row.match.code for row in reading.rows] == [f["code"] for f in chosen]
    assert all(row.match.how == How.EXACT and not row.doubt for row in reading.rows)


@pytest.mark.parametrize("language", SENTENCES)
def test_all_at_once_broken_across_lines_anywhere(language: str) -> None:
    text = sentence(language, [f["name"][language] for f in reporters()])
    head, listed = text[:60], text[60:]
    broken = head + "\n".join(listed[i : i + 37] for i in range(0, len(listed), 37))
    assert codes(broken) == [f["code"] for f in reporters()]


@pytest.mark.parametrize("language", SENTENCES)
def test_long_names_broken_across_many_lines(language: str) -> None:
    organisations = [f for f in reporters() if f["kind"] == "organisation"]
    text = sentence(language, [f["name"][language] for f in organisations], sender=1)
    head, words = text[:60], text[60:].split(" ")
    broken = head + "\n".join(" ".join(words[i : i + 3]) for i in range(0, len(words), 3))
    assert codes(broken) == [f["code"] for f in organisations]


@given(st.text())
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_text_crashes_it(text: str) -> None:
    rolls.read_text(text, book())
    lists.items(text, book())


@given(
    st.text(
        alphabet="的国家提交报告：:, ،、和andو和下列 following States submitted reports\n().&1١"
    )
)
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_text_that_nearly_is_a_list_crashes_it(text: str) -> None:
    rolls.read_text(f"The following States submitted reports: {text}", book())
    rolls.read_text(f"下列国家提交了报告：{text}", book())


def test_names_with_the_separator_inside_come_out_whole() -> None:
    text = (
        "下列组织提交了报告：世界海关组织、大湖区、非洲之角及周边国家小武器问题区域中心、"
        "东南欧和东欧管制小武器和轻武器信息中心和国际刑事警察组织(国际刑警组织)。"
    )
    assert codes(text) == ["wco", "recsa", "seesac", "interpol"]
    text = (
        "下列国家提交了报告：波斯尼亚和黑塞哥维那、大不列颠及北爱尔兰联合王国和特立尼达和多巴哥。"
    )
    assert codes(text) == ["BIH", "GBR", "TTO"]


def test_an_and_inside_a_name_does_not_cut_it() -> None:
    text = "Antigua and Barbuda, Bosnia and Herzegovina and Trinidad and Tobago"
    assert codes(text) == ["ATG", "BIH", "TTO"]


def test_the_longest_name_wins() -> None:
    text = "Guinea-Bissau, Guinea, Equatorial Guinea, Papua New Guinea, Niger, Nigeria, South Sudan"
    assert codes(text) == ["GNB", "GIN", "GNQ", "PNG", "NER", "NGA", "SSD"]
    assert codes("刚果民主共和国、刚果、几内亚比绍、几内亚") == ["COD", "COG", "GNB", "GIN"]


def test_footnote_marks_bullets_and_numbers_are_passed_over() -> None:
    assert codes("Kenya¹, Uganda[2], Togo*, Mali3, Chadᵃ and the Gambia.") == [
        "KEN",
        "UGA",
        "TGO",
        "MLI",
        "TCD",
        "GMB",
    ]
    assert codes("• Kenya\n• Uganda\n\u2022 Togo") == ["KEN", "UGA", "TGO"]
    assert codes("1. Kenya\n2. Iran (Islamic Republic of)\n3. Korea, Republic of") == [
        "KEN",
        "IRN",
        "KOR",
    ]


def test_letters_before_names_are_passed_over() -> None:
    text = "The following States submitted reports: (a) Kenya; (b) Uganda; (c) Togo."
    assert codes(text) == ["KEN", "UGA", "TGO"]
    assert codes("i) Kenya,\nii) Uganda,\niii) Togo") == ["KEN", "UGA", "TGO"]


def test_a_bracket_that_repeats_who_it_is_says_nothing_new() -> None:
    text = "Kenya (KEN), the Netherlands (Kingdom of the), Organization of American States (OAS)"
    rows = rolls.read_text(text, book()).rows
    assert [(row.match.code, row.doubt) for row in rows] == [
        ("KEN", ""),
        ("NLD", ""),
        ("oas", ""),
    ]


OFFICIAL = {
    "fr": "15. Les États ci-après ont soumis à la huitième Réunion biennale des États un rapport"
    " national : Bolivie (État plurinational de), Bosnie-Herzégovine, Iran (République islamique"
    " d’) et Royaume-Uni de Grande-Bretagne et d’Irlande du Nord.",
    "es": "15. Los Estados que figuran a continuación presentaron informes nacionales a la Octava"
    " Reunión Bienal: Bolivia (Estado Plurinacional de), Bosnia y Herzegovina, Irán (República"
    " Islámica del) y Reino Unido de Gran Bretaña e Irlanda del Norte.",
    "ru": "15. Национальные доклады представили восьмому Совещанию государств следующие"
    " государства: Боливия (Многонациональное Государство), Босния и Герцеговина, Иран"
    " (Исламская Республика) и Соединенное Королевство Великобритании и Северной Ирландии.",
    "ar": "15 - وقدمت الدول التالية إلى الاجتماع تقارير وطنية: بوليفيا (دولة - المتعددة القوميات)،"
    " والبوسنة والهرسك، وإيران (جمهورية - الإسلامية)، والمملكة المتحدة لبريطانيا العظمى"
    " وأيرلندا الشمالية.",
}


@pytest.mark.parametrize("language", OFFICIAL)
def test_the_wording_of_official_reports(language: str) -> None:
    assert codes(OFFICIAL[language]) == ["BOL", "BIH", "IRN", "GBR"]


def test_right_to_left_marks_are_passed_over() -> None:
    assert codes("\u200fكينيا\u200f، و\u202bأوغندا\u202c والسودان") == ["KEN", "UGA", "SDN"]


def test_both_paragraphs_are_found_and_others_are_not() -> None:
    text = (
        "12. The following States made statements: Peru and Chile.\n\n"
        "15. The following States submitted national reports: Albania and Kenya.\n"
        "16. The following intergovernmental organizations submitted reports to the Eighth"
        " Biennial Meeting of States: OSCE and the World Customs Organization.\n\n"
        "17. Representatives of Spain and Togo took the floor."
    )
    assert codes(text) == ["ALB", "KEN", "osce", "wco"]


def test_a_list_goes_on_over_the_page() -> None:
    text = (
        "15. The following States submitted national reports: Kenya, Latvia,\n\n22-11130 5/17\n\f\n"
        "A/CONF.192/BMS/2022/1\n\nLiberia, Mali and\n\n6/17 22-11130\n\nTogo.\n\n16. Peru spoke."
    )
    assert codes(text) == ["KEN", "LVA", "LBR", "MLI", "TGO"]


def test_a_column_of_names_ends_with_its_paragraph() -> None:
    text = "The following States submitted reports:\n\nKenya\nTogo\n\nThe Chair thanked Peru."
    assert codes(text) == ["KEN", "TGO"]


def test_an_and_on_a_line_of_a_column_asks_for_a_confirmation() -> None:
    rows = rolls.read_text("Kenya\nSerbia and Montenegro\nBosnia and Herzegovina", book()).rows
    assert [row.doubt for row in rows] == ["", "joined", "joined", ""]


def test_a_sentence_without_a_colon_is_found() -> None:
    text = "National reports were submitted by Albania, Kenya and Togo. Spain spoke."
    assert codes(text) == ["ALB", "KEN", "TGO"]


def test_a_bracket_that_says_something_else_asks_for_a_confirmation() -> None:
    rows = rolls.read_text("Kenya (late), Suriname (on behalf of CARICOM) and Togo", book()).rows
    assert [row.doubt for row in rows] == ["remark", "remark", ""]
    assert rows[1].text == "Suriname (on behalf of CARICOM)"


def test_an_and_in_mid_list_asks_for_a_confirmation() -> None:
    rows = rolls.read_text("Albania, Serbia and Montenegro, Spain and Togo", book()).rows
    assert [row.doubt for row in rows] == ["", "joined", "joined", "", ""]


def test_an_unknown_name_stays_in_its_place() -> None:
    rows = rolls.read_text("Albania, Atlantis, Togo, Ruritania and Spain", book()).rows
    assert [row.text for row in rows] == ["Albania", "Atlantis", "Togo", "Ruritania", "Spain"]
    assert [bool(row.match.code) for row in rows] == [True, False, True, False, True]


def test_each_name_knows_its_line() -> None:
    rows = rolls.read_text("x\n\n下列国家提交了报告：肯尼亚、\n乌干达。", book()).rows
    assert [row.place.number for row in rows] == [3, 4]


def test_a_text_without_names_is_said_to_have_none() -> None:
    reading = rolls.read_text("Nothing of the kind.", book())
    assert [problem.code for problem in reading.problems] == ["no_list"]


@pytest.mark.skipif(not SOURCE.exists(), reason="the official text is not on this machine")
def test_the_report_of_the_eighth_biennial_meeting() -> None:
    reading = rolls.read_text(SOURCE.read_text(encoding="utf-8"), book())
    facts = json.loads(Path(settings.BASE_DIR / "fixtures/reported_2022.json").read_text("utf-8"))
    states, organisations = (roll["reporters"] for roll in facts["lists"])
    assert (len(states), len(organisations)) == (80, 8)
    assert [row.match.code for row in reading.rows] == [*states, *organisations]
    assert not any(row.doubt for row in reading.rows)
    assert reading.problems == []


LEAD = "15. The following States submitted national reports to the Meeting:"
NAMES = ["Albania", "Bosnia and Herzegovina", "Iran (Islamic Republic of)", "Kenya", "Norway"]
TAIL = "16. The Meeting then held a general exchange of views, in which many delegations took part."
FOUND = ["ALB", "BIH", "IRN", "KEN", "NOR"]
FURNITURE = "A/CONF.192/BMS/2022/1\n\n22-12345 5/29"


@pytest.mark.parametrize("margin", [f"\n\n{FURNITURE}\n\n", f"\n\f{FURNITURE}\n", "\n\f"])
@pytest.mark.parametrize("between", ["\n", ", "])
def test_a_list_goes_on_on_the_next_page(margin: str, between: str) -> None:
    pages = [between.join(NAMES[:3]), between.join(NAMES[3:])]
    cut = margin if between == "\n" else "," + margin
    assert codes(f"{LEAD}\n{cut.join(pages)}.\n\n{TAIL}") == FOUND


def test_a_page_break_inside_a_name() -> None:
    begun, rest = "Albania, Bosnia and", "Herzegovina, Iran (Islamic Republic of), Kenya, Norway."
    assert codes(f"{LEAD} {begun}\n\n{FURNITURE}\n\n{rest}\n\n{TAIL}") == FOUND


def test_names_that_are_paragraphs_with_one_unknown_among_them() -> None:
    names = [*NAMES[:2], "Atlantis", *NAMES[2:]]
    assert codes("\n\n".join([LEAD, *names, TAIL])) == [*FOUND[:2], "", *FOUND[2:]]


def test_a_list_without_a_stop_ends_with_its_page() -> None:
    assert codes(f"{LEAD}\n" + "\n".join(NAMES) + f"\n\n{FURNITURE}\n\n{TAIL}") == FOUND
