"""Rules of writing that a machine can test, in the five catalogues, the mails and the facts."""

import datetime
import gettext
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext, override, pgettext

from common.dates import day, days
from common.our_apps import our_apps
from indicators.models.plans import PlanStage
from indicators.models.totals import MilestoneKind

pytestmark = pytest.mark.once

LANGUAGES = {"ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh_Hans": "zh"}
PLURALS = {"ar": 6, "es": 3, "fr": 2, "ru": 4, "zh_Hans": 1}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
ADDRESS = re.compile(r"https?:\S+|\?\w+=|&\w+;|\b\d+:\d+|\b\d\.\d: \w+")
# Names are in the nominative and without an article, so no word may govern their case.
NAMES = r"(?:reporter|name|cycle|state|group|country|body)"
GOVERNED = {
    "es": rf"\b(?:de|del|a|al|para|por|en|con)\s(?:%\(|{{){NAMES}\b",
    "fr": rf"(?:\b(?:de|du|à|au|pour|par|en|chez)\s|\b[dl]’)(?:%\(|{{){NAMES}\b",
    "ru": rf"\b(?:от|для|об?|в|на|к|по|с|из|у|до|за)\s(?:%\(|{{){NAMES}\b",
}
# What the glossary (docs/glossary.md) decided against.
NOT_USED = {
    "ar": r"متناوَل|تقرير سلبي|إيصال|ناقصة",
    "es": r"sin novedad|párrafo dispositivo|intervención|remitente",
    "fr": r"\bintervention|\bcommunications?\b|d’autres ont rapporté|\w'\w",
    "ru": r"контактн\w+ пункт|координатор|закодирован|нулев\w+ доклад|[ёЁ]",
    "zh_Hans": r"无内容报告|致送|执行段(?!落)|序言段(?!落)|缺报|审查会议",
}
Key = str | tuple[str, int]


@cache
def catalogue(language: str) -> dict[Key, str]:
    """The texts by msgid with its context; forms of a plural by msgid and number of the form."""
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        found: dict[Key, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in found.items() if key}


@cache
def written(language: str) -> list[str]:
    """Every text in that language: of the interface, of mails and of facts."""
    mails = json.loads((settings.BASE_DIR / "contacts" / "initial_wording.json").read_text())
    facts = [json.loads(path.read_text()) for path in settings.BASE_DIR.glob("fixtures/*.json")]
    code = LANGUAGES[language]
    return [*catalogue(language).values(), *_texts_in(mails, code), *_texts_in(facts, code)]


def _texts_in(data: object, code: str) -> Iterator[str]:
    if isinstance(data, dict):
        text = data.get(code)
        yield from [text] if isinstance(text, str) else []
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts_in(each, code)


