"""Measure against floors and peers: ``make bench``. Exit status 1 when a goal is missed.

    python -m tracker.benchmarks [--part figures|suggestions|speed ...] [options of speed]

Figures and suggestions use the database of the settings; speed makes one of its own.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

PARTS = ("figures", "suggestions", "speed")


def main(arguments: Sequence[str]) -> int:
    """Run the parts asked for, each to its end; the worst of their exit statuses."""
    parser = argparse.ArgumentParser(prog="python -m tracker.benchmarks", add_help=False)
    parser.add_argument("--part", choices=PARTS, action="append")
    chosen, rest = parser.parse_known_args(arguments)
    parts = chosen.part or PARTS
    if set(parts) & {"figures", "suggestions"}:
        prepare()
    return max([run(part, rest) for part in parts])


def prepare() -> None:
    """The starting facts and the fictional cycle in the database of the settings."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_facts")
    call_command("load_demo", "--yes")


def run(part: str, arguments: Sequence[str]) -> int:
    """The exit status of one part."""
    if part == "speed":
        from tracker.benchmarks.speed import start

        return start.main(arguments)
    from tracker.benchmarks import figures, suggestions

    runs: dict[str, Callable[[], bool]] = {
        "figures": figures.run,
        "suggestions": suggestions.run,
    }
    return 0 if runs[part]() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
