"""Inviting, accepting, handing over."""

import datetime
import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import locking
from accounts.models import User
from contacts import invitations, roles
from contacts.models import Invitation, Mail
from reports import access
from reports.models import ContactRole, PointOfContact
from testing.builders import make_contact, make_officer, make_state, make_user
from testing.reading import words

pytestmark = pytest.mark.django_db
PASSWORD = "a long password for a test"
NEW = {"name": "Amina", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def kenya():
    return make_state("KEN", "Kenya")


@pytest.fixture
def invited(kenya, django_capture_on_commit_callbacks):
    """Invite somebody; returns the address of the link in the mail."""

    def make(email="amina@example.org", reporters=(), **fields):
        with django_capture_on_commit_callbacks(execute=True):
            invitations.invite(email, reporters or [kenya], by=make_officer(), **fields)
        return link()

    return make


def link():
    return re.search(r"http://localhost:8000(\S+)", mail.outbox[-1].body)[1]


def code_of(refusal):
    errors = getattr(refusal.value, "error_dict", {}).values()
    return next((error.code for group in errors for error in group), refusal.value)


def test_an_invitation_opens_one_account_once(invited, kenya):
    togo = make_state("TGO", "Togo")
    given = {"role": "editor", "language": "fr", "office": "Ministry", "name": "Amina Said"}
    address = invited(reporters=[kenya, togo], **given)
    assert address.startswith("/fr/account/invitation/")
    assert "Kenya, Togo" in mail.outbox[-1].body
    client = Client()
    page = client.get(address)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    # The page shows the name that the secretariat typed, and what the role may do.
    assert 'value="Amina Said"' in page.content.decode()
    assert "rédige les rapports" in words(page)
    led = client.post(address, NEW)
    assert led.url == "/fr/account/factor/app/"
    user = User.objects.get(email="amina@example.org")
    assert (user.name, user.language, user.check_password(PASSWORD)) == ("Amina", "fr", True)
    held = {c.reporter: (c.role, c.office) for c in PointOfContact.objects.filter(user=user)}
    assert held == {kenya: ("editor", "Ministry"), togo: ("editor", "Ministry")}
    assert client.get(led.url).status_code == 200
    assert Client().get(address).status_code == 410
    assert Client().post(address, NEW).status_code == 410


def test_the_same_person_is_not_invited_twice_to_the_same(invited, kenya):
    invited()
    with pytest.raises(ValidationError) as refusal:
        invitations.invite("Amina@example.org ", [kenya], by=make_officer())
    assert code_of(refusal) == "already_invited"
    invited(reporters=[kenya, make_state("TGO")])
    assert (Invitation.objects.count(), len(mail.outbox)) == (2, 2)


def test_only_the_digest_of_the_token_is_kept(invited):
    token = invited().rstrip("/").rsplit("/", 1)[1]
    invitation = Invitation.objects.get()
    assert invitation.token_digest == invitations.digest(token)
    assert token not in str(Mail.objects.values())
    assert token not in str(Invitation.history.values())


def test_a_weak_or_mistyped_password_opens_nothing(invited):
    address = invited()
    for wrong in (
        {**NEW, "password": "short", "again": "short"},
        {**NEW, "again": "something else"},
        {**NEW, "name": ""},
    ):
        assert Client().post(address, wrong).status_code == 422
    assert not User.objects.filter(email="amina@example.org").exists()


def test_an_invitation_expires_and_is_sent_again_with_another_link(
    client, invited, django_capture_on_commit_callbacks
):
    old = invited()
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    assert client.get(old).status_code == 410
    client.force_login(make_officer())
    again = {"action": "send_again", "_selected_action": [Invitation.objects.get().pk]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:contacts_invitation_changelist"), again)
    new = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    assert Client().get(old).status_code == 410
    assert Client().get(new).status_code == 200
    again["action"] = "revoke"
    client.post(reverse("admin:contacts_invitation_changelist"), again)
    assert Client().get(new).status_code == 410
    assert Invitation.objects.get().state == "revoked"


def test_whoever_has_an_account_signs_in_and_takes_on_another_reporter(invited, kenya):
    togo = make_state("TGO")
    contact = make_contact(kenya, "reader", email="amina@example.org")
    address = invited(reporters=[togo])
    assert "Sign in with it to accept" in Client().get(address).content.decode()
    stranger = Client()
    stranger.force_login(make_user())
    stranger.post(address)
    assert set(access.reporters(contact)) == {kenya}
    client = Client()
    client.force_login(contact)
    assert client.post(address).status_code == 302
    assert set(access.reporters(contact)) == {kenya, togo}


def test_nobody_is_invited_in_vain(kenya):
    officer = make_officer()
    contact = make_contact(kenya)
    for email, reporters, code in (
        ("x@example.org", [], "no_reporter"),
        (officer.email, [kenya], "is_staff"),
        (contact.email.upper(), [kenya], "already_a_contact"),
        ("no address", [kenya], "invalid"),
    ):
        with pytest.raises(ValidationError) as refusal:
            invitations.invite(email, reporters, by=officer)
        assert code_of(refusal) == code
    with pytest.raises(PermissionDenied):
        invitations.invite("x@example.org", [kenya], by=make_user(is_staff=True))
    with pytest.raises(PermissionDenied):
        invitations.end_role(PointOfContact.objects.get(), by=contact)


def test_an_officer_invites_in_the_administration(
    client, kenya, django_capture_on_commit_callbacks
):
    client.force_login(make_officer())
    address = reverse("admin:contacts_invitation_add")
    given = {"email": "Amina@Example.org", "reporters": [kenya.pk], "role": "editor"}
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {**given, "language": "ar"}, follow=True)
    assert "The invitation to amina@example.org is sent." in done.content.decode()
    assert mail.outbox[0].to == ["amina@example.org"]
    assert "/ar/account/invitation/" in mail.outbox[0].body
    [invitation] = Invitation.objects.all()
    assert list(invitation.reporters.all()) == [kenya]
    shown = client.get(reverse("admin:contacts_invitation_change", args=[invitation.pk]))
    assert shown.status_code == 200
    make_contact(kenya, email="other@example.org")
    refused = client.post(address, {**given, "email": "other@example.org", "language": "ar"})
    assert "already acts" in refused.content.decode()
    assert 'value="other@example.org"' in refused.content.decode()


def test_roles_are_explained_wherever_they_are_given(client, kenya, invited):
    """In the same words: to invite, to import, to hand over, to appoint, and to accept."""
    submitter, editor, reader = (roles.EXPLAINED[role] for role in ContactRole.values[::-1])
    address = invited(role="editor")
    lead = make_contact(kenya, "submitter")
    client.force_login(make_officer())
    for name in ("contacts_invitation_add", "contacts_import"):
        said = words(client.get(reverse(f"admin:{name}")))
        assert all(str(each) in said for each in roles.EXPLAINED.values()), name
    contact = reverse("admin:reports_pointofcontact_change", args=[lead.points_of_contact.get().pk])
    assert str(submitter) in words(client.get(contact))
    assert f"{editor}." in words(Client().get(address))
    client.force_login(lead)
    said = words(client.get("/my/people/"))
    assert str(editor) in said
    assert str(reader) in said


def test_who_leaves_hands_over_and_everything_stays(client, kenya):
    old = make_contact(kenya, "submitter", has_factor=False, email="old@example.org")
    old.set_password(PASSWORD)
    old.save()
    theirs = Client()
    theirs.post("/account/login/", {"login": old.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=old).exists()
    contact = PointOfContact.objects.get()
    client.force_login(make_officer())
    address = reverse("admin:reports_pointofcontact_hand_over", args=[contact.pk])
    assert client.post(address, {"email": "not an address"}).status_code == 302
    assert access.reporters(old).exists()
    client.post(address, {"email": "new@example.org"})
    contact.refresh_from_db()
    assert contact.until is not None
    assert theirs.get("/account/").status_code == 302
    assert not access.reporters(old).exists()
    successor = Invitation.objects.get()
    assert (successor.email, successor.role, successor.succeeds) == (
        "new@example.org",
        "submitter",
        contact,
    )
    assert contact.history.count() >= 1
    assert User.objects.filter(email=old.email, is_active=True).exists()
    with pytest.raises(ValidationError):
        invitations.end_role(contact, by=make_officer())


def test_who_has_another_role_stays_signed_in(kenya):
    person = make_contact(kenya)
    PointOfContact.objects.create(user=person, reporter=make_state("TGO"))
    UserSession.objects.create(user=person, ip="203.0.113.7", session_key="kept")
    invitations.end_role(PointOfContact.objects.get(reporter=kenya), by=make_officer())
    assert UserSession.objects.filter(user=person).exists()


def test_an_officer_unlocks_points_of_contact_and_nobody_else(client, kenya):
    contact = make_contact(kenya)
    for _number in range(locking.MOST_FAILURES):
        locking.password_tries(None, contact.email).begin()
    client.force_login(make_officer())
    ticked = PointOfContact.objects.values_list("pk", flat=True)
    for action in ("unlock", "reset_factor", "end_sessions"):
        client.post(
            reverse("admin:reports_pointofcontact_changelist"),
            {"action": action, "_selected_action": list(ticked)},
        )
    assert not locking.is_locked(contact.email)


def test_reporters_are_found_by_whom_one_can_write_to(client, kenya):
    togo, chad = make_state("TGO"), make_state("TCD")
    make_contact(kenya)
    togo.addresses.create(email="mission@example.org")
    client.force_login(make_officer())
    for wanted, state in (("person", kenya), ("address", togo), ("none", chad)):
        page = client.get(reverse("admin:reports_reporter_changelist"), {"contact": wanted})
        assert list(page.context["cl"].result_list) == [state]
    page = client.get(reverse("admin:reports_reporter_change", args=[togo.pk]))
    assert "mission@example.org" in page.content.decode()


def test_the_command_invites_and_says_in_a_line_what_is_wrong(kenya, capsys):
    officer = make_officer()
    call_command("invite_contact", "amina@example.org", "KEN", by=officer.email)
    assert "amina@example.org is invited until" in capsys.readouterr().out
    for email, codes, by in (
        ("x@example.org", ["XXX"], officer.email),
        ("x@example.org", ["KEN"], "nobody@example.org"),
        ("no address", ["KEN"], officer.email),
    ):
        with pytest.raises(CommandError):
            call_command("invite_contact", email, *codes, by=by)
