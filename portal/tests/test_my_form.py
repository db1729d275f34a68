"""A point of contact fills in the form of a cycle: sections, gates, tables, conflicts, proposals on
commitments, and handing in."""

import datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questionnaires import answering, deriving
from questionnaires.answering import Given
from questionnaires.models import Answer, AnswerState
from reports.coding import recording
from reports.models import Submission
from testing.builders import (
    FORM,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_organisation,
    make_own_draft,
    make_state,
    publish,
    texts,
)
from testing.reading import words

pytestmark = pytest.mark.django_db

YES = {"yes": "implemented", "developing": "in_progress", "no": "not_implemented"}
REPORT = "/my/reports/KEN-2031-1/"
ONE, TWO = f"{REPORT}section/1/", f"{REPORT}section/2/"
DERIVED, SUBMIT = f"{REPORT}derived/", f"{REPORT}submit/"
# A table with any number of rows.
OPEN = {
    "key": "projects",
    "number": "2.3",
    "text": texts("Which projects were there?"),
    "parts": [
        {
            "key": "list",
            "kind": "rows",
            "columns": [
                {"key": "what", "label": texts("What")},
                {"key": "amount", "label": texts("Amount"), "kind": "number"},
            ],
        },
        {"key": "since", "kind": "date", "label": texts("Since")},
        {
            "key": "with",
            "kind": "choices",
            "label": texts("With"),
            "choices": [
                {"key": "police", "label": texts("Police")},
                {"key": "customs", "label": texts("Customs")},
            ],
        },
    ],
}


class World:
    """A cycle with a form, and a State's point of contact who writes a draft."""

    def __init__(self) -> None:
        document = make_document("doc")
        self.one, self.two, self.three = (make_commitment(document) for _number in range(3))
        due = timezone.localdate() + datetime.timedelta(days=10)
        self.cycle = make_cycle("2031", document, due_on=due)
        second = {**FORM[1], "questions": [*FORM[1]["questions"], OPEN]}
        self.loaded = make_form(
            self.cycle,
            [
                ("body", self.one, "main", YES),
                ("contact", self.one, "main", YES),
                ("collected", self.two, "main", {"yes": "implemented"}),
            ],
            [FORM[0], second],
        )
        self.state = make_state("KEN", "Kenya")
        self.contact = make_contact(self.state, name="Wanjiru", email="w@example.org")
        self.draft = make_own_draft(self.contact, self.cycle, languages=["en"])
        self.client = signed_in(self.contact)

    def answers(self) -> dict[Any, Answer]:
        return answering.answers_of(self.draft, self.loaded)

    def said(self, *key: str) -> Any:
        question, part, row = (*key, "")[:3]
        answer = self.answers().get((question, part, row))
        return answer and answer.value

    def record(self, *given: Given) -> None:
        answering.record(self.draft, self.loaded, given, by=self.contact)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def world() -> World:
    return World()


def typed(page: Any, **changes: Any) -> dict[str, Any]:
    """The data that a browser would send from a page's form, with some controls changed. In names
    ``__`` stands for a dot and ``_`` for a hyphen."""
    from lxml import html  # type: ignore[import-untyped]

    form = html.fromstring(page.content).xpath("//form[@data-form]")[0]
    data: dict[str, Any] = {}
    for field in form.xpath(".//input | .//textarea | .//select"):
        is_box = field.get("type") in ("radio", "checkbox")
        if not is_box or field.checked:
            value = field.get("value", "") if field.tag == "input" else field.value
            data.setdefault(field.name, []).append(value or "")
    for name, value in changes.items():
        key = name.replace("__", ".").replace("_", "-")
        data[key] = value if isinstance(value, list) else [value]
    return data


