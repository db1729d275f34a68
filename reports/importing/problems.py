"""What can be wrong with what was given, each with its place and a sentence."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "no_list": _("No list of reporters was found: neither an announced list nor a table of names."),
    "not_found": _("“%(text)s” is not the name or code of a reporter on record."),
    "several_candidates": _("“%(text)s” could be several reporters: %(candidates)s."),
    "suggestion": _("“%(text)s” is probably %(candidates)s: confirm it or choose another."),
    "remark": _("“%(text)s”: confirm that the words in brackets change nothing."),
    "joined": _(
        "“%(text)s” stands beside an “and” in mid-list: confirm that it is a name by itself."
    ),
    "codes_disagree": _("The cells of this row name different reporters: %(candidates)s."),
    "empty_name": _("The row has a date but no name."),
    "date_ambiguous": _(
        "“%(text)s” could be %(candidates)s: say whether the day or the month comes first."
    ),
    "date_unreadable": _("“%(text)s” is not a date that can be read."),
    "date_two_digit_year": _("“%(text)s” gives the year in two digits."),
    "answer_unclear": _("“%(text)s”: it is not clear whether a report came."),
    "several_dates": _("Several columns hold dates and none says that it is the day of receipt."),
    "no_date": _("No date of receipt, and no day by which the listed reports had come."),
    "no_source": _("Say which document lists these reports."),
    "dates_differ": _("The same reporter stands here twice with different dates (also %(text)s)."),
    "wrong_kind": _("%(text)s is not of the kind asked for."),
    "refused": _("%(text)s"),
    "file_refused": _("%(text)s"),
    "too_many_rows": _("The file has more than %(text)s rows."),
    "not_a_table": _("The file cannot be read as a table."),
    "unknown_encoding": _("The file's characters cannot be read: save it as UTF-8."),
    "user_needed": _("Reports with their own dates are registered in somebody's name: say whose."),
}


@dataclass(frozen=True)
class Place:
    """Where in the file: a line of a text, a row of a sheet; number 0 is the file as a whole."""

    kind: str = "line"
    number: int = 0
    sheet: str = ""

    def __str__(self) -> str:
        if not self.number:
            return str(_("the file"))
        if self.kind == "line":
            return str(_("line %(number)s") % {"number": self.number})
        if self.sheet:
            values = {"sheet": self.sheet, "number": self.number}
            return str(_("sheet %(sheet)s, row %(number)s") % values)
        return str(_("row %(number)s") % {"number": self.number})


WHOLE_FILE = Place()


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way: its code, place, and the words it is about."""

    code: str
    place: Place = WHOLE_FILE
    params: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code] % {"text": "", "candidates": "", **self.params})

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Unreadable(Exception):
    """The file as a whole cannot be used; carries the Problem that says why."""

    def __init__(self, code: str, **params: str) -> None:
        self.problem = Problem(code, params=params)
        super().__init__(self.problem.message)
