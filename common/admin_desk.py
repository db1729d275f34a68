"""The tasks on the start page of the administration: each app names its own, with the list of
exactly the records that wait.

An app says so in its ``admin`` module with ``names_tasks``; the start page asks all of them, in the
order of the apps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """Something to do: ``count`` records wait, and ``url`` is the list of those and no others."""

    label: Any
    count: int
    url: str


Naming = Callable[[Any], Iterable[Task]]
_NAMED: list[Naming] = []


def names_tasks(naming: Naming) -> Naming:
    """Have the start page ask ``naming``, which is given the user and names no task that the user
    has no right to do."""
    if naming not in _NAMED:
        _NAMED.append(naming)
    return naming


def tasks_of(user: Any) -> list[Task]:
    """What waits for ``user``; nothing of which there is none."""
    return [task for naming in _NAMED for task in naming(user) if task.count]