def test_a_section_is_filled_in_and_saved(world: World) -> None:
    page = world.client.get(ONE)
    assert "0 of 2 questions answered" in words(page)
    done = world.client.post(
        ONE,
        typed(
            page,
            body__tick_value="yes",
            body__women_value="1 200",
            body__name_value="A person",
            body__details_value="In force.",
            body__details_contact="1",
        ),
    )
    assert done.status_code == 302, words(done)[:900]
    assert done["Location"] == ONE
    answers = world.answers()
    assert world.said("body", "tick") == "yes"
    assert world.said("body", "women") == "1200"
    details = answers["body", "details", ""]
    assert (details.language, details.contains_contact_data, details.origin) == ("en", True, "form")
    assert details.confirmed_by == world.contact
    assert answers["body", "name", ""].language == ""
    # Untouched controls are not recorded.
    assert {key[0] for key in answers} == {"body"}
    assert "1 of 2 questions answered" in words(world.client.get(ONE))


def test_days_choices_and_rows_are_filled_in(world: World) -> None:
    data = typed(
        world.client.get(TWO),
        projects__list__1_0="Training",
        projects__list__1_1="5000",
        projects__since_value="2030-05-01",
        by_type__x="",
    )
    data |= {
        "projects.with-value": ["police", "customs"],
        "by-type.weapons.rifles-0": "12",
        "add": "projects.list",
    }
    done = world.client.post(TWO, data)
    assert done["Location"] == f"{TWO}#projects.list"
    assert world.said("projects", "list", "1") == {"what": "Training", "amount": "5000"}
    assert world.said("projects", "since") == "2030-05-01"
    assert world.said("projects", "with") == ["police", "customs"]
    assert world.said("by-type", "weapons", "rifles") == {"seized": "12"}
    # Without a script: one more row, empty.
    page = world.client.get(TWO).content.decode()
    assert 'name="projects.list.2-0" value=""' in page
    assert 'name="projects.list.3-0"' not in page
    # With a script: as many rows as were added.
    data = typed(world.client.get(TWO))
    data |= {"projects.list.4-seen": "", "projects.list.4-0": "Two at once"}
    world.client.post(TWO, data)
    assert world.said("projects", "list", "4") == {"what": "Two at once"}
    world.client.post(
        TWO, {**typed(world.client.get(TWO)), "projects.list.1-0": "", "projects.list.1-1": ""}
    )
    assert world.said("projects", "list", "1") is None
    assert 'name="projects.list.1-0"' not in world.client.get(TWO).content.decode()


def test_what_is_wrong_is_said_at_its_place_and_the_rest_is_saved(world: World) -> None:
    data = typed(world.client.get(ONE), body__tick_value="yes", body__women_value="many")
    refused = world.client.post(ONE, data)
    assert refused.status_code == 422
    assert "Enter a number with digits alone" in words(refused)
    assert 'value="many"' in refused.content.decode()
    assert world.said("body", "tick") == "yes"
    assert world.said("body", "women") is None


def test_a_closed_gate_folds_its_questions_and_keeps_what_was_typed(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("contact", "tick", "no"))
    world.client.post(ONE, typed(world.client.get(ONE), body__tick_value="no"))
    page = world.client.get(ONE)
    assert (
        "Not asked: this question is asked only where 1.1 is answered with one of these: Yes,"
        " Developing." in words(page)
    )
    assert "1 of 1 question answered" in words(page)
    contact = world.answers()["contact", "tick", ""]
    assert (contact.state, contact.value) == (AnswerState.NOT_ASKED, "no")
    # Saved again as it stands, and opened again.
    world.client.post(ONE, typed(page))
    assert world.said("contact", "tick") == "no"
    world.client.post(ONE, typed(page, body__tick_value="yes"))
    page = world.client.get(ONE)
    assert "to confirm" in words(page)
    world.client.post(ONE, {**typed(page), "confirm": "contact"})
    assert world.answers()["contact", "tick", ""].is_confirmed


def test_the_second_of_two_writers_is_shown_what_changed(world: World) -> None:
    page = world.client.get(ONE)
    world.record(Given("body", "details", "Theirs", language="en"), Given("body", "women", "3"))
    mine = typed(page, body__details_value="Mine", body__tick_value="yes")
    refused = world.client.post(ONE, mine)
    assert refused.status_code == 422
    assert "Theirs" in words(refused)
    assert "Mine" in words(refused)
    # An answer that somebody else wrote elsewhere is no conflict, and stays.
    assert (world.said("body", "tick"), world.said("body", "women")) == ("yes", "3")
    assert world.said("body", "details") == "Theirs"
    world.client.post(ONE, {**typed(refused), "body.details-whose": "theirs"})
    assert world.said("body", "details") == "Theirs"
    assert world.client.post(ONE, typed(refused)).status_code == 302
    assert world.said("body", "details") == "Mine"
    # The same answer by two people is no conflict.
    assert world.client.post(ONE, mine).status_code == 302


