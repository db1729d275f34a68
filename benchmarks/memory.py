"""Measure what exports cost: memory above an idle server, time to the first byte, and in all.

    python -m benchmarks.memory [--responses 500000] [--seconds 600]

Runs on a PostgreSQL of its own, each export in a server of its own with one process. Exit status 1
when one takes MOST_MIB or more above that server at rest, or sends its first byte late.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from benchmarks.speed.files import Download, download
from benchmarks.speed.processes import Failed, product, running
from benchmarks.speed.start import WITH_POSTGRES, in_copy, inside

MOST_MIB = 64.0
# A late first byte is one that waits for the rows.
MOST_SECONDS_TO_FIRST_BYTE = 2.0
EXPORTS = {
    "responses, CSV": "/api/v1/responses/?format=csv",
    "responses, JSON lines": "/api/v1/responses/?format=jsonl",
    "responses, XLSX": "/api/v1/responses/?format=xlsx",
    "open-data package": "/api/v1/package.zip",
}
INSIDE = "BENCHMARK_DATABASE_IS_OWN"


def main(arguments: Sequence[str]) -> int:
    """Measure in a database of its own; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    add = parser.add_argument
    add("--responses", type=int, default=500_000, help="on record (500000)")
    add("--seconds", type=float, default=600, help="at most for one export (600)")
    add("--tiny", action="store_true", help="only see that every export works; judges nothing")
    options = parser.parse_args(arguments)
    if INSIDE not in os.environ:
        return start(options.responses, options.seconds, tiny=options.tiny)
    try:
        return measure(options.responses, options.seconds, tiny=options.tiny)
    except Failed as failure:
        print(f"The measurement of memory ends here. {failure}", file=sys.stderr)
        return 1


def start(responses: int, seconds: float = 600, *, tiny: bool = False) -> int:
    """Start anew in a database of its own, and measure there; the exit status."""
    command = [sys.executable, "-m", "benchmarks.memory"]
    command += [f"--responses={responses}", f"--seconds={seconds}", *(["--tiny"] if tiny else [])]
    environ = {INSIDE: "1", "WEB_CONCURRENCY": "1"}
    if tiny:
        return inside(command, {**environ, **in_copy("memory")})
    return inside([sys.executable, str(WITH_POSTGRES), *command], environ)


def measure(responses: int, seconds: float, *, tiny: bool) -> int:
    """Print a line for each export; 0 when all stay below the limits. A tiny run has no limits,
    but every export has to come to its end."""
    import django

    django.setup()
    from benchmarks.speed.data import prepare

    print(f"{prepare(responses):,} responses")
    return max(
        report(name, done) if not tiny else int(not done.is_whole)
        for name, done in measurements(seconds)
    )


def measurements(seconds: float) -> Iterator[tuple[str, Download]]:
    for name, path in EXPORTS.items():
        server = product(f"PoA Tracker ({name})")
        with running([server]):
            download(server, "/api/v1/states/?format=csv", seconds)
            yield name, download(server, path, seconds)


def report(name: str, done: Download) -> int:
    whole = "whole" if done.is_whole else "cut off"
    print(
        f"{name}: {done.grown_mib:.1f} MiB above idle, first byte after {done.first_byte:.3f} s,"
        f" {done.seconds:.1f} s in all ({whole})",
        flush=True,
    )
    is_early = done.first_byte < MOST_SECONDS_TO_FIRST_BYTE
    return 0 if done.grown_mib < MOST_MIB and is_early else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
