"""A button that is pressed twice makes one record, without a script too."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Mail, Office
from cooperation.models import Offer, Request, Update
from indicators.models import Announcement
from testing.assistance import make_assistance_officer, make_project
from testing.builders import (
    at_once,
    make_contact,
    make_cycle,
    make_own_draft,
    make_state,
    make_theme,
)

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client


REQUEST = {
    "title_en": "Marking machines",
    "description_en": "Three of them.",
    "aid": ["equipment"],
    "audience": "states_and_donors",
}
OFFER = {"title_en": "Training in marking", "aid": ["training"]}
UPDATE = {
    "kind": "substantive",
    "stage": "interim",
    "narrative": "Twelve stores.",
    "language": "en",
    "spent": "7.50",
    "currency": "EUR",
}
OFFICE = {"function": "wps", "name_en": "National Commission", "mailbox": "Desk@example.org"}
PLAN = {"kind": "strategy", "stage": "adopted", "language": "fr", "title": "Former"}


@pytest.mark.parametrize("model", [Request, Offer])
def test_a_new_record_is_made_once_however_often_its_button_is_pressed(
    model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = make_state("KEN")
    if model is Request:
        client, address, data = client_of(make_contact(state)), "/my/requests/new/KEN/", REQUEST
    else:
        officer = client_of(make_assistance_officer(state))
        client, address, data = officer, "/my/offers/new/KEN/", OFFER
    first, second = client.post(address, data), client.post(address, data)
    assert (first.status_code, second.status_code) == (302, 302), first.content.decode()[-4000:]
    assert first["Location"] == second["Location"]
    assert model.objects.count() == 1
    # What says anything else is another one; so is the same again later.
    theme = make_theme()
    assert client.post(address, {**data, "themes": [theme.pk]})["Location"] != first["Location"]
    assert model.objects.count() == 2
    assert client.post(address, {**data, "title_en": "Another"}).status_code == 302
    assert model.objects.count() == 3
    later = timezone.now() + datetime.timedelta(minutes=10)
    monkeypatch.setattr("portal.stepping.timezone.now", lambda: later)
    client.post(address, {**data, "title_en": "Another"})
    assert model.objects.count() == 4


def test_a_new_update_on_a_project_is_begun_once_and_sent_once() -> None:
    giver, recipient = make_state("KEN"), make_state()
    make_contact(recipient, "submitter")
    client = client_of(make_contact(giver, "submitter"))
    project = make_project(recipient, giver=giver)
    address = "/my/updates/new/KEN/"
    data = {**UPDATE, "project": project.pk}
    answers = [client.post(address, data) for _click in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    (update,) = Update.objects.all()
    assert update.step == "draft"
    # Who then presses the other button sends the same update, and no second one.
    for _click in range(2):
        assert client.post(address, {**data, "send": "1"}).status_code == 302
    (update,) = Update.objects.all()
    assert update.step == "sent"
    assert Mail.objects.filter(kind="update_sent").count() == 1
    client.post(address, {**data, "stage": "final"})
    assert Update.objects.count() == 2


def test_a_new_plan_measure_or_target_is_set_out_once() -> None:
    contact = make_contact(make_state("ALB"))
    draft = make_own_draft(contact, make_cycle("2024"), languages=["fr"])
    client, base = client_of(contact), f"/my/reports/{draft.reference}/plans/new/"
    same = {"language": "fr", "title": "Former"}
    measure = {**same, "part_of": "number:1"}
    steps = {"milestones-0-due_on": "2027-12-31", "milestones-0-text": "La moitié"}
    target = {**measure, "value": "50", "unit": "per_cent", **steps}
    for of, data in (("plan", PLAN), ("measure", measure), ("target", target)):
        for _click in range(2):
            assert client.post(f"{base}{of}/", data).status_code == 302
    assert [each.kind for each in draft.announcements.order_by("number")] == [
        *("strategy", "measure", "target")
    ]
    # The same words as part of another plan are another one.
    client.post(f"{base}plan/", {**PLAN, "title": "Autre"})
    for number in (1, 4, 4):
        client.post(f"{base}measure/", {**measure, "part_of": f"number:{number}"})
    parts = draft.announcements.filter(kind="measure").order_by("number")
    assert [each.of_number for each in parts] == [1, 1, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["request", "offer", "update", "plan", "office"])
def test_clicks_that_arrive_at_the_same_moment_make_one_record(kind: str) -> None:
    """Over connections of their own: the second waits for the first, and sees what it made."""
    state = make_state("KEN")
    user: Any = (
        make_assistance_officer(state) if kind == "offer" else make_contact(state, "submitter")
    )
    records: Any = {"request": Request, "offer": Offer, "update": Update, "plan": Announcement}
    records["office"] = Office
    forms: dict[str, tuple[str, Any]] = {
        "request": ("/my/requests/new/KEN/", REQUEST),
        "offer": ("/my/offers/new/KEN/", OFFER),
        "update": ("/my/updates/new/KEN/", UPDATE),
        "plan": ("/my/reports/KEN-2024-1/plans/new/plan/", PLAN),
        "office": ("/my/offices/new/KEN/", OFFICE),
    }
    address, data = forms[kind]
    if kind == "update":
        data = {**data, "project": make_project(make_state(), giver=state).pk}
    if kind == "plan":
        make_own_draft(user, make_cycle("2024"), languages=["fr"])
    clients = [client_of(user) for _click in range(4)]
    answers = at_once(4, lambda index: clients[index].post(address, data))
    assert {each.status_code for each in answers} == {302}
    assert len({each["Location"] for each in answers}) == 1
    assert records[kind].objects.count() == 1
