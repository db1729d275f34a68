"""Columns that tables of the open-data package have in common."""

from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from publications.package.fields import Field, Texts


def as_in(serializer: type[Any], name: str, **kwargs: Any) -> Field:
    """A column that the API also has, under the same name."""
    return Field(name, serializer().fields[name].help_text, **kwargs)


def texts(serializer: type[Any], name: str) -> Texts:
    return Texts(name, serializer().fields[name].help_text)


def key(about: str, source: str, name: str) -> Field:
    """The key of another record; never empty."""
    return Field(name, about, source=source, is_required=True)


def numbered(records: Any, order: Any, *within: str) -> Any:
    """``records`` numbered from 1 among those with the same values in ``within``."""
    place = Window(RowNumber(), partition_by=[F(name) for name in within], order_by=order)
    return records.annotate(number=place)
