"""What may stand under a part, and what anybody may read of it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from questionnaires.form import Part, part_from_json
from questionnaires.values import cleaned, cleaned_row, public_value

TABLE = part_from_json(
    {
        "key": "weapons",
        "kind": "rows",
        "rows": [{"key": "rifles", "label": {"en": "Rifles"}}],
        "columns": [
            {"key": "seized", "label": {"en": "Seized"}, "kind": "number"},
            {"key": "officer", "label": {"en": "Officer"}, "privacy": "private"},
            {"key": "wanted", "label": {"en": "Wanted"}, "privacy": "request"},
        ],
    }
)


def part(kind: str) -> Part:
    return part_from_json({"key": "part", "kind": kind, "answers": ["yes"], "choices": []})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "1e999999"),
        ("number", "1e-999999"),
        ("number", "9" * 31),
        ("number", True),
        ("number", ["1"]),
        ("number", "NaN"),
        ("text", ["a list"]),
        ("text", {"an": "object"}),
        ("text", True),
        ("tick", ["yes"]),
        ("tick", {"yes": "yes"}),
        ("choices", "yes"),
        ("choices", [{"a": 1}]),
        ("date", ["2022-03-31"]),
    ],
)
def test_what_is_no_answer_of_its_kind_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        cleaned(part(kind), value)


@pytest.mark.parametrize("row", ["rifles", "1", "999"])
def test_a_table_has_fixed_rows_and_numbered_ones(row: str) -> None:
    assert cleaned_row(TABLE, row) == row


@pytest.mark.parametrize("row", ["", "pistols", "0", "01", "1000", "-1", "١", "1" * 5000])
def test_a_row_that_is_none_is_refused(row: str) -> None:
    with pytest.raises(ValidationError):
        cleaned_row(TABLE, row)


def test_what_is_no_table_has_no_rows() -> None:
    assert cleaned_row(part("text"), "") == ""
    with pytest.raises(ValidationError):
        cleaned_row(part("text"), "1")


def test_of_a_table_only_public_columns_are_public() -> None:
    assert public_value(TABLE, {"seized": "1", "officer": "A", "wanted": "B"}) == {"seized": "1"}
    assert public_value(TABLE, {"officer": "A"}) is None
    assert public_value(TABLE, None) is None
    assert public_value(part("text"), "Words.") == "Words."
