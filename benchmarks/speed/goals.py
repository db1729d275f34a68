"""The goals, each as a ratio within one run, and whether it is met, missed or not built yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.speed.contestants import (
    AGGREGATE,
    FASTAPI,
    FLOOR,
    KEPT,
    NAIVE,
    PRODUCT,
    SELECT_RELATED,
    WRITTEN,
)
from benchmarks.speed.files import XLSX, XLSXWRITER
from benchmarks.speed.growth import IN_PROPORTION, times
from benchmarks.speed.results import Results
from benchmarks.speed.rounds import Ratio, ratio
from benchmarks.speed.serving import CROWD
from benchmarks.speed.writes import COPY, MANY, UPDATE

MOST_AFTER_CRAWL, MOST_IN_A_CROWD = 1.5, 2
MOST_GROWTH = {10: 1.25, 100: 1.5}


# Why a goal is missed: what the measured one does that the other does not, by how its name begins.
REASONS = {
    "List, first time": "the keys of a page are looked up by a statement of its own; the whole way "
    "through middleware counts",
    "Matrix, first time": "the database takes as long as the floor; parameters and middleware "
    "come on top",
    "Matrix, unchanged": "a hit costs 0.3 ms with its server and its query, the floor only seven",
    "State's page, unchanged": "a hit costs more than the floor, which is a short answer",
    "Unchanged data, 99 %": "the driver, the server and the database share the processors",
    "List at ten writes": "each write has the answer made anew",
    "CSV, guarded": "each text is looked at for a formula",
    "10 × as much history: list": "more than the latest cycle is read",
    "10 × as much history: missing": "every cycle is offered in two lists",
    "10 × as much history: search": "the texts of the responses of all cycles are read",
    "Saving a response": "a save locks the report and reads rights, scope and what was said before",
    "Saving a table": "each answer is checked field by field in Python, and each has its history",
    "Import of whole reports": "each answer is checked in Python; COPY has constraints alone",
    "Memory of a worker": "what is kept of answers, templates and languages",
    "A page while 32 clients": "gathering documents and searching take threads of workers and "
    "the database",
}


@dataclass(frozen=True)
class Goal:
    """``measured`` against ``target``; None where ``not_yet`` says what is not built yet."""

    name: str
    target: float
    measured: float | None = None
    spread: tuple[float, float] | None = None
    unit: str = "×"
    at_least: bool = True
    not_yet: str = ""

    @property
    def is_met(self) -> bool | None:
        """None for a goal that cannot be measured yet."""
        if self.measured is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    @property
    def is_within_noise(self) -> bool:
        """Whether single rounds fell on both sides of the target."""
        return self.spread is not None and self.spread[0] < self.target < self.spread[1]

    @property
    def is_missed(self) -> bool:
        return self.is_met is False

    @property
    def reason(self) -> str:
        """Why it is missed, where that is known; empty where it is not missed."""
        found = (why for begins, why in REASONS.items() if self.name.startswith(begins))
        return next(found, "") if self.is_missed else ""


def goals(results: Results) -> list[Goal]:
    """All of them, in the order of the table."""
    return [
        *first_time(results),
        *unchanged(results),
        *exports(results),
        *growth(results),
        *writes(results),
        *serving(results),
    ]


def of_ratio(name: str, target: float, found: Ratio, *, at_least: bool = True) -> Goal:
    spread = (found.least, found.most)
    return Goal(name, target, found.median, spread, at_least=at_least)


def of_lists(found: dict[str, list[float]], one: str, other: str) -> Ratio:
    return Ratio.of(found[one], found[other])


def first_time(results: Results) -> Iterator[Goal]:
    """Answers that are made for the request."""
    named: dict[str, tuple[str, list[tuple[str, float]]]] = {
        "list": (
            "List",
            [(FLOOR, 0.25), (FASTAPI, 2), (SELECT_RELATED, 7), (NAIVE, 40)],
        ),
        "matrix": ("Matrix", [(FLOOR, 0.7), (AGGREGATE, 10)]),
    }
    for scene, (title, targets) in named.items():
        for other, target in targets:
            found = ratio(results.scenes[scene], PRODUCT, other)
            against = f"{title}, first time, against {other}"
            yield of_ratio(against, target, found)


def unchanged(results: Results) -> Iterator[Goal]:
    """Answers that were given before, on data that has not changed since."""
    scenes = results.scenes
    for scene, title, target in (
        ("list", "List", 3.0),
        ("matrix", "Matrix", 50.0),
        ("state", "State's page", 0.5),
    ):
        found = ratio(scenes[scene], KEPT, FLOOR)
        yield of_ratio(f"{title}, unchanged data, against PostgreSQL", target, found)
    slowest = [
        most for each in scenes.values() if (most := each[KEPT].median_of("p99")) is not None
    ]
    yield Goal(
        "Unchanged data, 99 % of requests within",
        10,
        max(slowest),
        (min(slowest), max(slowest)),
        unit=" ms",
        at_least=False,
    )
    written = ratio(scenes["list"], WRITTEN, FLOOR)
    yield of_ratio("List at ten writes a second, against PostgreSQL", 1.5, written)
    page = Ratio.of(costs(results, PRODUCT), costs(results, KEPT))
    yield of_ratio("HTML page, unchanged data, against its first time (processor time)", 25, page)


def costs(results: Results, name: str) -> list[float]:
    """Processor time of a State's page, round by round."""
    return [sample.cpu_ms for sample in results.scenes["state"][name].samples]


