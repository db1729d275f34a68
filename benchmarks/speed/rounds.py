"""Alternating rounds: every contestant in each of them, so that a busy moment hits all alike."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from threading import Event, Thread

from django.db.models import F

from benchmarks.speed.contestants import Contestant
from benchmarks.speed.driver import load
from benchmarks.speed.options import Options
from benchmarks.speed.processes import postmaster, processor_seconds, processor_seconds_since
from benchmarks.speed.sql import Scene

TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
TRANSACTIONS = re.compile(r"transactions actually processed: (\d+)")


@dataclass(frozen=True)
class Sample:
    """One round of one contestant. Latencies in milliseconds, None where they are not known;
    ``cpu_ms`` is processor time per request, of the server and of the database together."""

    per_second: float
    cpu_ms: float
    p50: float | None = None
    p99: float | None = None


@dataclass
class Series:
    """All rounds of one contestant."""

    samples: list[Sample] = field(default_factory=list)

    def median_of(self, name: str) -> float | None:
        values = [getattr(sample, name) for sample in self.samples]
        return None if None in values or not values else median(values)

    @property
    def rates(self) -> list[float]:
        return [sample.per_second for sample in self.samples]


@dataclass(frozen=True)
class Ratio:
    """A median of ratios, each taken within one round, with the least and the greatest."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, upper: Iterable[float], lower: Iterable[float]) -> "Ratio":
        ratios = [above / below for above, below in zip(upper, lower, strict=True)]
        return cls(median(ratios), min(ratios), max(ratios))


def ratio(found: Mapping[str, Series], one: str, other: str) -> Ratio:
    """How many times as many requests per second ``one`` answers as ``other``."""
    return Ratio.of(found[one].rates, found[other].rates)


def measure(scene: Scene, contestants: list[Contestant], options: Options) -> dict[str, Series]:
    """Every contestant under load, in turn, round after round; a short first turn is not
    counted."""
    found = {contestant.name: Series() for contestant in contestants}
    asked_by = options.connections
    for contestant in [] if options.tiny else contestants:
        sample(scene, contestant, min(0.5, options.seconds), asked_by)
    for _round in range(options.rounds):
        for contestant in contestants:
            taken = sample(scene, contestant, options.seconds, asked_by)
            found[contestant.name].samples.append(taken)
    return found


def sample(scene: Scene, contestant: Contestant, seconds: float, connections: int) -> Sample:
    if not contestant.url:
        return by_pgbench(scene.answer, seconds, connections)
    return under_load(contestant, seconds, connections)


def under_load(contestant: Contestant, seconds: float, connections: int) -> Sample:
    parents = [contestant.server.process.pid] if contestant.server else []  # type: ignore[union-attr]
    parents += [postmaster()] if contestant.database else []
    before = processor_seconds(parents)
    with contestant.asked(), writing(contestant.writes_a_second):
        done = load(contestant.url, seconds, connections, contestant.takes)
    cpu = processor_seconds_since(before, parents)
    return Sample(
        done.per_second,
        1000 * cpu / len(done.latencies),
        done.percentile(0.5),
        done.percentile(0.99),
    )


@contextmanager
def writing(times_a_second: int) -> Iterator[None]:
    """Meanwhile a connection of its own changes something public, so often."""
    if not times_a_second:
        yield
        return
    is_over = Event()
    writer = Thread(target=write, args=[1 / times_a_second, is_over])
    writer.start()
    try:
        yield
    finally:
        is_over.set()
        writer.join()


def write(pause: float, is_over: Event) -> None:
    from django.db import connection

    from commitments.models import Theme

    try:
        while not is_over.wait(pause):
            Theme.objects.filter(pk=Theme.objects.values("pk")[:1]).update(position=F("position"))
    finally:
        connection.close()


def by_pgbench(query: str, seconds: float, connections: int) -> Sample:
    """The database alone: prepared statements from PostgreSQL's own load driver."""
    before = processor_seconds([postmaster()])
    output = pgbench(query, max(1, round(seconds)), connections)
    cpu = processor_seconds_since(before, [postmaster()])
    count = int(TRANSACTIONS.search(output)[1])  # type: ignore[index]
    return Sample(float(TPS.search(output)[1]), 1000 * cpu / count)  # type: ignore[index]


def pgbench(query: str, seconds: int, connections: int) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(" ".join(query.split()) + ";\n")
        script.flush()
        command = ["pgbench", "--no-vacuum", "--protocol=prepared", f"--client={connections}"]
        command += ["--jobs=2", f"--time={seconds}", f"--file={script.name}", *database_options()]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def database_options() -> list[str]:
    """The database of the settings, as PostgreSQL's programs take it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    where = ["-h", database["HOST"], "-p", database["PORT"], "-U", database["USER"]]
    return [*where, database["NAME"]]


def alternate(
    turns: Mapping[str, Callable[[], float]], rounds: int, *, warm: bool = True
) -> dict[str, list[float]]:
    """What each of ``turns`` gives, round after round."""
    if warm:
        for turn in turns.values():
            turn()
    found: dict[str, list[float]] = {name: [] for name in turns}
    for _round in range(rounds):
        for name, turn in turns.items():
            found[name].append(turn())
    return found


def times_per_second(step: Callable[[], object], seconds: float) -> float:
    """How often ``step`` can be done in a second, over that many seconds."""
    count, begin = 0, time.perf_counter()
    while (taken := time.perf_counter() - begin) < seconds or not count:
        step()
        count += 1
    return count / taken
