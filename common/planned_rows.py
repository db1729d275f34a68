"""What recording a table would do, row by row: shown with every difference, then done all or not at
all. Whoever reads a table plans its rows; ``common.admin_tables`` shows the plan and accepts it."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """What a row changes: the name of the column, what stands there and what would."""

    name: str
    before: str
    after: str


@dataclass
class Planned:
    """One row of the file: the ``record`` that it describes, and that on record, if any
    (``stored``); ``problems`` keep the file out."""

    number: int
    record: Any = None
    stored: Any = None
    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.stored is None and not self.problems

    @property
    def is_change(self) -> bool:
        return self.stored is not None and bool(self.differences) and not self.problems


@dataclass
class Plan:
    """What the file would do; ``problem`` is about the file as a whole."""

    rows: list[Planned] = field(default_factory=list)
    problem: str = ""

    @property
    def new(self) -> list[Planned]:
        return [each for each in self.rows if each.is_new]

    @property
    def changed(self) -> list[Planned]:
        return [each for each in self.rows if each.is_change]

    @property
    def wrong(self) -> list[Planned]:
        return [each for each in self.rows if each.problems]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed) - len(self.wrong)

    @property
    def is_ready(self) -> bool:
        return not self.problem and not self.wrong and bool(self.new or self.changed)

    def require_rows(self) -> "Plan":
        """The plan itself; with a problem where the file has no row."""
        if not self.rows:
            self.problem = _("The file has no rows.")
        return self

    def require_ready(self) -> None:
        """Raise ValidationError where something is in the way."""
        if not self.is_ready:
            raise ValidationError(_("Something is in the way: see the rows."), code="not_ready")


def column_name(model: Any, name: str) -> str:
    """The name of a column in the reader's language."""
    return str(model._meta.get_field(name).verbose_name)


def day(text: str) -> datetime.date | None:
    """A day as a table has it; None for an empty cell. Raises ValidationError."""
    if not text:
        return None
    try:
        # A workbook's day may come with a time of midnight.
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValidationError(
            _("Enter the day as year-month-day, such as 2022-03-31."), code="day"
        ) from None
