"""Question by group: what is counted, over what, and what changed since the cycle before."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires import analysis, answering
from questionnaires.answering import Given
from questionnaires.models import Continuation, Question
from reports.models import Reporter, ReportingCycle
from testing.builders import (
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_group,
    make_officer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db


class World:
    def __init__(self) -> None:
        self.document = make_document()
        self.cycle = make_cycle("2022", self.document, year=2022)
        self.loaded = make_form(self.cycle, key="form", version=2)
        self.kenya, self.ghana, self.peru, self.chad = map(make_state, ("KEN", "GHA", "PER", "TCD"))
        self.africa = make_group("africa", self.kenya, self.ghana, self.chad)
        self.americas = make_group("americas", self.peru)
        self.officer = make_officer()

    def reports(self, state: Reporter, *given: Given, **options: Any) -> Any:
        cycle = options.get("cycle", self.cycle)
        loaded = options.get("loaded", self.loaded)
        draft = make_draft(state, cycle)
        answering.record(draft, loaded, given, by=self.officer)
        return publish(draft)

    def question(self, key: str, loaded: Any = None) -> Question:
        return (loaded or self.loaded).template.questions.get(key=key)

    def table(self, key: str, cycle: ReportingCycle | None = None) -> analysis.CrossTab:
        return analysis.crosstab(self.question(key), cycle or self.cycle)


@pytest.fixture
def world() -> World:
    return World()


def counts(row: analysis.CrossTabRow) -> dict[str, int]:
    return {cell.answer: cell.count for cell in row.cells}


def test_answers_are_counted_by_group_with_their_denominators(world: World) -> None:
    world.reports(world.kenya, Given("body", "tick", "yes"))
    world.reports(world.ghana, Given("body", "tick", "no"))
    world.reports(world.peru, Given("body", "tick", "yes"))
    world.reports(world.chad, Given("collected", "tick", "yes"))
    publish(make_draft(make_state("FRA"), world.cycle))  # a report without the form
    table = world.table("body")
    africa = next(row for row in table.rows if row.group == world.africa)
    assert counts(africa) == {"yes": 1, "no": 1, "developing": 0}
    assert (africa.asked, africa.answered, africa.blank) == (3, 2, 1)
    assert (table.total.asked, table.total.answered) == (4, 3)
    yes = africa.cells[0]
    assert (yes.of_row.count, yes.of_row.total) == (1, 2)
    assert (yes.of_answer.count, yes.of_answer.total) == (1, 2)
    by_answer = analysis.reporters_by_answer(table)
    assert {word: [each.code for each in found] for word, found in by_answer.items()} == {
        "yes": ["KEN", "PER"],
        "no": ["GHA"],
        "developing": [],
        "": ["TCD"],
    }


def test_what_was_not_asked_is_in_no_denominator(world: World) -> None:
    world.reports(world.kenya, Given("body", "tick", "no"))
    world.reports(world.ghana, Given("body", "tick", "yes"), Given("contact", "tick", "yes"))
    total = world.table("contact").total
    assert (total.asked, total.answered) == (1, 1)


def test_drafts_and_private_numbers_count_for_nothing(world: World) -> None:
    draft = make_draft(world.kenya, world.cycle)
    answering.record(draft, world.loaded, [Given("body", "tick", "yes")], by=world.officer)
    assert world.table("body").total.asked == 0
    question = world.question("body")
    question.parts.filter(key="women").update(privacy="private")
    world.reports(world.ghana, Given("body", "tick", "yes"), Given("body", "women", "3"))
    assert world.table("body").total.numbers == {}


def test_numbers_are_summed_over_those_that_gave_one(world: World) -> None:
    world.reports(world.kenya, Given("body", "tick", "yes"), Given("body", "women", "3"))
    world.reports(
        world.ghana,
        Given("body", "women", "4"),
        Given("by-type", "weapons", {"seized": "12"}, row="rifles"),
    )
    world.reports(world.peru, Given("body", "tick", "yes"))
    assert world.table("body").total.numbers == {"women": (Decimal(7), 2)}
    assert world.table("by-type").total.numbers == {"weapons/rifles/seized": (Decimal(12), 1)}


def test_change_follows_what_a_question_continues(world: World) -> None:
    before = make_cycle("2020", world.document, year=2020)
    old = make_form(before, key="form", version=1)
    world.reports(world.kenya, Given("body", "tick", "no"), cycle=before, loaded=old)
    world.reports(world.ghana, Given("body", "tick", "yes"), cycle=before, loaded=old)
    world.reports(world.kenya, Given("body", "tick", "developing"))
    world.reports(world.ghana, Given("body", "tick", "yes"))
    world.reports(world.peru, Given("body", "tick", "yes"))
    assert world.table("body").change is None
    Continuation.objects.create(
        question=world.question("body"),
        earlier=world.question("body", old),
        value_map={"no": "developing"},
    )
    change = world.table("body").change
    assert change is not None
    assert change.moves == {("developing", "developing"): 1, ("yes", "yes"): 1}
    assert (change.compared, change.unchanged) == (2, 2)


def test_it_costs_the_same_queries_at_1_and_at_4_reports(world: World) -> None:
    make_cycle("2020", world.document, year=2020)
    found = []
    for state in (world.kenya, world.ghana, world.peru, world.chad):
        world.reports(state, Given("body", "tick", "yes"), Given("body", "women", "1"))
        question = world.question("body")
        with CaptureQueriesContext(connection) as queries:
            analysis.crosstab(question, world.cycle)
        found.append(len(queries))
    assert found[0] == found[-1] <= 12, found
