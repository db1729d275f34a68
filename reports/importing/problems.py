"""What can be wrong with what was given, each with its place and a sentence."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "no_list": _("No list of reporters was found: neither an announced list nor a table of names."),
    "not_found": _("“%(text)s” is not the name or code of a reporter on record."),
    "several_candidates": _("“%(text)s” could be several reporters: %(candidates)s."),
    "may_be": _("“%(text)s” may be %(candidates)s: confirm it or choose another."),
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
    "list_unclear": _("“%(text)s”: does this say that the reports below it came?"),
    "list_absent": _("“%(text)s” says that no report came: the names below it are left out."),
    "list_other_cycle": _("“%(text)s” is about another cycle: the names below it are left out."),
    "list_other_object": _(
        "“%(text)s” is about something else than reports: the names below it are left out."
    ),
    "unticked": _("Names with an empty box, or with a cross, are left out: %(text)s."),
    "sign_unclear": _("A sign stands beside “%(text)s”: does it say that a report came?"),
    "prose": _("“%(text)s”: does this say that the reports of those named here came?"),
    "struck": _("Names that are struck through are left out: %(text)s."),
    "struck_words": _("“%(text)s” is struck through: does the rest hold without it?"),
    "struck_cell": _("“%(text)s” is struck through: say whether a report came."),
    "table_unclear": _("%(text)s Nothing here says that reports came: does it list who reported?"),
    "sheet_unclear": _("“%(text)s”: does this sheet list those whose reports came?"),
    "column_unclear": _("Column “%(text)s”: say what it holds."),
    "no_column_for_cycle": _(
        "There are columns for other cycles and none for %(text)s: does the table list who"
        " reported in that cycle?"
    ),
    "cycle_unclear": _("“%(text)s”: it is not clear which cycle this row is about."),
    "hidden_rows": _("The sheet has hidden rows: are they to be read?"),
    "hidden_sheet": _("The sheet “%(text)s” is hidden and is not read."),
    "cells_disagree": _("The cells of this row do not agree whether a report came: %(text)s"),
    "remark_denies": _("“%(text)s”: does this mean that no report came?"),
    "formula": _("%(text)s holds a formula without its value: open and save the file once."),
    "day_missing": _("“%(text)s” has no day of receipt: say whether its report came."),
    "note_unclear": _("“%(text)s”: confirm that the footnote changes nothing."),
    "row_absent": _("By the file no report came (%(text)s)."),
    "other_cycle": _("The row is about another cycle (%(text)s)."),
    "hidden_row": _("The row is hidden."),
    "rows_absent": _("Rows that say that no report came are left out: %(text)s."),
    "rows_other_cycle": _("Rows about other cycles are left out: %(text)s."),
    "choice_unknown": _("“%(text)s” is not a reporter that can be chosen."),
    "choices_unused": _("Choices that fit no row of this file: %(text)s."),
}

QUESTIONS = frozenset(
    {
        *("suggestion", "several_candidates", "not_found", "remark", "joined", "codes_disagree"),
        *("may_be", "struck_words", "struck_cell", "sign_unclear", "prose"),
        *("answer_unclear", "several_dates", "date_ambiguous", "list_unclear", "table_unclear"),
        *("sheet_unclear", "column_unclear", "no_column_for_cycle", "cycle_unclear"),
        *("hidden_rows", "cells_disagree", "remark_denies", "day_missing", "note_unclear"),
        *("date_unreadable", "date_two_digit_year", "dates_differ"),
    }
)
WARNINGS = frozenset(
    {
        *("list_absent", "list_other_cycle", "list_other_object", "unticked", "struck"),
        *("hidden_sheet", "rows_absent", "rows_other_cycle", "choices_unused"),
    }
)
# A choice for the row settles these; others also need another file or another answer.
SETTLED_BY_CHOICE = frozenset(
    {
        *("codes_disagree", "answer_unclear", "date_unreadable", "date_two_digit_year", "formula"),
        *("cycle_unclear", "cells_disagree", "remark_denies", "day_missing", "struck_cell"),
    }
)


@dataclass(frozen=True)
class Place:
    """Where in the file: a line of a text, a row of a sheet; number 0 is the file as a whole."""

    kind: str = "line"
    number: int = 0
    sheet: str = ""

    def __str__(self) -> str:
        if not self.number:
            sheet = {"sheet": self.sheet}
            return str(_("sheet %(sheet)s") % sheet) if self.sheet else str(_("the file"))
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
    def grade(self) -> str:
        """``error`` and ``question`` keep everything from being recorded, ``warning`` does not.

        A question is answered where the rows are shown; an error needs another file or answer.
        """
        if self.code in WARNINGS:
            return "warning"
        return "question" if self.code in QUESTIONS else "error"

    @property
    def blocks(self) -> bool:
        return self.code not in WARNINGS

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code] % {"text": "", "candidates": "", **self.params}).strip()

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Unreadable(Exception):
    """The file as a whole cannot be used; carries the Problem that says why."""

    def __init__(self, code: str, **params: str) -> None:
        self.problem = Problem(code, params=params)
        super().__init__(self.problem.message)
