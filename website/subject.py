"""The record that a page is about, from a read that is made once."""

from typing import TypeVar

from django.http import Http404

T = TypeVar("T")


def subject(found: list[T]) -> T:
    """The one record of the address; 404 if there is none."""
    if not found:
        raise Http404
    return found[0]
