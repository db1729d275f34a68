"""Plans, measures and targets that a report sets out: written at ``/my/``, on record once it is
public."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Announcement, Measure, Plan, Target
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.templates import Loaded
from reports.models import Submission
from reports.submissions import checks, versions, workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_indicator,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_section,
    make_state,
    publish,
    texts,
)
from testing.plans import make_measure, make_plan, make_target
from testing.reading import words

pytestmark = pytest.mark.django_db
PLAN = {"kind": "national_action_plan", "stage": "adopted", "language": "fr"}
MILESTONES = {
    "milestones-0-due_on": "2027-12-31",
    "milestones-0-text": "La moitié des dépôts",
    "milestones-1-due_on": "2026-12-31",
    "milestones-1-value": "20.50",
}
TARGET = {"language": "fr", "title": "Tout marquer", "value": "50", "unit": "per_cent"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


class World:
    """A State's draft that sets out a plan with one measure and one target."""

    def __init__(self) -> None:
        document = make_document("doc")
        self.commitment = make_commitment(document, section=make_section(document, "i"))
        self.cycle = make_cycle("2024", document)
        self.indicator = make_indicator()
        self.contact = make_contact(make_state("ALB", "Albania"))
        self.draft = make_own_draft(self.contact, self.cycle, languages=["fr"])
        self.client = signed_in(self.contact)
        self.base = f"/my/reports/{self.draft.reference}/plans/"

    def set_out(self) -> None:
        answers = (
            self.post("new/plan/", **PLAN, title="Plan d’action", starts_on="2024-01-01"),
            self.post(
                "new/measure/",
                part_of="number:1",
                language="fr",
                title="Former",
                **{"goes_with-0-commitment": self.commitment.key, "goes_with-1-commitment": ""},
            ),
            self.post(
                "new/target/",
                **TARGET,
                part_of="number:1",
                indicator=self.indicator.pk,
                baseline_text="Presque rien.",
                **MILESTONES,
                **{
                    "goes_with-0-commitment": self.commitment.key,
                    "goes_with-0-degree": "high",
                    "goes_with-1-sdg_target": "16.4",
                    "goes_with-1-degree": "low",
                },
            ),
        )
        assert [each.status_code for each in answers] == [302, 302, 302]

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(self.base + path, data)


def queries(world: World) -> int:
    with CaptureQueriesContext(connection) as found:
        assert world.client.get(world.base).status_code == 200
    return len(found)


@pytest.fixture
def world() -> World:
    return World()


def corrected(report: Submission) -> Submission:
    return workflow.correct(report, by=make_reviewer())


def test_what_is_set_out_is_on_record_once_published_and_follows_the_versions(
    world: World,
) -> None:
    assert "Set out what you plan" in words(world.client.get(f"/my/reports/{world.draft}/"))
    world.set_out()
    page = words(world.client.get(world.base))
    for said in ("Plan d’action", "Former", "Tout marquer"):
        assert said in page
    few = queries(world)
    world.post("new/target/", language="fr", title="Encore")
    assert queries(world) <= few
    world.post("4/remove/")
    assert not any(each.objects.exists() for each in (Plan, Measure, Target))
    first = publish(world.draft)
    plan, measure, target = Plan.objects.get(), Measure.objects.get(), Target.objects.get()
    assert (plan.key, plan.title, plan.is_public) == ("alb-2024-1", {"fr": "Plan d’action"}, True)
    assert [each.place_reporter for each in plan.covers.all()] == [first.reporter]
    assert (measure.plan, measure.number, measure.key) == (plan, "1", "alb-2024-1-1")
    assert (target.plan, target.level, target.source) == (plan, "national", first.reference)
    goes_with = [(e.commitment, e.sdg_target, e.degree) for e in target.alignments.all()]
    assert goes_with == [(world.commitment, "", "high"), (None, "16.4", "low")]
    steps = [(str(e.due_on), e.shown_value, e.text) for e in target.milestones.all()]
    assert steps == [
        ("2026-12-31", "20.5", {}),
        ("2027-12-31", "", {"fr": "La moitié des dépôts"}),
    ]
    assert target.baseline_text == {"fr": "Presque rien."}
    assert list(measure.commitments.all()) == [world.commitment]
    public = Client()
    assert "Tout marquer" in words(public.get("/targets/"))
    assert "Plan d’action" in words(public.get("/states/ALB/"))

    second = corrected(first)
    second.announcements.filter(kind="measure").delete()
    links = [{"commitment": "", "sdg_target": "16.4", "degree": ""}]
    second.announcements.filter(kind="target").update(
        title="Marquer", goes_with=links, milestones=[]
    )
    second = publish(second)
    target.refresh_from_db()
    assert (target.title, target.source) == ({"fr": "Marquer"}, second.reference)
    assert [(e.sdg_target, e.degree) for e in target.alignments.all()] == [("16.4", "")]
    assert not target.milestones.exists()
    assert not Measure.objects.exists()
    (step,) = versions.steps(first.reporter, first.cycle)
    assert [each for each in step.records if isinstance(each.now or each.before, Announcement)]
    workflow.withdraw(second, by=make_reviewer(), reason="Wrong.")
    target.refresh_from_db()
    assert (target.title, target.is_public) == ({"fr": "Tout marquer"}, True)
    assert (target.milestones.count(), target.alignments.count()) == (2, 2)
    assert Measure.objects.get().title == {"fr": "Former"}
    workflow.withdraw(first, by=make_reviewer(), reason="Wrong.")
    plan.refresh_from_db()
    target.refresh_from_db()
    assert (plan.is_public, target.is_public, Measure.objects.count()) == (False, False, 0)


