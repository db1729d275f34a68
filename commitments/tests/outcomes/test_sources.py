"""The real texts, where they are at hand: beside the project, or where OUTCOME_SOURCES says."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from commitments.outcomes.load.proposal import Choices, propose
from commitments.outcomes.parse import parse
from commitments.outcomes.parse.characters import tidy
from commitments.outcomes.parse.model import Outcome, Part
from common.files.reading import Extracted, Line, extract
from common.files.reading.lines import Kind
from common.files.reading.text import text_lines

pytestmark = pytest.mark.once

FOLDERS = [
    Path(os.environ.get("OUTCOME_SOURCES", "/nonexistent")),
    settings.BASE_DIR.parent / "shared" / "sources",
]
SOURCES = next((folder for folder in FOLDERS if folder.is_dir()), None)
BMS8 = "A_CONF.192_BMS_2022_1.zh.txt"
REPORTS = {
    "SG_report_2014_69th_session.zh.txt": (70, ["¹", "²", "³"], 2014),
    "SG_report_2017_72nd_session.zh.txt": (26, ["¹", "²", "³", "⁴", "⁵", "⁶"], 2017),
}

FIXTURES = settings.BASE_DIR / "fixtures"


def data(name: str) -> bytes:
    assert SOURCES is not None
    return (SOURCES / name).read_bytes()


def read(name: str) -> Outcome:
    return parse(extract(data(name)), name)


def squeezed(text: str) -> Counter[str]:
    """The characters of a text, without spaces and Markdown's marks of headings and bold."""
    return Counter(re.sub(r"\s", "", tidy(re.sub(r"(?m)^\s*#+|\*\*", "", text))))


def everything(outcome: Outcome) -> str:
    return "\n".join(
        [
            *(_words(part) for part in outcome.parts),
            *(left.text for left in outcome.left),
            *(f"{note.mark}{note.text}" for note in outcome.loose_notes),
        ]
    )


def _words(part: Part) -> str:
    words = [part.label, *part.titles]
    for section in part.sections:
        notes = "".join(note.mark + note.text for note in section.notes)
        words += [section.label, section.heading, section.chapeau, notes]
    for paragraph in part.paragraphs:
        words += [f"{paragraph.number}.", paragraph.text]
    return "\n".join(words)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "report" in metafunc.fixturenames:
        metafunc.parametrize("report", REPORTS if SOURCES else [])
    if "outcome" in metafunc.fixturenames:
        metafunc.parametrize("outcome", [read(BMS8)] if SOURCES else [], ids=["bms8"])
    if "mangle" in metafunc.fixturenames:
        metafunc.parametrize("mangle", MANGLED if SOURCES else [])


def test_the_document_is_recognised(outcome: Outcome) -> None:
    assert outcome.symbol == "A/CONF.192/BMS/2022/1"
    assert outcome.language == "zh"
    assert (outcome.meeting_kind, outcome.meeting_number, outcome.year) == ("bms", 8, 2022)
    assert outcome.problems == []


def test_the_annex_has_96_paragraphs_in_the_right_sections(outcome: Outcome) -> None:
    records = json.loads((FIXTURES / "06_commitments_bms8.json").read_text())
    expected = [
        (record["fields"]["number"], (record["fields"]["section"] or ["", ""])[1])
        for record in records
    ]
    annex = outcome.parts[outcome.main_part]
    assert [(one.number, one.section) for one in annex.paragraphs] == expected
    assert len(annex.paragraphs) == 96


def test_the_headings_are_those_on_record(outcome: Outcome) -> None:
    records = json.loads((FIXTURES / "05_sections_bms8.json").read_text())
    expected = [
        (record["fields"]["code"], record["fields"]["numeral"], record["fields"]["heading"]["zh"])
        for record in records
    ]
    annex = outcome.parts[outcome.main_part]
    assert [(one.code, one.numeral, one.heading) for one in annex.sections] == expected


def test_the_24_paragraphs_of_the_body_stand_apart(outcome: Outcome) -> None:
    body = outcome.parts[0]
    assert [one.number for one in body.paragraphs] == [str(number) for number in range(1, 25)]
    assert len(body.paragraphs[9].texts) == 12, "the agenda's eleven items belong to paragraph 10"


def test_nothing_is_lost(outcome: Outcome) -> None:
    source = data(BMS8).decode()
    assert squeezed(everything(outcome)) == squeezed(source)
    annex = outcome.parts[1]
    start = source.index("\n## 附件")
    assert squeezed(_words(annex)) == squeezed(source[start:])


def test_guesses_agree_with_what_staff_decided(outcome: Outcome) -> None:
    """All 96 operative or not as on record, 94 with the same addressees."""
    records = json.loads((FIXTURES / "06_commitments_bms8.json").read_text())
    on_record = {record["fields"]["number"]: record["fields"] for record in records}
    rows = propose(outcome, Choices("zh", outcome.main_part)).rows
    directed: dict[str, list[str]] = {}
    for record in json.loads((FIXTURES / "07_addressees_bms8.json").read_text()):
        key = record["fields"]["commitment"][0]
        directed.setdefault(key, []).append(record["fields"]["kind"])
    of_row = {row.number: directed.get(on_record[row.number]["key"], []) for row in rows}
    assert all(row.is_operative == bool(of_row[row.number]) for row in rows)
    same = sum(sorted(row.addressees) == sorted(of_row[row.number]) for row in rows)
    assert same >= 94


