"""The pages from a file to a report that is handed in, as requests: who, what, and what is said."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commitments.models import Commitment
from questionnaires import answering, confirming, reading, readings, sources
from questionnaires.answering import Given
from questionnaires.deriving import Decision
from questionnaires.models import Answer, Reading
from reports.models import Channel, Submission
from reports.refusals import TransitionNotAllowed
from reports.submissions import versions, workflow
from testing.builders import (
    make_contact,
    make_officer,
    make_section,
    make_upload,
    make_user,
    publish,
)
from testing.read_forms import reader
from testing.reading import tasks_on, words

from .test_confirming import Reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: Any) -> Reads:
    monkeypatch.setattr(reading, "read", reader())
    return Reads(monkeypatch)


@pytest.fixture
def client(world: Reads, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def at(name: str, pk: int) -> str:
    return reverse(f"admin:questionnaires_{name}", args=[pk])


def page(world: Reads) -> str:
    return reverse("admin:reports_submission_change", args=[world.draft.pk])


def test_a_file_is_read_accepted_confirmed_and_handed_in(world: Reads, client: Client) -> None:
    assert "Read as a form" in client.get(page(world)).content.decode()
    answer = client.post(at("read", world.file.pk))
    made = Reading.objects.get()
    assert answer["Location"] == at("accept", made.pk)
    shown = client.get(answer["Location"]).content.decode()
    assert "Recognised with certainty." in shown
    assert client.post(at("accept", made.pk))["Location"] == at("confirm", world.draft.pk)
    keys = [question.key for question in world.loaded.form.questions()]
    posted = world.posted(*keys, confirmed="section")
    told = client.post(
        at("confirm", world.draft.pk), posted, headers={"Accept": "application/json"}
    )
    assert told.status_code == 200
    rows = json.loads(told.content)["rows"]
    assert all(row["confirmed"] for row in rows.values())
    shown = client.get(at("derived", world.draft.pk)).content.decode()
    assert "Unambiguous" in shown
    seen = {f"{key}-seen": each.seen for key, each in world.proposals().items()}
    client.post(at("derived", world.draft.pk), {**seen, "confirm": "*"})
    assert world.draft.responses.count() == 3
    step = reverse("admin:reports_submission_step", args=[world.draft.pk])
    client.post(step, {"action": "submit"})
    world.draft.refresh_from_db()
    assert world.draft.status == "submitted"
    coding = client.get(world.draft.get_coding_url()).content.decode()
    assert "sources behind it" in coding
    assert client.post(at("confirm", world.draft.pk), posted).status_code in (302, 409)
    assert client.post(at("read", world.file.pk)).status_code == 409


def test_who_may_only_look_looks(world: Reads) -> None:
    from django.contrib.auth.models import Permission

    world.accepted()
    looker = make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(looker)
    before = list(Answer.objects.order_by("pk").values())
    for name in ("confirm", "derived"):
        assert client.get(at(name, world.draft.pk)).status_code == 200
    for name, pk in (
        ("read", world.file.pk),
        ("by_hand", world.file.pk),
        ("publish", world.file.pk),
        ("accept", Reading.objects.get().pk),
    ):
        answer = client.post(at(name, pk), {"template": world.loaded.template.pk})
        assert answer.status_code in (302, 403), name
    assert client.post(at("confirm", world.draft.pk), world.posted("body")).status_code == 403
    assert list(Answer.objects.order_by("pk").values()) == before


def test_nobody_else_comes_in(world: Reads) -> None:
    made = world.accepted()
    contact = Client()
    contact.force_login(make_contact(world.state))
    for client in (Client(), contact):
        for name, pk in (
            ("confirm", world.draft.pk),
            ("derived", world.draft.pk),
            ("accept", made.pk),
        ):
            assert client.get(at(name, pk)).status_code == 302


def test_a_report_without_a_form_has_no_such_page(world: Reads, client: Client) -> None:
    assert client.get(at("confirm", world.draft.pk)).status_code == 404
    assert client.get(at("derived", world.draft.pk)).status_code == 404


def test_contradictory_ones_come_first_and_are_decided(world: Reads, client: Client) -> None:
    world.record(Given("body", "tick", "yes"), Given("contact", "tick", "no"))
    shown = client.get(at("derived", world.draft.pk)).content.decode()
    assert "contradict each other" in shown
    proposal = world.proposals()["d1-21"]
    refused = client.post(
        at("derived", world.draft.pk), {"d1-21-seen": proposal.seen, "confirm": "d1-21"}
    )
    assert refused.status_code == 422
    data = {"d1-21-seen": proposal.seen, "d1-21-status": "in_progress", "confirm": "*"}
    assert client.post(at("derived", world.draft.pk), data).status_code == 302
    assert world.draft.responses.get().status == "in_progress"


def test_an_amended_response_is_kept_where_somebody_says_so(world: Reads, client: Client) -> None:
    world.record(Given("body", "tick", "yes"))
    world.confirm(Decision("d1-21"))
    world.draft.responses.update(narrative="Amended.", language="en")
    world.record(Given("body", "tick", "no"))
    seen = {"d1-21-seen": world.proposals()["d1-21"].seen}
    assert client.post(at("derived", world.draft.pk), {**seen, "confirm": "*"}).status_code == 422
    data = {**seen, "d1-21-status": "keep", "confirm": "*"}
    assert client.post(at("derived", world.draft.pk), data).status_code == 302
    assert world.draft.responses.get().narrative == "Amended."


def test_a_passage_stands_behind_a_response_beside_its_answer(world: Reads, client: Client) -> None:
    world.record(Given("body", "tick", "yes", attachment_id=world.file.pk, page=1))
    world.confirm(Decision("d1-21"))
    data = {
        "passage": "d1-21",
        "d1-21-file": str(world.file.pk),
        "d1-21-page": "1",
        "d1-21-quotation": "A commission coordinates.",
    }
    for wrong in ({"d1-21-file": "99"}, {"d1-21-page": "x"}, {"d1-21-quotation": " "}):
        assert client.post(at("derived", world.draft.pk), {**data, **wrong}).status_code == 422
    assert client.post(at("derived", world.draft.pk), data).status_code == 302
    response = world.draft.responses.get()
    behind = sources.behind([response], for_staff=True)[response.pk]
    assert [each.said or each.quotation for each in behind] == ["Yes", "A commission coordinates."]
    assert behind[0].confirmed_by == world.officer
    for_others = sources.behind([response])[response.pk]
    assert for_others[0].confirmed_by is None
    assert [each.attachment for each in for_others] == [world.file, world.file]
    world.file.is_public = False
    world.file.save()
    assert {each.attachment for each in sources.behind([response])[response.pk]} == {None}
    world.record(Given("body", "tick", "developing"))
    world.confirm(Decision("d1-21"))
    assert response.sources.exclude(quotation="").count() == 1, "passages stay"
    pk = response.sources.exclude(quotation="").get().pk
    client.post(at("derived", world.draft.pk), {"remove": str(pk)})
    assert not response.sources.exclude(quotation="").exists()


def test_private_answers_are_behind_nothing_that_others_read(world: Reads) -> None:
    world.loaded.template.questions.get(key="by-type").parts.update(privacy="private")
    world.record(Given("by-type", "weapons", {"seized": "1"}, row="rifles"))
    world.confirm(Decision("d1-23"))
    response = world.draft.responses.get()
    assert sources.behind([response]) == {}
    assert len(sources.behind([response], for_staff=True)[response.pk]) == 1


def listed(world: Reads) -> Submission:
    from testing.builders import make_state

    return workflow.record_listed(
        make_state("UGA"), world.cycle, source="para. 15", received_no_later_than="2022-07-01"
    )


def test_a_listed_report_is_completed_in_one_step(world: Reads, client: Client) -> None:
    section = make_section(world.document)
    Commitment.objects.filter(document=world.document).update(section=section)
    record = Submission.objects.get(pk=listed(world).pk)
    address = reverse("admin:reports_submission_change", args=[record.pk])
    assert "Complete from the report" in client.get(address).content.decode()
    answer = client.post(at("complete", record.pk), {"uploads": make_upload("uganda.pdf")})
    made = Reading.objects.get()
    assert answer["Location"] == at("accept", made.pk)
    draft = made.submission
    assert (draft.reference, draft.is_completion, draft.status) == ("UGA-2022-2", True, "draft")
    assert draft.channel == Channel.LISTED
    readings.accept(made, by=world.officer)
    world.draft, world.file = draft, made.attachment
    world.save("body", "contact", "collected", "by-type")
    for decision in ("d1-21", "d1-22", "d1-23"):
        world.confirm(Decision(decision))
    first = draft.responses.get(commitment__key="d1-21")
    sources.add_passage(first, world.file.pk, 1, "A commission coordinates.", by=world.officer)
    publish(draft)
    (step,) = versions.steps(draft.reporter, world.cycle)
    assert step.now.is_completion
    public = Client()
    page = public.get(draft.get_versions_url()).content.decode()
    assert "Completed by the secretariat" in page
    shown = words(public.get("/states/UGA/"))
    assert "completed by the secretariat" in shown
    # Why a response says what it says: its answers and a passage, and nobody's name.
    behind = shown[shown.index("Why it says so") :][:300]
    assert "1.1 Is there a coordination body? Yes" in behind
    assert "1.2 Does that body have a point of contact? Yes" in behind
    assert "A commission coordinates. page 1" in behind
    assert world.officer.email not in shown
    cycle_page = words(public.get(world.cycle.get_absolute_url()))
    assert "Completed by the secretariat 1" in cycle_page
    told = public.get("/api/v1/submissions/UGA-2022-2/").json()
    assert told["is_completion"] is True
    corrected = workflow.correct(Submission.objects.get(pk=draft.pk), by=world.officer)
    assert corrected.is_completion is False, "a correction is none"


def test_only_a_listed_report_is_completed_and_once(world: Reads, client: Client) -> None:
    with pytest.raises(ValidationError):
        workflow.complete(world.draft, by=world.officer)
    record = listed(world)
    workflow.complete(record, by=world.officer)
    with pytest.raises(ValidationError):
        workflow.complete(record, by=world.officer)
    before = Submission.objects.count()
    other = workflow.record_listed(
        make_contact_state("RWA"), world.cycle, source="x", received_no_later_than="2022-07-01"
    )
    workflow.withdraw(other, by=make_reviewer_(), reason="Not so.")
    with pytest.raises(TransitionNotAllowed):
        workflow.complete(other, by=world.officer)
    answer = client.post(at("complete", record.pk), {"uploads": make_upload("x.exe", b"MZ")})
    assert answer.status_code == 302
    assert Submission.objects.count() == before + 1


def make_contact_state(code: str) -> Any:
    from testing.builders import make_state

    return make_state(code)


def make_reviewer_() -> Any:
    from testing.builders import make_reviewer

    return make_reviewer()


def test_a_state_may_send_a_form_and_a_narrative(world: Reads, client: Client) -> None:
    """Both stand behind one response; the narrative is public as any file is."""
    from reports.attachments import files

    narrative = files.attach(
        world.draft,
        make_upload("words.txt", b"We have a commission."),
        by=world.officer,
        is_public=True,
    )
    world.accepted()
    world.save("body", "contact")
    world.confirm(Decision("d1-21"))
    response = world.draft.responses.get()
    sources.add_passage(response, narrative.pk, None, "We have a commission.", by=world.officer)
    behind = sources.behind([response])[response.pk]
    assert [each.attachment for each in behind] == [None, None, narrative]


def test_a_nil_return_has_no_answers(world: Reads) -> None:
    world.draft.is_nil_return = True
    world.draft.save()
    with pytest.raises(ValidationError, match="nil return"):
        readings.read(world.file, by=world.officer)
    with pytest.raises(ValidationError, match="nil return"):
        answering.record(
            world.draft, world.loaded, [Given("body", "tick", "yes")], by=world.officer
        )


def test_the_page_costs_the_same_queries_for_whatever_it_shows(
    world: Reads, client: Client, django_assert_max_num_queries: Any
) -> None:
    world.accepted()
    with django_assert_max_num_queries(30):
        client.get(at("confirm", world.draft.pk))
    world.save("body", "contact", "collected", "by-type", by=make_officer())
    # The checks of every later app are run for this one; the form is read once.
    with django_assert_max_num_queries(30):
        client.get(at("derived", world.draft.pk))
    assert confirming.sheet(world.draft, world.loaded).is_done


def test_the_start_page_leads_to_the_forms_to_look_at_and_the_answers_to_confirm(
    world: Reads, client: Client
) -> None:
    """Each number to exactly its records, until nothing waits."""
    looked_at, confirmed = "forms that were read, to look at", "reports with answers to confirm"

    def waiting() -> dict[str, list[Any]]:
        found = {}
        for label, (count, url) in tasks_on(client.get(reverse("admin:index"))).items():
            if label in (looked_at, confirmed):
                found[label] = list(client.get(url).context["cl"].queryset)
                assert len(found[label]) == count
        return found

    assert waiting() == {}
    made = world.read()
    assert waiting() == {looked_at: [made]}
    readings.accept(made, by=world.officer)
    assert waiting() == {confirmed: [world.draft]}
    world.save(*[row.key for row in world.sheet().rows])
    assert waiting() == {}
