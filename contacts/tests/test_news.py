"""Mail to officers about news: each item once, as often as each officer has chosen."""

import datetime

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from contacts import invitations, news
from contacts.models import Mail, NewsChoice
from reports.models import PointOfContact
from reports.submissions import messages, workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_document,
    make_officer,
    make_own_draft,
    make_state,
    make_user,
)

pytestmark = pytest.mark.django_db


def told():
    return Mail.objects.filter(kind="news").order_by("pk")


def test_officers_are_told_once_of_what_others_handed_in_and_wrote(
    django_capture_on_commit_callbacks,
):
    officer, contact = make_officer(language="fr"), make_contact(make_state("KEN"), "submitter")
    make_user(is_staff=True)
    draft = make_own_draft(contact, make_cycle("2031", make_document()), is_nil_return=True)
    workflow.submit(draft, by=contact, reason="Nothing.")
    messages.send(draft, "Secret words.", by=contact)
    call_command("send_news", "--dry-run")
    assert not NewsChoice.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            call_command("send_news")
    mail = told().get()
    assert (mail.recipient, mail.language) == (officer, "fr")
    assert mail.body.count("KEN-2031-1") == 2
    assert "Secret words." not in mail.body
    assert f"/admin/reports/submission/{draft.pk}/change/" in mail.body
    assert [officer.email] in [message.to for message in outbox.outbox]
    # The next day has nothing new to tell.
    news.send_due(timezone.now() + datetime.timedelta(days=1))
    assert told().count() == 1


def test_what_was_read_or_handed_in_by_an_officer_is_no_news():
    officer, contact = make_officer(), make_contact(make_state("KEN"), "submitter")
    draft = make_own_draft(contact, make_cycle("2031", make_document()), is_nil_return=True)
    messages.send(draft, "A question.", by=contact)
    messages.mark_read(draft, by=officer)
    workflow.submit(draft, by=officer, reason="Nothing.")
    assert news.send_due() == []


def test_each_officer_chooses_how_often(client):
    officer = make_officer()
    client.force_login(officer)
    address = reverse("admin:contacts_mail_news")
    assert address in client.get(reverse("admin:index")).content.decode()
    assert 'value="daily"' in client.get(address).content.decode()
    assert client.post(address, {"how_often": "hourly"}).status_code == 422
    now = timezone.now()
    due = []
    for chosen in ("never", "weekly"):
        assert client.post(address, {"how_often": chosen}).status_code == 302
        choice = NewsChoice.objects.get(user=officer)
        days = (datetime.timedelta(days=number) for number in (6, 8))
        due += [news.is_due(choice, now + each) for each in days]
    assert due == [False, False, False, True]
    # Events from the time of "never" are not told afterwards.
    assert choice.told_until >= now
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403


def test_officers_are_told_whom_a_state_invited_and_can_stop_it_from_the_mail(client):
    officer, state = make_officer(), make_state("KEN", "Kenya")
    lead = make_contact(state, "submitter", name="Wanjiru")
    first = invitations.appoint("editor@example.org", state, "editor", by=lead)
    gone = invitations.appoint("gone@example.org", state, "reader", by=lead)
    invitations.take_back_own(gone, by=lead)
    (mail,) = news.send_due()
    page = reverse("admin:contacts_invitation_change", args=[first.pk])
    assert f"Kenya · editor@example.org · editor · {lead}" in mail.body
    assert page in mail.body
    assert "gone@example.org" not in mail.body
    client.force_login(officer)
    assert "Take back" in client.get(page).content.decode()
    stop = reverse("admin:contacts_invitation_take_back", args=[first.pk])
    assert client.post(stop)["Location"] == page
    first.refresh_from_db()
    assert first.state == "revoked"
    # An accepted invitation leads to its role, which can be ended there.
    second = invitations.appoint("reader@example.org", state, "reader", by=lead)
    invitations.open_account(second, name="Reader", password="a long password of mine")
    role = PointOfContact.objects.get(user__email="reader@example.org")
    shown = client.get(reverse("admin:contacts_invitation_change", args=[second.pk]))
    assert reverse("admin:reports_pointofcontact_change", args=[role.pk]) in shown.content.decode()
    # Nobody is told twice, and nobody who may not see invitations is told.
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert "editor@example.org" not in news.send_due(tomorrow)[0].body
    assert news.appointed(make_user(is_staff=True), timezone.now() - news.FIRST, tomorrow) == []
    client.force_login(lead)
    assert client.post(stop).status_code in (302, 403, 404)
    client.force_login(make_user(is_staff=True))
    assert client.post(stop).status_code == 403
