"""The bodies of requests that write figures: what each may say, field by field."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from api.shared.strict import MOST_RESPONSES, Body, LanguageOrNull, Text, Truth, Word
from api.writing.bodies import once_each
from indicators.models import Answered
from indicators.models.observations import canonical

MOST_PARTS = 200
CODE = re.compile(r"[A-Z0-9_]{1,60}")


class Digits(Text):
    """A number written as text: a JSON number may lose digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)


class Breakdown(serializers.DictField):
    """Codes by dimension; the value is the canonical text."""

    child = Text(max_length=60)
    default_error_messages = {
        "codes": gettext_lazy("Give codes by dimension, in capital letters, digits, underscores."),
    }

    def to_internal_value(self, data: Any) -> Any:
        codes = super().to_internal_value(data)
        if not all(CODE.fullmatch(each) for pair in codes.items() for each in pair):
            self.fail("codes")
        breakdown = canonical(codes)
        if not breakdown or len(breakdown) > 200:
            self.fail("codes")
        return breakdown


class PartOfFigure(Body):
    """The figure of one breakdown."""

    breakdown = Breakdown(
        help_text='Codes by dimension, such as `{"SEX": "F"}`; the total is no part.'
    )
    value = Digits(help_text="The number, as its digits.")


class GivenFigure(Body):
    """What a report says of one indicator, whole: what is left out is taken away."""

    indicator = Text(max_length=60, help_text="Key of an indicator that the form does not ask for.")
    value = Digits(
        default=None, allow_null=True, help_text="The number over everything, as its digits."
    )
    answer = Word(
        choices=Answered.choices,
        default=None,
        allow_null=True,
        help_text="In place of a number: why there is none, or that a database's holds.",
    )
    confirms = Text(
        default=None,
        allow_null=True,
        max_length=20,
        help_text="With the answer `confirmed`: key of the global figure of the State.",
    )
    footnote = Text(
        default="",
        allow_blank=True,
        max_length=2000,
        help_text="What explains the number, or the reason why there is none; published with it.",
    )
    language = LanguageOrNull(default=None, help_text="Code of the language of the footnote.")
    names_nobody = Truth(
        default=False,
        help_text="That somebody has looked at a footnote that looks like contact data, and it may"
        " be published.",
    )
    parts = PartOfFigure(many=True, default=list, max_length=MOST_PARTS)  # type: ignore[call-arg]

    def validate_parts(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(value, _("This breakdown stands here twice."), "breakdown")


class SomeFigures(Body):
    """Some lines of one submission, each indicator once; none changes nothing."""

    figures = GivenFigure(many=True, required=False, max_length=MOST_RESPONSES)  # type: ignore[call-arg]

    def validate_figures(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(value, _("This indicator stands here twice."), "indicator")
