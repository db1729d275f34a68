"""What other apps add to the administration of a record: the record's own app knows none of them.

An app that has something to say of a record of another app's (its points of contact, its sittings)
says so in its ``admin`` module with ``extend``; ``RecordAdmin`` puts it on the pages. Nobody
unregisters another app's administration.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Parts:
    """``inlines`` stand after the record's own, ``list_filter`` after its filters; ``tools`` are
    templates of list items beside the link to the history, given the record as ``original``."""

    inlines: tuple[type[Any], ...] = ()
    list_filter: tuple[Any, ...] = ()
    tools: tuple[str, ...] = ()


_ADDED: dict[type[Model], list[Parts]] = {}


def extend(model: type[Model], parts: Parts) -> None:
    """Add ``parts`` to the pages of ``model`` in the administration."""
    if parts not in _ADDED.setdefault(model, []):
        _ADDED[model].append(parts)


def added(model: type[Model]) -> list[Parts]:
    """What was added to a model, in the order of the apps."""
    return _ADDED.get(model, [])
