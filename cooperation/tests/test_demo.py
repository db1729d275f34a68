"""Demonstration records of assistance: marked, and apart from what is real."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cooperation import demo, matching
from cooperation.models import Match, Offer, Request
from publications.documents import assistance as report
from publications.needs import needs_beside_offers
from testing.assistance import make_offer, make_request
from testing.builders import make_cycle, make_draft, make_officer, make_state

pytestmark = pytest.mark.django_db


def test_they_are_marked_and_meet_nothing_real() -> None:
    cycle = make_cycle("2031", is_fictional=True)
    add: Any = demo.begin(cycle)
    # By their codes: who asks everybody, who asks States and donors, and who offers.
    for code in ("CHE", "NOR", "JPN"):
        add(make_draft(make_state(code), cycle), "en", None)
    assert Match.objects.get().is_public
    for record in (*Request.objects.all(), *Offer.objects.all()):
        assert record.is_fictional
        assert record.title["en"].startswith("[Fictional]")
    table = needs_beside_offers(Request.objects.public(), Offer.objects.public())
    assert (table.requests, table.offers) == (0, 0)
    assert report.years() == []
    real = make_offer()
    assert real not in [each.offer for each in matching.suggestions()]
    with pytest.raises(ValidationError, match="demonstration"):
        matching.bring_together(Request.objects.all()[0], real, by=make_officer())
    make_request()
    assert Client().get("/cooperation/offers/").content.decode().count("badge") >= 2
    (told,) = Client().get("/api/v1/matches/").json()["results"]
    assert told["is_fictional"] is True
