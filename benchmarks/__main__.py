"""Measure against floors and peers: ``make bench``. Exit status 1 when a goal is missed.

    python -m benchmarks [--part PART ...] [options of speed]

The parts are those of PARTS. Figures, pages, suggestions and forms (filled forms, read and
confirmed) use the database of the settings; speed and memory make their own; reports (suggestions
for whole ones) need none, and twins none but the official files (see ``benchmarks.twins``). With
``--tiny`` every part runs to its end on the least data, and no goal is judged; all then work on the
one PostgreSQL of ``make bench``.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks import memory
from benchmarks.speed import start
from benchmarks.speed.options import Options, parse

# Those that measure in a database of their own.
OWN = ("speed", "memory")
PARTS = ("figures", "pages", "suggestions", "reports", "twins", "forms", "speed", "memory")


def main(arguments: Sequence[str]) -> int:
    """Run the parts asked for, each to its end; the worst of their exit statuses."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", add_help=False)
    parser.add_argument("--part", choices=PARTS, action="append")
    chosen, rest = parser.parse_known_args(arguments)
    options = parse(rest)
    parts = chosen.part or PARTS
    own = [part for part in OWN if part in parts]
    if options.tiny or {*parts} & {"figures", "pages", "suggestions", "forms"}:
        prepare(copies=own if options.tiny else [], tiny=options.tiny)
    return max([timed(part, rest, options) for part in parts])


def prepare(copies: Sequence[str], *, tiny: bool = False) -> None:
    """The starting facts and the fictional cycle (a small one where ``tiny``) in the database of
    the settings; and ``copies`` of it as it is before that cycle: to make the tables takes longer
    than a tiny run in them."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_facts")
    for name in copies:
        start.copy_of_own(name)
    if not tiny:
        call_command("load_demo", "--yes")
        return
    from reports import demo

    demo.load(states=8, organisations=2)


def timed(part: str, arguments: Sequence[str], options: Options) -> int:
    """The exit status of one part, which is told with the seconds that it took."""
    begun = time.monotonic()
    status = run(part, arguments, options)
    verdict = "failed or missed a goal" if status else "done"
    print(f"== {part}: {verdict}, {time.monotonic() - begun:.0f} s", flush=True)
    return status


def run(part: str, arguments: Sequence[str], options: Options) -> int:
    """The exit status of one part."""
    if part == "speed":
        return start.main(arguments)
    if part == "memory":
        return memory.start(options.responses, tiny=options.tiny)
    if part == "twins":
        from benchmarks import twins

        return 0 if twins.run() else 1
    if part == "reports":
        return start_reports(tiny=options.tiny)
    if part == "forms":
        from benchmarks import forms

        return 0 if forms.run(tiny=options.tiny) or options.tiny else 1
    from benchmarks import figures, pages, suggestions

    runs: dict[str, Callable[[], bool]] = {
        "figures": lambda: figures.run(rounds=1 if options.tiny else figures.ROUNDS),
        "pages": lambda: pages.run(tiny=options.tiny),
        "suggestions": suggestions.run,
    }
    is_met = runs[part]()
    return 0 if is_met or options.tiny else 1


def start_reports(*, tiny: bool) -> int:
    """Suggestions for whole reports; the first of each half alone where ``tiny``."""
    import django

    django.setup()
    from benchmarks import whole_reports

    is_met = whole_reports.run(whole_reports.LANGUAGES[:1] if tiny else whole_reports.LANGUAGES)
    return 0 if is_met or tiny else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