def exports(results: Results) -> Iterator[Goal]:
    rows = results.csv["rows_per_second"]
    yield of_ratio(
        "CSV, guarded against formulas, against psql COPY",
        0.6,
        of_lists(rows, PRODUCT, "psql COPY"),
    )
    grown = results.csv["grown_mib"]
    yield Goal(
        "CSV: memory beyond the base",
        16,
        median(grown),
        (min(grown), max(grown)),
        unit=" MiB",
        at_least=False,
    )
    yield of_ratio(
        "XLSX against xlsxwriter",
        5,
        of_lists(results.xlsx["rows_per_second"], XLSX, XLSXWRITER),
    )


def growth(results: Results) -> Iterator[Goal]:
    """The same cycle's answers with more history; answers about all history have no goal."""
    grown = results.setting["responses_grown"] / max(1, results.setting["responses"])
    most = next((limit for size, limit in MOST_GROWTH.items() if grown <= size), 1.5)
    for question, found in results.growth.items():
        name = f"{grown:.0f} × as much history: {question} (processor time)"
        if not found:
            yield Goal(f"{name}: answered at all", 1, 0, unit="")
        elif question not in IN_PROPORTION:
            yield of_ratio(name, most, times(found, "cpu_ms"), at_least=False)


def writes(results: Results) -> Iterator[Goal]:
    """The goals of writing, by processor time, including the database's."""
    for key, name, floor, target in (
        ("one", "Saving a response against a bare update", UPDATE, 0.12),
        ("table", "Saving a table against a bare executemany", MANY, 0.25),
        ("import", "Import of whole reports against COPY into both tables", COPY, 0.5),
    ):
        found = results.writes[key]
        cost = Ratio.of(found[floor].cpu_ms, found[PRODUCT].cpu_ms)
        yield of_ratio(f"{name} (processor time)", target, cost)


def serving(results: Results) -> Iterator[Goal]:
    if not results.serving:
        yield Goal("A start, memory and a crowd: measured to their end", 1, 0, unit="")
        return
    if crawled := results.serving.get("crawl"):
        grown = crawled["after"] / max(crawled["first"], 1)
        yield Goal("Memory of a worker after every route", MOST_AFTER_CRAWL, grown, at_least=False)
    if crowded := results.serving.get("crowd"):
        beside = Ratio.of(crowded["beside"], crowded["alone"])
        name = f"A page while {CROWD} clients ask for documents, against it alone"
        yield of_ratio(name, MOST_IN_A_CROWD, beside, at_least=False)
        not_told = crowded["not_told"]
        yield Goal("Clients sent away without Retry-After", 0, not_told, unit="", at_least=False)


def as_json(found: list[Goal]) -> list[dict[str, Any]]:
    return [{**vars(goal), "is_met": goal.is_met} for goal in found]
