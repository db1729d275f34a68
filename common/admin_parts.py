"""The parts that other apps add to the administration of a record, whose own app does not know
them.

An app adds its parts (points of contact, sittings) with ``extend`` in its ``admin`` module;
``RecordAdmin`` puts them on the pages. No app unregisters another app's administration.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Parts:
    """``inlines`` come after the record's own, ``list_filter`` after its filters. ``tools`` are
    templates of list items beside the link to the history; the record is ``original`` in them."""

    inlines: tuple[type[Any], ...] = ()
    list_filter: tuple[Any, ...] = ()
    tools: tuple[str, ...] = ()


_ADDED: dict[type[Model], list[Parts]] = {}


def extend(model: type[Model], parts: Parts) -> None:
    """Add ``parts`` to the pages of ``model`` in the administration."""
    if parts not in _ADDED.setdefault(model, []):
        _ADDED[model].append(parts)


def added(model: type[Model]) -> list[Parts]:
    """The parts added to a model, in the order of the apps."""
    return _ADDED.get(model, [])
