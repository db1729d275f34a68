"""The neutral titles that new records carry until somebody writes better ones."""

from django.db.models import F, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat
from django.db.models.lookups import In

from commitments.importing.parse.model import PartKind

PARAGRAPH = {
    "en": "Paragraph {0}",
    "fr": "Paragraphe {0}",
    "es": "Párrafo {0}",
    "ru": "Пункт {0}",
    "zh": "第 {0} 段",
    "ar": "الفقرة {0}",
}
RECOMMENDATION = {
    "en": "Recommendation {0}",
    "fr": "Recommandation {0}",
    "es": "Recomendación {0}",
    "ru": "Рекомендация {0}",
    "zh": "建议 {0}",
    "ar": "التوصية {0}",
}


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


def is_neutral(title: dict[str, str], number: str) -> bool:
    """Whether a title is still to be written."""
    english = title.get("en", "")
    return english in (PARAGRAPH["en"].format(number), RECOMMENDATION["en"].format(number))


def neutral_heading(code: str) -> str:
    """The English heading of a section that was imported in other languages only."""
    return f"Section {code.upper().replace('-', '.')}"
