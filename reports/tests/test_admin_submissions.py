"""The submission page: registering, steps through the workflow, files, and no other way in."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from reports.attachments import files
from reports.coding import recording
from reports.models import Attachment, Submission, SubmissionEvent
from reports.submissions import messages, workflow
from testing.builders import (
    PDF,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_own_draft,
    make_published,
    make_response,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)
from testing.reading import tasks_on, words

pytestmark = pytest.mark.django_db

FROZEN_FIELDS = {"reference", "version", "status", "created_at", "submitted_at", "published_at"}


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


@pytest.fixture
def reviewer(client):
    user = make_reviewer()
    client.force_login(user)
    return user


def url(name, submission=None):
    return reverse(f"admin:reports_submission_{name}", args=[submission.pk] if submission else [])


def registration(**changes):
    return {
        "reporter": make_state("KEN").pk,
        "cycle": make_cycle("2031").pk,
        "channel": "paper",
        "languages": ["fr", "en"],
        "received_on": "2022-06-01",
        **changes,
    }


def editing(client, submission, **changes):
    """What a browser would send of the submission's page, with ``changes``."""
    form = client.get(url("change", submission)).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form}
    return {k: v for k, v in {**data, **changes}.items() if v not in (None, False)}


def step(client, submission, action, **data):
    return client.post(url("step", submission), {"action": action, **data})


def problems(response):
    return [str(message) for message in response.wsgi_request._messages]


# Registering


def test_a_report_is_registered_through_the_workflow(client, officer):
    response = client.post(url("add"), registration())
    submission = Submission.objects.get()
    assert response["Location"] == url("change", submission)
    assert (submission.reference, submission.status) == ("KEN-2031-1", "draft")
    assert submission.languages == ["en", "fr"]
    event = submission.events.get()
    assert (event.action, event.actor) == ("register", officer)
    assert submission.history.get().history_user == officer


def test_a_report_comes_with_its_files_or_not_at_all_and_another_after_it(client, officer):
    assert client.get(url("add")).context["show_save_and_add_another"]
    data = registration(languages=["fr"], is_public="on", _addanother="1")
    refused = client.post(url("add"), {**data, "uploads": [make_upload("bad.exe", b"MZ\x90")]})
    assert "bad.exe" in refused.content.decode()
    assert not Submission.objects.exists()
    files = [make_upload("a.txt", b"One."), make_upload("b.txt", b"Two.")]
    wrong = client.post(url("add"), {**data, "received_on": "1/6/2022", "uploads": files})
    assert "Choose the files again." in wrong.content.decode()
    files = [make_upload("a.txt", b"One."), make_upload("b.txt", b"Two.")]
    response = client.post(url("add"), {**data, "uploads": files})
    submission = Submission.objects.get()
    found = submission.attachments.order_by("pk")
    assert [(a.name, a.language, a.is_public) for a in found] == [
        ("a.txt", "fr", True),
        ("b.txt", "fr", True),
    ]
    # The next form keeps what it has in common with this one, and leads to the one registered.
    page = client.get(response["Location"])
    form = page.context["adminform"].form
    assert (str(form.initial["cycle"]), form.initial["received_on"]) == (
        str(submission.cycle_id),
        "2022-06-01",
    )
    assert f'<a href="{url("change", submission)}">KEN-2031-1</a> is registered.' in (
        page.content.decode()
    )


def test_what_is_left_to_do_is_said_after_registering(client, officer):
    """A link instead of a file leaves none to attach, a nil return nothing to code."""
    cycle, link = make_cycle("2031"), "https://www.example.org/report.pdf"
    for code, given, left in (
        ("KEN", {}, "Attach its files, code it, submit it."),
        ("TGO", {"publication_url": link}, "Code it, submit it."),
        ("TCD", {"is_nil_return": "on"}, "Submit it."),
    ):
        about = {"reporter": make_state(code).pk, "cycle": cycle.pk, "languages": ["fr"]}
        came = {"channel": "paper", "received_on": "2022-06-01"}
        done = client.post(url("add"), {**about, **came, **given}, follow=True)
        assert f"{code}-2031-1 is registered. {left}" in words(done)


