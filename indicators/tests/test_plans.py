"""Plans, measures and targets: what is in force, what concerns whom, what reports declare of it."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from indicators import carrying, declaring
from indicators.concerning import concerned
from indicators.declaring import Given, as_given, fingerprint
from indicators.models import Measure, Plan, Progress, Target
from reports.models import Submission
from reports.refusals import ContentFrozen
from reports.submissions import checks, receipts, versions, workflow
from testing.builders import (
    explained,
    make_contact,
    make_cycle,
    make_draft,
    make_group,
    make_officer,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
    publish,
    refused,
    texts,
)
from testing.plans import declare, make_measure, make_plan, make_target

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.mark.parametrize(
    ("fields", "is_in_force"),
    [
        ({}, True),
        ({"starts_on": DAY(2024, 6, 2)}, False),
        ({"starts_on": DAY(2024, 6, 1)}, True),
        ({"ends_on": DAY(2024, 6, 1)}, True),
        ({"ends_on": DAY(2024, 5, 31)}, False),
        ({"ends_on": None}, True),
        ({"ends_on": None, "stage": "ended"}, False),
        ({"ends_on": DAY(2024, 12, 31), "stage": "ended"}, True),
        ({"stage": "under_revision"}, True),
        ({"stage": "in_preparation"}, False),
        ({"starts_on": None}, False),
        ({"starts_on": None, "adopted_on": DAY(2023, 1, 1)}, True),
    ],
)
def test_a_plan_is_in_force_on_a_day(fields: dict[str, Any], is_in_force: bool) -> None:
    plan = make_plan(**fields)
    day = DAY(2024, 6, 1)
    assert Plan.objects.in_force(day).filter(pk=plan.pk).exists() == is_in_force
    assert plan.is_in_force(day) == is_in_force


def test_what_is_wrong_with_a_plan_is_refused_in_words_and_by_the_database() -> None:
    state = make_state()
    right = {"key": "p", "kind": "strategy", "title": texts("P"), "source": "A", "reporter": state}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"starts_on": DAY(2025, 1, 1), "ends_on": DAY(2024, 1, 1)}, "dates_out_of_order"),
        ({"stage": "in_preparation", "adopted_on": DAY(2024, 1, 1)}, "not_adopted_yet"),
        ({"cost": 5}, "currency_missing"),
        ({"name": "Somebody else"}, "party_is_one"),
    ]
    for wrong, code in cases:
        plan = Plan(**{**right, **wrong})
        explained(plan, code)
        refused(plan)
    refused(Plan(**{**right, "source": ""}))
    own = {"key": "t", "level": "national", "title": texts("T"), "source": "A", "reporter": state}
    target = Target(**own, value=5)
    explained(target, "unit_missing")
    refused(target)
    with pytest.raises(ValidationError, match="made up"):
        Target(**own, plan=make_plan(is_fictional=True)).clean()


def test_a_measure_gets_its_key_from_its_plan_and_number() -> None:
    plan = make_plan(key="roadmap")
    assert make_measure(plan, "II (a)").key == "roadmap-ii-a"
    explained(Measure(plan=plan, number="II (a)", title=texts("Again")), "number_taken")


def test_a_report_may_speak_of_what_is_its_reporters_and_of_what_covers_it() -> None:
    state, other, organisation = make_state(), make_state(), make_organisation()
    roadmap = make_plan(organisation, state, key="a-roadmap")
    by_group = make_plan(organisation, key="b-group")
    by_group.covers.create(place_group=make_group("region", state))
    owned = make_plan(state, key="c-own", kind="national_action_plan")
    target = make_target(state, key="d-target")
    in_plan = make_target(organisation, key="e-target", plan=roadmap)
    for plan in (roadmap, by_group, owned):
        make_measure(plan)
    for nobodys in (
        make_plan(organisation, other),
        make_plan(state, is_public=False),
        make_plan(state, stage="in_preparation"),
        make_plan(state, ends_on=DAY(2021, 12, 31)),
        make_plan(state, is_fictional=True),
    ):
        make_measure(nobodys)
    make_target(state, is_public=False)
    make_target(other)
    draft = make_draft(state, make_cycle("2022"))
    keys = ["measure:a-roadmap-1", "measure:b-group-1", "measure:c-own-1"]
    keys += [f"target:{target.key}", f"target:{in_plan.key}"]
    found = concerned(draft)
    assert sorted(found.subjects) == sorted(keys)
    assert [plan for plan, _subjects in found.by_plan] == [roadmap, by_group, owned, None]
    of_owner = concerned(make_draft(organisation, draft.cycle)).subjects
    assert "measure:a-roadmap-1" in of_owner
    assert f"target:{target.key}" not in of_owner


@pytest.fixture
def roadmap(db: None) -> Plan:
    plan = make_plan(make_organisation("seesaw"), make_state("ALB"), key="roadmap")
    for _number in range(3):
        make_measure(plan)
    return plan


def begun(roadmap: Plan, year: str = "2022") -> tuple[Submission, Any]:
    """A report of the State that the roadmap covers, and who writes it."""
    state = roadmap.covers.get().place_reporter
    assert state is not None
    contact = make_contact(state)
    return make_own_draft(contact, make_cycle(year), languages=["en"]), contact


def test_what_is_declared_is_recorded_whole_or_not_at_all(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    good = Given("measure:roadmap-1", "on_course", narrative="Under way.", language="en")
    wrong = [
        Given("measure:roadmap-2", "splendid", narrative="!", language="en"),
        Given("measure:roadmap-3", "limited", narrative="Slow."),
        Given("measure:elsewhere-1", "none"),
    ]
    with pytest.raises(ValidationError) as caught:
        declaring.record(draft, [good, *wrong], by=contact)
    faults = {key: error[0].code for key, error in caught.value.error_dict.items()}
    assert faults == {
        "measure:roadmap-2": "level",
        "measure:roadmap-3": "language",
        "measure:elsewhere-1": "on",
    }
    assert not Progress.objects.exists()
    assert declaring.record(draft, [good], by=contact).created == 1
    assert declaring.record(draft, [good], by=contact).unchanged == 1
    said = Progress.objects.get()
    assert said.history.get().history_user == contact
    seen = fingerprint(said)
    changed = Given("measure:roadmap-1", "achieved", narrative="Done.", language="en", seen=seen)
    assert declaring.record(draft, [changed], by=contact).changed == 1
    with pytest.raises(ValidationError, match="Somebody else"):
        declaring.record(draft, [Given("measure:roadmap-1", "none", seen=seen)], by=contact)
    assert declaring.record(draft, [Given("measure:roadmap-1", "")], by=contact).removed == 1


def test_a_level_takes_words_or_a_year_since_when_there_is_nothing_new(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    key = "measure:roadmap-1"
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "narrative"),
        ({"nothing_new_since": 2023}, "nothing_new_since"),
        ({"nothing_new_since": 20}, "nothing_new_since"),
        ({"nothing_new_since": "soon"}, "nothing_new_since"),
        ({"level": "", "narrative": "Words alone.", "language": "en"}, "level"),
    ]
    for fields, code in cases:
        with pytest.raises(ValidationError) as caught:
            declaring.record(draft, [Given(key, **{"level": "limited", **fields})], by=contact)
        assert code in {each.code for each in caught.value.error_dict[key]}
    declaring.record(draft, [Given(key, "limited", nothing_new_since=2020)], by=contact)
    declaring.record(draft, [Given("measure:roadmap-2", "unknown")], by=contact)


def test_nobody_else_declares_and_nothing_is_declared_too_late(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    given = [Given("measure:roadmap-1", "unknown")]
    reader = make_contact(draft.reporter, "reader")
    for stranger in (reader, make_contact(make_state())):
        with pytest.raises(PermissionDenied):
            declaring.record(draft, given, by=stranger)
    declaring.record(draft, given, by=contact)
    workflow.submit(draft, by=contact, reason="So it is.")
    draft.refresh_from_db()
    with pytest.raises((ContentFrozen, PermissionDenied)):
        declaring.record(draft, [], by=make_officer())
    said = Progress.objects.get()
    for change in (
        lambda: Progress.objects.update(level="achieved"),
        lambda: Progress.objects.all().delete(),
        lambda: Progress.objects.create(
            submission=draft, measure=Measure.objects.last(), level="none"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Progress.objects.get().level == said.level


def test_what_is_carried_over_holds_the_report_back_until_it_is_confirmed(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    declare(draft, {"measure:roadmap-1": "on_course", "measure:roadmap-2": "none"}, by=contact)
    workflow.submit(draft, by=contact, reason="So it is.")
    reviewer = make_reviewer()
    workflow.start_review(draft, by=reviewer)
    workflow.publish(draft, by=reviewer)
    later = workflow.register(
        draft.reporter, make_cycle("2024"), "online", by=contact, languages=["en"]
    )
    declare(later, {"measure:roadmap-2": "limited"}, by=contact)
    assert carrying.carry_over(later, by=contact).created == 1
    assert carrying.carry_over(later, by=contact).created == 0
    kept = later.progress.get(measure__key="roadmap-1")
    assert (kept.level, kept.narrative) == ("on_course", "So it is: on_course.")
    assert kept.is_carried_over
    assert "progress_not_confirmed" in {each.rule for each in checks.findings(later)}
    with pytest.raises(ValidationError, match="carried over"):
        workflow.submit(later, by=contact, reason="So it is.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=later.pk).update(
            status="submitted", submitted_at=datetime.datetime.now(datetime.UTC)
        )
    assert carrying.confirm(later, by=contact, keys=["measure:roadmap-3"]).changed == 0
    assert carrying.confirm(later, by=contact).changed == 1
    assert carrying.waiting(later) == 0
    workflow.submit(later, by=contact, reason="So it is.")


def test_progress_is_in_the_receipt_and_copied_into_a_correction(roadmap: Plan) -> None:
    by = make_reviewer()
    draft = make_draft(roadmap.covers.get().place_reporter, make_cycle("2022"), by=by)
    declare(draft, {"measure:roadmap-1": "on_course"}, by=by)
    publish(draft, by=by)
    assert b'"progress":[{' in receipts.canonical(draft)
    receipt = receipts.receipt(draft)
    assert receipt is not None
    assert receipt.is_unchanged
    copy = workflow.correct(draft, by=by)
    said = copy.progress.get()
    assert said.level == "on_course"
    declaring.record(
        copy, [Given("measure:roadmap-1", "achieved", narrative="Done.", language="en")], by=by
    )
    publish(copy, by=by)
    (step,) = versions.steps(draft.reporter, draft.cycle)
    (change,) = step.records
    assert str(change.now) == "1 Measure 1"
    (level, *_words) = change.differences
    assert (level.before, level.now) == ("on course", "achieved")
    Plan.objects.update(is_public=False)
    assert versions.steps(draft.reporter, draft.cycle)[0].records == []


def test_a_nil_return_declares_nothing(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    workflow.change(draft, by=contact, is_nil_return=True)
    with pytest.raises(ValidationError, match="nil return"):
        declaring.record(draft, [Given("measure:roadmap-1", "unknown")], by=contact)


def test_what_is_made_up_and_what_is_real_are_kept_apart(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    made_up = make_measure(make_plan(is_fictional=True))
    refused(Progress(submission=draft, measure=made_up, level="none"))
    refused(Progress(submission=draft, target=make_target(is_fictional=True), level="none"))
    declare(draft, {"measure:roadmap-1": "none"}, by=contact)
    for change in (
        lambda: Plan.objects.filter(pk=roadmap.pk).update(is_fictional=True),
        lambda: roadmap.measures.filter(number="1").update(plan=made_up.plan),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_as_given_confirms_what_stands(roadmap: Plan) -> None:
    draft, contact = begun(roadmap)
    declare(draft, {"measure:roadmap-1": "none"}, by=contact)
    said = Progress.objects.get()
    assert declaring.record(draft, [as_given("measure:roadmap-1", said)], by=contact).unchanged == 1
