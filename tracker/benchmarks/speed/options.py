"""What can be asked of the speed benchmark. Imports nothing that needs settings."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PAGE = PROJECT / "docs" / "performance.md"
CONNECTIONS = 16
QUICK = {"responses": 60_000, "seconds": 0.5, "rounds": 2, "growth": 2}


@dataclass(frozen=True)
class Options:
    """``responses`` in the main database, ``growth`` times as many in the grown one (1: none);
    each contestant is under load for ``seconds`` in each of ``rounds``."""

    responses: int
    growth: int
    seconds: float
    rounds: int
    quick: bool
    json: Path | None
    page: Path


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m tracker.benchmarks --part speed",
        description="Measure the tracker against its database and against peers.",
    )
    add = made.add_argument
    add("--responses", type=int, default=500_000, help="responses on record (500000)")
    add("--growth", type=int, default=10, help="times as much history in a second database (10)")
    add("--seconds", type=float, default=2.0, help="of load per contestant and round (2)")
    add("--rounds", type=int, default=5, help="alternating rounds (5)")
    add("--quick", action="store_true", help="a trial on little data; writes no page")
    add("--json", type=Path, help="also write everything measured to this file")
    add("--page", type=Path, default=PAGE, help="the page whose table is renewed")
    return made


def parse(arguments: Sequence[str]) -> Options:
    """The options; with ``--quick`` its own sizes in place of those of the command line."""
    given = vars(parser().parse_args(arguments))
    return Options(**{**given, **(QUICK if given["quick"] else {})})
