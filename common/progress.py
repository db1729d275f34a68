"""Telling whoever waits how far a long import is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

# Called with the number of steps done and of all steps: pages read, records written.
Progress = Callable[[int, int], None]
BAR_WIDTH = 30


def quiet(done: int, total: int) -> None:
    """No progress shown."""


def bar(output: OutputWrapper, label: str = "") -> Progress:
    """A bar that is drawn over itself on a terminal; nothing in a file or a pipe."""

    def show(done: int, total: int) -> None:
        filled = done * BAR_WIDTH // total
        drawn = "#" * filled + "." * (BAR_WIDTH - filled)
        output.write(f"\r{label}[{drawn}] {done}/{total}", ending="\n" if done == total else "")

    return show if output.isatty() else quiet
