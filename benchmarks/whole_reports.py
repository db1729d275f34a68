"""How good suggestions are on whole reports: titles, contents, form and a State's own words.

The reports were invented and labelled by hand (``data/reports.tsv``) from the titles and summaries
of the commitments, before the search was changed. Half of them were used to tune it, the others
held out. *Precision* is the share of suggestions whose passage addresses that commitment, by its
label; *from form* counts suggestions whose passage is none of the State's own words; *reached* is
the share of the commitments that a report addresses for which a right passage is suggested.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suggestions import scope
from common.files.reading import Role
from reports.attachments.documents import document
from reports.attachments.passages import passages
from reports.coding.suggesting import Found, find

DATA = Path(__file__).parent / "data" / "reports.tsv"
LANGUAGES = ("en", "fr", "zh")
TUNING, HELD_OUT = "1", "2"
HALVES = {TUNING: "tuning", HELD_OUT: "held out"}
LEAST_PRECISION = 0.8
OWN_WORDS = "narrative"

# A report's blocks as the bytes of a file.
Layout = Callable[[list[str]], bytes]


@dataclass(frozen=True)
class Block:
    """One block of a report with the numbers of the paragraphs that it addresses."""

    report: str
    kind: str
    paragraphs: frozenset[str]
    text: str


@dataclass(frozen=True)
class Quality:
    """What was suggested for one report."""

    report: str
    half: str
    own_passages: int
    suggested: int
    right: int
    from_form: int
    addressed: int

    @property
    def precision(self) -> float:
        return self.right / self.suggested if self.suggested else 0.0


def blocks() -> list[Block]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t", 3) for line in lines if line and not line.startswith("#"))
    return [
        Block(report, kind, frozenset(numbers.split(",")) - {"-"}, text)
        for report, kind, numbers, text in rows
    ]


def as_text(texts: list[str]) -> bytes:
    """A text file with a blank line between the blocks."""
    return "\n\n".join(texts).encode()


def measure(report: str, layout: Layout = as_text) -> Quality:
    """What is suggested for one report, written as a file and read again."""
    own = [block for block in blocks() if block.report == report]
    data = layout([block.text for block in own])
    lines = [line for line in document(data).lines if line.role == Role.TEXT]
    suggested = find(passages(lines), scope(report[:2]))
    sources = [source(one, own) for one in suggested]
    return Quality(
        report,
        HALVES[report[-1]],
        own_passages=sum(block.kind == OWN_WORDS for block in own),
        suggested=len(suggested),
        right=sum(
            one.commitment in block.paragraphs
            for one, block in zip(suggested, sources, strict=True)
            if block
        ),
        from_form=sum(block is None or block.kind != OWN_WORDS for block in sources),
        addressed=len(frozenset().union(*(block.paragraphs for block in own))),
    )


def source(suggested: Found, own: list[Block]) -> Block | None:
    """The block that a suggested passage comes from; None where it is of several or of none."""
    passage = letters(suggested.passage.text)
    return next((block for block in own if passage in letters(block.text)), None)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def total(half: str, measured: list[Quality]) -> Quality:
    chosen = [one for one in measured if one.half == half]
    figures = ("own_passages", "suggested", "right", "from_form", "addressed")
    sums = {name: sum(getattr(one, name) for one in chosen) for name in figures}
    return Quality("all", half, **sums)


def results(languages: Sequence[str] = LANGUAGES) -> list[Quality]:
    """Each report, then the sums of each half."""
    measured = [measure(f"{code}-{half}") for half in HALVES for code in languages]
    return [*measured, *(total(half, measured) for half in HALVES.values())]


def lines(measured: list[Quality]) -> Iterator[str]:
    yield f"{'whole reports':18}{'own':>6}{'suggested':>11}{'right':>7}{'P':>7}{'form':>6}"
    for one in measured:
        name = f"{one.report} {one.half}"
        yield (
            f"{name:18}{one.own_passages:>6}{one.suggested:>11}{one.right:>7}"
            f"{one.precision:>7.2f}{one.from_form:>6}  reached {one.right} of {one.addressed}"
        )


def is_good(measured: list[Quality]) -> bool:
    """Whether nothing comes from a form, and each half reaches the least precision."""
    sums = [one for one in measured if one.report == "all"]
    no_form = not any(one.from_form for one in measured)
    return no_form and all(one.precision >= LEAST_PRECISION for one in sums)


def run(languages: Sequence[str] = LANGUAGES) -> bool:
    """Measure, print, and say whether every goal is met."""
    measured = results(languages)
    print("\n".join(lines(measured)))
    return is_good(measured)
