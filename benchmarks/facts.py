"""The starting facts beside the paragraphs that they were taken from, to be read one by one.

``python -m benchmarks.facts`` prints each fact of ``fixtures/facts.json``, the records that it
became, and its paragraph. The four texts are not in the repository: they are looked for in
``OUTCOME_SOURCES``, or beside the project in ``shared/sources``. ``in_its_paragraph`` is what a
machine can tell of a fact: that its paragraph is there and that its number stands in it.
"""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import PartKind
from common.files.reading import extract

BASE = Path(__file__).resolve().parent.parent
FACTS = BASE / "fixtures" / "facts.json"
FILES = {
    "bms8": "A_CONF.192_BMS_2022_1.zh.txt",
    "s-2008-258": "S_2008_258.zh.txt",
    "sg-2014": "SG_report_2014_69th_session.zh.txt",
    "sg-2017": "SG_report_2017_72nd_session.zh.txt",
}
# How the Chinese texts write round numbers: 10,000 and 100,000,000.
MYRIADS = {"亿": 10**8, "万": 10**4}
NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
# Counted in the list of names that the paragraph gives, not written there as a number.
COUNTED_UNITS = {"States", "national reports", "reports", "statements", "towns", "units", "State"}


def sources() -> Path | None:
    """The folder of the four texts, None where they are not at hand."""
    folders = [Path(os.environ.get("OUTCOME_SOURCES", "/nonexistent")), BASE.parent / "shared"]
    for folder in (folders[0], folders[1] / "sources"):
        if all((folder / name).is_file() for name in FILES.values()):
            return folder
    return None


@cache
def paragraphs(folder: Path, document: str) -> dict[tuple[str, str], str]:
    """The paragraphs of a text by their part (``body``, ``annex``, ``rec.``) and number, each with
    its footnotes and what explains it."""
    name = FILES[document]
    outcome = parse(extract((folder / name).read_bytes()), name)
    parts = {PartKind.BODY: "body", PartKind.ANNEX: "annex", PartKind.RECOMMENDATIONS: "rec."}
    return {
        (parts[part.kind], paragraph.number): "\n".join(
            [paragraph.text, *(f"{note.mark} {note.text}" for note in paragraph.notes)]
        )
        for part in outcome.parts
        for paragraph in part.paragraphs
    }


def of(fact: dict[str, Any], folder: Path) -> str:
    """The words of a fact's paragraph, empty where the text has none of that number."""
    found = re.match(r"(body |annex |rec\. )?(\d+)(?:-(\d+))?", fact["paragraph"])
    if not found:
        return ""
    part, first, last = (found[1] or "body").strip(), int(found[2]), int(found[3] or found[2])
    held = paragraphs(folder, fact["document"])
    words = (held.get((part, str(number)), "") for number in range(first, last + 1))
    return "\n".join(filter(None, words))


def in_its_paragraph(fact: dict[str, Any], folder: Path) -> bool:
    """Whether the paragraph is there and the fact's numbers stand in it, as the text writes them.
    What the paragraph lists by name is not written as a number, and neither is *one*."""
    words = of(fact, folder)
    if not words or fact.get("unit", "") in COUNTED_UNITS or fact.get("quantity") == "1":
        return bool(words)
    numbers = {float(number) for number in re.findall(r"[\d.]+", fact.get("quantity", ""))}
    return numbers <= _numbers(words)


def _numbers(words: str) -> set[float]:
    """All numbers of a text, in digits (with spaces between thousands) or as one numeral."""
    together = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", words)
    found = {float(NUMERALS[numeral]) for numeral in NUMERALS if numeral in words}
    for first, second, myriad in re.findall(r"(\d+(?:\.\d+)?)(?:[-–](\d+))?\s*([亿万]?)", together):
        times = MYRIADS.get(myriad, 1)
        found |= {float(number) * times for number in (first, second) if number}
    if "三分之一" in words:
        found |= {1.0, 3.0}
    return found


def facts() -> Iterator[dict[str, Any]]:
    yield from json.loads(FACTS.read_text(encoding="utf-8"))


def main() -> None:
    folder = sources()
    if folder is None:
        raise SystemExit("The texts are not at hand: say in OUTCOME_SOURCES where they are.")
    for fact in facts():
        shown = {key: value for key, value in fact.items() if key not in {"fact", "records"}}
        print(f"\n{fact['fact']}. {json.dumps(shown, ensure_ascii=False)}")
        for record in fact.get("records", ()):
            print("   →", *record)
        print("   ", of(fact, folder).replace("\n", "\n    "))


if __name__ == "__main__":
    main()
