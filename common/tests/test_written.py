"""What may be written in a field that is free otherwise."""

import pytest
from django.core.exceptions import ValidationError

from common.bounding import MOST_MARKS
from common.multilingual import validate_texts
from common.written import MOST_WRITTEN, validate_text


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
