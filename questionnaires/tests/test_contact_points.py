"""Contacts that a form names: listed for staff, taken over one by one, and by nobody else."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import doors
from contacts.models import Invitation, Office, ReporterAddress
from questionnaires import answering, contact_points
from questionnaires.answering import Given
from questionnaires.contact_data import mailboxes
from reports.models import Submission
from testing.builders import (
    make_contact,
    make_cycle,
    make_draft,
    make_form,
    make_officer,
    make_state,
    texts,
)

MAILBOX = "jane.doe@moi.example.org"
SECOND = "point@moi.example.org"


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jane Doe <Jane.Doe@moi.example.org>, tel. 123", [MAILBOX]),
        ("jane.doe＠moi.example.org或jane.doe@moi.example.org", [MAILBOX]),
        ("jane.doe (at) moi.example.org.", [MAILBOX]),
        (f"{SECOND}; {MAILBOX}", [SECOND, MAILBOX]),
        ("البريد: point@moi.example.org", [SECOND]),
        ("@moi, a@b, no mailbox at all", []),
        ("a" * 20_000 + "@" * 20_000, []),
    ],
)
def test_mailboxes_are_taken_out_of_texts(text: str, found: list[str]) -> None:
    assert mailboxes(text) == found


def person(name: str) -> list[dict[str, Any]]:
    words = {"title": "Title", "name": "Name", "email": "E-mail"}
    private = [
        {"key": f"{name}-{end}", "kind": "text", "label": texts(label), "privacy": "private"}
        for end, label in words.items()
    ]
    office = {"key": f"{name}-organisation", "kind": "text", "label": texts("Organisation")}
    return [*private, office]


SECTIONS = [
    {
        "key": "coordination",
        "number": "1",
        "title": texts("Coordination"),
        "questions": [
            {
                "key": "contact",
                "number": "1.2",
                "text": texts("Is there a point of contact?"),
                "parts": [
                    {"key": "tick", "kind": "tick", "answers": ["yes", "no"]},
                    *person("poa"),
                    *person("iti"),
                ],
            },
            {
                "key": "others",
                "number": "1.3",
                "text": texts("Who else?"),
                "parts": [
                    {"key": "details", "kind": "text", "privacy": "private"},
                    {"key": "agency", "kind": "text"},
                ],
            },
        ],
    }
]


@pytest.fixture
def report(db: None) -> Submission:
    """A draft that names two persons for one question, two mailboxes in a text under another, and
    somebody whom nobody has confirmed."""
    cycle = make_cycle("2022")
    loaded = make_form(cycle, sections=SECTIONS)
    by = make_officer()
    draft = make_draft(make_state("KEN", "Kenya"), cycle, by=by)

    def text(question: str, part: str, words: str, **fields: Any) -> Given:
        return Given(question, part, words, language="fr", **fields)

    given = [
        Given("contact", "tick", "yes"),
        text("contact", "poa-title", "Ms"),
        text("contact", "poa-name", "Jane Doe"),
        text("contact", "poa-organisation", "Ministry of the Interior"),
        text("contact", "poa-email", MAILBOX),
        text("contact", "iti-name", "No Mailbox"),
        text("contact", "iti-email", "not@confirmed.example.org", is_confirmed=False),
        text("others", "details", f"write to {SECOND} or third@moi.example.org"),
        text("others", "agency", "Police"),
    ]
    answering.record(draft, loaded, given, by=by)
    return draft


def address(report: Submission) -> str:
    return reverse("admin:questionnaires_contacts", args=[report.pk])


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or make_officer())
    return client


def test_the_confirmed_private_answers_are_listed_person_by_person(report: Submission) -> None:
    first, *others = contact_points.contacts_of(report)
    assert (first.email, first.name, first.office, first.language) == (
        MAILBOX,
        "Ms Jane Doe",
        "Ministry of the Interior",
        "fr",
    )
    assert ("Title", "Ms") in first.said
    assert [(each.email, each.name, each.office) for each in others] == [
        ("", "No Mailbox", "Ministry of the Interior"),
        (SECOND, "", "Police"),
        ("third@moi.example.org", "", "Police"),
    ]
    page = signed_in().get(address(report)).content.decode()
    assert "Ministry of the Interior" in page
    assert "not@confirmed.example.org" not in page
    assert "No mailbox is named" in page


def test_a_preview_shows_what_would_be_and_does_nothing(report: Submission) -> None:
    client = signed_in()
    (contact, *_others) = contact_points.contacts_of(report)
    for kind in ("address", "invitation"):
        answer = client.post(address(report), {"contact": contact.key, "as": kind})
        body = answer.content.decode()
        assert answer.status_code == 200
        assert f'value="{MAILBOX}"' in body
        assert 'value="Ministry of the Interior"' in body
    assert not ReporterAddress.objects.exists()
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_an_address_is_recorded_as_it_was_corrected_with_where_it_came_from(
    report: Submission,
) -> None:
    client = signed_in()
    (contact, *_others) = contact_points.contacts_of(report)
    take = {"contact": contact.key, "as": "address", "take": "1", "language": "ru"}
    answer = client.post(address(report), {**take, "email": MAILBOX.upper(), "office": "Interior"})
    assert (answer.status_code, answer["Location"]) == (302, address(report))
    made = ReporterAddress.objects.get()
    assert (made.reporter.code, made.email, made.office, made.language) == (
        "KEN",
        MAILBOX,
        "Interior",
        "ru",
    )
    (kept,) = made.history.all()
    assert doors.parts(kept.history_change_reason)[0] == "KEN-2022-1, 1.2"
    assert kept.history_user.email
    after = client.get(address(report)).content.decode()
    assert "is an address of this reporter" in after
    again = client.post(address(report), {**take, "email": MAILBOX, "office": ""})
    assert again.status_code == 422
    assert "This reporter already has that address." in again.content.decode()
    assert ReporterAddress.objects.count() == 1


def test_an_office_is_recorded_and_is_not_public(report: Submission) -> None:
    client = signed_in()
    (contact, *_others) = contact_points.contacts_of(report)
    shown = client.post(address(report), {"contact": contact.key, "as": "office"}).content.decode()
    assert 'value="Ministry of the Interior"' in shown
    take = {"contact": contact.key, "as": "office", "take": "1", "mailbox": MAILBOX}
    given = {**take, "function": "iti_tracing", "name_fr": "Ministère", "is_public": "on"}
    assert client.post(address(report), given).status_code == 302
    made = Office.objects.get()
    assert (made.reporter.code, made.name, made.mailbox, made.is_public) == (
        "KEN",
        {"fr": "Ministère"},
        MAILBOX,
        False,
    )
    assert (made.origin, made.source) == ("form", "KEN-2022-1, 1.2")
    assert doors.parts(made.history.get().history_change_reason)[0] == "KEN-2022-1, 1.2"
    after = client.get(address(report)).content.decode()
    assert "is the mailbox of an office on record" in after
    assert client.post(address(report), given).status_code == 422
    assert client.post(address(report), {**given, "name_fr": ""}).status_code == 422


def test_an_invitation_is_sent_to_act_for_that_reporter(
    report: Submission, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in()
    (contact, *_others) = contact_points.contacts_of(report)
    take = {
        "contact": contact.key,
        "as": "invitation",
        "take": "1",
        "email": MAILBOX,
        "name": "Jane Doe",
        "role": "editor",
        "office": "Ministry",
        "language": "fr",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(report), take).status_code == 302
    made = Invitation.objects.get()
    assert [each.code for each in made.reporters.all()] == ["KEN"]
    assert (made.email, made.name, made.role, made.language) == (
        MAILBOX,
        "Jane Doe",
        "editor",
        "fr",
    )
    assert made.history.filter(doors.because_of("KEN-2022-1, 1.2")).exists()
    assert [each.to for each in mail.outbox] == [[MAILBOX]]
    make_contact(report.reporter, email=MAILBOX)
    refused = client.post(address(report), take)
    assert refused.status_code == 422
    assert "This person already acts for one of them." in refused.content.decode()
    assert "acts for this reporter; is invited" in refused.content.decode()


def test_only_whoever_has_the_right_takes_over(report: Submission) -> None:
    reader = make_officer()
    reader.groups.clear()
    (contact, *_others) = contact_points.contacts_of(report)
    client = signed_in(reader)
    assert client.get(address(report)).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client = signed_in(User.objects.get(pk=reader.pk))
    page = client.get(address(report))
    assert page.status_code == 200
    assert 'name="as"' not in page.content.decode()
    for kind in ("address", "invitation", "office"):
        take = {"contact": contact.key, "as": kind, "take": "1", "email": MAILBOX}
        assert client.post(address(report), take).status_code == 403
    officer = signed_in()
    for wrong in (
        {"as": "address"},
        {"contact": "nope", "as": "address"},
        {"contact": contact.key},
    ):
        assert officer.post(address(report), wrong).status_code == 404
    for who in (Client(), signed_in(make_contact(report.reporter))):
        assert who.get(address(report)).status_code == 302


def test_the_report_leads_there_only_where_somebody_is_named(report: Submission) -> None:
    client = signed_in()
    change = reverse("admin:reports_submission_change", args=[report.pk])
    assert address(report) in client.get(change).content.decode()
    empty = make_draft(make_state("TGO"), report.cycle)
    change = reverse("admin:reports_submission_change", args=[empty.pk])
    assert address(empty) not in client.get(change).content.decode()
    assert "names anybody" in client.get(address(empty)).content.decode()


def test_queries_do_not_grow_with_what_is_named(report: Submission) -> None:
    with CaptureQueriesContext(connection) as few:
        contact_points.contacts_of(report)
    answers = report.answers.filter(part__key="details")
    answers.update(value=" ".join(f"point{number}@example.org" for number in range(30)))
    with CaptureQueriesContext(connection) as many:
        assert len(contact_points.contacts_of(report)) == 32
    assert len(few) == len(many) <= 11
