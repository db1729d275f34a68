"""Those who speak for a State appoint its editors and readers; the secretariat sees this and can
stop it."""

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from contacts import invitations
from contacts.models import Invitation
from reports.models import PointOfContact
from testing.builders import make_contact, make_officer, make_organisation, make_state
from testing.reading import tasks_on, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def state():
    return make_state("KEN", "Kenya")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_lead_appoints_an_editor_and_ends_the_role_again(
    state, django_capture_on_commit_callbacks
):
    lead = signed_in(make_contact(state, name="Wanjiru"))
    assert 'href="/my/people/"' in lead.get("/my/").content.decode()
    given = {"email": "Otieno@example.org", "role": "editor"}
    with django_capture_on_commit_callbacks(execute=True):
        done = lead.post("/my/people/KEN/appoint/", given, follow=True)
    assert "The invitation to Otieno@example.org is sent." in words(done)
    assert [message.to for message in outbox.outbox] == [["otieno@example.org"]]
    # A second click sends nothing, and the typed text is still there.
    again = lead.post("/my/people/KEN/appoint/", given)
    assert again.status_code == 422
    assert "has an open invitation already" in words(again)
    assert 'value="Otieno@example.org"' in again.content.decode()
    # The secretariat's start page leads to it.
    staff = signed_in(make_officer())
    tasks = tasks_on(staff.get(reverse("admin:index")))
    count, url = tasks["invitations that States and organisations sent, to look at"]
    assert (count, len(staff.get(url).context["cl"].queryset)) == (1, 1)
    # After accepting, the person has the role; the submitter ends it.
    invitation = Invitation.objects.get()
    user = invitations.open_account(invitation, name="Otieno", password="a long one to type")
    contact = PointOfContact.objects.get(user=user)
    assert (contact.role, contact.reporter) == ("editor", state)
    assert "Otieno" in words(lead.get("/my/people/"))
    lead.post(f"/my/people/KEN/{contact.pk}/end/")
    contact.refresh_from_db()
    assert contact.until is not None


def test_what_a_lead_cannot_do(state):
    wanjiru, other = make_contact(state), make_contact(state)
    lead, editor = signed_in(wanjiru), signed_in(make_contact(state, "editor"))
    given = {"email": "a@example.org", "role": "submitter"}
    assert lead.post("/my/people/KEN/appoint/", given).status_code == 422
    assert editor.post("/my/people/KEN/appoint/", given | {"role": "reader"}).status_code == 403
    assert "other@" not in words(editor.get("/my/people/"))
    assert lead.post("/my/people/recsa/appoint/", given).status_code == 404
    make_organisation("recsa")
    assert lead.post("/my/people/recsa/appoint/", given).status_code == 404
    # Another submitter stays, and so does the secretariat's invitation.
    role = PointOfContact.objects.get(user=other)
    assert lead.post(f"/my/people/KEN/{role.pk}/end/").status_code == 403
    sent = invitations.invite("b@example.org", [state], by=make_officer())
    assert lead.post(f"/my/people/KEN/{sent.pk}/take-back/").status_code == 403
    assert Invitation.objects.get().revoked_at is None
    own = [
        invitations.appoint(f"c{number}@example.org", state, "reader", by=wanjiru)
        for number in range(invitations.MOST_OPEN)
    ]
    full = lead.post("/my/people/KEN/appoint/", {"email": "d@example.org", "role": "reader"})
    assert "Too many invitations are open" in words(full)
    lead.post(f"/my/people/KEN/{own[0].pk}/take-back/")
    own[0].refresh_from_db()
    assert own[0].revoked_at is not None
