"""From a file to confirmed answers: read, accepted, confirmed one by one or with a section."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires import answering, confirm_sheet, confirming, deriving, reading, readings
from questionnaires.contact_data import is_likely
from questionnaires.deriving import Decision
from questionnaires.models import Answer, AnswerState, Reading, ReadingState
from questionnaires.reading import NotRead, Problem
from questionnaires.reading.result import Grade
from reports.attachments import files
from reports.models import Submission
from reports.refusals import ContentFrozen
from testing.builders import (
    FORM,
    make_contact,
    make_draft,
    make_form,
    make_officer,
    make_upload,
    publish,
)
from testing.read_forms import reader

from .test_answering import YES, World

pytestmark = pytest.mark.django_db


class Reads(World):
    """A draft with a file, and a reader that says what a test wants it to."""

    def __init__(self, monkeypatch: Any) -> None:
        super().__init__()
        self.monkeypatch = monkeypatch
        self.file = files.attach(self.draft, make_upload(), by=self.officer, is_public=True)

    def read(self, values: dict[str, Any] | None = None, **doubts: Any) -> Reading:
        self.monkeypatch.setattr(reading, "read", reader(values, **doubts))
        return readings.read(self.file, by=self.officer)

    def accepted(self, values: dict[str, Any] | None = None, **doubts: Any) -> Reading:
        made = self.read(values, **doubts)
        readings.accept(made, by=self.officer)
        return made

    def sheet(self) -> confirm_sheet.Sheet:
        return confirming.sheet(self.draft, self.loaded)

    def shown(self) -> str:
        return " ".join(f"{self.file.pk}:{page}" for page in range(1, 5))

    def posted(self, *keys: str, confirmed: str = "1", **changes: str) -> dict[str, str]:
        """What the page sends of the questions ``keys`` as they are shown, with changes."""
        said: dict[str, str] = {"shown": self.shown(), "language": "en"}
        for row in self.sheet().rows:
            if row.key in keys:
                said |= {name: str(value) for name, value in row.values.items() if value}
                said |= {f"{row.key}-seen": row.seen, f"{row.key}-confirmed": confirmed}
        return {**said, **changes}

    def save(self, *keys: str, by: Any = None, **changes: str) -> confirm_sheet.Sheet:
        posted = self.posted(*keys, **{k: v for k, v in changes.items() if k == "confirmed"})
        posted |= {k.replace("__", ":"): v for k, v in changes.items() if k != "confirmed"}
        return self.send(posted, by=by)

    def send(self, posted: dict[str, str], by: Any = None) -> confirm_sheet.Sheet:
        sheet = self.sheet()
        confirming.save_what_is_sound(sheet, posted, by=by or self.officer)
        return sheet

    def row(self, key: str) -> confirm_sheet.ConfirmRow:
        return next(row for row in self.sheet().rows if row.key == key)


@pytest.fixture
def world(monkeypatch: Any) -> Reads:
    return Reads(monkeypatch)


def problems(sheet: confirm_sheet.Sheet) -> dict[str, list[str]]:
    return {row.key: row.problems for row in sheet.rows if row.problems}


def test_a_reading_counts_for_nothing_until_it_is_accepted_and_confirmed(world: Reads) -> None:
    made = world.read()
    assert (made.template, made.state) == (world.loaded.template, ReadingState.PROPOSED)
    assert not Answer.objects.exists()
    readings.accept(made, by=world.officer)
    stored = world.answers()
    body = stored["body", "tick", ""]
    assert (body.value, body.is_confirmed, body.origin, body.page) == ("yes", False, "drawn", 1)
    assert body.attachment == world.file
    assert body.region == [60, 80, 520, 140]
    assert stored["by-type", "weapons", "rifles"].value == {"seized": "7", "remark": "Some."}
    assert stored["body", "name", ""].contains_contact_data is True, "a private part"
    assert stored["body", "details", ""].contains_contact_data is None
    assert world.proposals() == {}


def test_one_reading_is_accepted_and_others_are_kept(world: Reads) -> None:
    first = world.accepted()
    world.save("body")
    second = world.accepted({"body": "no", "collected": "no"})
    first.refresh_from_db()
    assert (first.state, second.state) == (ReadingState.SET_ASIDE, ReadingState.ACCEPTED)
    stored = world.answers()
    assert stored["body", "tick", ""].value == "yes", "somebody has confirmed it"
    assert stored["collected", "tick", ""].value == "no"


def test_a_row_that_is_read_no_more_is_gone(world: Reads) -> None:
    world.accepted({"by-type": [{"row": "rifles", "seized": 1}, {"row": "pistols", "seized": 2}]})
    world.accepted({"by-type": [{"row": "rifles", "seized": 1}]})
    assert world.answers()["by-type", "weapons", "pistols"].state == AnswerState.BLANK


def test_what_the_form_cannot_hold_is_unread(world: Reads) -> None:
    world.accepted({"body/women": "about a dozen", "collected": "perhaps"})
    stored = world.answers()
    assert stored["body", "women", ""].state == AnswerState.UNREAD
    assert stored["collected", "tick", ""].state == AnswerState.UNREAD
    assert world.row("collected").is_unread


def test_why_a_file_is_not_read_is_said(world: Reads) -> None:
    def refuse(_file: Any, _forms: Any) -> Any:
        raise NotRead(Problem(Grade.ERROR, "scan", code="scan"))

    world.monkeypatch.setattr(reading, "read", refuse)
    with pytest.raises(ValidationError, match="type the answers beside it"):
        readings.read(world.file, by=world.officer)
    assert not Reading.objects.exists()


def test_a_form_of_pictures_is_typed_by_hand(world: Reads) -> None:
    made = readings.by_hand(world.file, world.loaded.template, by=world.officer)
    readings.accept(made, by=world.officer)
    assert all(row.is_unread for row in world.sheet().rows)
    sheet = world.save("body", **{"body.tick.": "yes"})
    assert problems(sheet) == {}
    body = world.answers()["body", "tick", ""]
    assert (body.value, body.attachment, body.is_confirmed) == ("yes", world.file, True)


def test_only_who_may_write_reads_and_only_while_it_is_written(world: Reads) -> None:
    with pytest.raises(PermissionDenied):
        readings.read(world.file, by=make_contact(world.state))
    made = world.read()
    publish(world.draft)
    with pytest.raises(ContentFrozen):
        readings.accept(made, by=world.officer)


def test_a_whole_section_is_confirmed_only_where_it_is_certain_and_was_shown(world: Reads) -> None:
    world.accepted({"contact/details": "Write to unit@mfa.example"}, uncertain=["collected"])
    keys = [question.key for question in world.loaded.form.questions()]
    posted = world.posted(*keys, confirmed=confirm_sheet.AT_ONCE)
    sheet = world.send({**posted, "shown": ""})
    assert set(problems(sheet)) == set(keys)
    sheet = world.send(posted)
    assert set(problems(sheet)) == {"contact", "collected"}
    assert {row.key for row in world.sheet().rows if row.is_confirmed} == {"body", "by-type"}
    assert world.answers()["body", "details", ""].contains_contact_data is False


def test_an_unread_answer_is_never_confirmed_as_it_is(world: Reads) -> None:
    world.accepted(unread=["collected"])
    for confirmed in ("1", "section"):
        assert set(problems(world.save("collected", confirmed=confirmed))) == {"collected"}
    assert problems(world.save("collected", **{"collected.tick.__blank": "1"})) == {}
    assert world.answers()["collected", "tick", ""].state == AnswerState.BLANK
    world.accepted(unread=["by-type"])
    assert set(problems(world.save("by-type"))) == {"by-type"}
    sheet = world.save("by-type", **{"by-type.weapons.rifles~seized": "1 200"})
    assert problems(sheet) == {}
    assert world.answers()["by-type", "weapons", "rifles"].value == {"seized": "1200"}


def test_of_each_text_it_is_said_whether_it_contains_contact_data(world: Reads) -> None:
    world.accepted({"body/details": "Ask Dr. Amina Otieno, +254 20 318 888."})
    assert set(problems(world.save("body"))) == {"body"}
    assert not world.row("body").is_confirmed
    assert problems(world.save("body", **{"body.details.__contact": "yes"})) == {}
    assert world.answers()["body", "details", ""].contains_contact_data is True
    world.save("collected")
    assert world.answers()["collected", "details", ""].contains_contact_data is False


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unit@mfa.example", True),
        ("unit (at) mfa.example", True),
        ("Tel.: see annex", True),
        ("+33 1 42 68 53 00", True),
        ("(020) 318 8888", True),
        ("020 3188888", True),
        ("Mr. Ali Hassan", True),
        ("M. Dupont", True),
        ("Sra. Rojas", True),
        ("полковник Иванов", True),
        ("王小明先生", True),
        ("العقيد أحمد", True),
        ("1,250,000 weapons", False),
        ("1 250 000 armes", False),
        ("from 2015-2020", False),
        ("on 12.05.2014", False),
        ("The General Assembly and the Major Organs", True),
        ("Resolution of the General Assembly", False),
        ("Director General", False),
        ("The Act of 2003 was amended in 2019.", False),
        ("", False),
    ],
)
def test_likely_contact_data_is_pointed_out(text: str, expected: bool) -> None:
    assert is_likely(text) is expected


def test_typed_values_take_the_place_of_what_was_read(world: Reads) -> None:
    world.accepted()
    changes = {"body.tick.": "no", "body.women.": "3", "body.details.": "Not yet."}
    assert problems(world.save("body", **changes)) == {}
    stored = world.answers()
    tick = stored["body", "tick", ""]
    assert (tick.value, tick.origin, tick.page, tick.is_confirmed) == ("no", "typed", 1, True)
    assert stored["body", "women", ""].value == "3"
    assert stored["contact", "tick", ""].state == AnswerState.NOT_ASKED


def test_what_is_wrong_is_told_and_the_rest_is_recorded(world: Reads) -> None:
    world.accepted()
    sheet = world.save("body", "collected", **{"body.women.": "three"})
    assert set(problems(sheet)) == {"body"}
    (row,) = sheet.wrong_rows
    assert "three" in [field.shown for field in row.fields], "nothing that was typed is lost"
    assert world.row("collected").is_confirmed
    assert not world.row("body").is_confirmed


def test_what_somebody_else_changed_is_shown_beside(world: Reads) -> None:
    world.accepted()
    mine = world.posted("body", **{"body.tick.": "developing"})
    world.save("body", **{"body.tick.": "no"})
    sheet = world.send(mine)
    (row,) = sheet.wrong_rows
    assert row.changed_by_others
    assert row.values["body.tick."] == "no"
    assert world.answers()["body", "tick", ""].value == "no"
    world.send({**mine, "body-seen": row.seen})
    assert world.answers()["body", "tick", ""].value == "developing"


def test_two_who_confirm_the_same_do_not_collide(world: Reads) -> None:
    world.accepted()
    keys = [question.key for question in world.loaded.form.questions()]
    posted = world.posted(*keys, confirmed="section")
    other = make_officer()
    assert problems(world.send(posted)) == {}
    assert problems(world.send(posted, by=other)) == {}
    by = {answer.confirmed_by for answer in world.answers().values() if answer.confirmed_by}
    assert by == {world.officer}, "who confirmed it first stays on record"


def test_a_question_that_was_left_as_shown_is_in_nobodys_way(world: Reads) -> None:
    world.accepted()
    mine = world.posted("body", "collected", confirmed="")
    world.save("body", **{"body.tick.": "no"})
    mine |= {"collected-confirmed": "1"}
    assert problems(world.send(mine)) == {}
    assert world.answers()["body", "tick", ""].value == "no"
    assert world.row("collected").is_confirmed


def test_a_confirmation_may_be_taken_back(world: Reads) -> None:
    world.accepted()
    world.save("body")
    world.save("body", confirmed="")
    assert not world.row("body").is_confirmed


def test_where_two_are_asked_for_the_checker_is_not_who_confirmed(world: Reads) -> None:
    from reports.coding import second_look
    from reports.submissions import workflow
    from testing.builders import make_reviewer

    world.cycle.needs_second_pair_of_eyes = True
    world.cycle.save()
    world.accepted()
    confirmer, coder, third = make_reviewer(), make_reviewer(), make_reviewer()
    world.save("body", "contact", by=confirmer)
    world.save("collected", "by-type", by=coder)
    for decision in ("d1-21", "d1-22", "d1-23"):
        deriving.confirm(world.draft, world.loaded, [Decision(decision)], by=coder)
    workflow.submit(world.draft, by=coder)
    workflow.start_review(world.draft, by=third)
    assert second_look.check(world.draft, by=coder) == 0
    with pytest.raises(ValidationError):
        second_look.check(world.draft, by=confirmer, commitments=["d1-21"])
    assert second_look.check(world.draft, by=confirmer) == 1, (
        "the one on which they answered nothing"
    )
    with pytest.raises(ValidationError, match="not checked"):
        workflow.publish(Submission.objects.get(pk=world.draft.pk), by=third)
    assert second_look.check(world.draft, by=third) == 2
    workflow.publish(Submission.objects.get(pk=world.draft.pk), by=third)


def test_a_copied_answer_is_read_in_the_file_of_the_copy(world: Reads) -> None:
    from questionnaires import sources
    from reports.submissions import workflow

    world.accepted()
    world.save("body", "contact", "collected", "by-type")
    for decision in ("d1-21", "d1-22", "d1-23"):
        world.confirm(Decision(decision))
    response = world.draft.responses.get(commitment=world.one)
    sources.add_passage(response, world.file.pk, 1, "We have a body.", by=world.officer)
    published = publish(world.draft)
    copy = workflow.correct(published, by=world.officer)
    (file,) = copy.attachments.all()
    assert file != world.file
    assert {each.attachment for each in world.answers(copy).values() if each.page} == {file}
    (passage,) = copy.responses.get(commitment=world.one).sources.exclude(quotation="")
    assert passage.attachment == file


def test_a_gate_that_closed_leaves_a_response_to_be_looked_at(world: Reads) -> None:
    """What it rested on is not asked any more: it is kept, or decided anew."""
    world.loaded.template.questions.get(key="contact").mappings.create(
        commitment=world.three, role="main", proposes={"yes": "planned"}
    )
    world.loaded.template.questions.get(key="by-type").mappings.all().delete()
    world.record(answering.Given("body", "tick", "yes"), answering.Given("contact", "tick", "yes"))
    world.confirm(Decision("d1-21"), Decision("d1-23"))
    world.record(answering.Given("body", "tick", "no"))
    proposal = world.proposals()["d1-23"]
    assert (proposal.is_outdated, proposal.is_open, proposal.reasons) == (True, True, ())
    world.confirm(Decision("d1-23", keeps=True))
    assert "d1-23" not in world.proposals()


def test_a_proposal_that_changed_since_it_was_shown_is_not_confirmed(world: Reads) -> None:
    world.record(answering.Given("body", "tick", "yes"))
    seen = world.proposals()["d1-21"].seen
    world.record(answering.Given("body", "tick", "developing"))
    with pytest.raises(ValidationError, match="look again"):
        world.confirm(Decision("d1-21", seen=seen))


def _big(times: int) -> list[dict[str, Any]]:
    """The small form, so many times over."""
    sections: list[dict[str, Any]] = []
    for number in range(times):
        for section in FORM:
            questions = [
                {
                    **question,
                    "key": f"{question['key']}-{number}",
                    "number": f"{number}.{question['number']}",
                    "gates": [
                        {**gate, "on": f"{gate['on']}-{number}"}
                        for gate in question.get("gates", ())
                    ],
                }
                for question in section["questions"]
            ]
            sections.append(
                {**section, "key": f"{section['key']}-{number}", "questions": questions}
            )
    return sections


def _number(queries: CaptureQueriesContext) -> int:
    """How many: rows that are written go in as many statements as the database takes at once."""
    return sum(not q["sql"].startswith(("INSERT", "UPDATE")) for q in queries.captured_queries)


def test_reading_confirming_and_showing_cost_the_same_for_8_questions_and_for_780(
    world: Reads,
) -> None:
    counts = []
    for times in (2, 195):
        world.loaded.template.stage = "draft"
        world.loaded.template.save()
        world.loaded = make_form(
            world.cycle, [("body-0", world.one, "main", YES)], sections=_big(times)
        )
        world.draft = make_draft(None, world.cycle)
        upload = make_upload("report.txt", f"Report {times}".encode())
        world.file = files.attach(world.draft, upload, by=world.officer)
        keys = [question.key for question in world.loaded.form.questions()]
        used = []
        with CaptureQueriesContext(connection) as queries:
            made = world.read()
        used.append(_number(queries))
        with CaptureQueriesContext(connection) as queries:
            readings.accept(made, by=world.officer)
        used.append(_number(queries))
        posted = world.posted(*keys, confirmed="section")
        posted["shown"] = " ".join(f"{world.file.pk}:{page}" for page in range(1, 400))
        with CaptureQueriesContext(connection) as queries:
            world.send(posted)
        used.append(_number(queries))
        assert world.sheet().is_done
        with CaptureQueriesContext(connection) as queries:
            world.sheet()
            deriving.proposals(world.draft, world.loaded)
        used.append(_number(queries))
        counts.append(used)
    assert counts[0] == counts[1]
