"""Builders of offices for tests."""

from typing import Any

from contacts.models import Office
from reports.models import Reporter
from testing.builders import make_state, numbers, texts


def make_office(reporter: Reporter | None = None, **fields: Any) -> Office:
    """An office for the Programme of Action that only its State and the secretariat see."""
    number = next(numbers)
    defaults = {
        "function": "poa_point_of_contact",
        "name": texts(f"Office {number}"),
        "mailbox": f"office-{number}@example.org",
    }
    return Office.objects.create(reporter=reporter or make_state(), **{**defaults, **fields})