def test_answers_of_the_form_tell_where_to_start(world: World) -> None:
    loaded = form_with_questions(world)
    given = [
        Given("national-action-plan", "answer", "developing"),
        Given("national-action-plan", "plan", "Il est en cours.", language="fr"),
        Given("national-targets", "answer", "no"),
    ]
    answering.record(world.draft, loaded, given, by=world.contact)
    page = world.client.get(world.base)
    assert "there is a national action plan" in words(page)
    assert "national targets" not in words(page)
    form = world.client.get(f"{world.base}new/plan/?from=national-action-plan")
    assert "Il est en cours." in words(form)
    assert form.context["form"]["stage"].value() == "in_preparation"
    world.set_out()
    assert "Il est en cours." not in words(world.client.get(world.base))


def form_with_questions(world: World) -> Loaded:
    tick = {"key": "answer", "kind": "tick", "answers": ["yes", "no", "developing"]}
    parts = {"national-action-plan": "plan", "national-targets": "details"}
    questions = [
        {
            "key": key,
            "number": str(number),
            "text": texts(key),
            "parts": [
                {**tick, "label": texts("Answer")},
                {"key": part, "kind": "text", "label": texts("In words")},
            ],
        }
        for number, (key, part) in enumerate(parts.items(), start=1)
    ]
    section = {"key": "one", "number": "1", "title": texts("One"), "questions": questions}
    return make_form(world.cycle, sections=[section])


def test_only_its_own_people_write_and_only_in_time(world: World) -> None:
    world.set_out()
    reader = signed_in(make_contact(world.draft.reporter, "reader"))
    assert "Add a plan" not in words(reader.get(world.base))
    for path in ("new/plan/", "1/"):
        assert reader.get(world.base + path).status_code == 403
    assert reader.post(f"{world.base}2/remove/").status_code == 403
    stranger = signed_in(make_contact(make_state()))
    for path in ("", "new/plan/", "1/"):
        assert stranger.get(world.base + path).status_code == 404
    assert world.post("new/plan/", **PLAN, title="").status_code == 422
    assert world.client.get(f"{world.base}new/wish/").status_code == 404
    assert world.post("new/target/", language="fr", title="T", value="5").status_code == 422
    seen = world.client.get(f"{world.base}1/").context["form"].initial["seen"]
    changed = {**PLAN, "title": "Autre", "seen": seen}
    assert world.post("1/", **changed).status_code == 302
    assert world.post("1/", **changed).status_code == 422
    world.post("1/remove/")
    assert world.draft.announcements.count() == 3
    for number in (3, 2, 1):
        assert world.post(f"{number}/remove/").status_code == 302
    assert not world.draft.announcements.exists()
    world.set_out()
    workflow.submit(world.draft, by=world.contact, reason="So it is.")
    assert world.post("new/plan/", **PLAN, title="Trop tard").status_code == 409
    with pytest.raises(DatabaseError), transaction.atomic():
        Announcement.objects.filter(kind="target").update(title="Trop tard")


