"""The tasks on the start page of the administration: each app names its own, with a list of exactly
the waiting records.

An app says so in its ``admin`` module with ``names_tasks``; the start page asks all of them, in the
order of the apps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """Something to do: ``count`` records wait; ``url`` lists exactly these."""

    label: Any
    count: int
    url: str


Naming = Callable[[Any], Iterable[Task]]
_NAMED: list[Naming] = []


def names_tasks(naming: Naming) -> Naming:
    """Have the start page call ``naming`` with the user. It returns only tasks that this user may
    do."""
    if naming not in _NAMED:
        _NAMED.append(naming)
    return naming


def tasks_of(user: Any) -> list[Task]:
    """The tasks of ``user``, without those for which no record waits."""
    return [task for naming in _NAMED for task in naming(user) if task.count]
