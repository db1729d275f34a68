"""A State's own offices: its people see them, those who speak for it write and confirm them."""

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Office
from testing.builders import make_contact, make_state
from testing.offices import make_office
from testing.reading import words

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office():
    return make_office(make_state("KEN", "Kenya"))


@pytest.fixture
def lead(office):
    return signed_in(make_contact(office.reporter))


GIVEN = {"function": "wps", "name_ar": "مكتب", "mailbox": "Desk@example.org"}


def test_its_lead_adds_one_which_confirms_it_and_is_public_only_where_that_is_said(office, lead):
    assert "/my/offices/" in lead.get("/my/").content.decode()
    path = "/my/offices/new/KEN/"
    assert "Anybody may see it" in words(lead.get(path))
    assert lead.post(path, {**GIVEN, "name_ar": ""}).status_code == 422
    answer = lead.post(path, {**GIVEN, "works_with": [office.pk]})
    assert answer.status_code == 302
    made = Office.objects.get(function="wps")
    assert (made.name, made.mailbox) == ({"ar": "مكتب"}, "desk@example.org")
    assert (made.is_public, made.confirmed_on) == (False, timezone.localdate())
    assert (made.origin, list(made.works_with.all())) == ("owner", [office])
    assert made.history.latest().history_user.email
    assert "مكتب" in words(lead.get("/my/offices/"))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(office, lead):
    path = f"/my/offices/{office.reference}/"
    seen = lead.get(path).context["form"].initial["seen"]
    office.telephone = "123"
    office.save()
    ties = [make_office(office.reporter).pk, make_office(office.reporter, function="wps").pk]
    given = {**GIVEN, "telephone": "456", "seen": seen, "works_with": ties}
    refused = lead.post(path, given)
    assert refused.status_code == 422
    assert refused.context["form"]["works_with"].value() == [str(key) for key in ties]
    assert "Somebody has changed this office since" in words(refused)
    assert Office.objects.get(pk=office.pk).telephone == "123"
    shown = refused.context["form"]["seen"].value()
    assert lead.post(path, {**given, "seen": shown}).status_code == 302
    office.refresh_from_db()
    assert office.telephone == "456"
    assert {each.pk for each in office.works_with.all()} == set(ties)


def test_steps_are_taken_by_its_lead_alone(office, lead):
    path = f"/my/offices/{office.reference}/step/"
    for step in ("confirm", "publish"):
        assert lead.post(path, {"step": step}).status_code == 302
    found = Office.objects.get()
    assert (found.confirmed_on, found.is_public) == (timezone.localdate(), True)
    lead.post(path, {"step": "withhold"})
    assert not Office.objects.get().is_public
    editor = signed_in(make_contact(office.reporter, "editor"))
    page = editor.get("/my/offices/").content.decode()
    assert office.mailbox in page
    assert path not in page
    for answer in (
        editor.post(path, {"step": "publish"}),
        editor.get(f"/my/offices/{office.reference}/"),
        editor.get("/my/offices/new/KEN/"),
    ):
        assert answer.status_code == 403
    lead.post(path, {"step": "close"})
    assert office.mailbox not in lead.get("/my/offices/").content.decode()


def test_what_is_others_is_not_there(office):
    stranger = signed_in(make_contact(make_state("TGO")))
    assert office.mailbox not in stranger.get("/my/offices/").content.decode()
    for path in (f"{office.reference}/", "new/KEN/"):
        assert stranger.get(f"/my/offices/{path}").status_code == 404
    assert stranger.post(f"/my/offices/{office.reference}/step/").status_code == 404
