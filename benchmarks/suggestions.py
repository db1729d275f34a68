"""How well and how fast commitments are suggested for passages of reports.

The passages were invented for this and labelled by hand (``data/passages.tsv``), in Chinese and
English. Precision at k is the share of the first k suggestions that are right; a passage with one
right paragraph can reach a third of it at 3, so the most that is possible is given beside it.
Recall at k is the share of the right paragraphs that are among the first k.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from common.search import normalise
from common.similarity import CJK_RUN, WORD, Corpus, grams
from reports.attachments.documents import document
from reports.attachments.passages import Passage, passages
from reports.coding.ranking import Matcher, weighed
from reports.coding.suggesting import Scope, find

DATA = Path(__file__).parent / "data" / "passages.tsv"
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
LANGUAGES = ("en", "zh")
DEPTHS = (1, 3)
STATE_ADDRESSEES = ("states", "states_in_a_position_to_do_so")
REPORT_PAGES, PASSAGES_PER_PAGE = 60, 8
MOST_SECONDS = 5.0

# A ranking of commitment numbers for a passage, the likeliest first.
Ranking = Callable[[str], list[str]]


@dataclass(frozen=True)
class Labelled:
    """A passage and the numbers of the paragraphs it addresses; none for one off the subject."""

    language: str
    paragraphs: frozenset[str]
    text: str


@dataclass(frozen=True)
class Quality:
    """Averages over the labelled passages of one language, from 0 to 1, by method."""

    language: str
    method: str
    passages: int
    precision_at_1: float
    precision_at_3: float
    most_precision_at_3: float
    recall_at_1: float
    recall_at_3: float


def labelled() -> list[Labelled]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [
        Labelled(language, frozenset(numbers.split(",")) - {"-"}, text)
        for language, numbers, text in rows
    ]


def commitment_texts(language: str) -> dict[str, str]:
    """Title, summary and themes of each commitment directed to States, by its number."""
    themes = {record["key"]: record["name"] for record in _fixture("04_themes.json")}
    asked = asked_of_states()
    return {
        record["number"]: "\n".join(
            [
                *(record[name].get(language, "") for name in ("summary", "title")),
                *(themes[key].get(language, "") for (key,) in record["themes"]),
            ]
        )
        for record in _fixture("06_commitments_bms8.json")
        if record["key"] in asked
    }


def asked_of_states() -> set[str]:
    """The keys of the commitments that are directed to States."""
    return {
        key
        for record in _fixture("07_addressees_bms8.json")
        for key in record["commitment"]
        if record["kind"] in STATE_ADDRESSEES
    }


def _fixture(name: str) -> list[dict[str, Any]]:
    records = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return [record["fields"] for record in records]


def scope(language: str) -> Scope:
    """The commitments directed to States, by number, as the product compares them."""
    asked = asked_of_states()
    concepts = {
        record["number"]: weighed(record["title"].values(), record["summary"].values())
        for record in _fixture("06_commitments_bms8.json")
        if record["key"] in asked
    }
    return Scope(commitment_texts(language), concepts)


def matcher(language: str, all_passages: list[str]) -> Matcher:
    """The product's own, all passages of the language taken for one report."""
    own = scope(language)
    return Matcher(own.texts, own.concepts, background=[grams(text) for text in all_passages])


def by_matching(language: str, all_passages: list[str]) -> Ranking:
    """The product's own ranking."""
    known = matcher(language, all_passages)
    return lambda text: [similar.key for similar in known.rank(text)]


def by_ngrams(language: str, all_passages: list[str]) -> Ranking:
    """The product's ranking of before: n-grams alone."""
    texts = commitment_texts(language)
    corpus = Corpus(texts, background=[grams(text) for text in all_passages])
    return lambda text: [similar.key for similar in corpus.rank(text)]


def by_keywords(language: str, _all_passages: list[str]) -> Ranking:
    """The plain baseline: how many of a commitment's words the passage has; document order."""
    keywords = {number: words(text) for number, text in commitment_texts(language).items()}

    def rank(text: str) -> list[str]:
        own = words(text)
        return sorted(keywords, key=lambda number: -len(keywords[number] & own))

    return rank


def words(text: str) -> frozenset[str]:
    """Words of four letters or more; in Chinese, pairs of characters."""
    normalised = normalise(text)
    pairs = (run[i : i + 2] for run in CJK_RUN.findall(normalised) for i in range(len(run) - 1))
    return frozenset([*pairs, *(word for word in WORD.findall(normalised) if len(word) >= 4)])


