"""Forms and what reports answer in them: who reads what, and what writing does."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.tests.conftest import Get
from api.tests.test_parameters import LISTS, TABLES
from api.tests.writers import Caller, etag, problem, program, session
from publications.records.forms import answer_key
from questionnaires import answering, templates
from questionnaires.answering import Given
from questionnaires.models import Answer
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    FORM,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_group,
    make_officer,
    make_own_draft,
    make_reviewer,
    make_state,
    make_user,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db
YES = {"yes": "implemented", "developing": "in_progress", "no": "not_implemented"}
TABLE = {
    "key": "arms",
    "number": "2.3",
    "text": texts("Which weapons?"),
    "parts": [
        {
            "key": "rows",
            "kind": "rows",
            "columns": [
                {"key": "seen", "label": texts("Seen")},
                {"key": "officer", "label": texts("Officer"), "privacy": "private"},
                {"key": "wanted", "label": texts("Wanted"), "privacy": "request"},
            ],
        }
    ],
}
SECRETS = ["privatename", "privatecell", "requestcell", "contacttext", "unlooked", "draftwords"]
SECRETS += ["behindgate", "oldwords"]


class World:
    """A published report with everything that may be private in one, and a draft of another
    State."""

    def __init__(self) -> None:
        self.document = make_document("d1")
        self.one, self.two = (make_commitment(self.document, str(n)) for n in (21, 22))
        self.cycle = make_cycle("2022", self.document)
        sections = [FORM[0], {**FORM[1], "questions": [*FORM[1]["questions"], TABLE]}]
        self.loaded = make_form(
            self.cycle,
            [("body", self.one, "main", YES), ("collected", self.two, "main", YES)],
            sections,
            key="form",
        )
        self.officer = make_officer()
        self.kenya = make_state("KEN")
        make_group("african", self.kenya)
        first = make_draft(self.kenya, self.cycle)
        self.record(first, Given("body", "details", "oldwords", language="en"))
        publish(first)
        second = workflow.correct(first, by=self.officer)
        self.record(second, Given("body", "tick", "yes"), Given("body", "details", "Shown."))
        self.record(second, Given("body", "name", "privatename"), Given("body", "women", "3"))
        self.record(
            second, Given("contact", "tick", "no"), Given("contact", "details", "behindgate")
        )
        self.record(second, Given("body", "tick", "no"))
        cells = {"seen": "seencell", "officer": "privatecell", "wanted": "requestcell"}
        self.record(second, Given("arms", "rows", cells, row="1"))
        self.record(
            second, Given("collected", "details", "contacttext", contains_contact_data=True)
        )
        publish(second)
        self.published = second
        self.contact = make_contact(make_state("GHA"))
        self.draft = make_own_draft(self.contact, self.cycle)
        self.record(
            self.draft,
            Given("body", "tick", "yes"),
            Given("body", "details", "draftwords"),
            Given("collected", "details", "unlooked", contains_contact_data=None),
            by=self.contact,
        )

    def record(self, to: Submission, *given: Given, by: Any = None) -> None:
        answering.record(to, self.loaded, given, by=by or self.officer)


@pytest.fixture
def world() -> World:
    return World()


def everything(client: Client) -> str:
    """Everything that the API answers: each list in each format, and each record alone."""
    found = []
    for path in [*LISTS, *TABLES]:
        for form in ("json", "csv", "jsonl"):
            answer = client.get(f"/api/v1/{path}/", {"format": form, "lang": "all"})
            assert answer.status_code == 200
            body = b"".join(answer) if answer.streaming else answer.content
            assert [each for each in SECRETS if each.encode() in body] == [], path
            found.append(body)
    alone = [
        "submissions/KEN-2022-2/?expand=answers,responses",
        "submissions/KEN-2022-2/answers/",
        "submissions/KEN-2022-1/answers/",
        "submissions/GHA-2022-1/answers/",
        "submissions/GHA-2022-1/proposals/",
        "responses/?expand=sources",
        "package.zip",
    ]
    alone += [f"questions/form:1:{key}/crosstab/" for key in ("body", "contact", "arms")]
    alone += [f"questions/form:1:{key}/crosstab/?format=csv" for key in ("body", "arms")]
    for held in Answer.objects.select_related("submission", "part__question__template"):
        alone.append(f"answers/{answer_key(held)}/")
    for path in alone:
        got = client.get(f"/api/v1/{path}")
        body = b"".join(got) if got.streaming else got.content
        assert [each for each in SECRETS if each.encode() in body] == [], path
        found.append(body)
    return b"\n".join(found).decode("utf-8", "replace")


def test_nothing_private_is_told_to_strangers(world: World) -> None:
    other = Client()
    other.force_login(make_contact(make_state("FRA")))
    lesser = program(make_user(is_staff=True), "submissions:read").client
    for client in (Client(), other, lesser):
        said = everything(client)
        assert [secret for secret in SECRETS if secret in said] == []
        assert "Shown." in said
        assert "seencell" in said


def test_the_owner_and_staff_see_their_own(world: World) -> None:
    own = Client()
    own.force_login(world.contact)
    said = own.get("/api/v1/submissions/GHA-2022-1/answers/")
    assert "draftwords" in said.content.decode()
    assert said["Cache-Control"] == "private, no-store"
    assert "confirmed_by" not in said.json()["answers"][0]
    assert own.get("/api/v1/answers/KEN-2022-2:form:1:body:name/").status_code == 404
    staff = program(make_reviewer())
    record = staff.get("answers/KEN-2022-2:form:1:body:name/").json()
    assert record["value"] == "privatename"
    assert record["is_confirmed"] is True
    assert "privatecell" in staff.get("submissions/KEN-2022-2/answers/").content.decode()


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"question": "form:1:body"}, 3),
        ({"question": "form:1:body", "part": "women"}, 1),
        ({"status": "not_asked"}, 2),
        ({"kind": "rows", "state": "KEN"}, 1),
        ({"submission": "KEN-2022-2", "cycle": "2022", "kind": "tick"}, 2),
        ({"commitment": "d1-21"}, 0),
    ],
)
def test_answers_are_found(world: World, get: Get, filters: dict[str, str], number: int) -> None:
    assert get("answers", **filters)["count"] == number


def test_a_crosstab_counts_by_group_with_its_denominators(world: World, get: Get) -> None:
    table = get("questions/form:1:body/crosstab")
    (african,) = table["results"]
    assert (african["group"], african["asked"], african["answered"]) == (
        "regional_group:african",
        1,
        1,
    )
    shares = {each["answer"]: each["share_of_row"] for each in african["answers"]}
    assert shares == {"yes": 0, "no": 1, "developing": 0}
    (number,) = table["total"]["numbers"]
    assert Decimal(number["sum"]) == 3
    file = b"".join(Client().get("/api/v1/questions/form:1:body/crosstab/?format=csv")).decode()
    assert len(file.splitlines()) == 7
    assert Client().get("/api/v1/questions/form:1:none/crosstab/").status_code == 404


# Writing


@pytest.fixture
def draft(world: World) -> Submission:
    return make_draft(make_state("PER"), world.cycle)


def patch(caller: Caller, draft: Submission, *answers: Any) -> Any:
    path = f"submissions/{draft.reference}/answers/"
    return caller.ask("PATCH", path, {"answers": list(answers)}, if_match=etag(draft))


def test_answers_are_recorded_and_proposals_confirmed(world: World, draft: Submission) -> None:
    caller = program(make_reviewer())
    answer = patch(
        caller,
        draft,
        {"question": "form:1:body", "value": "yes"},
        {"question": "form:1:body", "part": "women", "value": 3},
        {
            "question": "form:1:arms",
            "row": "1",
            "value": {"seen": "Some"},
            "contains_contact_data": False,
        },
    )
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == etag(draft)
    assert [each["value"] for each in answer.json()["answers"]] == ["yes", "3", {"seen": "Some"}]
    proposals = f"submissions/{draft.reference}/proposals/"
    (found,) = caller.get(proposals).json()["proposals"]
    assert (found["commitment"], found["status"], found["is_open"]) == (
        "d1-21",
        "implemented",
        True,
    )
    body = {"decisions": [{"commitment": "d1-21"}]}
    told = caller.post(proposals, body, if_match=etag(draft))
    assert told.status_code == 200, told.content
    assert told.json()["proposals"][0]["is_confirmed"] is True
    publish(draft)
    response = Client().get("/api/v1/responses/PER-2022-1:d1-21/?expand=sources").json()
    (source,) = response["expanded"]["sources"]
    assert (source["answer"], source["value"]) == ("PER-2022-1:form:1:body:tick", "yes")


def test_every_fault_is_told_at_its_place_and_nothing_is_written(
    world: World, draft: Submission
) -> None:
    count = Answer.objects.count()
    told = patch(
        program(make_reviewer()),
        draft,
        {"question": "form:1:body", "value": "perhaps"},
        {"question": "form:1:none", "value": "yes"},
        {"question": "form:1:arms", "row": "0", "value": {"seen": "x"}},
        {"question": "form:1:collected", "value": "yes", "attachment_key": "none"},
    )
    assert set(problem(told, 400)) == {
        "answers.0.value",
        "answers.1.question",
        "answers.2.row",
        "answers.3.attachment_key",
    }
    assert Answer.objects.count() == count


def test_who_may_not_write_does_not(world: World, draft: Submission) -> None:
    answer = {"question": "form:1:body", "value": "yes"}
    problem(patch(Caller(), draft, answer), 401)
    problem(patch(program(make_reviewer(), "submissions:read"), draft, answer), 403)
    problem(patch(program(make_reviewer()), world.published, answer), 409)
    own = session(world.contact)
    own.client.handler.enforce_csrf_checks = False
    problem(patch(own, world.draft, answer), 403)
    wrong = {"question": "other:1:body", "value": "yes"}
    assert "answers.0.question" in problem(patch(program(make_reviewer()), draft, wrong), 400)


def test_a_form_costs_the_same_at_any_length(world: World, draft: Submission) -> None:
    """It stays below the number of values that SQLite takes in one statement."""
    costs = []
    for size in (8, 40):
        questions = [
            {**FORM[1]["questions"][0], "key": f"q{i}", "number": str(i)} for i in range(size)
        ]
        loaded = make_form(
            world.cycle, sections=[{**FORM[1], "questions": questions}], key=f"long{size}"
        )
        state = make_state()
        submission = make_draft(state, world.cycle)
        caller = program(make_reviewer())
        rows = [{"question": f"long{size}:1:q{i}", "value": "yes"} for i in range(size)]
        assert loaded == templates.load(loaded.template)
        with CaptureQueriesContext(connection) as captured:
            assert patch(caller, submission, *rows).status_code == 200
            assert caller.get(f"submissions/{submission.reference}/proposals/").status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