def test_what_does_not_hang_together_is_told_before_it_is_handed_in(world: World) -> None:
    own = make_plan(world.draft.reporter, key="own")
    make_measure(own, "1")
    form = world.client.get(f"{world.base}new/measure/").context["form"]
    assert [key for key, _title in form.fields["part_of"].choices] == ["plan:own"]
    data = {"part_of": "plan:own", "language": "en", "title": "Train", "measure_number": "1"}
    assert world.post("new/measure/", **data).status_code == 302
    found = {each.rule: each for each in checks.findings(world.draft)}
    assert "measure_number_taken" in found
    other = make_plan(make_state())
    with pytest.raises(DatabaseError), transaction.atomic():
        world.draft.announcements.update(plan=other)


def test_what_is_on_record_is_changed_by_a_report_and_is_again_what_it_was_without_it(
    world: World,
) -> None:
    """An organisation's roadmap, of which States are to report."""
    owner = make_organisation("seesaw")
    state, other = make_state("MKD"), make_state("SRB")
    plan = make_plan(owner, state, key="map", title=texts("Roadmap"))
    measure = make_measure(plan, title=texts("Train"))
    target = make_target(owner, key="half", plan=plan, level="regional", title=texts("Half"))
    target.alignments.create(sdg_target="16.4", degree="low")
    target.milestones.create(due_on="2026-12-31", text=texts("A start"))
    contact = make_contact(owner)
    draft = make_own_draft(contact, world.cycle, languages=["en"])
    client, base = signed_in(contact), f"/my/reports/{draft.reference}/plans/"
    page = client.get(base)
    assert "On record already" in words(page)
    for of, key in (("plan", "map"), ("measure", measure.key), ("target", "half")):
        path = f"{base}new/{of}/?change={of}:{key}"
        form = client.get(path).context["form"]
        initial = {name: form[name].value() for name in form.fields}
        data: dict[str, Any] = {
            name: value for name, value in initial.items() if isinstance(value, str | int)
        }
        data |= {"title": f"New {of}", "covers": ["state:SRB", "state:MKD"]}
        for name in ("goes_with", "milestones"):
            for index, row in enumerate(initial.get(name) or []):
                data |= {f"{name}-{index}-{part}": said for part, said in row.items()}
        if of == "target":
            data |= {"goes_with-0-degree": "high", "milestones-0-text": "Later"}
        assert client.post(path, data).status_code == 302, of
    assert client.get(f"{base}new/plan/?change=plan:map").status_code == 404
    assert "On record already" not in words(client.get(base))
    plan.refresh_from_db()
    assert plan.title == texts("Roadmap")
    report = publish(draft)
    for record in (plan, measure, target):
        record.refresh_from_db()
        assert record.title["en"] == f"New {record._meta.model_name}"
    assert {each.place_reporter for each in plan.covers.all()} == {state, other}
    assert target.alignments.get().degree == "high"
    assert target.milestones.get().text == {**texts("A start"), "en": "Later"}
    workflow.withdraw(report, by=make_reviewer(), reason="Wrong.")
    for record, title in ((plan, "Roadmap"), (measure, "Train"), (target, "Half")):
        record.refresh_from_db()
        assert record.title == texts(title)
    assert (plan.is_public, target.is_public, target.level) == (True, True, "regional")
    assert [each.place_reporter for each in plan.covers.all()] == [state]
    assert (target.alignments.get().degree, target.milestones.get().text["en"]) == (
        "low",
        "A start",
    )


@pytest.mark.parametrize(
    ("row", "words_of_it"),
    [
        ({"milestones-0-text": "Sans jour"}, "Give each milestone a day"),
        ({"milestones-0-due_on": "2026-01-01"}, "Give a value to each milestone"),
        ({"milestones-0-due_on": "2026-01-01", "milestones-0-value": "beaucoup"}, "Enter a number"),
        ({"goes_with-0-degree": "high"}, "one of them in each line"),
        ({"goes_with-0-sdg_target": "99"}, "such as 16.4"),
        ({"goes_with-0-commitment": "doc-999"}, "Nothing here is called: doc-999"),
        (
            {"goes_with-0-sdg_target": "16.4", "goes_with-1-sdg_target": "16.4"},
            "Two lines say the same",
        ),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    world: World, row: dict[str, str], words_of_it: str
) -> None:
    refused = world.post("new/target/", **TARGET, **row)
    assert refused.status_code == 422
    assert words_of_it in words(refused)
    for typed in row.values():
        assert typed in refused.content.decode()
