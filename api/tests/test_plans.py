"""Plans, measures, targets and progress: what is shown of them, found and written."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from api.tests.conftest import Get
from api.tests.writers import Caller, etag, problem, program
from indicators import announcing
from indicators.models import Announcement
from reports.models import Submission
from reports.submissions import receipts, workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_group,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
    publish,
    texts,
)
from testing.plans import declare, make_measure, make_plan, make_target

pytestmark = pytest.mark.django_db
HIDDEN = "marlinspike"


class World:
    """A roadmap with two measures and a target, a published report and a draft with progress on
    them; and some private records."""

    def __init__(self) -> None:
        document = make_document("d1")
        self.commitment = make_commitment(document, "24")
        self.state = make_state("ALB")
        make_group("region", self.state)
        owner = make_organisation("seesaw")
        self.plan = make_plan(owner, self.state, key="map", cost="10.50", currency="EUR")
        self.measures = [make_measure(self.plan) for _number in range(2)]
        self.target = make_target(owner, plan=self.plan, key="half", value=50, unit="percent")
        self.target.alignments.create(commitment=self.commitment, degree="high")
        self.target.alignments.create(sdg_target="16.4")
        self.target.milestones.create(due_on=datetime.date(2025, 1, 1), value=25)
        self.measures[0].commitments.add(self.commitment)
        drafted = make_plan(self.state, title=texts(HIDDEN), is_public=False, key=HIDDEN)
        make_measure(drafted, title=texts(HIDDEN))
        secret = make_target(self.state, title=texts(HIDDEN), is_public=False)
        make_target(self.state, plan=drafted, title=texts(HIDDEN))
        self.measures[0].targets.add(self.target, secret)
        self.contact = make_contact(self.state)
        report = make_own_draft(self.contact, make_cycle("2022", document), languages=["en"])
        declare(report, {"measure:map-1": "on_course", "target:half": "none"}, by=self.contact)
        workflow.submit(report, by=self.contact, reason="So it is.")
        by = make_reviewer()
        workflow.start_review(report, by=by)
        workflow.publish(report, by=by)
        self.draft = make_own_draft(self.contact, make_cycle("2024", document), languages=["en"])
        declare(self.draft, {"measure:map-2": "limited"}, by=self.contact)


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_a_plan_is_shown_with_its_measures_and_targets(world: World, get: Get) -> None:
    plan = get("plans/map", expand="measures,targets,reporter")
    assert plan["covers"] == [{"state": "ALB", "group": None, "name": "State ALB"}]
    assert (plan["cost"], plan["currency"], plan["reporter"]) == ("10.5", "EUR", "seesaw")
    expanded = plan["expanded"]
    assert [each["key"] for each in expanded["measures"]] == ["map-1", "map-2"]
    assert expanded["measures"][0]["targets"] == ["half"]
    (target,) = expanded["targets"]
    assert (target["value"], target["indicator"]) == ("50", None)
    assert target["milestones"][0]["value"] == "25"
    assert [each["sdg_target"] for each in target["alignments"]] == [None, "16.4"]
    assert plan["links"]["progress"].endswith("/progress/?plan=map")
    said = get("progress/ALB-2022-1:measure:map-1", expand="submission,measure")
    assert (said["level"], said["measure"], said["target"]) == ("on_course", "map-1", None)
    assert "is_carried_over" not in said
    assert get("progress/ALB-2022-1:target:half")["level"] == "none"


@pytest.mark.parametrize(
    ("path", "filters", "number"),
    [
        ("plans", {}, 1),
        ("plans", {"in_force_on": "2024-01-01"}, 1),
        ("plans", {"in_force_on": "2019-12-31"}, 0),
        ("plans", {"covers": "ALB", "kind": "regional_roadmap", "stage": "adopted"}, 1),
        ("plans", {"state": "ALB"}, 0),
        ("plans", {"organisation": "seesaw", "search": "plan"}, 1),
        ("measures", {"plan": "map"}, 2),
        ("measures", {"commitment": "d1-24"}, 1),
        ("measures", {"search": "2"}, 1),
        ("targets", {"commitment": "d1-24", "level": "national"}, 1),
        ("targets", {"sdg_target": "16.4"}, 1),
        ("targets", {"has_indicator": "true"}, 0),
        ("targets", {"has_indicator": "false", "plan": "map"}, 1),
        ("progress", {"plan": "map"}, 2),
        ("progress", {"measure": "map-1", "cycle": "2022", "state": "ALB"}, 1),
        ("progress", {"target": "half", "level": "none"}, 1),
        ("progress", {"cycle": "2024"}, 0),
        ("progress", {"search": "course", "submission": "ALB-2022-1"}, 1),
        ("progress", {"fictional": "true"}, 0),
    ],
)
def test_records_are_found(
    world: World, get: Get, path: str, filters: dict[str, str], number: int
) -> None:
    assert get(path, **filters)["count"] == number


def test_nothing_that_is_not_public_is_told(world: World, client: Client, get: Get) -> None:
    for path in ("plans", "measures", "targets", "progress", "commitments"):
        for ending in ("", "?format=csv", "?format=jsonl"):
            body = client.get(f"/api/v1/{path}/{ending}").getvalue().decode()
            assert HIDDEN not in body
            assert "limited" not in body
    reference = world.draft.reference
    for path in (f"submissions/{reference}/progress", f"plans/{HIDDEN}", f"measures/{HIDDEN}-1"):
        assert client.get(f"/api/v1/{path}/").status_code == 404
    assert client.get(f"/api/v1/progress/{reference}:measure:map-2/").status_code == 404
    assert len(get("submissions/ALB-2022-1/progress")["progress"]) == 2
    own = Client()
    own.force_login(world.contact)
    (seen,) = own.get(f"/api/v1/submissions/{reference}/progress/").json()["progress"]
    assert (seen["measure"], seen["is_carried_over"]) == ("map-2", False)


def send(caller: Caller, submission: Submission, *rows: dict[str, Any]) -> Any:
    path = f"submissions/{submission.reference}/progress/"
    return caller.ask("PATCH", path, {"progress": list(rows)}, if_match=etag(submission))


def test_progress_is_recorded_all_or_nothing(world: World) -> None:
    caller = program()
    good = {"on": "measure:map-1", "level": "achieved", "narrative": "Done.", "language": "en"}
    wrong = {"on": "measure:map-9", "level": "none", "nothing_new_since": 2022}
    empty = {"on": "target:half", "level": "limited"}
    refused = problem(send(caller, world.draft, good, wrong, empty), 400)
    assert set(refused) == {"progress.1.on", "progress.2.narrative"}
    assert not world.draft.progress.filter(level="achieved").exists()
    answer = send(caller, world.draft, good, {"on": "measure:map-2", "level": None})
    assert answer.status_code == 200, answer.content
    (said,) = answer.json()["progress"]
    assert (said["key"], said["narrative"]) == ("ALB-2024-1:measure:map-1", "Done.")
    world.draft.refresh_from_db()
    assert answer["ETag"] == etag(world.draft)


def test_a_declaration_names_each_measure_once(world: World) -> None:
    row = {"on": "measure:map-1", "level": "unknown"}
    assert set(problem(send(program(), world.draft, row, row), 400)) == {"progress.1.on"}
    published = Submission.objects.get(reference="ALB-2022-1")
    assert send(program(), published, row).status_code == 409


def test_what_a_report_sets_out_is_its_own_until_it_is_published(world: World, get: Get) -> None:
    links = [{"commitment": world.commitment.key, "degree": "high"}, {"sdg_target": "16.4"}]
    planned = Announcement(
        submission=world.draft,
        kind="target",
        title="Mark all",
        language="en",
        value=50,
        unit="percent",
        goes_with=links,
        milestones=[{"due_on": "2026-12-31", "value": "20"}],
    )
    announcing.save(planned, by=world.contact)
    path = f"submissions/{world.draft.reference}/announcements/"
    assert Client().get(f"/api/v1/{path}").status_code == 404
    assert program(make_contact(make_state())).get(path).status_code == 404
    own = program(world.contact).get(path)
    (found,) = own.json()["announcements"]
    assert (found["title"], found["value"], found["record"]) == ("Mark all", "50", None)
    assert found["milestones"] == [{"due_on": "2026-12-31", "value": "20", "text": ""}]
    assert [each["degree"] for each in found["goes_with"]] == ["high", None]
    report = publish(world.draft, by=None)
    (found,) = get(path.rstrip("/"))["announcements"]
    target: Any = report.announcements.get().as_target
    assert found["record"] == target.key
    old = json.loads(receipts.canonical_in(report, 6, ""))["announcements"][0]
    assert (old["commitment"], old["sdg_target"], old["degree"]) == (
        *(world.commitment.key, "16.4", "high"),
    )
    assert "goes_with" not in old
    assert "degree" not in json.loads(receipts.canonical_in(report, 7, ""))["announcements"][0]
