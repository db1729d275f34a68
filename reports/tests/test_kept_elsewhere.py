"""A report that is kept elsewhere: a link to the State's own publication, beside a file or instead
of one. Nothing of it is ever fetched."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from common.outside import host_of
from reports.models import Submission
from reports.submissions import receipts, workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_own_draft,
    make_reviewer,
    make_state,
)
from testing.reading import words

pytestmark = pytest.mark.django_db
PAGE = "https://www.interior.gob.example.org/informe-2031.pdf?v=1"
REPORT = "/my/reports/KEN-2031-1/"


@pytest.fixture
def draft(client):
    contact = make_contact(make_state("KEN", "Kenya"))
    client.force_login(contact)
    submission = make_own_draft(contact, make_cycle("2031"))
    submission.contact = contact
    return submission


def test_a_link_alone_is_handed_in_published_and_copied(client, draft):
    saved = client.post(f"{REPORT}about/", {"languages": ["en"], "publication_url": PAGE})
    assert saved.status_code == 302
    assert "www.interior.gob.example.org (another site)" in words(client.get(REPORT))
    assert client.post(f"{REPORT}submit/").status_code == 302
    draft.refresh_from_db()
    assert json.loads(receipts.canonical(draft))["publication_url"] == PAGE
    by = make_reviewer()
    published = workflow.publish(workflow.start_review(draft, by=by), by=by)
    anybody = Client()
    shown = anybody.get("/states/KEN/").content.decode()
    assert f'<a href="{PAGE}" rel="noopener nofollow external"' in shown
    assert "(another site)" in shown
    for answer in ("submissions/KEN-2031-1/", "submissions/?format=jsonl"):
        assert anybody.get(f"/api/v1/{answer}", follow=True).status_code == 200
    assert anybody.get("/api/v1/submissions/KEN-2031-1/").json()["publication_url"] == PAGE
    assert workflow.correct(published, by=by).publication_url == PAGE


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://www.example.org/a.pdf", "not_https"),
        ("ftp://www.example.org/a.pdf", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("https://someone@www.example.org/", "has_credentials"),
        ("https://someone:secret@www.example.org/", "has_credentials"),
        ("https://localhost/", "private_host"),
        ("https://intranet/", "private_host"),
        ("https://files.ministry.local./", "private_host"),
        ("https://10.0.0.1/", "private_host"),
        ("https://8.8.8.8/", "private_host"),
        ("https://127.1/", "private_host"),
        ("https://0x7f.0x1/", "private_host"),
        ("https://[::1]/", "private_host"),
        ("https://１２７.0.0.1/", "private_host"),
        ("https://www.example.org/\u202efdp.exe", "invisible_character"),
        ("https://www.exa\u200bmple.org/", "invisible_character"),
        ("https://[half/", "no_address"),
        (f"https://www.example.org/{'a' * 500}", "max_length"),
    ],
)
def test_a_link_that_nobody_should_open_is_refused(draft, address, code):
    with pytest.raises(ValidationError) as refusal:
        workflow.change(draft, by=draft.contact, publication_url=address)
    codes = [error.code for error in refusal.value.error_dict["publication_url"]]
    assert code in codes
    assert Submission.objects.get().publication_url == ""


def test_the_page_keeps_what_was_typed_and_says_why_it_is_refused(client, draft):
    typed = "https://me:secret@www.example.org/"
    refused = client.post(f"{REPORT}about/", {"publication_url": typed})
    assert refused.status_code == 422
    assert "neither a user's name nor a password" in words(refused)
    assert typed in refused.content.decode()


def test_a_host_is_named_for_people():
    assert host_of("https://www.Example.org.:443/a") == "www.example.org"
    assert host_of("https://[half/") == ""
