"""Contacts from a table: people are invited, addresses recorded; all rows or none."""

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts import contact_tables, invitations
from contacts.models import Invitation, Mail, ReporterAddress
from testing.builders import make_contact, make_officer, make_state, make_user

pytestmark = pytest.mark.django_db
HEAD = "reporter,email,name,office,role,language\n"
ROWS = (
    HEAD
    + "KEN,Amina@example.org,Amina,Ministry,submitter,fr\n"
    + "TGO,amina@example.org,Amina,Ministry,submitter,fr\n"
    + "KEN,mission@example.org,,Permanent mission,,en\n"
)


def planned(text):
    return contact_tables.plan(contact_tables.read(text.encode()))


@pytest.fixture
def states():
    return make_state("KEN"), make_state("TGO")


def test_a_table_is_looked_at_then_recorded_and_one_person_gets_one_mail(
    client, states, django_capture_on_commit_callbacks
):
    client.force_login(make_officer())
    address = reverse("admin:contacts_import")
    for page in (reverse("admin:reports_pointofcontact_changelist"), address):
        assert client.get(page).status_code == 200
    page = client.post(address, {"file": SimpleUploadedFile("c.csv", ROWS.encode())})
    body = page.content.decode()
    assert body.count("Invited as submitter") == 2
    assert "New address" in body
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"accept": "1"}, headers={"host": "testserver"}).status_code
    made = Invitation.objects.get()
    assert set(made.reporters.all()) == set(states)
    assert (made.email, made.name, made.role, made.language) == (
        *("amina@example.org", "Amina"),
        *("submitter", "fr"),
    )
    assert ReporterAddress.objects.get().office == "Permanent mission"
    assert ReporterAddress.history.get().history_user is not None
    (message,) = outbox.outbox
    assert "http://testserver/fr/" in message.body
    assert Mail.objects.get().sent_at is not None
    again = planned(ROWS)
    assert (again.unchanged, again.is_ready) == (3, False)
    (changed,) = planned(ROWS.replace("Permanent mission", "Mission")).changed
    assert [(each.before, each.after) for each in changed.differences] == [
        ("Permanent mission", "Mission")
    ]


def test_each_wrong_row_is_told_and_keeps_the_whole_file_out(states):
    staff = make_officer()
    acts = make_contact(states[0], "reader")
    invitations.invite("open@example.org", [states[1]], by=staff, role="editor")
    wrong = (
        "XXX,a@example.org,,,,\nKEN,no address,,,,\nKEN,a@example.org,,,boss,\n"
        "KEN,b@example.org,Name,,,\nKEN,c@example.org,,,,xx\n"
        f"KEN,{staff.email},,,editor,\nKEN,{acts.email},,,editor,\n"
        "KEN,mission@example.org,,,,\n"
    )
    found = planned(ROWS + f"TGO,open@example.org,,,editor,\nKEN,{acts.email},,,reader,\n" + wrong)
    told = {row.number: row.problems for row in found.wrong}
    assert sorted(told) == [7, 8, 9, 10, 11, 12, 13, 14]
    assert told[14] == ["Row 4 says the same."]
    with pytest.raises(ValidationError):
        contact_tables.record(found, by=staff)
    assert not ReporterAddress.objects.exists()


def test_a_wrong_row_names_its_contact_in_the_words_of_the_file(client, states):
    client.force_login(make_officer())
    wrong = (
        "XXX,a@example.org,Alice,,,\nKEN,no address,,,,\n"
        "KEN,b@example.org,<b>Bob</b>,,boss,\nKEN,mission@example.org,,,,\n"
    )
    found = planned(ROWS + wrong)
    assert [row.named for row in found.wrong] == [
        "XXX · a@example.org · Alice",
        "KEN · no address",
        "KEN · b@example.org · <b>Bob</b>",
        "KEN · mission@example.org",
    ]
    address = reverse("admin:contacts_import")
    page = client.post(address, {"file": SimpleUploadedFile("c.csv", (ROWS + wrong).encode())})
    body = page.content.decode()
    assert "XXX · a@example.org · Alice" in body
    assert "KEN · b@example.org · &lt;b&gt;Bob&lt;/b&gt;" in body


def test_only_who_may_invite_and_keep_addresses_imports(client, states, monkeypatch):
    looker = make_user(is_staff=True)
    client.force_login(looker)
    assert client.get(reverse("admin:contacts_import")).status_code == 403
    with pytest.raises(PermissionDenied):
        contact_tables.record(planned(ROWS), by=looker)
    monkeypatch.setattr(contact_tables, "MOST_INVITED", 0)
    assert "0 people" in planned(ROWS).problem
