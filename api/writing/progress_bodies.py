"""The bodies of requests that write progress: what each may say, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.shared.strict import MOST_RESPONSES, Body, LanguageOrNull, Text, Whole, Word
from api.writing.bodies import once_each
from common.database.years import FIRST, LAST
from indicators.models import ProgressLevel
from indicators.models.progress import WORDS

MOST_FIGURES = 50
MEANINGS = {
    "narrative": "The report's own words.",
    "actions": "Actions taken.",
    "challenges": "Challenges.",
    "effectiveness": "What worked.",
}


class GivenProgress(Body):
    """What a report declares of one measure or target, whole: what is left out is empty."""

    on = Text(max_length=150, help_text="`measure:…` or `target:…`, with its key.")
    level = Word(
        choices=ProgressLevel.choices,
        allow_null=True,
        help_text="How far it has come, as the report declares; null takes away what is recorded.",
    )
    nothing_new_since = Whole(
        default=None,
        allow_null=True,
        min_value=FIRST,
        max_value=LAST,
        help_text="Year since when it has nothing to add; null where it says no such thing.",
    )
    language = LanguageOrNull(default=None, help_text="Code of the language of the words.")
    figures = serializers.ListField(
        child=Text(max_length=20),
        default=list,
        max_length=MOST_FIGURES,
        help_text="Keys of observations that it points at: of this report, or public.",
    )

    def get_fields(self) -> dict[str, Any]:
        """With the words."""
        words = {
            name: Text(default="", allow_blank=True, help_text=MEANINGS[name]) for name in WORDS
        }
        return {**super().get_fields(), **words}


class SomeProgress(Body):
    """Some declarations of one submission, each measure and target once; none changes nothing."""

    progress = GivenProgress(many=True, required=False, max_length=MOST_RESPONSES)  # type: ignore[call-arg]

    def validate_progress(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(value, _("This measure or target stands here twice."), "on")
