"""Figures from a table: read, shown with every difference, then recorded all or not at all.

A row is one figure or one answer without a figure. A row about an existing record is a *change*.
Records that the file does not mention stay as they are, and so do figures of reports: they change
with their report alone. What is recorded waits to be reviewed (``Stage.IN_REVIEW``).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.files.reading import named_columns
from common.planned_rows import Difference, Plan, Planned, column_name, day, row_name
from indicators.models import (
    Answered,
    Availability,
    Indicator,
    Nature,
    Observation,
    ReportingType,
    Rule,
    Stage,
)
from indicators.models.observations import canonical, codes_of
from indicators.models.values import Qualifier
from reports.models import Group, Reporter

COLUMNS = (
    "indicator",
    "state",
    "group",
    "territory",
    "starts_on",
    "ends_on",
    "period_text",
    "breakdown",
    "value",
    "value_max",
    "qualifier",
    "unit",
    "answer",
    "reporting_type",
    "nature",
    "denominator_rule",
    "footnote",
    "language",
    "source",
    "source_detail",
    "release",
)
NEEDED = ("indicator", "source")
# What tells whoever wrote the file which row is meant.
NAMING = ("indicator", "state", "group", "territory", "period_text", "breakdown")
# The columns that a row may change in an existing record; the others tell records apart.
CHANGEABLE = ("value", "value_max", "qualifier", "unit", "nature", "comment", "language")


class PlannedFigure(Planned):
    """One row of the file: a figure, or an answer without one."""

    @property
    def words(self) -> str:
        """The number, or the answer that there is none."""
        if isinstance(self.record, Observation):
            return self.record.number or "–"
        return str(self.record.get_answered_display()) if self.record else ""


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table (``named_columns``)."""
    return named_columns.read(data, COLUMNS, NEEDED)


# What a table may say in place of a figure; to confirm one is for the State's own report.
SILENT = tuple(value for value in Answered.values if value != Answered.CONFIRMED)


class _Known:
    """What rows may name, read once. Four queries."""

    def __init__(self) -> None:
        indicators = Indicator.objects.prefetch_related("dimensions__codes")
        self.indicators = {each.key: each for each in indicators}
        self.states = {each.code: each for each in Reporter.objects.states()}
        self.groups = {f"{each.kind}:{each.code}": each for each in Group.objects.all()}
        self.codes = {
            each.pk: {(d.concept, c.code) for d in each.dimensions.all() for c in d.codes.all()}
            for each in self.indicators.values()
        }


