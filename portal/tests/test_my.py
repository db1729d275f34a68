"""A point of contact's own area: due reports, writing, handing in."""

import datetime
import hashlib
import io
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from contacts.models import Mail
from reports.attachments import files
from reports.coding import carrying, recording
from reports.coding.recording import Answer
from reports.models import Response, Submission
from reports.submissions import workflow
from testing.builders import (
    PDF,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_officer,
    make_own_draft,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_upload,
    texts,
)
from testing.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def state():
    return make_state("KEN", "Kenya")


@pytest.fixture
def cycle():
    """An open cycle, due in ten days, with two parts of two commitments each."""
    document = make_document("doc")
    for code in ("i", "ii"):
        section = make_section(document, code, heading=texts(f"Part {code}"))
        for _number in range(2):
            make_commitment(document, section=section, summary=texts("A summary"))
    due = timezone.localdate() + datetime.timedelta(days=10)
    return make_cycle("2031", document, due_on=due)


@pytest.fixture
def contact(state):
    return make_contact(state, name="Wanjiru", email="w@example.org")


@pytest.fixture
def client(contact):
    return signed_in(contact)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft(cycle, contact):
    return make_own_draft(contact, cycle, languages=["en"])


PART = "/my/reports/KEN-2031-1/part/1/"
SUBMIT = "/my/reports/KEN-2031-1/submit/"


def row(key="doc-1", **fields):
    """The fields of one posted row that was shown empty, changed by ``fields``."""
    names = ("status", "narrative", "language", "attachment", "page", "link", "seen")
    return {f"{key}-{name}": fields.get(name, "") for name in names}


def test_without_signing_in_nothing_is_there_but_the_way_in(draft):
    for address in ("/my/", "/ar/my/", PART):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={address}")


def test_nothing_of_it_is_kept_or_found(client, draft):
    for address in ("/my/", PART):
        response = client.get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert 'name="robots" content="noindex' in response.content.decode()


def test_whoever_acts_for_nobody_is_told_so():
    assert "You act for no State" in words(signed_in(make_officer()).get("/my/"))


def test_it_opens_with_what_is_due(client, contact, state, cycle):
    page = words(client.get("/my/"))
    assert "Kenya" in page
    assert "Nothing has been begun." in page
    assert "23:59 UTC" in page
    assert client.post("/my/KEN/2031/begin/")["Location"] == "/my/reports/KEN-2031-1/"
    assert "0 of 4 commitments answered" in words(client.get("/my/"))
    submission = Submission.objects.get(reference="KEN-2031-1")
    assert (submission.channel, submission.languages) == ("online", ["en"])


def test_what_came_back_says_why_and_names_nobody(client, contact, draft):
    recording.record(draft, [Answer("doc-1", "planned")], by=contact)
    workflow.submit(draft, by=contact, reason="Fine.")
    assert "It is with the secretariat." in words(client.get("/my/"))
    reviewer = make_reviewer(name="Secret Reviewer")
    workflow.return_to_author(draft, by=reviewer, reason="Please name the law.")
    for address in ("/my/", "/my/reports/KEN-2031-1/"):
        page = client.get(address).content.decode()
        assert "Please name the law." in page
        assert "Secret Reviewer" not in page


def test_a_past_cycle_without_days_gives_way_to_one_that_is_open(client, contact, state):
    past = make_cycle("2022", make_document("old"))
    make_published(make_state(), past)
    assert str(past) in words(client.get("/my/"))
    due = timezone.localdate() + datetime.timedelta(days=10)
    make_form(make_cycle("2032", due_on=due, name=texts("By form alone")))
    page = words(client.get("/my/"))
    # The cycle has a form, but no outcome document yet.
    assert "By form alone" in page
    assert str(past) not in page
    client.post("/my/KEN/2032/begin/")
    report = words(client.get("/my/reports/KEN-2032-1/"))
    assert "0 of" in report
    assert "no outcome document" not in report


def test_a_cycle_that_closed_is_not_due(client, contact, state):
    past = timezone.localdate() - datetime.timedelta(days=1)
    make_cycle("2030", make_document(), due_on=past, closes_on=past)
    assert "No reporting cycle is open now." in words(client.get("/my/"))


def test_a_report_may_begin_as_the_last_one(client, state, cycle):
    commitment = cycle.scope()[0]
    earlier = make_cycle("2025", commitment.document)
    make_published(state, earlier, {commitment: "planned"})
    client.post("/my/KEN/2031/begin/", {"carry": ""})
    report = words(client.get("/my/reports/KEN-2031-1/"))
    assert "1 to confirm" in report
    assert "0 of 4 commitments answered" in report
    seen = recording.fingerprint(Response.objects.get(submission__reference="KEN-2031-1"))
    typed = row("doc-1", status="planned", seen=seen)
    assert client.post(PART, {**typed, "confirm": "doc-1"}).status_code == 302
    assert "1 of 4 commitments answered" in words(client.get("/my/reports/KEN-2031-1/"))