def test_a_gate_that_closed_and_opened_is_no_work_of_somebody_else(world: World) -> None:
    page = typed(world.client.get(ONE))
    body = {name: value for name, value in page.items() if name.startswith("body.tick")}
    contact = {name: value for name, value in page.items() if name.startswith("contact.")}
    json = {"Accept": "application/json"}
    seen = {"body.tick-seen": ""}
    for value in ("no", "yes"):
        answer = world.client.post(ONE, {**body, **seen, "body.tick-value": value}, headers=json)
        seen = {"body.tick-seen": answer.json()["seen"]["body.tick"]}
    saved = world.client.post(ONE, {**contact, "contact.tick-value": "no"}, headers=json)
    assert saved.json()["problems"] == {}
    assert world.said("contact", "tick") == "no"


def test_one_question_is_saved_by_a_script(world: World) -> None:
    page = typed(world.client.get(ONE), body__tick_value="no")
    one = {name: value for name, value in page.items() if name.startswith("body.")}
    answer = world.client.post(ONE, one, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["closed"] == ["contact"]
    assert told["progress"] == "1 of 1 question answered"
    stored = answering.fingerprint(world.answers()["body", "tick", ""])
    assert told["seen"]["body.tick"] == stored
    # The page goes on with the new fingerprints.
    again = world.client.post(
        ONE,
        {**one, "body.tick-value": "yes", "body.tick-seen": stored},
        headers={"Accept": "application/json"},
    )
    assert again.json()["problems"] == {}
    stale = world.client.post(
        ONE, {**one, "body.tick-value": "developing"}, headers={"Accept": "application/json"}
    )
    assert stale.status_code == 422
    assert "Somebody else" in stale.json()["problems"]["body.tick"][0]


def test_the_report_before_is_carried_over_and_confirmed(world: World) -> None:
    world.record(
        Given("body", "tick", "yes"),
        Given("body", "women", "3"),
        Given("contact", "tick", "yes"),
        Given("collected", "tick", "yes"),
    )
    deriving.confirm(
        world.draft,
        world.loaded,
        [deriving.Decision("doc-1"), deriving.Decision("doc-2")],
        by=world.contact,
    )
    publish(world.draft)
    later = make_cycle("2033", world.one.document, year=2033, due_on=timezone.localdate())
    world.loaded.template.cycles.add(later)
    begun = world.client.post("/my/KEN/2033/begin/", {"carry": ""}, follow=True)
    assert "4 answers of the report before are carried over" in words(begun)
    assert "2 to confirm" in words(begun)
    world.draft = Submission.objects.get(reference="KEN-2033-1")
    section = "/my/reports/KEN-2033-1/section/1/"
    page = world.client.get(section)
    assert "from the last report" in words(page)
    # Saving confirms nothing that waits; one press confirms a question, or the section.
    world.client.post(section, typed(page))
    assert not Answer.objects.filter(submission=world.draft, confirmed_at__isnull=False).exists()
    done = world.client.post(section, {**typed(page), "confirm": "body"})
    assert done["Location"] == f"{section}#contact"
    answers = world.answers()
    assert answers["body", "women", ""].is_confirmed
    assert not answers["contact", "tick", ""].is_confirmed
    world.client.post(section, {**typed(world.client.get(section)), "confirm": "*"})
    assert world.answers()["contact", "tick", ""].is_confirmed
    world.client.post("/my/reports/KEN-2033-1/confirm/")
    assert not Answer.objects.filter(submission=world.draft, confirmed_at=None).exists()


def test_contradictory_answers_are_decided_before_handing_in(world: World) -> None:
    world.record(
        Given("body", "tick", "yes"),
        Given("contact", "tick", "no"),
        Given("collected", "tick", "yes"),
        Given("collected", "details", "Many.", language="en"),
    )
    page = words(world.client.get(DERIVED))
    assert "The answers contradict each other." in page
    assert "recorded as the report is handed in" in page
    assert "Because the form says: 1.1 Is there a coordination body? Yes (implemented)" in page
    assert not world.draft.responses.exists()
    submit = words(world.client.get(SUBMIT))
    assert "1 is for you to decide" in submit
    assert world.client.post(SUBMIT, {"reason": "Right."}).status_code == 422
    # Neither looking nor a refused handing in records anything.
    assert not world.draft.responses.exists()
    assert world.client.post(DERIVED, {"decide-doc-1": "in_progress"})["Location"] == DERIVED
    assert dict(world.draft.responses.values_list("commitment__key", "status")) == {
        "doc-1": "in_progress",
        "doc-2": "implemented",
    }
    assert world.draft.responses.get(commitment=world.two).narrative == "Many."


def test_handing_in_confirms_what_is_plain_and_the_receipt_shows_the_answers(world: World) -> None:
    world.record(
        Given("body", "tick", "yes"),
        Given("body", "name", "A person", language="en"),
        Given("contact", "tick", "yes"),
        Given("collected", "tick", "yes"),
        Given("by-type", "weapons", {"seized": "12"}, row="rifles"),
    )
    page = words(world.client.get(SUBMIT))
    assert "Handing in also confirms 2 responses" in page
    assert "nobody has confirmed what follows" not in words(world.client.get(REPORT))
    done = world.client.post(SUBMIT, {"reason": "It is right."}, follow=True)
    assert done.redirect_chain[-1][0] == f"{REPORT}receipt/"
    receipt = words(done)
    assert "A person" in receipt
    assert "never published" in receipt
    assert "Rifles 12" in receipt
    assert set(world.draft.responses.values_list("commitment__key", "status")) == {
        ("doc-1", "implemented"),
        ("doc-2", "implemented"),
    }
    preview = world.client.get(f"{REPORT}preview/")
    assert words(preview).count("Answers in the reporting form") == 1
    assert "A person" not in words(preview)
    # A section is unfolded there as on the public page.
    key = world.loaded.form.sections[0].key
    address = f"{REPORT}preview/?cycle={world.draft.cycle.code}&answers={key}"
    assert f'id="answers-{key}" open' in world.client.get(address).content.decode()
    assert f'id="answers-{key}" open' not in preview.content.decode()
    # After handing in, it can be viewed but no longer changed.
    assert "A person" in words(world.client.get(ONE))
    assert world.client.post(ONE, {"body.tick-seen": ""}).status_code == 409
    assert world.client.post(DERIVED).status_code == 409
    draft = world.client.get(f"{REPORT}draft.docx").content
    assert draft.startswith(b"PK")


def test_an_amended_response_is_kept_and_one_without_answers_goes(world: World) -> None:
    world.record(Given("body", "tick", "yes"), Given("collected", "tick", "yes"))
    world.client.post(DERIVED)
    part = f"{REPORT}part/1/"
    seen = recording.fingerprint(world.draft.responses.get(commitment=world.one))
    amended = {"doc-1-status": "in_progress", "doc-1-narrative": "Ours", "doc-1-language": "en"}
    world.client.post(part, {**amended, "doc-1-seen": seen})
    assert "recorded, amended" in words(world.client.get(DERIVED))
    # The answers change: the amended response must be decided, the derived one is removed.
    world.record(Given("body", "tick", "no"), Given("collected", "tick", None))
    page = words(world.client.get(DERIVED))
    assert "in other words than the form" in page
    assert "it is taken away as the report is handed in" in page
    assert "takes away 1 response" in words(world.client.get(SUBMIT))
    world.client.post(DERIVED, {"decide-doc-1": "keep"})
    response = world.draft.responses.get()
    assert (response.narrative, response.commitment) == ("Ours", world.one)
    # No answer speaks of it any more: somebody decides whether it stays.
    world.record(Given("body", "tick", None))
    assert "Somebody had amended it." in words(world.client.get(DERIVED))
    world.client.post(DERIVED, {"decide-doc-1": "keep"})
    assert world.draft.responses.get().narrative == "Ours"
    assert "To decide" not in words(world.client.get(DERIVED))
    sent = world.client.post(SUBMIT, {"reason": "Fine."})
    assert sent.status_code == 302, words(sent)[:1500]


def test_readers_look_and_others_see_nothing(world: World) -> None:
    world.record(Given("body", "name", "A person"))
    reader = signed_in(make_contact(world.state, "reader"))
    assert "A person" in words(reader.get(ONE))
    assert reader.post(ONE, {"body.tick-seen": "", "body.tick-value": "yes"}).status_code == 403
    for address in (ONE, DERIVED):
        assert signed_in(make_contact(make_state())).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert world.client.get(address)["Cache-Control"] == "private, no-store"
    assert world.client.get(f"{REPORT}section/9/").status_code == 404


def test_without_a_form_everything_stays_as_it_was(world: World) -> None:
    """An organisation in a cycle with a form for States, and a State in one without a form."""
    for reporter, cycle in (
        (make_organisation(), world.cycle),
        (make_state("UGA"), make_cycle("2032", world.one.document)),
    ):
        contact = make_contact(reporter)
        draft = make_own_draft(contact, cycle)
        client, report = signed_in(contact), f"/my/reports/{draft.reference}/"
        assert client.get(f"{report}section/1/").status_code == 404
        assert client.get(f"{report}derived/").status_code == 404
        assert "questions answered" not in words(client.get(report))
        assert "What follows from the form" not in words(client.get(f"{report}submit/"))


def test_the_questions_are_in_the_readers_language_and_say_where_not(world: World) -> None:
    page = world.client.get(f"/fr{ONE}")
    assert "Existe-t-il un organe ?" in words(page)
    assert "[anglais]" in words(page)


@pytest.mark.parametrize("address", ["/my/", REPORT, ONE, DERIVED, SUBMIT, f"{REPORT}receipt/"])
def test_pages_take_the_same_queries_for_more_answers(world: World, address: str) -> None:
    def count() -> int:
        world.client.get(address)
        with CaptureQueriesContext(connection) as queries:
            world.client.get(address)
        return len(queries)

    world.record(Given("body", "tick", "yes"), Given("body", "details", "x", language="en"))
    world.client.post(DERIVED)
    few = count()
    world.record(
        Given("collected", "tick", "yes"),
        Given("collected", "details", "x", language="en"),
        *(Given("projects", "list", {"what": "x"}, row=str(row)) for row in range(1, 30)),
    )
    world.client.post(DERIVED)
    assert count() <= few


def copies(number: int) -> list[dict[str, Any]]:
    """A form of ``number`` questions in one section."""
    question = FORM[1]["questions"][0]
    return [
        {
            **FORM[1],
            "questions": [
                {**question, "key": f"q-{place}", "number": str(place)} for place in range(number)
            ],
        }
    ]


def test_a_form_of_780_questions_takes_the_queries_of_78(world: World) -> None:
    counts = []
    for place, number in enumerate((78, 780)):
        cycle = make_cycle(f"204{place}", world.one.document)
        make_form(cycle, [("q-1", world.one, "main", YES)], copies(number))
        draft = make_own_draft(world.contact, cycle, languages=["en"])
        report = f"/my/reports/{draft.reference}/"
        one = {"q-1.tick-seen": "", "q-1.tick-value": "yes"}
        found = []

        def saved(address: str = f"{report}section/1/", data: Any = one) -> Any:
            return world.client.post(address, data, headers={"Accept": "application/json"})

        pages = ("section/1/", "", "derived/", "submit/")
        looked = [partial(world.client.get, f"{report}{page}") for page in pages]
        sends: list[Any] = [saved, *looked]
        for send in sends:
            with CaptureQueriesContext(connection) as queries:
                assert send().status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    # Saving the first answer, with the form read.
    assert counts[0][0] <= 13, counts[0]
