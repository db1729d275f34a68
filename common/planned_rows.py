"""What recording a table would do, row by row: every difference is shown, then all is recorded or
nothing. The reader of each kind of table plans its rows; ``common.admin_tables`` shows the plan and
accepts it."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """A change by a row: the name of the column, the value on record and the new one."""

    name: str
    before: str
    after: str


@dataclass
class Planned:
    """One row of the file: the ``record`` that it describes, and the ``stored`` one, if any. A row
    with ``problems`` keeps the whole file out. ``named`` is what the row is about in the file's own
    words: a wrong row may describe no record."""

    number: int
    record: Any = None
    stored: Any = None
    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    named: str = ""

    @property
    def is_new(self) -> bool:
        return self.stored is None and not self.problems

    @property
    def is_change(self) -> bool:
        return self.stored is not None and bool(self.differences) and not self.problems

    @property
    def told(self) -> list[str]:
        """What the preview says of it."""
        changes = [part for each in self.differences for part in vars(each).values()]
        return [str(self.number), str(self.is_new), *self.problems, *changes]


# The longest name of a row that is shown: characters of one cell.
MOST_NAMED = 80
# More rows than anybody reads on one page.
MOST_SHOWN = 1000


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
    def shown(self) -> list[Planned]:
        """The rows that the preview lists: those with a problem, then those that do something, at
        most MOST_SHOWN."""
        active = [each for each in self.rows if each.is_new or each.is_change]
        return [*self.wrong, *active][:MOST_SHOWN]

    @property
    def not_shown(self) -> int:
        return len(self.wrong) + len(self.new) + len(self.changed) - len(self.shown)

    @property
    def digest(self) -> str:
        """Another one as soon as a row would do something else than it did."""
        told = json.dumps([each.told for each in self.rows])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed) - len(self.wrong)

    @property
    def is_ready(self) -> bool:
        return not self.problem and not self.wrong and bool(self.new or self.changed)

    def require_rows(self) -> "Plan":
        """The plan itself; with a problem if the file has no rows."""
        if not self.rows:
            self.problem = _("The file has no rows.")
        return self

    def require_ready(self) -> None:
        """Raise ValidationError if there are problems, or if the file would change nothing."""
        if not self.is_ready:
            raise ValidationError(_("Something is in the way: see the rows."), code="not_ready")


def row_name(row: Mapping[str, str], *columns: str) -> str:
    """What a row is about, by the cells of these columns as the file has them."""
    cells = (Truncator(row.get(column, "")).chars(MOST_NAMED) for column in columns)
    return " · ".join(filter(None, cells))


def column_name(model: Any, name: str) -> str:
    """The name of a column in the reader's language."""
    return str(model._meta.get_field(name).verbose_name)


def day(text: str) -> datetime.date | None:
    """A day as a table has it; None for an empty cell. Raises ValidationError."""
    if not text:
        return None
    try:
        # A workbook's day may come with the time 00:00:00.
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValidationError(
            _("Enter the day as year-month-day, such as 2022-03-31."), code="day"
        ) from None