def test_everything_carried_over_is_confirmed_at_once(client, contact, state, cycle):
    scope = cycle.scope()
    make_published(state, make_cycle("2025", scope[0].document), dict.fromkeys(scope, "planned"))
    draft = make_own_draft(contact, cycle)
    carrying.carry_over(draft, by=contact)
    client.post("/my/reports/KEN-2031-1/confirm/")
    assert not draft.responses.filter(is_carried_over=True).exists()


def test_a_part_is_saved_at_any_moment(client, draft):
    typed = row(status="planned", narrative="Soon", page="")
    assert client.post(PART, typed)["Location"] == PART
    assert draft.responses.get().narrative == "Soon"
    assert client.post(PART, {**row("doc-2"), "next": ""})["Location"].endswith("/part/2/")


def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(client, draft):
    typed = row(narrative="Half a thought") | row("doc-2", status="planned")
    response = client.post(PART, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Half a thought" in page
    assert 'id="p-doc-1"' in page
    # Valid values are saved all the same.
    assert draft.responses.get().commitment.key == "doc-2"


def test_a_page_that_the_file_does_not_have_is_told_at_its_field(client, contact, draft):
    files.attach(draft, make_upload(content=PDF + b"%"), by=contact)
    draft.attachments.update(page_count=7)
    response = client.post(PART, row(status="planned", page="8"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "It cites page 8 of a file of 7 pages." in page
    assert page.count('aria-invalid="true" aria-describedby="p-doc-1"') == 1


def test_the_second_of_two_writers_is_shown_what_changed(client, draft, contact):
    colleague = make_contact(draft.reporter, "editor")
    recording.record(draft, [Answer("doc-1", "implemented", "Theirs", "en")], by=colleague)
    mine = row(status="planned", narrative="Mine", language="en")
    response = client.post(PART, mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in page
    assert "Mine" in page
    seen = re.search(r'name="doc-1-seen" value="(\w*)"', page)[1]
    client.post(PART, {**mine, "doc-1-seen": seen, "doc-1-whose": "theirs"})
    assert draft.responses.get().narrative == "Theirs"
    assert client.post(PART, {**mine, "doc-1-seen": seen}).status_code == 302
    assert draft.responses.get().narrative == "Mine"


def test_the_secretariats_note_stays_when_its_row_is_saved(client, draft):
    recording.record(draft, [Answer("doc-1", "planned", note="Internal word")], by=make_officer())
    page = client.get(PART).content.decode()
    assert "Internal word" not in page
    seen = re.search(r'name="doc-1-seen" value="(\w*)"', page)[1]
    client.post(PART, row(status="implemented", seen=seen))
    response = draft.responses.get()
    assert (response.status, response.note) == ("implemented", "Internal word")


def test_the_report_as_a_whole_is_described_and_files_come_and_go(client, draft):
    about = "/my/reports/KEN-2031-1/about/"
    data = {"languages": ["fr"], "reporter_remarks": "A remark", "is_nil_return": "on"}
    assert client.post(about, data).status_code == 302
    draft.refresh_from_db()
    assert (draft.languages, draft.is_nil_return) == (["fr"], True)
    assert "nothing to report" in words(client.get("/my/reports/KEN-2031-1/"))
    files = "/my/reports/KEN-2031-1/files/"
    client.post(files, {"uploads": make_upload("report.pdf", PDF), "is_public": "on"})
    attachment = draft.attachments.get()
    assert attachment.is_public
    client.post(f"{files}{attachment.key}/remove/")
    assert not draft.attachments.exists()
    refused = client.post(files, {"uploads": make_upload("x.exe", b"MZ")}, follow=True)
    assert "not accepted" in words(refused)


def test_a_nil_return_is_refused_while_there_are_answers(client, contact, draft):
    recording.record(draft, [Answer("doc-1", "planned")], by=contact)
    response = client.post("/my/reports/KEN-2031-1/about/", {"is_nil_return": "on"})
    assert response.status_code == 422
    assert "has responses" in words(response)
    # It is shown at the form, far below the top of the page.
    assert 'about/#about"' in response.content.decode()


def test_a_report_is_handed_in_with_a_receipt(
    client, contact, draft, django_capture_on_commit_callbacks
):
    answer = Answer("doc-1", "planned", "На русском языке это написано", "en")
    recording.record(draft, [answer], by=contact)
    page = words(client.get(SUBMIT))
    assert "Warning" in page
    refused = client.post(SUBMIT, {"reason": " "})
    assert refused.status_code == 422
    contact.language = "fr"
    contact.save()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(SUBMIT, {"reason": "It is right."}, follow=True)
    assert done.redirect_chain[-1][0] == "/my/reports/KEN-2031-1/receipt/"
    digest = draft.events.get(action="submit").content_digest
    assert digest in words(done)
    assert "The content is the same" in words(done)
    (letter,) = mail.outbox
    assert letter.to == [contact.email]
    assert digest in letter.body
    assert "/fr/my/reports/KEN-2031-1/receipt/" in letter.body
    again = client.post(SUBMIT, {"reason": "It is right."})
    assert again.url == "/my/reports/KEN-2031-1/receipt/"
    assert draft.events.filter(action="submit").count() == 1
    assert client.get(SUBMIT).url == again.url
    assert client.post(PART, row(status="planned")).status_code == 409


def test_errors_keep_it_from_being_handed_in_and_lead_to_their_place(client, contact, draft):
    commitment = draft.cycle.scope()[3]
    make_published(draft.reporter, make_cycle("2025", commitment.document), {commitment: "planned"})
    carrying.carry_over(draft, by=contact)
    page = client.get(SUBMIT).content.decode()
    assert f'href="/my/reports/KEN-2031-1/part/2/#{commitment.key}"' in page
    assert 'name="reason"' not in page
    assert client.post(SUBMIT).status_code == 422


def test_readers_look_and_editors_do_not_hand_in(draft):
    reader = signed_in(make_contact(draft.reporter, "reader"))
    assert reader.get(PART).status_code == 200
    assert reader.post(PART, row(status="planned")).status_code == 403
    assert reader.post("/my/KEN/2031/begin/").status_code == 403
    editor = signed_in(make_contact(draft.reporter, "editor"))
    assert editor.post(PART, row(status="planned")).status_code == 302
    assert editor.get(SUBMIT).status_code == 403


def test_a_published_report_is_corrected_in_a_new_version(client, state, cycle):
    make_published(state, cycle, {cycle.scope()[0]: "planned"})
    told = words(client.get("/my/reports/KEN-2031-1/"))
    assert "What is public stays so until the secretariat publishes the new version" in told
    done = client.post("/my/reports/KEN-2031-1/correct/")
    assert done["Location"] == "/my/reports/KEN-2031-2/"
    told = words(client.get("/my/reports/KEN-2031-2/"))
    assert "A correction: KEN-2031-1 stays public until the secretariat publishes this" in told
    discard = "/my/reports/KEN-2031-2/discard/"
    assert client.post(discard, {"reason": ""})["Location"] == "/my/reports/KEN-2031-2/"
    client.post(discard, {"reason": "By mistake."})
    assert Submission.objects.get(reference="KEN-2031-2").status == "withdrawn"


def test_the_preview_says_what_the_public_page_will_say(client, contact, draft):
    answer = Answer("doc-1", "planned", "Our own words", "en", note="")
    recording.record(draft, [answer], by=contact)
    workflow.change(draft, by=contact, reporter_remarks="A remark")
    preview = words(client.get("/my/reports/KEN-2031-1/preview/"))
    workflow.submit(draft, by=contact, reason="Fine.")
    reviewer = make_reviewer()
    workflow.start_review(draft, by=reviewer)
    workflow.publish(draft, by=reviewer)
    public = words(Client().get("/states/KEN/"))
    # After the notice comes the page itself, except its own address in it.
    own = ("/my/reports/KEN-2031-1/preview/", "/states/KEN/")
    ours, theirs = (
        said.replace(each, "").partition(" Kenya Reported ")[2]
        for said, each in zip((preview, public), own, strict=True)
    )
    assert "Our own words" in ours
    assert ours == theirs


@pytest.mark.parametrize("address", ["/my/", "/my/reports/KEN-2031-1/", PART])
def test_pages_take_the_same_queries_for_more_records(client, contact, draft, address):
    def count():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = count()
    for commitment in draft.cycle.scope():
        recording.record(draft, [Answer(commitment.key, "planned")], by=contact)
    make_published(draft.reporter, make_cycle("2025"))
    for _number in range(3):
        make_contact(make_state())
        contact.points_of_contact.create(reporter=make_state(), role="editor")
    assert count() <= few + 1


def test_a_question_is_asked_and_answered_on_both_sides(client, contact, draft):
    officer = make_officer(name="Secret Officer")
    staff = signed_in(officer)
    page = f"/admin/reports/submission/{draft.pk}/change/"
    asked = {"text": "Which law?", "commitment": "doc-1"}
    assert staff.post(page.replace("change", "messages"), asked).status_code == 302
    assert Mail.objects.get(kind="question").to == contact.email
    assert "1 new message" in words(client.get("/my/"))
    seen = client.get("/my/reports/KEN-2031-1/").content.decode()
    assert "Which law?" in seen
    assert "Secret Officer" not in seen
    assert "new message" not in words(client.get("/my/"))
    for _click in range(2):
        client.post("/my/reports/KEN-2031-1/messages/", {"text": "Act 5 of 2019."})
    assert draft.messages.count() == 2
    letter = Mail.objects.filter(kind="question").latest("pk")
    assert letter.to == officer.email
    assert "Act 5 of 2019." in letter.body
    listed = "/admin/reports/submission/?messages=new"
    assert "KEN-2031-1" in staff.get(listed).content.decode()
    assert "Act 5 of 2019." in staff.get(page).content.decode()
    assert "KEN-2031-1" not in staff.get(listed).content.decode()
    refused = client.post("/my/reports/KEN-2031-1/messages/", {"text": " "}, follow=True)
    assert "Write something first." in words(refused)


def test_what_is_said_of_the_report_overwrites_no_change_of_others(client, contact, draft):
    def seen_in(page):
        return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]

    about, shown = "/my/reports/KEN-2031-1/about/", client.get("/my/reports/KEN-2031-1/")
    workflow.change(draft, by=contact, reporter_remarks="Theirs, <b>first</b>.")
    mine = {"languages": "en", "reporter_remarks": "Mine.", "seen": seen_in(shown)}
    refused = client.post(about, mine)
    assert refused.status_code == 422
    assert "Save again to replace what they wrote." in words(refused)
    assert "Theirs, &lt;b&gt;first&lt;/b&gt;." in refused.content.decode()
    assert "Mine.</textarea>" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.reporter_remarks == "Theirs, <b>first</b>."
    # Saving again replaces it knowingly; a second click sends the same values, so it is no
    # conflict.
    again = {**mine, "seen": seen_in(refused)}
    assert [client.post(about, again).status_code for _click in range(2)] == [302, 302]
    draft.refresh_from_db()
    assert draft.reporter_remarks == "Mine."


@pytest.mark.once
def test_the_draft_is_taken_away_marked_as_such(client, contact, draft):
    long = "Our own words. " * 200
    recording.record(draft, [Answer("doc-1", "planned", long, "en")], by=contact)
    workflow.change(draft, by=contact, reporter_remarks="A remark")
    answer = client.get("/my/reports/KEN-2031-1/draft.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "DRAFT" in text
    # In full, unlike a brief.
    assert long.strip() in text
    assert "A remark" in text
    pdf = client.get("/my/reports/KEN-2031-1/draft.pdf")
    assert pdf.content.startswith(b"%PDF")
    workflow.submit(draft, by=contact, reason="Fine.")
    assert client.get("/my/reports/KEN-2031-1/receipt.pdf").content.startswith(b"%PDF")
    content = client.get("/my/reports/KEN-2031-1/receipt.json").content
    step = draft.events.get(action="submit")
    assert hashlib.sha256(content).hexdigest() == step.content_digest


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_signing_in_in_another_tab_loses_nothing_that_was_typed(contact, draft, prefix):
    """The page's token is old: the texts come back, and can be sent again from the answer."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)
    path = f"{prefix}/my/reports/KEN-2031-1/about/"
    sent = {
        "csrfmiddlewaretoken": "old",
        "reporter_remarks": "<b>We wrote</b> this.",
        "languages": "en",
    }
    refused = client.post(path, sent, headers={"Origin": "http://testserver"})
    assert refused.status_code == 403
    assert refused.headers["Cache-Control"] == "private, no-store"
    body = refused.content.decode()
    assert "&lt;b&gt;We wrote&lt;/b&gt; this.</textarea>" in body
    assert f'action="{path}"' in body
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)[1]
    again = {**sent, "csrfmiddlewaretoken": token}
    assert client.post(path, again, headers={"Origin": "http://testserver"}).status_code == 302
    draft.refresh_from_db()
    assert draft.reporter_remarks == "<b>We wrote</b> this."


def test_a_form_of_another_site_cannot_be_sent_again_from_here(contact, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)
    sent = {"reporter_remarks": "We wrote this.", "password": "a secret one"}
    for headers in ({"Origin": "https://evil.example"}, {}):
        refused = client.post("/my/reports/KEN-2031-1/about/", sent, headers=headers)
        assert refused.status_code == 403
        assert b"csrfmiddlewaretoken" not in refused.content
        assert b"a secret one" not in refused.content
