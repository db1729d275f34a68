"""Plans, measures, targets and assessments in the administration."""

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Baseline, Plan, Target
from testing.builders import make_commitment, make_cycle, make_draft, make_officer, make_reviewer
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_officer())
    return client


def test_every_page_opens(client: Client) -> None:
    plan = make_plan()
    measure = make_measure(plan)
    target, baseline = make_target(plan=plan), make_baseline()
    target.alignments.create(commitment=make_commitment(), degree="high")
    by = make_reviewer()
    draft = make_draft(plan.reporter, make_cycle("2022"), by=by)
    declare(draft, {f"measure:{measure.key}": "none"}, by=by)
    records = [plan, measure, target, baseline, draft.progress.get()]
    for record in records:
        name = f"admin:indicators_{record._meta.model_name}"
        for page in (
            reverse(f"{name}_changelist"),
            reverse(f"{name}_change", args=[record.pk]),
            reverse(f"{name}_history", args=[record.pk]),
        ):
            assert client.get(page).status_code == 200, page
    listed = client.get(reverse("admin:indicators_plan_changelist"), {"in_force": "yes"})
    assert plan.key in listed.content.decode()
    report = client.get(reverse("admin:reports_submission_change", args=[draft.pk]))
    assert "So it is: none." in report.content.decode()


def fields(client: Client, page: str) -> dict[str, str]:
    """What a browser would send of the record's form."""
    from lxml import html  # type: ignore[import-untyped]

    (form,) = html.fromstring(client.get(page).content).xpath("//form[contains(@id, '_form')]")
    return {name: value or "" for name, value in form.form_values()}


def test_staff_record_and_change_a_plan_and_its_history_says_who(client: Client) -> None:
    plan = make_plan()
    page = reverse("admin:indicators_plan_change", args=[plan.pk])
    sent = client.post(page, {**fields(client, page), "stage": "under_revision"})
    assert sent.status_code == 302
    assert Plan.objects.get().stage == "under_revision"
    assert Plan.objects.get().history.first().history_user.is_staff
    wrong = client.post(page, {**fields(client, page), "cost": "5"})
    assert "Give a cost with its currency" in wrong.content.decode()


def test_a_target_and_an_assessment_are_changed(client: Client) -> None:
    target, baseline = make_target(), make_baseline()
    page = reverse("admin:indicators_target_change", args=[target.pk])
    assert (
        client.post(page, {**fields(client, page), "value": "5", "unit": "arms"}).status_code == 302
    )
    assert Target.objects.get().value == 5
    page = reverse("admin:indicators_baseline_change", args=[baseline.pk])
    refused = client.post(page, {**fields(client, page), "is_shared_by_state": "on"})
    assert "once both sides have agreed" in refused.content.decode()
    agreed = {"agreed_by_state_on": "2024-05-01", "agreed_by_partners_on": "2024-05-02"}
    assert client.post(page, {**fields(client, page), **agreed}).status_code == 302
    assert Baseline.objects.get().is_agreed
