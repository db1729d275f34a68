"""No form or API accepts a text that takes excessive time."""

import io
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test import Client
from openpyxl import Workbook

from api.tests.writers import etag, problem, session
from common.search import SearchTextField
from common.written import validate_text
from contacts import contact_tables
from contacts.models import Invitation
from questionnaires.form import Kind, Part
from questionnaires.values import cleaned
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_officer,
    make_own_draft,
    make_published,
    make_state,
)
from tracker.house import OUR_APPS

pytestmark = pytest.mark.django_db

MARKS = "e" + "\u0301\u0323" * 200
# Columns that the program fills from bounded texts, never from input; and a path.
MADE = {
    "accounts.KeptAnswer.body",
    "contacts.Mail.body",
    "reports.CodingSuggestion.passage",
    "reports.HistoricalAttachment.file",
}


def test_every_field_that_is_free_is_bounded():
    free = {
        f"{model._meta.label}.{column.name}": column
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        for column in model._meta.get_fields()
        if isinstance(column, models.TextField) and not isinstance(column, SearchTextField)
    }
    unbounded = {name for name, column in free.items() if validate_text not in column.validators}
    assert unbounded == MADE


@pytest.fixture
def draft() -> Submission:
    document = make_document()
    make_commitment(document)
    return make_own_draft(make_contact(make_state("KEN")), make_cycle("2031", document))


def test_the_api_names_the_field(draft):
    caller = session()
    row = {"commitment": draft.cycle.scope()[0].key, "status": "planned", "language": "en"}
    answer = caller.ask(
        "PATCH",
        f"submissions/{draft.reference}/responses/",
        {"responses": [{**row, "narrative": MARKS}]},
        if_match=etag(draft),
    )
    assert list(problem(answer, 400)) == ["responses.0.narrative"]
    answer = caller.ask(
        "PATCH",
        f"submissions/{draft.reference}/",
        {"reporter_remarks": MARKS},
        if_match=etag(draft),
    )
    assert list(problem(answer, 400)) == ["reporter_remarks"]


def test_a_message_and_the_reason_of_a_step_are_refused(draft):
    author = draft.events.order_by("pk")[0].actor
    client = Client()
    client.force_login(author)
    client.post(f"/my/reports/{draft.reference}/messages/", {"text": MARKS})
    assert not draft.messages.exists()
    with pytest.raises(ValidationError) as refusal:
        workflow.withdraw(draft, by=author, reason=MARKS)
    assert list(refusal.value.message_dict) == ["reason"]
    answer = client.post(f"/my/reports/{draft.reference}/discard/", {"reason": MARKS})
    assert answer.status_code < 500
    draft.refresh_from_db()
    assert draft.is_being_written


def test_no_door_keeps_a_control_character(draft):
    """Form fields (also in the administration) and the API; each keeps line breaks."""
    client = Client()
    client.force_login(draft.events.order_by("pk")[0].actor)
    path = f"/my/reports/{draft.reference}/"
    client.post(f"{path}messages/", {"text": "one\x0btwo\x01"})
    assert draft.messages.get().text == "one\ntwo"
    answer = session().ask(
        "PATCH",
        f"submissions/{draft.reference}/",
        {"reporter_remarks": "a\x0cb\x02"},
        if_match=etag(draft),
    )
    assert answer.status_code == 200, answer.content
    draft.refresh_from_db()
    assert draft.reporter_remarks == "a\nb"


def test_no_address_keeps_a_sign_that_shows_nothing(draft):
    """Pasted from a mail or a page: in forms, the API, imported tables and commands."""
    pasted, address = "https://mfa.example/\u200breport", "https://mfa.example/report"
    caller = session()
    answer = caller.ask(
        "PATCH",
        f"submissions/{draft.reference}/",
        {"publication_url": pasted},
        if_match=etag(draft),
    )
    assert answer.status_code == 200, answer.content
    draft.refresh_from_db()
    assert draft.publication_url == address
    client = Client()
    client.force_login(draft.events.order_by("pk")[0].actor)
    found = client.post(
        "/my/people/KEN/appoint/", {"email": "b@mfa\u200b.example", "role": "reader"}, follow=True
    )
    assert found.status_code == 200
    assert Invitation.objects.get().email == "b@mfa.example"
    officer = make_officer()
    call_command("invite_contact", "c@\u200bmfa.example", "KEN", by=officer.email, name="C\x0b")
    assert Invitation.objects.get(email="c@mfa.example").name == "C"


def test_no_imported_table_keeps_a_control_character(draft):
    rows = contact_tables.read(
        "reporter,email,office\nKEN,d@mfa\u200b.example,Mini\x01stry\n".encode()
    )
    assert rows == [(2, {"reporter": "KEN", "email": "d@mfa.example", "office": "Ministry"})]
    book = Workbook()
    book.active.append(["reporter", "email", "office"])
    book.active.append(["KEN", "d@mfa.example\u200e", "Ministry\u2028Annex"])
    content = io.BytesIO()
    book.save(content)
    ((_number, row),) = contact_tables.read(content.getvalue())
    assert (row["email"], row["office"].split()) == ("d@mfa.example", ["Ministry", "Annex"])


def test_no_answer_that_was_read_from_a_file_keeps_one():
    part = Part("details", Kind.TEXT, {})
    assert cleaned(part, "one\x0btwo\x01\x0c") == "one\ntwo"


def test_a_name_of_before_with_a_control_character_breaks_no_feed_and_no_document():
    reporter = make_state("KEN", "Ken\x0bya")
    make_published(reporter=reporter, cycle=make_cycle("2031", make_document()))
    for path in (
        "feeds/reports.atom",
        "states/KEN/reports.atom",
        "states/KEN/brief.docx",
        "states/KEN/brief.json",
        "states/KEN/brief.pdf",
        "cycles/trend-report.docx?cycle=2031",
        "cycles/trend-report.pdf?cycle=2031",
    ):
        assert Client().get(f"/{path}").status_code == 200, path
    for path in ("feeds/reports.atom", "charts/map-reported/2031.svg"):
        ElementTree.fromstring(Client().get(f"/{path}").content)
