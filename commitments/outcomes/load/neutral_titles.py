"""The neutral titles that new records carry until somebody writes better ones."""

from django.db.models import F, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat
from django.db.models.lookups import In

from commitments.neutral import PARAGRAPH, RECOMMENDATION
from commitments.outcomes.parse.model import PartKind


def neutral_title(kind: str, number: str) -> dict[str, str]:
    """A commitment's title in six languages, to be replaced by words of our own."""
    words = RECOMMENDATION if kind == PartKind.RECOMMENDATIONS else PARAGRAPH
    return {language: text.format(number) for language, text in words.items()}


def has_neutral_title() -> Q:
    """What ``is_neutral`` says, as a condition on commitments."""
    neutral = (
        Concat(Value(words["en"].format("")), F("number")) for words in (PARAGRAPH, RECOMMENDATION)
    )
    return Q(In(KeyTextTransform("en", "title"), list(neutral)))


def neutral_heading(code: str) -> str:
    """The English heading of a section that was imported in other languages only."""
    return f"Section {code.upper().replace('-', '.')}"