def breaking(pattern: str, language: str) -> list[str]:
    return [text for text in written(language) if re.search(pattern, ADDRESS.sub("", text))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_its_forms(language: str) -> None:
    forms: dict[str, set[int]] = {}
    for key in catalogue(language):
        if isinstance(key, tuple):
            forms.setdefault(key[0], set()).add(key[1])
    whole = set(range(PLURALS[language]))
    assert len(forms) > 50
    assert {msgid: found for msgid, found in forms.items() if found != whole} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_keeps_its_placeholders(language: str) -> None:
    """A plural form may write its number as a word ("two reports") and leave that placeholder out;
    or it may use the number where the English singular has a word."""
    differing = []
    for key, text in catalogue(language).items():
        msgid = key[0] if isinstance(key, tuple) else key
        given, kept = set(PLACEHOLDER.findall(msgid)), set(PLACEHOLDER.findall(text))
        counted = {"count", "number"} if isinstance(key, tuple) else set()
        if kept - given - counted or len(given - kept) > bool(counted):
            differing.append((key, text))
    assert differing == []


def test_french_has_no_break_before_its_marks_and_inside_its_quotation_marks() -> None:
    assert breaking(r"[^\u00a0\u202f][;!?»]|[^\u00a0\u202f\s]:(?!\w)|\s(?<!\u00a0):", "fr") == []
    assert breaking(r"«[^\u00a0\u202f]", "fr") == []


def test_russian_has_no_break_before_its_dash() -> None:
    assert [text for text in catalogue("ru").values() if " —" in text] == []


def test_chinese_has_no_space_beside_its_words() -> None:
    """Another author's text before a sentence of ours is separated from it."""
    han = r"[\u3400-\u9fff\u3001-\u301f\uff00-\uffef]"
    texts = [text.removeprefix("%(text)s ") for text in catalogue("zh_Hans").values()]
    assert [text for text in texts if re.search(rf"[\w)] {han}|{han} [\w%*]", text)] == []


@pytest.mark.parametrize("language", GOVERNED)
def test_nothing_governs_a_name(language: str) -> None:
    assert breaking(GOVERNED[language], language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_is_kept(language: str) -> None:
    texts = catalogue(language).values()
    assert [text for text in texts if re.search(NOT_USED[language], text)] == []


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh-hans"])
def test_no_date_ends_in_a_full_stop_which_a_sentence_would_double(language: str) -> None:
    with override(language):
        first, last = datetime.date(2022, 6, 27), datetime.date(2022, 7, 1)
        assert not day(last).endswith(".")
        assert not days(first, last).endswith(".")


# A count before a noun in the plural, and verbs that only look like one.
COUNTED = re.compile(
    r"%\((?:count|number|days|states|least|compared|pages|wait)\)[sd] (?:(?!has\b)\w+ )?(\w+s)\b"
)
VERBS = {"has", "is", "stands", "ends", "does", "holds", "says", "was"}
# Always the same number, or one that is never 1.
LIMITS = {"Choose at most %(number)s reports at once."}


def test_what_is_counted_has_plural_forms() -> None:
    # A text without plural has no form number; a context comes before its msgid.
    plain = {key.rpartition("\x04")[2] for key in catalogue("fr") if isinstance(key, str)}
    counted = {text: found[1] for text in plain if (found := COUNTED.search(text))}
    wrong = {text for text, noun in counted.items() if noun not in VERBS} - LIMITS
    assert wrong == set(), (
        "Give these an ngettext or {% plural %}, or put the number behind a colon."
    )


# A number and then, outside of its text, the name of what is counted: "1 invitations". The name
# stands first, with a colon.
NUMBER_FIRST = re.compile(
    r"\{\{ *[\w.]*(?:count|number|total|length)\b[^}|]*\}\}(?:</\w+>)? *"
    r"(?:\{\{ *(?:[\w.]*(?:label|name|display)\b)|\{% translate )"
)


def test_no_template_sets_a_number_before_a_name_that_has_one_form() -> None:
    wrong = {
        (str(path.relative_to(settings.BASE_DIR)), found[0])
        for app in our_apps()
        for path in Path(app.path).rglob("templates/**/*.html")
        for found in NUMBER_FIRST.finditer(path.read_text())
    }
    assert wrong == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_name_in_our_pages_and_those_of_a_package(language: str) -> None:
    package = Path(allauth.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.mo"
    with package.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    for name in ("Recovery codes",):
        assert catalogue(language)[name] == theirs.gettext(name)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["0 État", "1 État", "2 États", "5 États", "21 États"]),
        ("es", ["0 Estados", "1 Estado", "2 Estados", "5 Estados", "21 Estados"]),
        (
            "ru",
            ["0 государств", "1 государство", "2 государства", "5 государств", "21 государство"],
        ),
        ("ar", ["أي دولة", "دولة واحدة", "دولتان", "5 دول", "21 دولة"]),
    ],
)
def test_each_number_takes_its_form(language: str, words: list[str]) -> None:
    one = "%(years)s: %(count)s State reported at least once (<cite>%(source)s</cite>)"
    many = one.replace("State", "States")
    with override(language):
        for count, word in zip((0, 1, 2, 5, 21), words, strict=True):
            said = ngettext(one, many, count) % {"count": count, "years": "", "source": ""}
            assert f"{word} " in said, (count, said)


@pytest.mark.parametrize(
    ("language", "model", "name", "words"),
    [
        ("fr", "cooperation.Transaction", "provider", "provenance"),
        ("ru", "cooperation.Transaction", "provider", "от кого"),
        ("fr", "indicators.SourceDocument", "period_to", "au"),
        ("fr", "cooperation.Request", "measures", "mesures"),
        ("es", "cooperation.Request", "measures", "medidas"),
        ("ru", "cooperation.Request", "measures", "меры"),
        ("es", "indicators.Target", "due_on", "plazo"),
        ("ru", "indicators.Target", "due_on", "срок"),
        ("es", "cooperation.FundTotal", "counts", "qué cuenta"),
        ("es", "reports.ReportingCycle", "due_on", "plazo de presentación"),
    ],
)
def test_a_word_of_two_meanings_has_a_translation_for_each(
    language: str, model: str, name: str, words: str
) -> None:
    with override(language):
        assert str(apps.get_model(model)._meta.get_field(name).verbose_name) == words


@pytest.mark.parametrize(
    ("language", "meaning", "word", "said"),
    [
        # An edit that was made, beside "changed" of a preview: what a file is about to change.
        ("fr", "edit", "changed", "modifié"),
        ("fr", None, "changed", "à modifier"),
        ("es", "what became of a record", "changed", "modificado"),
        ("es", None, "changed", "por modificar"),
        ("ru", "edit", "changed", "изменено"),
        ("ru", None, "changed", "изменен"),
        # A row of a file; the town of a meeting.
        ("fr", "in a file", "Place", "Emplacement"),
        ("fr", None, "Place", "Lieu"),
        ("ru", "in a file", "Place", "Место"),
        ("ru", None, "Place", "Место проведения"),
        ("ru", "territory", "Place", "Место"),
    ],
)
def test_one_english_word_for_two_things_is_two_words_elsewhere(
    language: str, meaning: str | None, word: str, said: str
) -> None:
    with override(language):
        assert (pgettext(meaning, word) if meaning else translation.gettext(word)) == said


def test_a_choice_is_not_named_like_the_event_of_the_same_word() -> None:
    with override("ru"):
        assert str(PlanStage.ADOPTED.label) == "принят"
        assert str(MilestoneKind.ADOPTED.label) == "принятие"
