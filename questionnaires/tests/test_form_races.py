"""Officers who confirm the same form at once, each over a connection of their own."""

from typing import Any

import pytest

from questionnaires import answering, confirming, deriving, reading, readings
from questionnaires.deriving import Decision
from questionnaires.models import Answer, Reading, ReadingState
from testing.builders import at_once, make_officer
from testing.read_forms import reader

from .test_confirming import Reads

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 6


@pytest.fixture
def world(monkeypatch: Any) -> Reads:
    monkeypatch.setattr(reading, "read", reader())
    return Reads(monkeypatch)


def test_all_who_confirm_a_section_at_once_have_confirmed_it(world: Reads) -> None:
    world.accepted()
    keys = [question.key for question in world.loaded.form.questions()]
    posted = world.posted(*keys, confirmed="section")
    officers = [make_officer() for _number in range(OFFICERS)]

    def confirm(number: int) -> list[str]:
        sheet = confirming.sheet(world.draft, world.loaded)
        confirming.save_what_is_sound(sheet, posted, by=officers[number])
        return [problem for row in sheet.rows for problem in row.problems]

    assert at_once(OFFICERS, confirm) == [[]] * OFFICERS
    stored = answering.answers_of(world.draft, world.loaded)
    assert all(answer.is_confirmed for answer in stored.values())
    assert len({answer.confirmed_by_id for answer in stored.values()}) == 1, "the first's"


def test_one_of_those_who_disagree_is_recorded_and_the_others_are_told(world: Reads) -> None:
    world.accepted()
    officers = [make_officer() for _number in range(OFFICERS)]
    posted = [
        world.posted("body", **{"body.women.": str(number)}) for number in range(1, OFFICERS + 1)
    ]

    def confirm(number: int) -> bool:
        sheet = confirming.sheet(world.draft, world.loaded)
        confirming.save_what_is_sound(sheet, posted[number], by=officers[number])
        return bool(sheet.wrong_rows)

    refused = at_once(OFFICERS, confirm)
    assert refused.count(False) == 1
    won = refused.index(False)
    women = answering.answers_of(world.draft, world.loaded)["body", "women", ""]
    assert (women.value, women.confirmed_by) == (str(won + 1), officers[won])


def test_one_reading_is_accepted_of_those_accepted_at_once(world: Reads) -> None:
    made = [world.read() for _number in range(OFFICERS)]
    at_once(OFFICERS, lambda n: readings.accept(made[n], by=world.officer))
    states = list(Reading.objects.values_list("state", flat=True))
    assert states.count(ReadingState.ACCEPTED) == 1
    assert states.count(ReadingState.SET_ASIDE) == OFFICERS - 1
    assert Answer.objects.filter(part__key="tick", row="").count() == 3


def test_what_follows_is_confirmed_once(world: Reads) -> None:
    world.record(answering.Given("body", "tick", "yes"))
    officers = [make_officer() for _number in range(OFFICERS)]
    at_once(
        OFFICERS,
        lambda n: (
            deriving.confirm(world.draft, world.loaded, [Decision("d1-21")], by=officers[n]).created
        ),
    )
    response = world.draft.responses.get()
    assert response.sources.count() == 1
