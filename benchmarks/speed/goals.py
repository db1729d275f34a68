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

NO_IMPORT = "there is no bulk import of responses yet"
MOST_GROWTH = {10: 1.25, 100: 1.5}


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


def goals(results: Results) -> list[Goal]:
    """All of them, in the order of the table."""
    return [
        *first_time(results),
        *unchanged(results),
        *exports(results),
        Goal("Import of responses against COPY", 0.5, not_yet=NO_IMPORT),
        *growth(results),
        of_ratio(
            "Saving a response against a bare update",
            0.12,
            of_lists(results.writes["per_second"], PRODUCT, "bare UPDATE"),
        ),
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
    """The same cycle's answers with more history; those that tell of all history have no goal."""
    grown = results.setting["responses_grown"] / max(1, results.setting["responses"])
    most = next((limit for size, limit in MOST_GROWTH.items() if grown <= size), 1.5)
    for question, found in results.growth.items():
        if question not in IN_PROPORTION:
            name = f"{grown:.0f} × as much history: {question}"
            yield of_ratio(name, most, times(found, "p50"), at_least=False)


def as_json(found: list[Goal]) -> list[dict[str, Any]]:
    return [{**vars(goal), "is_met": goal.is_met} for goal in found]