def test_recommendations_are_proposed_for_those_on_record() -> None:
    """All thirteen of S/2008/258, to whomever they speak, by words that stand in each."""
    directed: dict[str, set[str]] = {}
    for record in json.loads((FIXTURES / "09_recommendations_s-2008-258.json").read_text()):
        if record["model"] == "commitments.commitmentaddressee":
            number = record["fields"]["commitment"][0].rpartition("-")[2]
            directed.setdefault(number, set()).add(record["fields"]["kind"])
    assert len(directed) == 13
    if SOURCES is None:
        return
    outcome = read("S_2008_258.zh.txt")
    rows = propose(outcome, Choices("zh", outcome.main_part)).rows
    # Rec. 3 speaks to international organisations too; no kind but a name covers them.
    directed["3"].remove("named_body")
    assert {row.number: set(row.addressees) for row in rows} == directed
    assert all(each.words in row.text for row in rows for each in row.asked)


def test_levels_of_sections_are_those_on_record(outcome: Outcome) -> None:
    records = json.loads((FIXTURES / "05_sections_bms8.json").read_text())
    expected = {record["fields"]["code"]: record["fields"]["level"] for record in records}
    headings = propose(outcome, Choices("zh", outcome.main_part)).headings
    assert {heading.code: heading.level for heading in headings} == expected


def test_reports_of_the_secretary_general(report: str) -> None:
    count, marks, year = REPORTS[report]
    outcome = read(report)
    assert outcome.year == year
    asking = [row for row in propose(outcome, Choices("zh", 0)).rows if row.is_operative]
    assert len(asking) <= 5, "a report tells; it asks where its words do"
    assert all(row.asked[0].words for row in asking)
    (body,) = outcome.parts
    assert [one.number for one in body.paragraphs] == [str(n) for n in range(1, count + 1)]
    assert [note.mark for one in body.paragraphs for note in one.notes] == marks
    assert all(note.mark in one.text for one in body.paragraphs for note in one.notes)
    assert [problem.code for problem in outcome.problems] == ["symbol_unknown"]


def test_nothing_is_lost_of_the_reports(report: str) -> None:
    source = squeezed(data(report).decode())
    found = squeezed(everything(read(report)))
    digits = set("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹")
    assert {c: n for c, n in found.items() if c not in digits} == {
        c: n for c, n in source.items() if c not in digits
    }


def plain(text: str) -> str:
    return re.sub(r"(?m)^#+ ", "", text).replace("**", "").replace("  \n", "\n")


def wrapped(text: str, separator: str) -> str:
    lines: list[str] = []
    for line in plain(text).split("\n"):
        lines += [line[start : start + 36] for start in range(0, len(line), 36)] or [""]
    return separator.join(lines)


def paged(text: str) -> str:
    lines = text.split("\n")
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    return "\n".join(
        "\n".join(["A/CONF.192/BMS/2022/1", "", *page, "", f"{number}/17", ""])
        for number, page in enumerate(pages, 1)
    )


MANGLED = {
    "without headings marked": plain,
    "wrapped": lambda text: wrapped(text, "\n"),
    "wrapped with empty lines in between": lambda text: wrapped(text, "\n\n"),
    "wrapped without empty lines": lambda text: re.sub("\n+", "\n", wrapped(text, "\n")),
    "with running headers and page numbers": lambda text: paged(wrapped(text, "\n")),
    "numbers on lines of their own": lambda text: re.sub(r"(?m)^(\d+\.) ", r"\1\n", plain(text)),
    "numbers without a space": lambda text: re.sub(r"(?m)^(\d+\.) ", r"\1", plain(text)),
    "Chinese commas after numbers": lambda text: re.sub(r"(?m)^(\d+)\. ", r"\1、", plain(text)),
}


def test_texts_as_extractors_leave_them_give_the_same_annex(mangle: str) -> None:
    text = MANGLED[mangle](data(BMS8).decode())
    annex = parse(Extracted(Kind.TEXT, text_lines(text)), BMS8).parts[1]
    expected = read(BMS8).parts[1]

    def words(part: Part) -> list[tuple[str, str, str]]:
        return [(one.number, one.section, re.sub(r"\s", "", one.text)) for one in part.paragraphs]

    assert words(annex) == words(expected)
    assert [one.code for one in annex.sections] == [one.code for one in expected.sections]


def test_two_paragraphs_joined_on_one_line_come_apart() -> None:
    lines = [
        Line("1. 各国重申。 2. 各国注意到。", number=1),
        Line("3. 各国强调。", number=2, gap=True),
    ]
    (part,) = parse(Extracted(Kind.TEXT, lines)).parts
    assert [one.number for one in part.paragraphs] == ["1", "2", "3"]
