"""States and groups side by side."""

import pytest

from testing.reading import get, words

pytestmark = [pytest.mark.django_db, pytest.mark.facts]


def test_two_states_and_two_groups_stand_side_by_side() -> None:
    page = get("/compare/?state=KEN&state=NOR&group=african&group=western_european_and_others")
    shown = words(page)
    assert "Reporting cycle Kenya Norway 2022 reported not reported" in shown
    (row,) = page.context["group_rows"]
    assert [(ratio.count, ratio.total) for ratio in row.ratios] == [(25, 54), (17, 29)]
    assert "25 of 54" in shown


def test_four_states_or_one_region_against_another() -> None:
    four = get("/compare/?state=KEN&state=NOR&state=TGO&state=PER")
    assert "Reporting cycle Kenya Norway Peru Togo 2022" in words(four)
    page = get("/compare/?group=africa&group=europe")
    (row,) = page.context["group_rows"]
    assert len(row.ratios) == 2
    assert not page.context["form"].errors


def test_more_than_four_and_what_is_unknown_is_refused_in_words() -> None:
    five = "&".join(f"state={code}" for code in ("KEN", "NOR", "TGO", "FRA", "PER"))
    assert "Choose at most four." in words(get(f"/compare/?{five}"))
    assert get("/compare/?state=XXX").context["form"].errors
    assert "Kenya" in words(get("/compare/"))
