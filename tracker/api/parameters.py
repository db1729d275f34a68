"""Query parameters, read strictly: an unknown name or value is refused, never ignored."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.api.errors import BadRequest, Fault

# What a key may look like; anything else is unknown without asking the database.
KEY = re.compile(r"[A-Za-z0-9_:-]{1,120}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,9}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# More values than this are not listed in an error; it says where to find them instead.
MOST_LISTED = 250
TRUTH = {"true": True, "false": False}


class Refused(Exception):
    """A value that is not accepted: why, and what is, where that can be listed."""

    def __init__(self, message: str, allowed: Sequence[str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


def refuse(value: str, allowed: Sequence[str] | None = None) -> Refused:
    return Refused(_("Unknown value: %(value)s.") % {"value": value[:80]}, allowed)


@dataclass(frozen=True)
class Parameter:
    """One query parameter. ``about`` stands in the documentation of the API."""

    name: str
    about: str

    takes_several = False

    def read(self, text: str) -> Any:
        """The value; raises Refused."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the value."""
        raise NotImplementedError


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a few words."""

    values: Sequence[str]
    default: str | None = None

    def read(self, text: str) -> str:
        if text not in self.values:
            raise refuse(text, self.values)
        return text

    def schema(self) -> dict[str, Any]:
        default = {} if self.default is None else {"default": self.default}
        return {"type": "string", "enum": list(self.values), **default}


@dataclass(frozen=True)
class Choices(Parameter):
    """One or more of a few words, between commas; a record that has any of them is found."""

    values: Sequence[str]

    takes_several = True

    def read(self, text: str) -> list[str]:
        found = text.split(",")
        for value in found:
            if value not in self.values:
                raise refuse(value, self.values)
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(self.values)}}


@dataclass(frozen=True)
class Keys(Parameter):
    """Keys of records, between commas; a key that no record has is refused.

    ``records`` gives the queryset to look in, ``column`` where its keys stand, and ``resource``
    the list of the API that shows them all. The value is the records found: one query.
    """

    records: Callable[[], "QuerySet[Any]"]
    column: str
    resource: str

    takes_several = True

    def read(self, text: str) -> list[Any]:
        keys = text.split(",")
        known = [key for key in keys if KEY.fullmatch(key)]
        found = {
            getattr(record, self.column): record
            for record in self.records().filter(**{f"{self.column}__in": known})
        }
        for key in keys:
            if key not in found:
                raise self._unknown(key)
        return list(found.values())

    def _unknown(self, key: str) -> Refused:
        known = list(
            self.records()
            .order_by(self.column)
            .values_list(self.column, flat=True)[: MOST_LISTED + 1]
        )
        if len(known) <= MOST_LISTED:
            return refuse(key, known)
        where = reverse(f"api:{self.resource}-list")
        message = _("Unknown value: %(value)s. The keys are listed at %(where)s.")
        return Refused(message % {"value": key[:80], "where": where})

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": f"^{KEY.pattern}$"}}


@dataclass(frozen=True)
class OneKey(Keys):
    """The key of exactly one record; the value is that record."""

    takes_several = False

    def read(self, text: str) -> Any:
        if "," in text:
            raise self._unknown(text)
        return super().read(text)[0]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{KEY.pattern}$"}


@dataclass(frozen=True)
class Flag(Parameter):
    """``true`` or ``false``."""

    def read(self, text: str) -> bool:
        if text not in TRUTH:
            raise refuse(text, list(TRUTH))
        return TRUTH[text]

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day(Parameter):
    """A calendar day."""

    def read(self, text: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            raise Refused(_("Write the day as YYYY-MM-DD, such as 2022-07-01.")) from None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Number(Parameter):
    """A whole number between two limits."""

    least: int
    most: int
    default: int | None = None

    def read(self, text: str) -> int:
        number = int(text) if NUMBER.fullmatch(text) else None
        if number is None or not self.least <= number <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise Refused(_("Give a whole number from %(least)d to %(most)d.") % limits)
        return number

    def schema(self) -> dict[str, Any]:
        limits = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return limits if self.default is None else {**limits, "default": self.default}


@dataclass(frozen=True)
class Words(Parameter):
    """Words to search for."""

    longest: int = 200

    def read(self, text: str) -> str:
        if len(text) > self.longest or CONTROL.search(text):
            limit = {"longest": self.longest}
            raise Refused(
                _("Give at most %(longest)d characters and no control characters.") % limit
            )
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a list: ``apply(queryset, value)`` gives the narrower one."""

    parameter: Parameter
    apply: Callable[[Any, Any], Any]


@dataclass
class Reading:
    """The parameters of one request, read one by one, with the faults met on the way."""

    known: Mapping[str, Parameter]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, name: str, texts: Sequence[str]) -> None:
        parameter = self.known.get(name)
        if parameter is None:
            message = _("Unknown parameter.")
            self.faults.append(Fault(name[:80], message, sorted(self.known)))
        elif len(texts) > 1:
            self.faults.append(Fault(name, given_twice(parameter)))
        else:
            self._read(parameter, texts[0])

    def _read(self, parameter: Parameter, text: str) -> None:
        try:
            self.values[parameter.name] = parameter.read(text)
        except Refused as error:
            self.faults.append(Fault(parameter.name, error.message, error.allowed))


def given_twice(parameter: Parameter) -> str:
    if parameter.takes_several:
        return _("Give this parameter once, with commas between its values.")
    return _("Give this parameter once.")


def read_parameters(query: QueryDict, known: Iterable[Parameter]) -> dict[str, Any]:
    """The values given, by name; raises BadRequest with every fault there is."""
    reading = Reading({parameter.name: parameter for parameter in known})
    for name, texts in query.lists():
        reading.take(name, texts)
    if reading.faults:
        raise BadRequest(reading.faults)
    return reading.values
