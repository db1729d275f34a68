"""Figures beside the form, written by programs and staff; points of contact write them at /my/."""

from typing import Any

import pytest

from api.tests.writers import Caller, etag, problem, program, session
from indicators.models import Availability, Code, Dimension, Observation
from reports.models import Submission
from testing.builders import (
    make_contact,
    make_cycle,
    make_figure,
    make_form,
    make_indicator,
    make_own_draft,
    make_state,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db


class World:
    """Two indicators that the form does not ask for, and a State's report that is being written."""

    def __init__(self) -> None:
        cycle = make_cycle("2031")
        make_form(cycle)
        self.trained = make_indicator("trained", measures={}, unit="persons", position=1)
        self.made = make_indicator("requests", measures={}, unit="requests", position=2)
        sex = Dimension.objects.create(concept="SEX", name=texts("Sex"))
        for code in ("_T", "F", "M"):
            Code.objects.create(dimension=sex, code=code, name=texts(code))
        self.trained.dimensions.add(sex)
        self.contact = make_contact(make_state("KEN"))
        self.draft = make_own_draft(self.contact, cycle, languages=["en"])
        self.path = f"submissions/{self.draft.reference}/figures/"

    def send(self, caller: Caller, *rows: dict[str, Any]) -> Any:
        draft = Submission.objects.get(pk=self.draft.pk)
        return caller.ask("PATCH", self.path, {"figures": list(rows)}, if_match=etag(draft))


@pytest.fixture
def world() -> World:
    return World()


def trained(**fields: Any) -> dict[str, Any]:
    women = {"breakdown": {"SEX": "F"}, "value": "12"}
    return {"indicator": "trained", "value": "30", "parts": [women], **fields}


def test_figures_beside_the_form_are_written_line_by_line(world: World) -> None:
    caller = program()
    silent = {"indicator": "requests", "answer": "no_data", "footnote": "None.", "language": "en"}
    answer = world.send(caller, trained(), silent)
    assert answer.status_code == 200, answer.content
    said = answer.json()
    total, women = sorted(said["figures"], key=lambda figure: len(figure["breakdown"]))
    assert (total["breakdown"], total["value"], total["reporting_type"]) == ({}, "30", "N")
    assert (women["breakdown"], women["value"]) == ({"SEX": "F"}, "12")
    (none,) = said["answers"]
    assert (none["answer"], none["reason"], none["is_carried_over"]) == ("no_data", "None.", False)
    world.draft.refresh_from_db()
    assert answer["ETag"] == etag(world.draft)
    # Lines that are not mentioned stay; a line that is sent replaces all of its old figures.
    again = world.send(caller, {"indicator": "trained", "value": "31"})
    assert [(f["value"]) for f in again.json()["figures"]] == ["31"]
    assert len(again.json()["answers"]) == 1
    assert Caller().get(world.path).status_code == 404
    own, stranger = session(world.contact), session(make_contact(make_state("FRA")))
    assert len(own.get(world.path).json()["figures"]) == 1
    assert stranger.get(world.path).status_code == 404
    assert world.send(own, trained()).status_code == 403
    publish(world.draft)
    assert "is_carried_over" not in Caller().get(world.path).json()["figures"][0]
    assert world.send(caller, trained()).status_code == 409


def test_everything_wrong_is_told_at_its_place_and_nothing_is_recorded(world: World) -> None:
    wrong = [
        trained(parts=[{"breakdown": {"SEX": "X"}, "value": "1"}]),
        {"indicator": "requests", "value": "many"},
        {"indicator": "unknown", "value": "1"},
    ]
    faults = problem(world.send(program(), *wrong), 400)
    assert set(faults) == {"figures.0.parts", "figures.1.value", "figures.2"}
    both = trained(answer="no_data")
    assert set(problem(world.send(program(), both), 400)) == {"figures.0.answer"}
    assert set(problem(world.send(program(), both, both), 400)) == {"figures.1.indicator"}
    assert not Observation.objects.exists()


def test_contact_data_is_published_only_where_somebody_says_it_may_be(world: World) -> None:
    named = trained(footnote="Ask Col. Doe, doe@example.org", language="en")
    assert set(problem(world.send(program(), named), 400)) == {"figures.0.footnote"}
    assert world.send(program(), {**named, "names_nobody": True}).status_code == 200


def test_a_state_confirms_the_figure_of_a_database_and_writes_none(world: World) -> None:
    state = world.draft.reporter
    theirs = make_figure(world.made, state, "8", reporting_type="G", source="Database")
    own = make_figure(world.made, state, "9")
    foreign = make_figure(world.made, make_state("FRA"), "8", reporting_type="G")
    row = {"indicator": "requests", "answer": "confirmed"}
    for key in (None, own.key, foreign.key):
        refused = world.send(program(), {**row, "confirms": key})
        assert set(problem(refused, 400)) == {"figures.0.confirms"}
    said = world.send(program(), {**row, "confirms": theirs.key}).json()
    assert said["answers"][0]["confirms"] == theirs.key
    answer = Availability.objects.get(submission=world.draft)
    assert (answer.confirms, Observation.objects.filter(submission=world.draft).count()) == (
        theirs,
        0,
    )
