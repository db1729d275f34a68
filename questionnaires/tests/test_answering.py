"""Answers of a form: recorded all or none, gates, conflicts, and what becomes of them later."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from questionnaires import answering, carrying, deriving
from questionnaires.answering import Given
from questionnaires.deriving import Decision
from questionnaires.models import Answer, AnswerState, ResponseSource
from reports.models import ContactRole, ResponseStatus, Submission
from reports.refusals import ContentFrozen
from reports.submissions import checks, receipts, versions, workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_officer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db
YES = {"yes": "implemented", "developing": "in_progress", "no": "not_implemented"}


class World:
    """A cycle of three commitments, a form that informs them, a draft and an officer."""

    def __init__(self) -> None:
        self.document = make_document("d1")
        self.one, self.two, self.three = (
            make_commitment(self.document, str(number)) for number in (21, 22, 23)
        )
        self.cycle = make_cycle("2022", self.document)
        self.loaded = make_form(
            self.cycle,
            [
                ("body", self.one, "main", YES),
                ("contact", self.one, "main", YES),
                ("contact", self.two, "supporting", {}),
                ("collected", self.two, "main", {"yes": "implemented"}),
                ("by-type", self.three, "main", {"answered": "in_progress"}),
            ],
        )
        self.officer = make_officer()
        self.state = make_state("KEN")
        self.draft = make_draft(self.state, self.cycle)

    def record(self, *given: Given, by: Any = None, to: Submission | None = None) -> Any:
        return answering.record(to or self.draft, self.loaded, given, by=by or self.officer)

    def answers(self, of: Submission | None = None) -> dict[Any, Answer]:
        return answering.answers_of(of or self.draft, self.loaded)

    def proposals(self, of: Submission | None = None) -> dict[str, deriving.Proposal]:
        made = deriving.proposals(of or self.draft, self.loaded)
        return {each.commitment.key: each for each in made}

    def confirm(self, *decisions: Decision) -> Any:
        return deriving.confirm(self.draft, self.loaded, decisions, by=self.officer)


@pytest.fixture
def world() -> World:
    return World()


def errors(submission: Submission) -> set[str]:
    return {each.rule for each in checks.findings(submission)}


def test_answers_are_recorded_all_or_none(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        world.record(
            Given("body", "tick", "yes"),
            Given("body", "women", "three"),
            Given("nothing", "tick", "yes"),
        )
    assert set(caught.value.message_dict) == {"body/women", "nothing/tick"}
    assert not Answer.objects.exists()

    outcome = world.record(
        Given("body", "tick", "yes"),
        Given("body", "women", "1 200"),
        Given("body", "details", "In force.", language="en"),
        Given("by-type", "weapons", {"seized": "12", "remark": ""}, row="rifles"),
    )
    assert (outcome.created, outcome.changed, outcome.unchanged) == (4, 0, 0)
    stored = world.answers()
    assert stored["body", "women", ""].value == "1200"
    assert stored["by-type", "weapons", "rifles"].value == {"seized": "12"}
    assert stored["body", "details", ""].confirmed_by == world.officer
    assert stored["body", "details", ""].history.count() == 1


def test_what_is_given_again_as_it_is_changes_nothing(world: World) -> None:
    given = Given("body", "tick", "yes", is_confirmed=False)
    world.record(given)
    outcome = world.record(given)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert Answer.history.count() == 1


def test_what_is_behind_a_closed_gate_is_not_asked_and_kept(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("contact", "tick", "no"))
    world.record(Given("body", "tick", "no"))
    contact = world.answers()["contact", "tick", ""]
    assert (contact.state, contact.value) == (AnswerState.NOT_ASKED, "no")
    assert [reason.question.key for reason in world.proposals()["d1-21"].reasons] == ["body"]

    world.record(Given("body", "tick", "developing"))
    contact = world.answers()["contact", "tick", ""]
    assert (contact.state, contact.value) == (AnswerState.ANSWERED, "no")
    assert not contact.is_confirmed
    assert "answers_not_confirmed" in errors(world.draft)


def test_a_closed_gate_is_recorded_where_nothing_was_typed(world: World) -> None:
    world.record(Given("body", "tick", "no"))
    assert world.answers()["contact", "tick", ""].state == AnswerState.NOT_ASKED


def test_what_somebody_else_changed_is_not_overwritten_unseen(world: World) -> None:
    world.record(Given("body", "tick", "yes"))
    seen = answering.fingerprint(world.answers()["body", "tick", ""])
    world.record(Given("body", "tick", "no", seen=seen))
    with pytest.raises(ValidationError, match="Somebody else"):
        world.record(Given("body", "tick", "developing", seen=seen))
    assert world.answers()["body", "tick", ""].value == "no"


def test_only_who_may_write_records_and_only_while_it_is_written(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.record(Given("body", "tick", "yes"), by=make_contact(world.state, ContactRole.READER))
    with pytest.raises(PermissionDenied):
        world.record(Given("body", "tick", "yes"), by=make_contact(make_state("UGA")))
    publish(world.draft)
    with pytest.raises(ContentFrozen):
        world.record(Given("body", "tick", "yes"))


def test_a_table_of_answers_costs_the_same_queries_at_2_and_at_5(
    world: World, django_assert_num_queries: Any
) -> None:
    two = [Given("body", "tick", "yes"), Given("contact", "tick", "yes")]
    five = [
        Given("body", "tick", "no"),
        Given("body", "women", "2"),
        Given("collected", "tick", "yes"),
        Given("collected", "details", "x", language="en"),
        Given("by-type", "weapons", {"seized": "1"}, row="rifles"),
    ]
    world.record(*two)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for given in (two, five):
        other = make_draft(make_state(), world.cycle)
        world.record(Given("body", "tick", "developing"), to=other)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            world.record(*given, to=other)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_proposals_follow_the_mapping_and_count_for_nothing(world: World) -> None:
    world.record(
        Given("body", "tick", "yes"),
        Given("body", "name", "A person", language="en"),
        Given("body", "details", "In force.", language="en"),
        Given("contact", "tick", "yes"),
        Given("collected", "tick", "no"),
        Given("by-type", "weapons", {"seized": "12"}, row="rifles"),
    )
    found = world.proposals()
    assert {key: each.status for key, each in found.items()} == {
        "d1-21": "implemented",
        "d1-22": "",
        "d1-23": "in_progress",
    }
    assert found["d1-21"].narrative == "In force."
    assert [(each.role, each.proposes) for each in found["d1-22"].reasons] == [
        ("supporting", ""),
        ("main", ""),
    ]
    assert not world.draft.responses.exists()


def test_unconfirmed_answers_propose_nothing(world: World) -> None:
    world.record(Given("body", "tick", "yes", is_confirmed=False))
    assert world.proposals() == {}


def test_confirming_records_a_response_with_its_sources(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("body", "details", "Yes.", language="en"))
    world.confirm(Decision("d1-21"))
    response = world.draft.responses.get()
    assert (response.status, response.narrative) == (ResponseStatus.IMPLEMENTED, "Yes.")
    (source,) = response.sources.all()
    assert source.answer is not None
    assert (source.answer.value, source.proposed_status) == ("yes", "implemented")
    assert world.proposals()["d1-21"].is_confirmed


def test_contradictory_answers_hold_the_report_back_until_decided(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("contact", "tick", "no"))
    assert world.proposals()["d1-21"].is_contradictory
    with pytest.raises(ValidationError):
        world.confirm(Decision("d1-21"))
    assert "answers_contradict" in errors(world.draft)
    world.confirm(Decision("d1-21", status="in_progress"))
    assert errors(world.draft) & {"answers_contradict", "not_derived"} == set()
    assert world.draft.responses.get().status == "in_progress"


def test_a_changed_answer_makes_its_response_wait_and_unchecked(world: World) -> None:
    world.record(Given("body", "tick", "yes"))
    world.confirm(Decision("d1-21"))
    world.draft.responses.update(checked_by=make_officer(), checked_at="2022-01-01T00:00Z")
    world.record(Given("body", "tick", "developing"))
    response = world.draft.responses.get()
    assert (response.checked_by, response.status) == (None, "implemented")
    assert "answer_changed" in errors(world.draft)
    with pytest.raises(IntegrityError, match="confirmed_again"), transaction.atomic():
        Submission.objects.filter(pk=world.draft.pk).update(
            status="submitted", submitted_at="2022-01-01T00:00Z"
        )
    world.confirm(Decision("d1-21"))
    assert world.draft.responses.get().status == "in_progress"
    assert not ResponseSource.objects.filter(is_outdated=True).exists()


def test_an_amended_response_is_never_overwritten_unasked(world: World) -> None:
    world.record(Given("body", "tick", "yes"))
    world.confirm(Decision("d1-21"))
    world.draft.responses.update(narrative="Amended.", language="en")
    world.record(Given("body", "tick", "no"))
    with pytest.raises(ValidationError, match="amended"):
        world.confirm(Decision("d1-21"))
    world.confirm(Decision("d1-21", keeps=True))
    assert world.draft.responses.get().narrative == "Amended."
    assert world.proposals()["d1-21"].is_confirmed
    world.record(Given("body", "tick", "developing"))
    with pytest.raises(ValidationError, match="amended"):
        world.confirm(Decision("d1-21"))


def test_unconfirmed_answers_are_not_submitted(world: World) -> None:
    world.record(Given("body", "tick", "yes", is_confirmed=False))
    with pytest.raises(ValidationError):
        workflow.submit(world.draft, by=world.officer)
    with pytest.raises(IntegrityError, match="answers_are_confirmed"), transaction.atomic():
        Submission.objects.filter(pk=world.draft.pk).update(
            status="submitted", submitted_at="2022-01-01T00:00Z"
        )


def test_published_answers_are_frozen_sealed_and_copied(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("body", "name", "A person", language="en"))
    world.confirm(Decision("d1-21"))
    published = publish(world.draft)
    with pytest.raises(IntegrityError, match="answer_is_changed"), transaction.atomic():
        Answer.objects.filter(submission=published).update(value="no")
    receipt = receipts.receipt(published)
    assert receipt is not None
    assert receipt.is_unchanged
    assert b"A person" not in receipts.canonical(published)

    copy = workflow.correct(published, by=world.officer)
    assert {key: each.value for key, each in world.answers(copy).items()} == {
        key: each.value for key, each in world.answers(published).items()
    }
    source = ResponseSource.objects.get(response__submission=copy)
    assert source.answer.submission == copy
    answering.record(copy, world.loaded, [Given("body", "tick", "no")], by=world.officer)
    deriving.confirm(copy, world.loaded, [Decision("d1-21")], by=world.officer)
    publish(copy)
    (step,) = versions.steps(world.state, world.cycle)
    assert [(each.before.value, each.now.value) for each in step.records if each.before] == [
        ("yes", "no")
    ]


def test_only_public_confirmed_answers_of_published_reports_are_public(world: World) -> None:
    world.record(
        Given("body", "tick", "yes"),
        Given("body", "name", "A person", language="en"),
        Given("body", "details", "Write to a@b.example", contains_contact_data=True),
        Given("collected", "details", "Many.", language="en"),
    )
    assert not Answer.objects.public().exists()
    world.confirm(Decision("d1-21"))
    publish(world.draft)
    assert {each.value for each in Answer.objects.public()} == {"yes", "Many."}


def test_answers_are_carried_over_and_wait_to_be_confirmed(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("body", "women", "3"))
    world.confirm(Decision("d1-21"))
    publish(world.draft)
    later = make_cycle("2024", world.document, year=2024)
    world.loaded.template.cycles.add(later)
    draft = make_draft(world.state, later)
    carrying.carry_over(draft, world.loaded, by=world.officer)
    stored = world.answers(draft)
    assert stored["body", "women", ""].value == "3"
    assert all(each.is_carried_over and not each.is_confirmed for each in stored.values())
    (waiting,) = [f for f in checks.findings(draft) if f.rule == "answers_not_confirmed"]
    assert waiting.message == "The answers to 1 question of the form are not confirmed."
    assert world.proposals(draft) == {}


def test_a_question_is_frozen_once_it_is_answered(world: World) -> None:
    world.record(Given("body", "tick", "yes"))
    question = world.loaded.template.questions.get(key="body")
    question.text = {"en": "Is there a body that coordinates?"}
    question.save()
    question.number = "9.9"
    with pytest.raises(IntegrityError, match="stays_as_it_is"), transaction.atomic():
        question.save()
    part = question.parts.get(key="name")
    part.privacy = "public"
    with pytest.raises(IntegrityError, match="stay_private"), transaction.atomic():
        part.save()
