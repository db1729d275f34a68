"""What can be wrong with a depositary's list, each with its place and a sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.importing import problems as reporters

MESSAGES: dict[str, Any] = {
    "no_table": _("No table with names and acts was found."),
    "no_act": _("No column gives an act or its days: say what the columns hold."),
    "column_unclear": _("Column “%(text)s”: say what it holds."),
    "act_unknown": _("“%(text)s” is no act that is recorded here: the row is left out."),
    "act_does_not_fit": _("%(text)s cannot be done about this instrument."),
    "no_year": _("A report has no year."),
    "year_unreadable": _("“%(text)s” is not a year."),
    "small_arms_unclear": _("“%(text)s”: it is not clear whether small arms are included."),
    "cell_unclear": _("“%(text)s”: it is not clear whether the act was done."),
    "in_the_future": _("%(text)s: the day has not come yet."),
    "differs": _("%(text)s is on record with another day: say which stands, or keep both."),
    "not_in_file": _("On record and not in this file (they stay): %(text)s."),
    "passed_over": _("Rows that are hidden or struck through are left out: %(text)s."),
    "repeated": _("Told twice in this file: %(text)s."),
    "days_differ": _("The file gives two days for one act: %(text)s."),
}
QUESTIONS = frozenset({"column_unclear", "differs", "cell_unclear", "small_arms_unclear"})
WARNINGS = frozenset({"act_unknown", "not_in_file", "repeated", "passed_over"})


class Problem(reporters.Problem):
    """As for lists of reporters, whose codes it also knows."""

    @property
    def grade(self) -> str:
        if self.code in WARNINGS:
            return "warning"
        return "question" if self.code in QUESTIONS else super().grade

    @property
    def blocks(self) -> bool:
        return self.code not in WARNINGS and super().blocks

    @property
    def message(self) -> str:
        if self.code not in MESSAGES:
            return super().message
        return str(MESSAGES[self.code] % {"text": "", "candidates": "", **self.params})
