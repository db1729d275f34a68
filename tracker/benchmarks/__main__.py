"""Run the benchmarks: ``python -m tracker.benchmarks [--part NAME] [options of the part]``.

Each part says by its exit status whether its goals are met; ``make bench`` runs all of them.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence

# Every part of the benchmark: a module with ``main(arguments) -> exit status`` or, where it
# takes no arguments, ``run() -> whether its goals are met``.
PARTS = {
    "speed": "tracker.benchmarks.speed.start",
    "suggestions": "tracker.benchmarks.suggestions",
}


def main(arguments: Sequence[str]) -> int:
    """Run the parts asked for, all to the end; 0 when each of them meets its goals."""
    parts = {name: module for name, module in PARTS.items() if importlib.util.find_spec(module)}
    parser = argparse.ArgumentParser(prog="python -m tracker.benchmarks", add_help=False)
    parser.add_argument("--part", choices=parts, action="append")
    chosen, rest = parser.parse_known_args(arguments)
    results = [run(parts[name], rest) for name in chosen.part or parts]
    return max(results, default=0)


def run(module: str, arguments: Sequence[str]) -> int:
    """The exit status of one part."""
    part = importlib.import_module(module)
    takes_arguments: Callable[[Sequence[str]], int] | None = getattr(part, "main", None)
    if takes_arguments:
        return takes_arguments(arguments)
    return 0 if part.run() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
