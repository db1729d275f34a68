"""Figures from sources other than reports: written in the version read, public once reviewed."""

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program, session
from indicators.models import Availability, Code, Dimension, Observation
from testing.builders import (
    make_draft,
    make_figure,
    make_group,
    make_indicator,
    make_officer,
    make_state,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db

NEW = {
    "indicator": "arms",
    "reporter": "KEN",
    "starts_on": "2021-01-01",
    "ends_on": "2021-12-31",
    "value": "1200.5",
    "reporting_type": "G",
    "footnote": "Recounted.",
    "language": "en",
    "source": "A database",
    "release": "2026.Q2",
}
SILENT = {"indicator": "arms", "reporter": "KEN", "answer": "no_data", "source": "A letter"}


@pytest.fixture
def arms():
    make_state("KEN", "Kenya")
    return make_indicator("arms", measures={})


def test_a_figure_is_recorded_reviewed_corrected_and_taken_away(arms, get):
    caller = program()
    made = caller.post("observations/", NEW, idempotency_key="one")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["value"], body["footnote"], body["language"]) == ("1200.5", "Recounted.", "en")
    assert (body["reporter"], body["submission"], body["stage"]) == ("KEN", None, "in_review")
    assert caller.post("observations/", NEW, idempotency_key="one").json() == body
    assert "" in problem(caller.post("observations/", NEW), 409)
    assert Observation.objects.count() == 1
    path = f"observations/{body['key']}/"
    assert made["Location"].endswith(f"/{path}")
    # Nobody else sees it before it is reviewed.
    assert Client().get(f"/api/v1/{path}").status_code == 404
    assert get("observations")["count"] == 0
    assert Client().get("/api/v1/observations/?stage=in_review").status_code == 401
    (waiting,) = caller.get("observations/?stage=in_review").json()["results"]
    assert waiting["key"] == body["key"]
    assert caller.get("observations/").json()["count"] == 0
    problem(caller.ask("POST", f"{path}publish/", {}), 428)
    problem(session(make_officer()).ask("POST", f"{path}publish/", {}), 403)
    public = caller.ask("POST", f"{path}publish/", {}, if_match=made["ETag"])
    assert (public.status_code, public.json()["stage"]) == (200, "published")
    (shown,) = get("observations")["results"]
    assert (shown["value"], "stage" in shown) == ("1200.5", False)
    problem(caller.ask("PATCH", path, {"value": "7"}), 428)
    problem(caller.ask("PATCH", path, {"value": "7"}, if_match=made["ETag"]), 412)
    changed = caller.ask("PATCH", path, {"value": "7"}, if_match=public["ETag"])
    assert (changed.json()["value"], changed.json()["stage"]) == ("7", "in_review")
    assert (changed.json()["key"], changed.json()["footnote"]) == (body["key"], "Recounted.")
    assert caller.get(path)["ETag"] == changed["ETag"]
    assert get("observations")["count"] == 0
    problem(caller.ask("DELETE", path, if_match=public["ETag"]), 412)
    assert caller.ask("DELETE", path, if_match=changed["ETag"]).status_code == 204
    assert not Observation.objects.exists()
    assert Observation.history.filter(history_type="-").exists()


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"value": 3}, "value"),
        ({"value": "-3"}, "value"),
        ({"value": "many"}, "value"),
        ({"value": None, "footnote": "", "language": None}, ""),
        ({"value_max": "2000"}, ""),
        ({"reporter": "XXX"}, "reporter"),
        ({"reporter": None}, ""),
        ({"territory": "A region"}, ""),
        ({"group": "none:none"}, "group"),
        ({"indicator": "none"}, "indicator"),
        ({"ends_on": None}, ""),
        ({"breakdown": {"SEX": "F"}}, "breakdown"),
        ({"breakdown": {"sex": "f"}}, "breakdown"),
        ({"denominator_rule": "all_collected"}, "denominator_rule"),
        ({"source": ""}, "source"),
        ({"source": " "}, "source"),
        ({"stage": "published"}, "stage"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(arms, fields, path):
    found = problem(program().post("observations/", {**NEW, **fields}), 400)
    assert path in found
    assert not Observation.objects.exists()


def test_a_figure_may_be_of_a_group_or_a_territory_and_broken_down(arms):
    group = make_group("african")
    sex = Dimension.objects.create(concept="SEX", name=texts("Sex"))
    Code.objects.create(dimension=sex, code="F", name=texts("Women"))
    arms.dimensions.add(sex)
    caller = program()
    place = {"reporter": None, "group": f"{group.kind}:{group.code}", "breakdown": {"SEX": "F"}}
    made = caller.post("observations/", {**NEW, **place}).json()
    assert (made["group"], made["breakdown"]) == (f"{group.kind}:{group.code}", {"SEX": "F"})
    rest = {"reporter": None, "territory": "Kosovo", "qualifier": "range", "value_max": "1300"}
    made = caller.post("observations/", {**NEW, **rest, "breakdown": {}}).json()
    assert (made["territory"], made["value_max"], made["breakdown"]) == ("Kosovo", "1300", {})


def test_what_a_report_says_is_changed_with_the_report_alone(arms):
    report = make_draft()
    figure = make_figure(arms, report.reporter, "5", submission=report)
    caller, path = program(), f"observations/{figure.key}/"
    # Nobody learns here that a draft has this figure.
    problem(caller.ask("PATCH", path, {"value": "7"}, if_match='"x"'), 404)
    publish(report)
    for method, body in (("PATCH", {"value": "7"}), ("DELETE", None)):
        problem(caller.ask(method, path, body, if_match='"x"'), 409)
    assert caller.get("observations/?stage=published").json()["count"] == 1


def test_what_a_state_has_confirmed_stays(arms):
    report = make_draft()
    caller = program()
    made = caller.post("observations/", {**NEW, "reporter": report.reporter.code})
    figure = Observation.objects.get()
    Availability.objects.create(
        indicator=arms,
        reporter=report.reporter,
        answered="confirmed",
        confirms=figure,
        submission=report,
    )
    path = f"observations/{figure.key}/"
    problem(caller.ask("PATCH", path, {"value": "7"}, if_match=made["ETag"]), 409)
    problem(caller.ask("DELETE", path, if_match=made["ETag"]), 409)
    noted = caller.ask("PATCH", path, {"footnote": "Note."}, if_match=made["ETag"])
    assert noted.json()["footnote"] == "Note."


def test_an_answer_without_a_figure_is_written_alike(arms, get):
    caller = program()
    made = caller.post("availability/", SILENT, idempotency_key="one")
    assert made.status_code == 201, made.content
    assert get("availability")["results"][0]["answer"] == "no_data"
    problem(caller.post("availability/", SILENT), 409)
    path = f"availability/{made.json()['key']}/"
    problem(caller.ask("PATCH", path, {"answer": "not_relevant"}), 428)
    sent = {"answer": "not_relevant", "reason": "No arms.", "language": "en"}
    changed = caller.ask("PATCH", path, sent, if_match=made["ETag"])
    assert (changed.json()["answer"], changed.json()["reason"]) == ("not_relevant", "No arms.")
    assert "answer" in problem(
        caller.ask("PATCH", path, {"answer": "confirmed"}, if_match=changed["ETag"]), 400
    )
    assert caller.ask("DELETE", path, if_match=changed["ETag"]).status_code == 204
    assert not Availability.objects.exists()


def test_only_who_may_writes(arms):
    others = [scope for scope in EVERYTHING if scope != Scope.FIGURES]
    looker = make_officer()
    looker.groups.clear()
    for path, body in (("observations/", NEW), ("availability/", SILENT)):
        problem(program(None, *others).post(path, body), 403)
        problem(session(looker).post(path, body), 403)
        assert Client().post(f"/api/v1/{path}", body, "application/json").status_code == 401
    program().post("observations/", NEW)
    problem(session(looker).get("observations/?stage=in_review"), 403)
    # Publishing needs the right to review and the scope for steps.
    writer = program(make_officer())
    figure = Observation.objects.get()
    seen = writer.get(f"observations/{figure.key}/")["ETag"]
    problem(writer.post(f"observations/{figure.key}/publish/", {}, if_match=seen), 403)
