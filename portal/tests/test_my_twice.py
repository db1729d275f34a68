"""A button that is pressed twice makes one record, without a script too."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.models import Offer, Request
from testing.assistance import make_assistance_officer
from testing.builders import make_contact, make_state, make_theme

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
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
