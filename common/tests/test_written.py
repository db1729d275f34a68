"""The limits of free text."""

import pytest
from django.core.exceptions import ValidationError

from common.bounding import MOST_MARKS
from common.multilingual import validate_texts
from common.written import MOST_WRITTEN, all_as_typed, as_typed, for_xml, validate_text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * (MOST_WRITTEN + 1), "too_long"),
        ("e" + "\u0301" * (MOST_MARKS + 1), "too_many_marks"),
        ("\uff76" + "\uff9e" * 400_000, "too_long"),
    ],
)
def test_what_would_cost_more_than_it_says_is_refused(text, code):
    with pytest.raises(ValidationError) as refusal:
        validate_text(text)
    assert refusal.value.code == code
    with pytest.raises(ValidationError):
        validate_texts({"fr": text})


@pytest.mark.parametrize("text", ["", "Việt Nam", "بِسْمِ", "a" * MOST_WRITTEN, "e" + "\u0301" * 30])
def test_what_people_write_is_taken(text):
    validate_text(text)


def test_what_word_leaves_in_a_text_is_not_kept():
    assert (
        as_typed("one\x0btwo\x0cthree\u2028four\u2029five\x85") == "one\ntwo\nthree\nfour\nfive\n"
    )
    assert as_typed("a\x01b\x1fc\x7fd\x9f\ufffe") == "abcd"
    assert as_typed("a\tb\r\nc\u200f é") == "a\tb\r\nc\u200f é"
    assert all_as_typed({"a": ["b\x01", 1, None, {"c": "d\x0b"}]}) == {
        "a": ["b", 1, None, {"c": "d\n"}]
    }
    assert for_xml("a\x0b\x00b\ud800\nc") == "ab\nc"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("amina@\u200bmfa.example\u200e", "amina@mfa.example"),
        ("\ufeffKEN", "KEN"),
        (" bms\xad8 ", " bms8 "),
        ("https://mfa.example/\u2060report", "https://mfa.example/report"),
        ("https://وزارة.example/\u200f", "https://وزارة.example/"),
        # A text keeps them: Persian words need the one, Arabic numbers the other.
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("12 \u200f من المادة", "12 \u200f من المادة"),
        ("by\u200b Act 5", "by\u200b Act 5"),
    ],
)
def test_an_address_or_a_code_has_no_sign_that_shows_nothing(pasted, kept):
    assert as_typed(pasted) == kept
