import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.forms import MultilingualFormField, MultilingualWidget
from common.multilingual import current_language, localise, validate_texts, with_abbreviation


def test_the_text_in_the_language_asked_for_is_no_fallback():
    text = localise({"en": "Kenya", "fr": "Le Kenya"}, "fr")
    assert (text, text.language, text.is_fallback) == ("Le Kenya", "fr", False)


def test_a_missing_language_falls_back_to_english_and_says_so():
    text = localise({"en": "Kenya", "fr": "Le Kenya"}, "ar")
    assert (text, text.language, text.is_fallback) == ("Kenya", "en", True)
    assert text.direction == "ltr"


def test_without_english_any_language_is_better_than_nothing():
    text = localise({"ar": "كينيا"}, "fr")
    assert (text.language, text.is_fallback, text.direction) == ("ar", True, "rtl")


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_text_at_all_is_an_empty_text_in_the_language_asked_for(nothing):
    text = localise(nothing, "ru")
    assert (text, text.language, text.is_fallback) == ("", "ru", False)


def test_django_s_code_for_chinese_is_zh_in_the_data():
    with translation.override("zh-hans"):
        assert current_language() == "zh"
        assert localise({"en": "Kenya", "zh": "肯尼亚"}) == "肯尼亚"


def test_an_unknown_language_is_named_with_the_known_ones():
    with pytest.raises(ValidationError, match=r"de: not one of .*ar, zh, en, fr, ru, es"):
        validate_texts({"en": "Kenya", "de": "Kenia"})


@pytest.mark.parametrize("value", ["Kenya", ["Kenya"], None])
def test_what_is_no_object_of_texts_is_refused(value):
    with pytest.raises(ValidationError) as caught:
        validate_texts(value)
    assert caught.value.code == "not_texts"


@pytest.mark.parametrize("text", ["", "  ", 7, None])
def test_an_empty_text_is_left_out_rather_than_stored(text):
    with pytest.raises(ValidationError) as caught:
        validate_texts({"en": text})
    assert caught.value.code == "empty_text"


def test_the_form_field_gives_only_the_languages_filled_in():
    field = MultilingualFormField(required=False)
    assert field.clean(["", "肯尼亚", "Kenya", " ", "", ""]) == {"zh": "肯尼亚", "en": "Kenya"}


def test_the_form_field_asks_for_the_languages_that_must_be_there():
    field = MultilingualFormField(required_languages=["en"], required=True)
    with pytest.raises(ValidationError, match="English"):
        field.clean(["", "肯尼亚", "", "", "", ""])


def test_the_form_field_notices_only_real_changes():
    field = MultilingualFormField(required=False)
    assert not field.has_changed({"en": "Kenya"}, ["", "", " Kenya ", "", "", ""])
    assert field.has_changed({"en": "Kenya"}, ["", "", "", "Kenya", "", ""])


def test_an_english_abbreviation_stands_beside_an_english_name_alone():
    name = {"en": "World Customs Organization", "fr": "Organisation mondiale des douanes"}
    assert with_abbreviation(localise(name, "en"), "WCO") == "World Customs Organization (WCO)"
    assert with_abbreviation(localise(name, "fr"), "WCO") == "Organisation mondiale des douanes"
    assert with_abbreviation(localise(name, "ru"), "WCO") == "World Customs Organization (WCO)"
    assert with_abbreviation(localise(name, "en"), "") == "World Customs Organization"


def test_a_short_form_shows_the_language_of_the_page_and_what_is_filled() -> None:
    widget = MultilingualWidget()
    with translation.override("zh-hans"):
        inputs = widget.get_context("title", {"fr": "Un", "en": ""}, {})["widget"]["subwidgets"]
    assert {each["language"] for each in inputs if each["is_shown"]} == {"zh", "fr"}