METHODS = {"suggestions": by_matching, "keywords (baseline)": by_keywords}
# What else is measured and printed; no goal.
ALL_METHODS = {**METHODS, "n-grams alone": by_ngrams}


def measure(language: str, method: str) -> Quality:
    own = [one for one in labelled() if one.language == language and one.paragraphs]
    ranking = ALL_METHODS[method](language, [one.text for one in own])
    ranked = [(one.paragraphs, ranking(one.text)) for one in own]
    right = {
        depth: [len(wanted & set(found[:depth])) for wanted, found in ranked] for depth in DEPTHS
    }
    recall = {
        depth: sum(n / len(wanted) for n, (wanted, _f) in zip(right[depth], ranked, strict=True))
        for depth in DEPTHS
    }
    most = sum(min(len(wanted), 3) / 3 for wanted, _found in ranked)
    count = len(ranked)
    return Quality(
        language,
        method,
        count,
        precision_at_1=round(sum(right[1]) / count, 3),
        precision_at_3=round(sum(right[3]) / (3 * count), 3),
        most_precision_at_3=round(most / count, 3),
        recall_at_1=round(recall[1] / count, 3),
        recall_at_3=round(recall[3] / count, 3),
    )


def off_subject(language: str) -> tuple[int, int]:
    """Passages off the subject: how many there are, and for how many something is suggested."""
    own = [one for one in labelled() if one.language == language]
    strangers = [one for one in own if not one.paragraphs]
    known = matcher(language, [one.text for one in own])
    return len(strangers), sum(known.first(one.text) is not None for one in strangers)


def long_report(language: str) -> list[Passage]:
    """A report of REPORT_PAGES pages, made of the labelled passages over and over."""
    texts = cycle([one.text for one in labelled() if one.language == language])
    count = REPORT_PAGES * PASSAGES_PER_PAGE
    paired = (" ".join(islice(texts, 2)) for _number in range(count))
    return [Passage(text, 1 + n // PASSAGES_PER_PAGE) for n, text in enumerate(paired)]


def seconds_for_a_long_report(language: str) -> float:
    """From the file's bytes to suggestions, for a text of REPORT_PAGES pages: of the processor, so
    that other work on the machine does not decide the goal."""
    pages: dict[int, list[str]] = {}
    for passage in long_report(language):
        pages.setdefault(passage.page, []).append(passage.text)
    data = "\f".join("\n\n".join(texts) for texts in pages.values()).encode()
    begin = time.process_time()
    find(passages(document(data).lines), scope(language))
    return time.process_time() - begin


def results() -> dict[str, Any]:
    """Everything measured here, for the benchmark's JSON."""
    return {
        "quality": [asdict(measure(code, method)) for code in LANGUAGES for method in ALL_METHODS],
        "off_subject": {code: off_subject(code) for code in LANGUAGES},
        "seconds_for_60_pages": {
            code: round(seconds_for_a_long_report(code), 2) for code in LANGUAGES
        },
    }


def lines(measured: Mapping[str, Any]) -> Iterator[str]:
    """What was measured, as a table to print."""
    yield f"{'':22}{'passages':>9}{'P@1':>7}{'P@3':>7}{'(most)':>8}{'R@1':>7}{'R@3':>7}"
    for row in measured["quality"]:
        figures = (row["precision_at_1"], row["precision_at_3"], row["most_precision_at_3"])
        recalls = (row["recall_at_1"], row["recall_at_3"])
        name = f"{row['language']} {row['method']}"
        yield f"{name:22}{row['passages']:>7}" + "".join(
            f"{value:>7.2f}" for value in (*figures, *recalls)
        )
    for code, (count, suggested) in measured["off_subject"].items():
        yield f"{code}: {suggested} of {count} passages off the subject drew a suggestion"
    for code, taken in measured["seconds_for_60_pages"].items():
        yield (
            f"{code}: {taken:.2f} s of the processor for {REPORT_PAGES} pages"
            f" (at most {MOST_SECONDS:.0f} s)"
        )


def run() -> bool:
    """Measure, print, and say whether every goal is met (better than the baseline, in time)."""
    measured = results()
    print("\n".join(lines(measured)))
    by_name = {(row["language"], row["method"]): row for row in measured["quality"]}
    ours, plain = METHODS
    is_better = all(
        by_name[code, ours]["recall_at_3"] > by_name[code, plain]["recall_at_3"]
        for code in LANGUAGES
    )
    is_fast = all(taken < MOST_SECONDS for taken in measured["seconds_for_60_pages"].values())
    return is_better and is_fast