def test_the_form_starts_with_the_current_cycle_and_the_reporter_asked_for(client, officer):
    state, cycle = make_state(), make_cycle("2031")
    form = client.get(url("add"), {"reporter": state.pk}).context["adminform"].form
    assert (form.initial["cycle"], form.initial["reporter"]) == (cycle.pk, str(state.pk))


def test_the_refusals_of_the_workflow_stand_in_the_form(client, officer):
    day = datetime.date(2022, 1, 1)
    closed, unopened = make_cycle("2030", closes_on=day), make_cycle("2032", opens_on=day)
    begins = "This reporting cycle"
    told = {
        closed: f"{begins} closed on 1 January 2022: no report is taken that came later.",
        unopened: f"{begins} opens on 1 January 2022: no report of it can have come before.",
    }
    report = registration(cycle=closed.pk)
    for cycle, received_on in ((closed, "2022-01-02"), (unopened, "2021-12-31")):
        posted = {**report, "cycle": cycle.pk, "received_on": received_on}
        response = client.post(url("add"), posted)
        assert response.status_code == 200
        assert response.context["adminform"].form.errors == {"cycle": [told[cycle]]}
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"received_on": "", "received_no_later_than": "2022-06-01"}, "Name the source"),
        ({"received_no_later_than": "2022-06-01", "source": "x"}, "not both"),
        ({"received_on": "2999-01-01"}, "still to come"),
        ({"languages": ["de"]}, "not one of the available choices"),
        ({"reporter": ""}, "required"),
    ],
)
def test_an_impossible_registration_says_why(client, officer, changes, message):
    response = client.post(url("add"), registration(**changes))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Submission.objects.exists()


def test_a_second_version_is_not_begun_beside_one_in_progress(client, officer):
    state, cycle = make_state("KEN"), make_cycle("2031")
    make_draft(state, cycle)
    data = {
        "reporter": state.pk,
        "cycle": cycle.pk,
        "channel": "paper",
        "received_on": "2022-06-01",
    }
    response = client.post(url("add"), data)
    assert "already being worked on" in response.content.decode()
    assert Submission.objects.count() == 1


