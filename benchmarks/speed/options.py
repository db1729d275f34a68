"""What can be asked of the speed benchmark. Imports nothing that needs settings."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "performance.md"
CONNECTIONS = 16
SERVING = ("starts", "crawl", "crowd")
QUICK = {"responses": 60_000, "seconds": 0.5, "rounds": 2, "growth": 2}
# One cycle, the least that there can be, and two.
TINY = {"responses": 1, "seconds": 0.05, "rounds": 1, "growth": 2, "connections": 2}


@dataclass(frozen=True)
class Options:
    """``responses`` in the main database, ``growth`` times as many in the grown one (1: none);
    each contestant is asked by ``connections`` at once, for ``seconds`` in each of ``rounds``.
    With ``serving`` only these parts of what serving costs are measured.
    A ``tiny`` run shows that every part works and that the answers are equal; its figures are
    too few to judge."""

    responses: int
    growth: int
    connections: int
    seconds: float
    rounds: int
    quick: bool
    tiny: bool
    serving: list[str] | None
    json: Path | None
    page: Path


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the tracker against its database and against peers.",
        epilog="--part figures, pages, suggestions, reports, speed or memory measures that alone.",
    )
    add = made.add_argument
    add("--responses", type=int, default=500_000, help="responses on record (500000)")
    add("--growth", type=int, default=10, help="times as much history in a second database (10)")
    add("--connections", type=int, default=CONNECTIONS, help="that ask at once (16)")
    add("--seconds", type=float, default=2.0, help="of load per contestant and round (2)")
    add("--rounds", type=int, default=5, help="alternating rounds (5)")
    add("--quick", action="store_true", help="a trial on little data; writes no page")
    add("--tiny", action="store_true", help="only see that every part works; judges nothing")
    add(
        "--serving",
        choices=SERVING,
        action="append",
        help="measure this alone; writes no page",
    )
    add("--json", type=Path, help="also write everything measured to this file")
    add("--page", type=Path, default=PAGE, help="the page whose table is renewed")
    return made


def parse(arguments: Sequence[str]) -> Options:
    """The options; ``--quick`` and ``--tiny`` have sizes of their own in place of those given."""
    given = vars(parser().parse_args(arguments))
    sizes = TINY if given["tiny"] else QUICK if given["quick"] else {}
    return Options(**{**given, **sizes})
