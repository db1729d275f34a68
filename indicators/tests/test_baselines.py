"""Baseline assessments: agreed by both sides, and shared only where both choose it."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from indicators import access, agreeing
from indicators.models import Baseline
from reports import data_stamp
from testing.builders import explained, make_contact, make_officer, make_state, refused, texts
from testing.plans import make_baseline

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)
AGREED: dict[str, Any] = {"agreed_by_state_on": DAY, "agreed_by_partners_on": DAY}
SHARED = {**AGREED, "is_shared_by_state": True, "is_shared_by_partners": True}


def version() -> int:
    stamp = data_stamp.stamp()
    assert stamp is not None
    return stamp.version


def test_nothing_is_shared_that_both_have_not_agreed_on() -> None:
    state = make_state()
    right = {"reporter": state, "title": texts("B"), "tool": "iatg"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"is_shared_by_state": True}, "not_agreed"),
        ({"agreed_by_state_on": DAY, "is_shared_by_partners": True}, "not_agreed"),
        ({"tool": "other"}, "tool_missing"),
    ]
    for wrong, code in cases:
        baseline = Baseline(**{**right, **wrong})
        explained(baseline, code)
        refused(baseline)
    assert make_baseline(state).reference != make_baseline(state).reference


def test_what_is_restricted_moves_no_public_stamp() -> None:
    state, partner = make_state(), make_state()
    held = version()
    baseline = Baseline.objects.create(reporter=state, title=texts("B"), tool="isacs", **AGREED)
    baseline.partners.create(reporter=partner)
    baseline.title = texts("Somewhere else")
    baseline.is_shared_by_state = True
    baseline.save()
    baseline.partners.update(name="A partner", reporter=None)
    Baseline.objects.filter(pk=baseline.pk).update(tool="iatg")
    Baseline.objects.get().delete()
    assert version() == held


def test_what_becomes_or_was_public_moves_it() -> None:
    baseline = make_baseline(**AGREED)
    partner = baseline.partners.get()
    steps = [
        lambda: Baseline.objects.update(is_shared_by_state=True, is_shared_by_partners=True),
        lambda: Baseline.objects.update(tool="iatg"),
        lambda: type(partner).objects.filter(pk=partner.pk).update(name=""),
        lambda: baseline.partners.create(name="A partner"),
        lambda: baseline.partners.filter(name="A partner").delete(),
        lambda: Baseline.objects.update(is_shared_by_state=False),
    ]
    for step in steps:
        held = version()
        step()
        assert version() > held
    held = version()
    Baseline.objects.update(tool="isacs")
    assert version() == held


def test_the_state_and_the_secretariat_read_it_and_nobody_else_until_it_is_shared() -> None:
    state = make_state()
    restricted, shared = make_baseline(state), make_baseline(state, **SHARED)
    one_side = make_baseline(state, **{**SHARED, "is_shared_by_partners": False})
    for user in (make_contact(state, "reader"), make_officer()):
        assert set(access.baselines(user)) == {restricted, shared, one_side}
    partner = restricted.partners.get().reporter
    assert partner is not None
    for outsider in (AnonymousUser(), make_contact(partner)):
        assert set(access.baselines(outsider)) == {shared}


def test_the_state_agrees_and_shares_for_itself() -> None:
    state = make_state()
    baseline = make_baseline(state, agreed_by_partners_on=DAY)
    submitter = make_contact(state)
    for stranger in (make_contact(state, "editor"), make_contact(make_state()), make_officer()):
        with pytest.raises(PermissionDenied):
            agreeing.agree(baseline, by=stranger)
    with pytest.raises(ValidationError, match="both sides"):
        agreeing.share(baseline, by=submitter, is_shared=True)
    assert agreeing.agree(baseline, by=submitter).is_agreed
    assert agreeing.share(baseline, by=submitter, is_shared=True).is_shared_by_state
    assert not Baseline.objects.public().exists()
    Baseline.objects.update(is_shared_by_partners=True)
    assert Baseline.objects.public().exists()
    assert not agreeing.share(baseline, by=submitter, is_shared=False).is_public
