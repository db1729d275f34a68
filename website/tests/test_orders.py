"""Records without a day: each database sorts them to another end unless it is told where."""

import datetime

import pytest

from indicators.models import AdherenceTotal
from publications.planning import planned_of
from testing.builders import make_instrument, make_state
from testing.plans import make_plan
from website.instruments import totals
from website.plans import filtered

pytestmark = pytest.mark.django_db


def test_plans_without_a_last_day_come_last() -> None:
    state = make_state()
    make_plan(state, key="open", ends_on=None)
    make_plan(state, key="early", ends_on=datetime.date(2021, 12, 31))
    make_plan(state, key="late")
    assert [plan.key for plan in filtered({})] == ["late", "early", "open"]
    assert [plan.key for plan in planned_of(state, None).owned] == ["late", "early", "open"]


def test_totals_without_a_day_come_last() -> None:
    kept = {"instrument": make_instrument(), "counts": "parties", "value": 1, "unit": "states"}
    day = datetime.date(2020, 1, 1)
    AdherenceTotal.objects.create(key="undated", other_source="A list", **kept)
    AdherenceTotal.objects.create(
        key="dated", earliest_on=day, latest_on=day, other_source="A list", **kept
    )
    assert [total.key for total in totals()] == ["dated", "undated"]
