"""The bodies of requests that write figures, and answers without one, of other sources than
reports."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from api.shared.strict import Body, Key, LanguageOrNull, Text, Word
from api.writing import optional
from api.writing.figures_bodies import Breakdown, Digits
from indicators.figure_tables import SILENT
from indicators.models import Answered, Indicator, Nature, ReportingType, Rule
from indicators.models.values import Qualifier
from indicators.typed import number_of
from reports.models import Group, Reporter

# What a State may answer elsewhere than in its report.
NO_FIGURE = [(word, Answered(word).label) for word in SILENT]


class Number(Digits):
    """The value is the number that the digits are."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        text = super().run_validation(data)
        return None if text is None else number_of(text, "number")


def number(about: str) -> Number:
    """One that a body may leave out."""
    return Number(required=False, allow_null=True, help_text=about)


class AnyBreakdown(Breakdown):
    """Codes by dimension; none for the total."""

    def to_internal_value(self, data: Any) -> Any:
        return "" if data == {} else super().to_internal_value(data)


class GroupKey(Text):
    """The key of a group, such as ``regional:african``; the value is the group."""

    default_error_messages = {"unknown": gettext_lazy("Nothing here has this key.")}

    def to_internal_value(self, data: Any) -> Any:
        kind, _colon, code = super().to_internal_value(data).partition(":")
        found = Group.objects.filter(kind=kind, code=code).first()
        if found is None:
            self.fail("unknown")
        return found


class StateKey(Key):
    """The code of a State; the value is the State."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Reporter, "code", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        found = super().run_validation(data)
        if found is not None and not found.is_state:
            self.fail("unknown")
        return found


class OfPeriod(Body):
    """Of which days a figure or an answer is, and what says so."""

    indicator = Key(Indicator, "key", help_text="Key of the indicator.")
    starts_on = optional.day("First day of the period, with its last.")
    ends_on = optional.day("Last day of the period.")
    period_text = optional.text("The source's own words.", 120)
    source = Text(max_length=300, help_text="What says so.")  # type: ignore[assignment]


class ChangedFigure(Body):
    """What changes in a figure; the rest stays."""

    value = number("The number, as its digits; null where the source gives a word instead.")
    value_max = number("Upper end of a range, or null.")
    qualifier = optional.word(Qualifier.choices, "How exact it is.")
    unit = optional.text("Its unit where it is not the indicator's.", 40)
    nature = optional.word(Nature.choices, "How it came about.")
    footnote = optional.text("The source's footnote; without a value it says why.", 2000)
    language = LanguageOrNull(required=False, help_text="Language of the footnote.")


class NewFigure(ChangedFigure, OfPeriod):
    """A figure of another source than a report. What tells it apart never changes: indicator,
    place, period, breakdown and origin."""

    reporter = StateKey(
        required=False, allow_null=True, help_text="Code of the State; or another place."
    )
    group = GroupKey(
        required=False,
        allow_null=True,
        help_text="Key of a group of States, such as `regional:african`; or another place.",
    )
    territory = optional.text("Name of a place that is neither.", 200)
    breakdown = AnyBreakdown(
        required=False, help_text='Codes by dimension, such as `{"SEX": "F"}`; none for the total.'
    )
    reporting_type = optional.word(
        ReportingType.choices,
        "National (N), global (G), regional (R); national where nothing is said.",
    )
    denominator_rule = optional.word(
        Rule.choices, "Of a proportion alone: which arms its denominator counts."
    )
    source_detail = optional.text("Where that has it from.", 200)
    release = optional.text("Release of the database.", 60)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        is_proportion = attrs["indicator"].is_proportion
        if attrs.get("denominator_rule") and not is_proportion:
            message = _("Only a proportion has a denominator.")
            raise serializers.ValidationError({"denominator_rule": message})
        rule = Rule.NOT_STATED if is_proportion else ""
        return {**attrs, "denominator_rule": attrs.get("denominator_rule") or rule}


class ChangedAnswer(Body):
    """What changes in an answer without a figure; the rest stays."""

    answer = Word(
        choices=NO_FIGURE,
        help_text="What the State answers. To confirm a figure is for its own report.",
    )
    reason = optional.text("In the State's words.", 2000)
    language = LanguageOrNull(required=False, help_text="Language of the reason.")


class NewAnswer(ChangedAnswer, OfPeriod):
    """A State says elsewhere than in a report that it has no figure."""

    reporter = StateKey(help_text="Code of the State.")
