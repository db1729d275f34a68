"""Whether a PDF is read into the same words as its Word twin.

A *pair* is one document as DOCX and as PDF, in files that differ in their ending only. Of each
pair the main part is compared: the paragraphs by their numbers, word for word (tables and
footnotes stand apart from the paragraphs' own words in both), and the codes of the sections.

The official files are not in the repository: they are looked for in ``OUTCOME_SOURCES`` or its
folder ``official``, beside the project, or in the folders named on the command line
(``python -m benchmarks.twins FOLDER``).
"""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Part
from common.files.reading import extract

# The share of paragraphs that must agree word for word; section codes must agree in all pairs.
GOAL = 0.99


@dataclass(frozen=True)
class Pair:
    """What two files of one document agree in.

    ``paragraphs`` counts the numbers that either has, ``same`` those with the same words in both.
    ``codes`` are the section codes of the PDF and of the Word file where they differ, and
    ``titles`` the titles.
    """

    name: str
    paragraphs: int
    same: int
    different: list[tuple[str, str, str]] = field(default_factory=list)
    codes: tuple[list[str], list[str]] | None = None
    titles: tuple[str, str] | None = None


def pairs_in(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The PDF and DOCX files of one name, in the order of their names."""
    for pdf in sorted(folder.glob("*.pdf")):
        docx = pdf.with_suffix(".docx")
        if docx.exists():
            yield pdf, docx


def compare(name: str, pdf: bytes, docx: bytes) -> Pair:
    """How far the two readings of one document agree."""
    one, other = (_main_part(data, name) for data in (pdf, docx))
    words, others = _words(one), _words(other)
    numbers = list(dict.fromkeys([*others, *words]))
    different = [
        (number, words.get(number, ""), others.get(number, ""))
        for number in numbers
        if words.get(number) != others.get(number)
    ]
    codes = [section.code for section in one.sections], [s.code for s in other.sections]
    return Pair(
        name,
        len(numbers),
        len(numbers) - len(different),
        different,
        codes if codes[0] != codes[1] else None,
        (one.title, other.title) if one.title != other.title else None,
    )


def _main_part(data: bytes, name: str) -> Part:
    outcome = parse(extract(data), name)
    return outcome.parts[outcome.main_part]


def _words(part: Part) -> dict[str, str]:
    """The own words of each paragraph, by its number."""
    return {one.number: " ".join(" ".join(one.texts).split()) for one in part.paragraphs}


def folders(arguments: Sequence[str] = ()) -> list[Path]:
    """Where pairs are looked for: the folders given, or the official files where they are."""
    given = [Path(argument) for argument in arguments]
    found = official()
    return given or ([found] if found else [])


def official() -> Path | None:
    """The folder of the official files: ``OUTCOME_SOURCES`` itself or ``official`` in it, or else
    the sources beside the project. None where there is none."""
    named = os.environ.get("OUTCOME_SOURCES", "")
    beside = Path(__file__).resolve().parents[2] / "shared" / "sources"
    sources = Path(named) if named else beside
    places = (sources / "official", sources) if named else (sources / "official",)
    return next((place for place in places if any(pairs_in(place))), None)


def run(arguments: Sequence[str] = (), *, details: bool = False) -> bool:
    """Print how many paragraphs agree; whether the goals are met, as they are without any pair."""
    found = [
        compare(pdf.stem, pdf.read_bytes(), docx.read_bytes())
        for folder in folders(arguments)
        for pdf, docx in pairs_in(folder)
    ]
    if not found:
        print("PDF and Word twins: none at hand (OUTCOME_SOURCES names the folder of the texts).")
        return True
    total, same = sum(pair.paragraphs for pair in found), sum(pair.same for pair in found)
    codes = sum(pair.codes is None for pair in found)
    print(f"PDF and Word twins, {len(found)} pairs:")
    for pair in found:
        agree = "same" if pair.codes is None else "different"
        print(f"  {pair.name:24} {pair.same:4} of {pair.paragraphs:4}   section codes {agree}")
        if details:
            _print_differences(pair)
    met = same >= GOAL * total and codes == len(found)
    print(
        f"  {same} of {total} paragraphs word for word ({same / total:.1%}), section codes of"
        f" {codes} of {len(found)}; goals (≥ {GOAL:.0%}, all): {'met' if met else 'missed'}"
    )
    return met


def _print_differences(pair: Pair) -> None:
    for number, pdf, docx in pair.different:
        place = next((i for i, (a, b) in enumerate(zip(pdf, docx, strict=False)) if a != b), 0)
        start = max(0, place - 20)
        print(f"    {number}: PDF  …{pdf[start : place + 50]}")
        print(f"    {' ' * len(number)}  Word …{docx[start : place + 50]}")
    if pair.codes:
        print(f"    PDF  {' '.join(pair.codes[0])}")
        print(f"    Word {' '.join(pair.codes[1])}")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--details"]
    sys.exit(0 if run(arguments, details="--details" in sys.argv) else 1)
