"""What may stand under each kind of part, and how it is read from what somebody typed."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.written import as_typed, validate_text
from questionnaires.form import Column, Kind, Part, Privacy

TEXT_LENGTH = 20_000
# Digits before the point or after it: as many as may be typed.
NUMBER_LENGTH = 30
# A table has so many rows at most.
MOST_ROWS = 999


def is_empty(value: Any) -> bool:
    """Whether nothing was filled in: no text, no choice, no cell."""
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    return value is None or value in ("", [])


def cleaned(part: Part, value: Any) -> Any:
    """``value`` as it is stored, None where nothing was filled in. Raises ValidationError, in words
    that say what to do, where it cannot be an answer of this part."""
    if is_empty(value):
        return None
    if part.kind == Kind.ROWS:
        return _row(part, value)
    return _OF_KIND[part.kind](part, value)


def cleaned_row(part: Part, row: str) -> str:
    """``row`` as it is stored: the key of a fixed row or a number from 1 of a table, empty for all
    else. Raises ValidationError."""
    if part.kind != Kind.ROWS:
        if row:
            raise ValidationError(_("This part of the question has no rows."), code="row")
        return row
    is_number = row.isascii() and row.isdecimal() and row == str(int(row[:4]))
    is_numbered = is_number and 1 <= int(row) <= MOST_ROWS
    if not is_numbered and row not in {each.key for each in part.rows}:
        raise ValidationError(_("Name a row of the form, or number the rows from 1."), code="row")
    return row


def public_value(part: Part, value: Any) -> Any:
    """What anybody may read of a value whose answer is public: of a table without the columns that
    are not; None where nothing is left."""
    if part.kind != Kind.ROWS or not isinstance(value, Mapping):
        return value
    columns = [column.key for column in part.columns if column.privacy == Privacy.PUBLIC]
    return {key: value[key] for key in columns if key in value} or None


def _tick(part: Part, value: Any) -> str:
    if value not in part.answers:
        raise ValidationError(_("Choose one of the answers of the form."), code="value")
    return str(value)


def _choices(part: Part, value: Any) -> list[str]:
    known = [choice.key for choice in part.choices]
    if not isinstance(value, list) or not set(map(str, value)) <= set(known):
        raise ValidationError(_("Choose among the boxes of the form."), code="value")
    return [key for key in known if key in value]


def _number(_part: Part | Column, value: Any) -> str:
    """A number as its digits, so that none is lost: ``"1200"``, ``"0.5"``."""
    text = "".join(str(value).split())
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    is_long = len(text) > NUMBER_LENGTH or abs(number.adjusted()) > NUMBER_LENGTH
    if isinstance(value, bool) or not number.is_finite() or is_long:
        raise ValidationError(
            _("Enter a number with digits alone, such as 1200 or 0.5."), code="value"
        )
    return format(number.normalize(), "f")


def _date(_part: Part | Column, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValidationError(
            _("Enter the day as year-month-day, such as 2022-03-31."), code="value"
        ) from None


def _text(_part: Part | Column, value: Any) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ValidationError(_("Write a text."), code="value")
    text = as_typed(str(value)).strip()
    validate_text(text)
    if len(text) > TEXT_LENGTH:
        raise ValidationError(
            _("Keep the text under %(limit)d characters."),
            code="value",
            params={"limit": TEXT_LENGTH},
        )
    return text


def _row(part: Part, value: Any) -> dict[str, Any]:
    """The cells of one row by column, empty ones left out."""
    columns = {column.key: column for column in part.columns}
    if not isinstance(value, Mapping) or not set(map(str, value)) <= set(columns):
        raise ValidationError(_("Fill in the columns of the form."), code="value")
    return {
        key: _OF_KIND[column.kind](column, value[key])
        for key, column in columns.items()
        if not is_empty(value.get(key))
    }


_OF_KIND: dict[Kind, Callable[[Any, Any], Any]] = {
    Kind.TICK: _tick,
    Kind.CHOICES: _choices,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TEXT: _text,
}
