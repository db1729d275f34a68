"""Measure against floors and peers: ``make bench``. Exit status 1 when a goal is missed."""

import sys

import django
from django.core.management import call_command


def main() -> int:
    """Prepare a database with the starting facts and the fictional cycle, and run every part."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_facts")
    call_command("load_demo", "--yes")

    from tracker.benchmarks import figures, suggestions

    met = [figures.run(), suggestions.run()]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