def plan(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Plan:
    """What recording the rows would do. As many queries for one row as for all."""
    known, found = _Known(), Plan()
    for number, row in rows:
        found.rows.append(_planned(number, row, known))
    _compare([each for each in found.rows if each.record is not None])
    return found.require_rows()


def _planned(number: int, row: Mapping[str, str], known: _Known) -> PlannedFigure:
    planned = PlannedFigure(number, named=row_name(row, *NAMING))
    try:
        record = _record(row, known)
        record.clean_fields(exclude=_RELATED)
        record.validate_constraints(exclude=["key"])
        planned.record = record
    except ValidationError as error:
        planned.problems = list(error.messages)
    return planned


# Named by the row and looked up already.
_RELATED = ("indicator", "place_reporter", "place_group", "reporter", "key")


def _record(row: Mapping[str, str], known: _Known) -> Observation | Availability:
    indicator = known.indicators.get(row.get("indicator", ""))
    if indicator is None:
        raise ValidationError(_("No indicator has this key."), code="indicator")
    period = {
        "starts_on": day(row.get("starts_on", "")),
        "ends_on": day(row.get("ends_on", "")),
        "period_text": row.get("period_text", ""),
    }
    if row.get("answer"):
        if row.get("value") or row["answer"] not in SILENT:
            raise ValidationError(
                _("Give a value, or no_data, not_relevant or not_asked: one of them."),
                code="answer",
            )
        state = known.states.get(row.get("state", ""))
        if state is None:
            raise ValidationError(_("No State has this code."), code="state")
        return Availability(
            indicator=indicator,
            reporter=state,
            answered=row["answer"],
            reason=row.get("footnote", ""),
            language=row.get("language", ""),
            source=row.get("source", ""),
            **period,
        )
    codes = codes_of(row.get("breakdown", ""))
    if unknown := set(codes.items()) - known.codes[indicator.pk]:
        words = ", ".join(sorted(f"{name}={code}" for name, code in unknown))
        raise ValidationError(
            _("The indicator has no such breakdown: %(unknown)s."),
            code="breakdown",
            params={"unknown": words},
        )
    return Observation(
        indicator=indicator,
        **_place(row, known),
        **period,
        breakdown=canonical(codes),
        value=_number(row.get("value", "")),
        value_max=_number(row.get("value_max", "")),
        qualifier=_word(row, "qualifier", Qualifier.EXACT),
        unit=row.get("unit", ""),
        reporting_type=_word(row, "reporting_type", ReportingType.NATIONAL),
        nature=_word(row, "nature", Nature.COUNTRY),
        denominator_rule=row.get("denominator_rule", "")
        or (Rule.NOT_STATED if indicator.is_proportion else ""),
        comment=row.get("footnote", ""),
        language=row.get("language", ""),
        source=row.get("source", ""),
        source_detail=row.get("source_detail", ""),
        release=row.get("release", ""),
        stage=Stage.IN_REVIEW,
    )


def _place(row: Mapping[str, str], known: _Known) -> dict[str, Any]:
    code, group = row.get("state", ""), row.get("group", "")
    if code and code not in known.states:
        raise ValidationError(_("No State has this code."), code="state")
    if group and group not in known.groups:
        raise ValidationError(_("No group has this key."), code="group")
    return {
        "place_reporter": known.states.get(code),
        "place_group": known.groups.get(group),
        "territory": row.get("territory", ""),
    }


def _word(row: Mapping[str, str], name: str, default: str) -> str:
    return row.get(name) or default


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValidationError(
            _("Enter a number with digits alone, such as 1200 or 0.5."), code="number"
        )
    return number


def _compare(rows: list[Planned]) -> None:
    """Compare the rows with the records that are there, and with one another. Two queries."""
    seen: dict[str, int] = {}
    by_key: dict[str, Planned] = {}
    for row in rows:
        record: Any = row.record
        key = record._meta.get_field("key").pre_save(record, add=True)
        if key in seen:
            row.problems.append(_("Row %(number)d says the same.") % {"number": seen[key]})
        seen.setdefault(key, row.number)
        by_key[key] = row
    for model, names in ((Observation, CHANGEABLE), (Availability, ANSWER)):
        for stored in model.objects.filter(key__in=by_key):
            row = by_key[stored.key]
            row.stored = stored
            row.differences = [
                Difference(column_name(model, name), *pair)
                for name in names
                if (pair := (_shown(stored, name), _shown(row.record, name)))[0] != pair[1]
            ]


ANSWER = ("answered", "reason", "language")


def _shown(record: Any, name: str) -> str:
    value = getattr(record, name)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)


@transaction.atomic
def record(found: Plan, *, by: Any) -> int:
    """Record all of the plan; how many records were made or changed. Raises ValidationError where
    something is in the way, also what somebody did since the plan was made."""
    found.require_ready()
    for row in found.new:
        new: Any = row.record
        new._history_user = by  # noqa: SLF001 (the name simple-history reads)
        new.full_clean(exclude=["key"])
        new.save()
    for row in found.changed:
        stored: Any = row.stored
        for name in CHANGEABLE if isinstance(stored, Observation) else ANSWER:
            setattr(stored, name, getattr(row.record, name))
        if isinstance(stored, Observation):
            stored.stage = Stage.IN_REVIEW
        stored._history_user = by  # noqa: SLF001 (the name simple-history reads)
        stored.full_clean(exclude=["key"])
        stored.save()
    return len(found.new) + len(found.changed)