def test_only_whoever_may_register_finds_the_form(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(url("add")).status_code == 403
    assert client.post(url("add"), {}).status_code == 403


# Editing


def test_a_draft_is_edited_and_its_history_kept(client, officer):
    draft = make_draft()
    data = editing(client, draft, channel="email", languages=["ar"], reporter_remarks="Late, sorry")
    assert client.post(url("change", draft), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.channel, draft.languages, draft.reporter_remarks) == (
        "email",
        ["ar"],
        "Late, sorry",
    )
    page = client.get(url("history", draft)).content.decode()
    assert "paper</del>" in page
    assert "e-mail</ins>" in page
    assert str(officer) in page


def test_a_moment_in_a_history_is_shown_to_the_minute(client, officer):
    draft = make_draft()
    workflow.submit(draft, by=officer, reason="Right.")
    page = words(client.get(url("history", draft)))
    at = draft.events.last().at.astimezone(datetime.UTC)
    assert f"{date_format(at, 'DATETIME_FORMAT')} UTC" in page
    assert not re.search(r":\d\d\.\d", page)


@pytest.mark.parametrize("make", [make_draft, make_published])
def test_no_form_field_leads_past_the_workflow(client, reviewer, make):
    form = client.get(url("change", make())).context["adminform"].form
    assert not FROZEN_FIELDS & set(form.fields)
    assert not {"reporter", "cycle"} & set(form.fields)


def test_posted_status_and_version_are_not_heard(client, officer):
    draft = make_draft()
    data = editing(client, draft, status="published", version=9, reference="X", submitted_at="2022")
    client.post(url("change", draft), data)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == ("draft", 1)
    assert draft.reference != "X"


def test_only_a_report_that_may_change_is_headed_change(client, officer):
    draft, published = make_draft(), make_published()
    assert client.get(url("change", draft)).context["title"] == "Change submission"
    assert client.get(url("change", published)).context["title"] == "Submission"


def test_of_a_frozen_version_only_the_remarks_of_the_secretariat_change(client, officer):
    submission = make_published(languages=["fr"])
    page = client.get(url("change", submission))
    assert set(page.context["adminform"].form.fields) == {"secretariat_remarks", "seen"}
    assert "Français" in page.content.decode()
    data = editing(
        client, submission, secretariat_remarks="Filed", channel="email", languages=["ar"]
    )
    assert client.post(url("change", submission), data).status_code == 302
    submission.refresh_from_db()
    assert (submission.secretariat_remarks, submission.channel, submission.languages) == (
        "Filed",
        "paper",
        ["fr"],
    )


def test_an_edit_of_a_draft_that_was_submitted_meanwhile_is_refused(client, officer):
    draft = make_draft()
    data = editing(client, draft, reporter_remarks="More")
    workflow.submit(draft, by=officer)
    response = client.post(url("change", draft), data)
    assert response.status_code == 200
    assert "Somebody else has changed this record" in response.content.decode()


def test_a_nil_return_with_responses_is_refused_with_a_message(client, officer):
    commitment = make_commitment()
    draft = make_draft(cycle=make_cycle("2031", commitment.document))
    make_response(draft, commitment)
    data = editing(client, draft, is_nil_return="on")
    response = client.post(url("change", draft), data)
    assert response.status_code == 200
    assert "responses" in str(response.context["adminform"].form.errors)


def test_nothing_is_deleted(client, reviewer):
    reviewer.is_superuser = True
    reviewer.save()
    submission = make_published()
    assert client.get(url("delete", submission)).status_code == 403
    event = submission.events.first()
    for page in ("change", "delete"):
        address = reverse(f"admin:reports_submissionevent_{page}", args=[event.pk])
        assert client.post(address, {"post": "yes", "reason": "x"}).status_code == 403
    assert client.post(reverse("admin:reports_submissionevent_add"), {}).status_code == 403
    listing = client.get(url("changelist"))
    assert "delete_selected" not in listing.content.decode()


def test_responses_are_only_looked_at(client, reviewer):
    reviewer.is_superuser = True
    reviewer.save()
    commitment = make_commitment()
    response = make_response(make_draft(cycle=make_cycle("2031", commitment.document)), commitment)
    address = reverse("admin:reports_response_change", args=[response.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"status": "planned"}).status_code == 403


# Steps


def test_steps_are_offered_as_the_workflow_allows(client, reviewer):
    draft = make_draft()
    offered = [s["action"] for s in client.get(url("change", draft)).context["steps"]]
    assert offered == workflow.allowed_actions(draft, reviewer)
    published = make_published()
    page = client.get(url("change", published))
    assert [s["action"] for s in page.context["steps"]] == ["withdraw"]
    assert page.context["may_correct"]


def test_a_report_goes_from_draft_to_published_by_its_buttons(client, reviewer):
    draft = make_draft()
    for action, status in [
        ("submit", "submitted"),
        ("start_review", "under_review"),
        ("publish", "published"),
    ]:
        assert step(client, draft, action)["Location"] == url("change", draft)
        draft.refresh_from_db()
        assert draft.status == status
    assert [e.actor for e in draft.events.exclude(action="register")] == [reviewer] * 3
    page = client.get(url("change", draft)).content.decode()
    assert page.count("<time datetime=") == 4


def test_a_step_from_another_status_is_a_conflict(client, reviewer):
    draft = make_draft()
    response = step(client, draft, "publish")
    assert response.status_code == 409
    assert "is draft: this step (published) is not possible now" in response.content.decode()


def test_a_step_without_the_right_is_forbidden(client, officer):
    submission = workflow.submit(make_draft(), by=officer)
    assert step(client, submission, "start_review").status_code == 403
    submission.refresh_from_db()
    assert submission.status == "submitted"


def test_returning_needs_a_reason(client, reviewer):
    submission = workflow.submit(make_draft(), by=reviewer)
    assert problems(step(client, submission, "return", reason=" ")) == ["Give a reason."]
    step(client, submission, "return", reason="Page 3 is missing")
    submission.refresh_from_db()
    assert submission.status == "returned"
    assert "Page 3 is missing" in client.get(url("change", submission)).content.decode()


def test_a_report_without_a_day_of_receipt_is_not_submitted(client, officer):
    draft = make_draft(received_on=None)
    assert problems(step(client, draft, "submit")) == ["Say when the report was received."]


def test_a_correction_makes_a_new_version(client, officer):
    published = make_published(make_state("KEN"), make_cycle("2031"))
    response = step(client, published, "new_version")
    copy = Submission.objects.get(reference="KEN-2031-2")
    assert response["Location"] == url("change", copy)
    assert step(client, copy, "new_version").status_code == 409


@pytest.mark.parametrize("action", ["", "register", "supersede", "restore", "anything"])
def test_unknown_steps_are_a_bad_request(client, reviewer, action):
    assert step(client, make_draft(), action).status_code == 400


def test_steps_are_taken_by_post_alone(client, reviewer):
    assert client.get(url("step", make_draft())).status_code == 405


def test_events_are_shown_in_full(client, officer):
    event = make_published().events.last()
    page = client.get(reverse("admin:reports_submissionevent_change", args=[event.pk]))
    assert event.digest in page.content.decode()
    assert "under review" in page.content.decode()


def test_a_broken_chain_of_events_is_shown(client, officer):
    submission = make_draft()
    SubmissionEvent.objects.create(
        submission=submission, sequence=5, action="submit", at=submission.created_at, digest="x"
    )
    page = client.get(url("change", submission)).content.decode()
    assert "The chain of these steps is broken" in page


# Files


def attach(client, submission, *uploads, **data):
    return client.post(url("files", submission), {"uploads": list(uploads), **data})


def test_files_are_attached_together(client, officer):
    draft = make_draft()
    attach(
        client,
        draft,
        make_upload(),
        make_upload("note.txt", b"text"),
        language="fr",
        is_public="on",
    )
    found = draft.attachments.order_by("pk")
    assert [(a.name, a.language, a.is_public) for a in found] == [
        ("report.pdf", "fr", True),
        ("note.txt", "fr", True),
    ]
    page = client.get(url("change", draft)).content.decode()
    assert found[0].sha256 in page


def test_one_bad_file_keeps_all_out_and_each_says_why(client, officer):
    draft = make_draft()
    response = attach(
        client, draft, make_upload(), make_upload("a.exe"), make_upload("b.pdf", b"x")
    )
    assert not Attachment.objects.exists()
    told = problems(response)
    assert [message.split(":")[0] for message in told] == ["a.exe", "b.pdf"]


def test_no_file_says_so(client, officer):
    assert problems(attach(client, make_draft())) == ["This field is required."]


def test_files_come_too_late_for_a_frozen_version(client, officer):
    submission = make_published()
    assert client.get(url("change", submission)).context["upload_form"] is None
    refused = attach(client, submission, make_upload())
    assert refused.status_code == 409
    assert "its content is frozen" in refused.content.decode()


def test_files_are_attached_only_with_the_right(client):
    user = make_user(is_staff=True)
    client.force_login(user)
    assert attach(client, make_draft(), make_upload()).status_code == 403


def download(client, attachment):
    return client.get(reverse("admin:reports_attachment_download", args=[attachment.pk]))


def test_a_file_is_handed_out_as_a_download(client, officer):
    attachment = files.attach(make_draft(), make_upload(), by=officer)
    response = download(client, attachment)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_a_file_is_handed_out_only_to_staff_with_the_right(client, officer):
    attachment = files.attach(make_draft(), make_upload(), by=officer)
    client.force_login(make_user(is_staff=True))
    assert download(client, attachment).status_code == 403
    client.force_login(make_user())
    assert download(client, attachment).status_code == 302


def test_a_lost_or_unknown_file_is_not_found(client, officer):
    attachment = files.attach(make_draft(), make_upload(), by=officer)
    attachment.file.storage.delete(attachment.file.name)
    assert download(client, attachment).status_code == 404
    attachment.pk = 999
    assert download(client, attachment).status_code == 404


def test_a_file_of_a_draft_is_removed_and_that_of_a_frozen_version_is_not(client, officer):
    draft = make_draft()
    attachment = files.attach(draft, make_upload(), by=officer)
    address = reverse("admin:reports_attachment_delete", args=[attachment.pk])
    response = client.post(f"{address}?submission={draft.pk}", {"post": "yes"})
    assert response["Location"] == url("change", draft)
    kept = files.attach(draft, make_upload(), by=officer)
    workflow.submit(draft, by=officer)
    address = reverse("admin:reports_attachment_delete", args=[kept.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_files_are_not_deleted_by_the_hundred(client, officer):
    files.attach(make_draft(), make_upload(), by=officer)
    address = reverse("admin:reports_attachment_changelist")
    assert "delete_selected" not in client.get(address).content.decode()


def test_a_published_file_is_made_public_later_but_not_renamed(client, officer):
    draft = make_draft()
    attachment = files.attach(draft, make_upload(), by=officer)
    workflow.submit(draft, by=officer)
    address = reverse("admin:reports_attachment_change", args=[attachment.pk])
    seen = client.get(address).context["adminform"].form["seen"].value()
    client.post(address, {"is_public": "on", "name": "other.pdf", "seen": seen})
    attachment.refresh_from_db()
    assert (attachment.is_public, attachment.name) == (True, "report.pdf")


# Cycles


def test_a_document_that_reports_say_something_on_stays_in_its_cycle(client, officer):
    document = make_document("doc")
    commitment = make_commitment(document)
    cycle = make_cycle("2031", document)
    make_response(make_draft(cycle=cycle), commitment)
    address = reverse("admin:reports_reportingcycle_change", args=[cycle.pk])
    form = client.get(address).context["adminform"].form
    data = {
        "year": 2031,
        "name_en": "Cycle",
        "reporter_list": "complete",
        "seen": form["seen"].value(),
        "reminder_days-TOTAL_FORMS": 0,
        "reminder_days-INITIAL_FORMS": 0,
        "published_totals-TOTAL_FORMS": 0,
        "published_totals-INITIAL_FORMS": 0,
    }
    response = client.post(address, data)
    assert "that you took out" in response.content.decode()
    assert list(cycle.documents.all()) == [document]
    assert client.post(address, {**data, "documents": [document.pk]}).status_code == 302


def test_other_names_are_one_to_a_line(client, officer):
    state = make_state("CIV", other_names=["Ivory Coast"])
    address = reverse("admin:reports_reporter_change", args=[state.pk])
    form = client.get(address).context["adminform"].form
    assert form["other_names"].value() == "Ivory Coast"
    client.post(
        address,
        {
            "name_en": "Côte d'Ivoire",
            "m49": state.m49,
            "state_status": "member",
            "other_names": "Ivory Coast\r\n\r\n Elfenbeinküste ",
            "seen": form["seen"].value(),
            "points_of_contact-TOTAL_FORMS": 0,
            "points_of_contact-INITIAL_FORMS": 0,
            "addresses-TOTAL_FORMS": 0,
            "addresses-INITIAL_FORMS": 0,
            "small_arms_offices-TOTAL_FORMS": 0,
            "small_arms_offices-INITIAL_FORMS": 0,
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    state.refresh_from_db()
    assert state.other_names == ["Ivory Coast", "Elfenbeinküste"]


# The start page, and steps with many at once


def test_the_start_page_counts_what_waits_and_leads_to_exactly_that(client, reviewer):
    """By task; an officer's own tasks and a reviewer's differ, and nothing is named at zero."""
    cycle = make_cycle("2031", make_document("doc"))
    commitment = make_commitment(cycle.documents.get())
    coded, submitted, reviewed, _online = (
        make_draft(make_state(code), cycle, by=reviewer, **fields)
        for code, fields in [("KEN", {}), ("FRA", {}), ("GAB", {}), ("TCD", {"channel": "online"})]
    )
    make_draft(make_state("TGO"), cycle, by=reviewer)
    for each in (coded, submitted, reviewed):
        make_response(each, commitment)
    workflow.submit(submitted, by=reviewer, reason="Fine.")
    workflow.submit(reviewed, by=reviewer, reason="Fine.")
    workflow.start_review(reviewed, by=reviewer)
    expected = {
        "reports to code": {"TGO-2031-1"},
        "coded reports to submit": {"KEN-2031-1"},
        "reports to review": {"FRA-2031-1"},
        "reports under review, to publish": {"GAB-2031-1"},
    }
    found = tasks_on(client.get(reverse("admin:index")))
    assert {label: count for label, (count, _url) in found.items()} == dict.fromkeys(expected, 1)
    for label, references in expected.items():
        listed = client.get(found[label][1]).context["cl"].queryset
        assert {each.reference for each in listed} == references
    client.force_login(make_officer())
    own = {"reports to code", "coded reports to submit"}
    assert set(tasks_on(client.get(reverse("admin:index")))) == own


def test_a_question_waits_at_the_desk_until_the_other_side_has_written(client, officer):
    """Whoever has read it; the two numbers lead to exactly those reports."""
    cycle, contact = make_cycle("2031"), make_contact(make_state("KEN"))
    draft = make_own_draft(contact, cycle)
    make_own_draft(make_contact(make_state("TGO")), cycle)
    ours, theirs = "reports with a question not answered yet", "reports with a message to answer"

    def waiting(label):
        found = tasks_on(client.get(reverse("admin:index")))
        if label not in found:
            return []
        listed = client.get(found[label][1]).context["cl"].queryset
        assert len(listed) == found[label][0]
        return [each.reference for each in listed]

    assert (waiting(ours), waiting(theirs)) == ([], [])
    messages.send(draft, "Which law?", by=officer)
    assert (waiting(ours), waiting(theirs)) == (["KEN-2031-1"], [])
    messages.send(draft, "Act 5. Shall we attach it?", by=contact)
    assert (waiting(ours), waiting(theirs)) == ([], ["KEN-2031-1"])
    client.get(reverse("admin:reports_submission_change", args=[draft.pk]))
    assert "reports with new messages" not in tasks_on(client.get(reverse("admin:index")))
    assert waiting(theirs) == ["KEN-2031-1"]
    messages.send(draft, "Please do.", by=officer)
    workflow.withdraw(draft, by=contact, reason="Begun anew.")
    assert (waiting(ours), waiting(theirs)) == ([], [])


def test_a_step_with_many_is_shown_first_and_then_taken_where_it_can_be(client, reviewer):
    cycle = make_cycle("2031", make_document("doc"))
    commitment = make_commitment(cycle.documents.get())
    drafts = [make_draft(make_state(code), cycle, by=reviewer) for code in ("KEN", "FRA", "GAB")]
    for draft in drafts[:2]:
        make_response(draft, commitment)
        workflow.submit(draft, by=reviewer, reason="Fine.")
    page = reverse("admin:reports_submission_changelist")
    sent = {
        "action": "start_review_of_many",
        "_selected_action": [draft.pk for draft in drafts],
    }
    preview = client.post(page, sent)
    assert [each.submission for each in preview.context["refused"]] == [drafts[2]]
    assert "The step can be taken with 2 reports" in words(preview)
    assert SubmissionEvent.objects.filter(action="start_review").count() == 0
    # Somebody was faster with one of them: it is told, and the other is done.
    workflow.start_review(drafts[0], by=reviewer)
    done = client.post(page, {**sent, "confirmed": "1"}, follow=True)
    assert "Done with 1 report." in words(done)
    assert "KEN-2031-1: " in words(done)
    statuses = {each.reporter.code: each.status for each in Submission.objects.all()}
    assert statuses == {"KEN": "under_review", "FRA": "under_review", "GAB": "draft"}
    client.force_login(make_officer())
    assert b"publish_many" not in client.get(page).content
    client.post(page, {**sent, "action": "publish_many", "confirmed": "1"})
    assert not Submission.objects.current().exists()


def test_reports_of_many_are_received_after_a_look_at_what_would_be_done(client, reviewer):
    cycle = make_cycle("2031", make_document("doc"))
    new, begun, reported = (make_state(code) for code in ("KEN", "FRA", "GAB"))
    make_draft(begun, cycle, by=reviewer)
    make_published(reported, cycle)
    page = f"{reverse('admin:reports_reporter_changelist')}?kind__exact=state"
    chosen = [new.pk, begun.pk, reported.pk]
    sent = {"action": "receive_many", "_selected_action": chosen}
    asked = client.post(page, sent)
    assert "nothing is done before you confirm" in words(asked)
    sent |= {"cycle": cycle.pk, "channel": "email", "received_on": "03/06/2022"}
    assert "such as 2026-06-30" in words(client.post(page, sent))
    sent |= {"received_on": "2022-06-03"}
    preview = client.post(page, sent)
    assert [each.reporter for each in preview.context["possible"]] == [new]
    assert "1 report can be registered" in words(preview)
    assert not new.submissions.exists()
    done = client.post(page, {**sent, "confirmed": "1"}, follow=True)
    assert "1 report is registered as a draft." in words(done)
    made = new.submissions.get()
    assert (made.status, made.channel, str(made.received_on)) == ("draft", "email", "2022-06-03")
    assert made.events.get().actor == reviewer
    assert [s.submissions.count() for s in (begun, reported)] == [1, 1]
    client.force_login(make_user(is_staff=True))
    assert client.post(page, {**sent, "confirmed": "1"}).status_code == 403


def test_a_reviewer_sees_what_changes_for_readers_before_publishing(client, reviewer):
    document = make_document("doc")
    one, two, three = (make_commitment(document) for _number in range(3))
    first = make_draft(make_state("KEN"), make_cycle("2031", document), by=reviewer)
    files.attach(first, make_upload("first.pdf"), by=reviewer, is_public=True)
    say = recording.Answer
    answers = [
        say(one.key, "planned", "We plan a register.", "en", note="internal"),
        say(two.key, "implemented"),
    ]
    recording.record(first, answers, by=reviewer)
    assert client.get(url("changes", first)).status_code == 404  # it replaces nothing
    publish(first, by=reviewer)
    second = workflow.correct(first, by=reviewer)
    assert "Both versions say the same" in words(client.get(url("changes", second)))
    answers = [
        say(one.key, "implemented", "We keep a register.", "en", note="secret"),
        say(two.key, ""),
        say(three.key, "planned"),
    ]
    recording.record(second, answers, by=reviewer)
    files.attach(second, make_upload("second.pdf", b"%PDF-1.4 second"), by=reviewer, is_public=True)
    files.attach(second, make_upload("inner.pdf", b"%PDF-1.4 inner"), by=reviewer)
    workflow.change(second, by=reviewer, languages=["en"])
    page = client.get(url("changes", second))
    content = page.content.decode()
    assert "<del>plan</del><ins>keep</ins>" in content
    said = words(page)
    assert "Languages before – after English" in said
    for change in ("doc-1", "doc-2", "(removed)", "doc-3", "(added)", "second.pdf"):
        assert change in said
    assert not {"internal", "secret", "inner.pdf"} & set(said.split())
    # The step that applies is taken here, after a look.
    assert page.context["steps"][0]["action"] == "submit"
    workflow.submit(second, by=reviewer, reason="Right.")
    taken = client.post(url("step", second), {"action": "start_review", "from_changes": "1"})
    assert taken["Location"] == url("changes", second)
    last = client.get(url("changes", second)).content.decode()
    assert f'action="{url("step", second)}"' in last
    assert 'name="action" value="publish"' in last
    shown = client.get(url("change", second))
    assert url("changes", second) in shown.content.decode()
    assert url("change", first) in shown.content.decode()
    published = client.get(url("change", first)).content.decode()
    assert url("change", second) in published
    assert url("changes", first) not in published
    client.force_login(make_user(is_staff=True))
    assert client.get(url("changes", second)).status_code == 403
