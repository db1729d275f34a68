"""The page on which a report declares progress on plans and targets; and baseline assessments."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators import citing, declaring
from indicators.declaring import Given
from indicators.models import Baseline, Observation, Progress
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_indicator,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
    publish,
    texts,
)
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target
from testing.reading import words

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(page: Any, **changes: str) -> dict[str, list[str]]:
    """The data that a browser would send from the page, with some controls changed (``_`` for a
    hyphen)."""
    from lxml import html  # type: ignore[import-untyped]

    form = html.fromstring(page.content).xpath("//form[@data-keep]")[0]
    data: dict[str, list[str]] = {}
    for each in form.xpath(".//input[not(@type='checkbox')] | .//textarea | .//select"):
        value = each.get("value", "") if each.tag == "input" else each.value
        data.setdefault(each.name, []).append(value or "")
    return {**data, **{name.replace("_", "-"): [value] for name, value in changes.items()}}


class World:
    """A State whose last report declared progress on two of three measures, and its new draft."""

    def __init__(self) -> None:
        state = make_state("ALB")
        self.plan = make_plan(make_organisation("seesaw"), state, key="map", title=texts("Roadmap"))
        for _number in range(3):
            make_measure(self.plan)
        self.target = make_target(state, key="own", title=texts("No arms unmarked"))
        self.contact = make_contact(state)
        before = make_own_draft(self.contact, make_cycle("2022"), languages=["en"])
        levels = {"measure:map-1": "on_course", "measure:map-2": "limited"}
        declare(before, levels, by=self.contact)
        workflow.submit(before, by=self.contact, reason="So it is.")
        publish_rest(before)
        self.draft = make_own_draft(self.contact, make_cycle("2024"), languages=["en"])
        self.page = f"/my/reports/{self.draft.reference}/progress/"
        self.client = signed_in(self.contact)


def publish_rest(submission: Any) -> None:
    by = make_reviewer()
    workflow.start_review(submission, by=by)
    workflow.publish(submission, by=by)


@pytest.fixture
def world() -> World:
    return World()


def test_the_page_takes_the_same_queries_for_more_of_everything(world: World) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert world.client.get(world.page).status_code == 200
        return len(captured)

    few = taken()
    for _number in range(9):
        make_measure(world.plan)
        make_target(world.target.reporter, plan=world.plan)
    assert taken() == few


def test_what_is_typed_is_saved_and_what_is_wrong_is_shown_again(world: World) -> None:
    page = world.client.get(world.page)
    assert "The report speaks of 0 of 4 measures and targets." in words(page)
    data = typed(
        page,
        measure_map_1_level="achieved",
        measure_map_1_narrative="Done.",
        measure_map_2_level="limited",
        target_own_narrative="Words alone.",
    )
    refused = world.client.post(world.page, data)
    assert refused.status_code == 422
    assert "since when there is nothing new" in words(refused)
    assert "Words alone." in refused.content.decode()
    said = Progress.objects.get(submission=world.draft)
    assert (said.level, said.narrative, said.language) == ("achieved", "Done.", "en")
    assert "speaks of 1 of 4" in words(world.client.get(world.page))
    again = typed(world.client.get(world.page), measure_map_2_level="limited")
    again["measure-map-2-since"] = ["2022"]
    assert world.client.post(world.page, again).status_code == 302
    assert world.draft.progress.get(measure__key="map-2").nothing_new_since == 2022


def test_what_was_said_before_is_taken_over_marked_and_confirmed(world: World) -> None:
    page = world.client.get(world.page)
    assert "Start from what was said before: Cycle 2022" in words(page)
    assert world.client.post(world.page, {"carry": "1"}).status_code == 302
    page = world.client.get(world.page)
    assert words(page).count("from the last report") == 2
    assert "speaks of 0 of 4" in words(page)
    report = world.client.get(f"/my/reports/{world.draft.reference}/")
    assert "carried over and not confirmed" in words(report)
    one = {**typed(page), "confirm": ["measure:map-1"]}
    assert world.client.post(world.page, one).status_code == 302
    waiting = world.draft.progress.get(is_carried_over=True).measure
    assert waiting is not None
    assert waiting.key == "map-2"
    rest = {**typed(world.client.get(world.page)), "confirm": ["*"]}
    world.client.post(world.page, rest)
    assert not world.draft.progress.filter(is_carried_over=True).exists()
    assert "speaks of 2 of 4" in words(world.client.get(world.page))


def test_nobody_overwrites_what_somebody_else_saved(world: World) -> None:
    page = world.client.get(world.page)
    declare(world.draft, {"measure:map-1": "none"}, by=world.contact)
    mine = typed(page, measure_map_1_level="achieved", measure_map_1_narrative="Done.")
    refused = world.client.post(world.page, mine)
    assert refused.status_code == 422
    assert "So it is: none." in words(refused)
    theirs = {**typed(refused), "measure-map-1-whose": ["theirs"]}
    assert world.client.post(world.page, theirs).status_code == 302
    assert world.draft.progress.get().level == "none"


def test_only_its_own_people_come_in_and_write_in_time(world: World) -> None:
    for stranger in (make_contact(make_state()), None):
        client = signed_in(stranger) if stranger else Client()
        assert client.get(world.page).status_code in (302, 404)
        assert client.post(world.page, {}).status_code in (302, 404)
    reader = signed_in(make_contact(world.draft.reporter, "reader"))
    declare(world.draft, {"measure:map-1": "none"}, by=world.contact)
    assert "<textarea" not in reader.get(world.page).content.decode()
    assert "So it is: none." in words(reader.get(world.page))
    publish(world.draft, by=None)
    assert world.client.post(world.page, {}).status_code == 409
    assert world.client.get(world.page).status_code == 200


def test_a_state_agrees_on_its_assessments_and_shares_them(world: World) -> None:
    baseline = make_baseline(world.draft.reporter, agreed_by_partners_on=DAY)
    others = make_baseline(make_state())
    assert "Baseline assessments" in words(world.client.get("/my/"))
    page = words(world.client.get("/my/baselines/"))
    assert baseline.reference in page
    assert others.reference not in page
    address = f"/my/baselines/{baseline.reference}/"
    assert world.client.post(f"/my/baselines/{others.reference}/", {}).status_code == 404
    reader = signed_in(make_contact(world.draft.reporter, "reader"))
    assert reader.post(address, {"decision": "agree"}).status_code == 403
    for decision in ("share", "agree", "share"):
        assert world.client.post(address, {"decision": decision}).status_code == 302
    found = Baseline.objects.get(pk=baseline.pk)
    assert (found.is_agreed, found.is_shared_by_state, found.is_public) == (True, True, False)
    assert "you and the secretariat" in words(world.client.get("/my/baselines/"))
    world.client.post(address, {"decision": "withhold"})
    assert not Baseline.objects.get(pk=baseline.pk).is_shared_by_state


def test_a_declaration_points_at_figures_which_follow_a_corrected_report(world: World) -> None:
    indicator = make_indicator()
    world.target.indicator = indicator
    world.target.save()
    days = {"starts_on": datetime.date(2023, 1, 1), "ends_on": datetime.date(2023, 12, 31)}
    place = {"place_reporter": world.draft.reporter, "indicator": indicator, **days}
    known = Observation.objects.create(**place, value=7, source="A database")
    own = Observation.objects.create(**place, value=9, submission=world.draft)
    others = Observation.objects.create(
        **{**place, "place_reporter": make_state()}, value=5, source="A database"
    )
    page = world.client.get(world.page)
    assert "(2023)" in words(page)
    assert others.key not in page.content.decode()
    data = typed(page, target_own_level="limited", target_own_narrative="See there.")
    for each in (known, own):
        data[f"target-own-figure-{each.key}"] = ["1"]
    assert world.client.post(world.page, data).status_code == 302
    said = world.draft.progress.get()
    assert said.figures == sorted([known.key, own.key])
    baseline = make_baseline(world.draft.reporter)
    baseline.observations.add(own)
    with pytest.raises(DatabaseError), transaction.atomic():
        baseline.observations.add(others)
    given = Given("target:own", "limited", narrative="x", language="en", figures=[others.key])
    with pytest.raises(ValidationError, match="cannot point at this figure"):
        declaring.record(world.draft, [given], by=world.contact)
    first = publish(world.draft, by=None)
    shown = words(Client().get(f"/targets/{world.target.key}/"))
    assert ("9 arms (2023)" in shown, "7 arms (2023)" in shown) == (True, True), shown
    second = publish(workflow.correct(first, by=make_reviewer()), by=None)
    assert own.key not in second.progress.get().figures
    assert words(Client().get(f"/targets/{world.target.key}/")).count("9 arms (2023)") == 1
    assert list(citing.standing({own.key}).values()) == [second.observations.get()]
