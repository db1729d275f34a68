"""A report that was withdrawn may be shown as withdrawn: that it was there, and nothing it said."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from common.process_cache import cache
from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.coverage import as_of
from reports.data_stamp import stamp
from reports.models import Submission
from reports.refusals import TransitionNotAllowed
from reports.submissions import verifying, workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)
from testing.reading import words
from tracker.tests import test_leaks as leaks

pytestmark = pytest.mark.django_db

SAID = "Zurückgenommen"
REFERENCE = "KEN-2022-1"
LINE = "Its content is no longer public."


@pytest.fixture
def withdrawn():
    """A report that said something in each of its parts, published by mistake and withdrawn."""
    document = make_document("doc")
    commitment = make_commitment(document)
    by = make_officer()
    report = make_draft(
        make_state("KEN", "Kenya"),
        make_cycle("2022", document),
        by=by,
        channel="email",
        source=SAID,
        reporter_remarks=SAID,
        secretariat_remarks=SAID,
        languages=["fr"],
    )
    file = make_upload(f"{SAID}.txt", SAID.encode())
    kept = files.attach(report, file, by=by, is_public=True)
    said = Answer(commitment.key, "implemented", SAID, "fr", note=SAID, attachment_id=kept.pk)
    recording.record(report, [said], by=by)
    publish(report)
    return workflow.withdraw(report, by=make_reviewer(), reason=f"{SAID}, by mistake.")


def pages():
    """Everything that tells of withdrawn reports, as a stranger reads it."""
    client = Client()
    return {
        address: leaks.said(client.get(f"/{address}"))
        for address in (
            "states/KEN/",
            "cycles/2022/",
            "feeds/reports.atom",
            "states/KEN/reports.atom",
            "api/v1/withdrawn-reports/",
            "api/v1/withdrawn-reports/?format=csv",
            f"api/v1/withdrawn-reports/{REFERENCE}/",
        )
    }


def test_the_public_is_told_when_an_officer_asks_and_until_then_nothing(withdrawn):
    assert not [address for address, text in pages().items() if f"{REFERENCE}:" in text]
    before = stamp()
    workflow.show_withdrawn(withdrawn, by=make_officer(), is_shown=True)
    assert stamp() != before
    assert not [address for address, text in pages().items() if REFERENCE not in text]
    for address in ("/states/KEN/", "/cycles/2022/"):
        assert LINE in words(Client().get(address))
    assert "Withdrawn: Kenya, 2022" in pages()["feeds/reports.atom"]
    told = Client().get(f"/api/v1/withdrawn-reports/{REFERENCE}/").json()
    assert (told["reporter"], told["cycle"], told["version"]) == ("KEN", "2022", 1)
    assert Client().get(f"/api/v1/submissions/{REFERENCE}/").status_code == 404
    workflow.show_withdrawn(withdrawn, by=make_officer(), is_shown=False)
    assert not [address for address, text in pages().items() if f"{REFERENCE}:" in text]
    assert verifying.verify().problems == []


def test_no_route_tells_a_stranger_anything_of_its_answers(withdrawn, monkeypatch):
    """Each address that there is, with the keys of this report where an address has keys."""
    workflow.show_withdrawn(withdrawn, by=make_reviewer(), is_shown=True)
    file = withdrawn.attachments.get().key
    own = {
        "reference": [REFERENCE],
        "code": ["KEN", "2022"],
        "key": ["{file}", "doc", "doc-1", f"{REFERENCE}:doc-1"],
    }
    values = {name: own.get(name, found[:1]) for name, found in leaks.VALUES.items()}
    monkeypatch.setattr(leaks, "VALUES", values)
    another = Client(raise_request_exception=False)
    another.force_login(make_contact(make_state("FRA")))
    walked = 0
    for route in leaks.routes():
        if route.startswith(leaks.STAFF):
            continue
        for address in filter(leaks.is_served, leaks.addresses(route, file)):
            for client in (Client(raise_request_exception=False), another):
                response = client.get(address)
                assert response.status_code < 500, address
                assert SAID not in leaks.said(response), address
                walked += 1
    assert walked > 200


def test_the_secretariat_says_so_and_nobody_else(withdrawn):
    contact = make_contact(withdrawn.reporter)
    for stranger in (make_user(), make_user(is_staff=True), contact):
        with pytest.raises(PermissionDenied):
            workflow.show_withdrawn(withdrawn, by=stranger, is_shown=True)
    by = make_officer()
    workflow.show_withdrawn(withdrawn, by=by, is_shown=True)
    entry = Submission.history.filter(reference=REFERENCE).latest("history_id")
    assert (entry.is_shown_withdrawn, entry.reference) == (True, REFERENCE)


def test_only_what_was_public_and_is_withdrawn_is_shown(withdrawn):
    by = make_reviewer()
    begun = make_draft(make_state(), withdrawn.cycle, by=by)
    with pytest.raises(TransitionNotAllowed):
        workflow.show_withdrawn(begun, by=by, is_shown=True)
    workflow.withdraw(begun, by=by, reason="In vain.")
    with pytest.raises(ValidationError) as refused:
        workflow.show_withdrawn(begun, by=by, is_shown=True)
    assert refused.value.code == "never_public"
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=begun.pk).update(is_shown_withdrawn=True)


def test_a_report_that_was_public_for_seconds_is_shown_and_counts_on_no_day(withdrawn):
    """``as_of`` leaves it out; that it is shown as withdrawn changes no figure."""
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=1), today, today + datetime.timedelta(days=1), None]
    before = [list(as_of.reports(day)) for day in days]
    assert before == [[], [], [], []]
    workflow.show_withdrawn(withdrawn, by=make_reviewer(), is_shown=True)
    assert [list(as_of.reports(day)) for day in days] == before


def test_the_page_of_the_report_has_the_button(withdrawn):
    cache.clear()
    client = Client()
    client.force_login(make_officer())
    page = f"/admin/reports/submission/{withdrawn.pk}/change/"
    step = f"/admin/reports/submission/{withdrawn.pk}/step/"
    assert "Show as withdrawn" in client.get(page).content.decode()
    client.post(step, {"action": "show_withdrawn"})
    assert "No longer show as withdrawn" in client.get(page).content.decode()
    withdrawn.refresh_from_db()
    assert withdrawn.is_shown_withdrawn
    client.post(step, {"action": "hide_withdrawn"})
    withdrawn.refresh_from_db()
    assert not withdrawn.is_shown_withdrawn
