"""What an announcement lists: what it goes with, its steps on the way, and the places of a plan.

Each list is a column of its own, so that it is frozen, sealed, copied and compared with the report.
Commitments, States and groups stand in it by their keys, which never change.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common.written import validate_text
from indicators.models.targets import Degree, validate_sdg_target
from indicators.models.values import plain_number
from reports.models import Group, Reporter, ReporterKind

# The most rows of each list.
MOST = 50
LONGEST_TEXT = 1000
LARGEST = Decimal(10) ** 18
STATE, GROUP = "state", "group"


class _Listed:
    """A row of a list."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of the column, or of a page; what it lacks is empty."""
        names = cls.__dataclass_fields__  # type: ignore[attr-defined]
        return cls(**{name: str(row.get(name) or "").strip() for name in names})

    def as_row(self) -> dict[str, str]:
        return asdict(self)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Link(_Listed):
    """What a measure or target goes with: a commitment by its key, or an SDG target by its number,
    and how closely the owner says that it does."""

    commitment: str = ""
    sdg_target: str = ""
    degree: str = ""

    @property
    def degree_label(self) -> str:
        return str(Degree(self.degree).label) if self.degree else ""


@dataclass(frozen=True)
class Step(_Listed):
    """A milestone: by which day (ISO 8601), which value in the unit of the target, or words."""

    due_on: str = ""
    value: str = ""
    text: str = ""

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.due_on)

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None


def require_links(rows: Iterable[Mapping[str, Any]], *, of_target: bool) -> list[dict[str, str]]:
    """The rows in their canonical form. A measure carries out commitments; only a target has a
    degree or goes with SDG targets. Raises ValidationError. One query where there is any."""
    links = [Link.of(row) for row in _few(rows)]
    for link in links:
        if bool(link.commitment) == bool(link.sdg_target):
            message = _("Choose a commitment or an SDG target: one of them in each line.")
            raise ValidationError(message, code="alignment_is_to_one")
        if link.sdg_target:
            validate_sdg_target(link.sdg_target)
        if not of_target and (link.sdg_target or link.degree):
            raise ValidationError(_("A measure carries out commitments."), code="of_targets_alone")
        if link.degree and link.degree not in Degree.values:
            known = ", ".join(Degree.values)
            message = _("The degree is one of: %(known)s.")
            raise ValidationError(message, code="degree", params={"known": known})
    _once([(link.commitment, link.sdg_target) for link in links])
    keys = {link.commitment for link in links} - {""}
    there = set(Commitment.objects.filter(key__in=keys).values_list("key", flat=True))
    _require_known(keys - there)
    return [link.as_row() for link in links]


def require_steps(rows: Iterable[Mapping[str, Any]], *, has_unit: bool) -> list[dict[str, str]]:
    """The rows in their canonical form, by day. Raises ValidationError."""
    found = [_step(Step.of(row), has_unit=has_unit) for row in _few(rows)]
    _once([step.due_on for step in found])
    return [step.as_row() for step in sorted(found, key=lambda step: step.due_on)]


def _step(step: Step, *, has_unit: bool) -> Step:
    try:
        day = datetime.date.fromisoformat(step.due_on).isoformat()
    except ValueError:
        message = _("Give each milestone a day, as year-month-day, such as 2022-03-31.")
        raise ValidationError(message, code="day") from None
    if not step.value and not step.text:
        message = _("Give a value to each milestone, or say it in words.")
        raise ValidationError(message, code="says_nothing")
    if step.value and not has_unit:
        raise ValidationError(_("Say in which unit the amount is."), code="unit_missing")
    if len(step.text) > LONGEST_TEXT:
        message = _("Write no more than %(most)s characters here.")
        raise ValidationError(message, code="too_long", params={"most": LONGEST_TEXT})
    validate_text(step.text)
    return Step(day, _number(step.value), step.text)


def _number(text: str) -> str:
    if not text:
        return ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LARGEST or round(number, 6) != number:
        raise ValidationError(
            _("Enter a number with digits alone, such as 1200 or 0.5."), code="number"
        )
    return plain_number(number)


def require_places(places: Iterable[Any]) -> list[str]:
    """``state:KEN`` and ``group:region:africa``, in alphabetical order. Raises ValidationError. A
    query for each kind that is named."""
    found = sorted({str(place) for place in places})
    if len(found) > MOST * 10:
        raise ValidationError(_("Too many lines."), code="too_many")
    _require_known(set(found) - set(places_of(found)))
    return found


def places_of(named: Iterable[str]) -> dict[str, Reporter | Group]:
    """The States and groups, by how a list names them; what is not there is left out. A query for
    each kind that is named."""
    codes = {name.partition(":")[2] for name in named if name.startswith(f"{STATE}:")}
    groups = {name for name in named if name.startswith(f"{GROUP}:")}
    found: dict[str, Reporter | Group] = {}
    if codes:
        states = Reporter.objects.filter(kind=ReporterKind.STATE, code__in=codes)
        found |= {f"{STATE}:{each.code}": each for each in states}
    if groups:
        all_groups = {f"{GROUP}:{e.kind}:{e.code}": e for e in Group.objects.all()}
        found |= {name: all_groups[name] for name in groups if name in all_groups}
    return found


def _few(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = list(rows)
    if len(found) > MOST:
        raise ValidationError(_("Too many lines."), code="too_many")
    return found


def _once(keys: list[Any]) -> None:
    if len(set(keys)) < len(keys):
        raise ValidationError(_("Two lines say the same: leave one out."), code="twice")


def _require_known(unknown: Iterable[str]) -> None:
    if unknown := sorted(unknown):
        message = _("Nothing here is called: %(unknown)s.")
        params = {"unknown": ", ".join(unknown)}
        raise ValidationError(message, code="unknown", params=params)
