#!/usr/bin/env python
"""Run a management command of the PoA Tracker."""

import gc
import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    # Models live until the command ends: looking through them for garbage as often as Python does
    # by itself takes a third of the time of `migrate`.
    gc.set_threshold(100_000, 20, 50)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("manage.py: Django is not installed for this Python. Run: make install")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
