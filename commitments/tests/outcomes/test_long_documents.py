"""Ninety-six paragraphs in each language, mangled as extractors mangle them.

The sentences are the project's own titles of the commitments of the eighth biennial meeting,
thrown together at random; the headings are as on record.
"""

import json
import random
import re
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Part
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines

pytestmark = pytest.mark.once

FIXTURES = settings.BASE_DIR / "fixtures"
ANNEX = {
    "en": "Annex",
    "fr": "Annexe",
    "es": "Anexo",
    "ru": "Приложение",
    "zh": "附件",
    "ar": "المرفق",
}
OUTER = {
    "ar": {"I": "أولا - ", "II": "ثانيا - ", "III": "ثالثا - ", "IV": "رابعا - "},
    "zh": {"I": "一. ", "II": "二. ", "III": "三. ", "IV": "四. "},
}
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
Expected = list[tuple[str, str, str]]


def fields(name: str) -> list[dict[str, Any]]:
    records = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return [record["fields"] for record in records]


COMMITMENTS = fields("06_commitments_bms8.json")
SECTIONS = fields("05_sections_bms8.json")


class Writer:
    """Writes a document in one language and notes what should be found in it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.random = random.Random(language)
        self.titles = [commitment["title"][language] for commitment in COMMITMENTS]
        self.blocks = [ANNEX[language], "Outcome of it"]
        self.expected: Expected = []
        self.paragraphs("")
        for section in SECTIONS:
            self.blocks.append(self.label(section["numeral"]) + section["heading"][language])
            if section["numeral"] in ("I", "II", "III"):
                self.blocks.append(f"{' '.join(self.titles[3:8:2])}:")
            self.paragraphs(section["code"])

    def label(self, numeral: str) -> str:
        if numeral in ("I", "II", "III", "IV"):
            return OUTER.get(self.language, {}).get(numeral, f"{numeral}. ")
        return self.number(numeral) if numeral else ""

    def number(self, number: str) -> str:
        arabic = self.language == "ar"
        return f"{number} - ".translate(ARABIC_DIGITS) if arabic else f"{number}. "

    def paragraphs(self, code: str) -> None:
        for commitment in COMMITMENTS:
            if (commitment["section"] or ["", ""])[1] == code:
                text = self.sentence()
                self.blocks.append(self.number(commitment["number"]) + text)
                self.expected.append((commitment["number"], code, text))

    def sentence(self) -> str:
        parts = [
            self.random.choice(self.titles)
            + self.random.choice(["", "", "", " 2018", " 16.4", " 2030", " 12"])
            for _ in range(self.random.randint(1, 9))
        ]
        return "；".join(parts) + "。" if self.language == "zh" else "; ".join(parts) + "."


def plain(writer: Writer) -> str:
    return "\n\n".join(writer.blocks)


def one_a_line(writer: Writer) -> str:
    return "\n".join(writer.blocks)


def wrapped(writer: Writer, width: int = 72) -> str:
    if writer.language == "zh":
        step = width // 2
        lines = [
            "\n".join(block[i : i + step] for i in range(0, len(block), step))
            for block in writer.blocks
        ]
    else:
        lines = [
            textwrap.fill(block, width, break_long_words=False, break_on_hyphens=False)
            for block in writer.blocks
        ]
    return "\n\n".join(lines)


def broken_words(writer: Writer) -> str:
    """Wrapped, with every fifth line ending in half a word and a hyphen."""
    lines = wrapped(writer, 80).split("\n")
    for index in range(0, len(lines) - 1, 5):
        found = re.match(r"([^\W\d_]{3})([^\W\d_]{4,}.*)", lines[index + 1])
        if lines[index] and found and writer.language not in ("zh", "ar"):
            lines[index : index + 2] = [f"{lines[index]} {found[1]}-", found[2]]
    return "\n".join(lines)


def paged(writer: Writer) -> str:
    lines = wrapped(writer, 76).split("\n")
    pages = [lines[start : start + 42] for start in range(0, len(lines), 42)]
    return "\n".join(
        "\n".join(["A/CONF.192/BMS/2030/1", "", *page, "", f"{number}/{len(pages)}", ""])
        for number, page in enumerate(pages, 1)
    )


MANGLED: list[Callable[[Writer], str]] = [plain, one_a_line, wrapped, broken_words, paged]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def read(text: str) -> Part:
    outcome = parse(Extracted(Kind.TEXT, text_lines(text)))
    return outcome.parts[outcome.main_part]


@pytest.mark.parametrize("mangle", MANGLED, ids=lambda function: function.__name__)
@pytest.mark.parametrize("language", ANNEX)
def test_every_paragraph_is_found_in_its_section_with_its_words(
    language: str, mangle: Callable[[Writer], str]
) -> None:
    writer = Writer(language)
    part = read(mangle(writer))
    assert [one.number for one in part.paragraphs] == [number for number, *_ in writer.expected]
    found = [(one.number, one.section, squeezed("".join(one.texts))) for one in part.paragraphs]
    expected = [(number, code, squeezed(text)) for number, code, text in writer.expected]
    wrong = [one for one, other in zip(found, expected, strict=True) if one != other]
    # A heading without a number at the edge of a page may be taken for the end of another.
    assert len(wrong) <= (2 if mangle is paged else 0), wrong[:3]
