"""The coding table at its largest: a constant number of queries, and a light page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_section,
    make_upload,
    texts,
)

from .test_coding_page import shown, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


@pytest.mark.parametrize("is_coded", [False, True])
def test_the_table_takes_as_many_queries_for_76_rows_as_for_3(client, officer, is_coded):
    counts = []
    for size in (3, 76):
        document = make_document()
        for number in range(size):
            section = make_section(document, f"i-{number + 1}")
            make_commitment(document, section=section, summary=texts("A summary"))
        draft = make_draft(cycle=make_cycle("", document))
        files.attach(draft, make_upload(), by=officer)
        if is_coded:
            answers = [Answer(c.key, "planned", page=1) for c in draft.cycle.scope()]
            recording.record(draft, answers, by=officer)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(draft)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 15


def test_one_save_of_76_rows_takes_no_more_queries_than_one_of_3(client, officer):
    counts = []
    for size in (3, 76):
        document = make_document()
        for _number in range(size):
            make_commitment(document)
        draft = make_draft(cycle=make_cycle("", document))
        data = {
            name: "planned" if name.endswith("-status") else value
            for name, value in shown(client, draft).items()
        }
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url(draft), data).status_code == 302
        assert draft.responses.count() == size
        counts.append(len(queries))
    # bulk_create sends as many rows at once as the database takes.
    assert counts[1] - counts[0] <= 4


def test_a_cycle_of_several_long_documents_is_saved_in_one_go(client, officer):
    document = make_document()
    for _number in range(250):
        make_commitment(document)
    draft = make_draft(cycle=make_cycle("2031", document))
    data = shown(client, draft) | {f"{document.key}-250-status": "planned"}
    assert client.post(url(draft), data).status_code == 302
    assert draft.responses.count() == 1


def test_the_page_stays_light_when_everything_is_coded(client, officer):
    """76 paragraphs with their official texts, a narrative in each and ten files to choose from."""
    document = make_document()
    section = make_section(document, "i", heading=texts("A heading " * 10))
    for _number in range(76):
        make_commitment(
            document,
            section=section,
            summary=texts("A summary of our own. " * 12),
            official_text=texts("The official text. " * 30),
        )
    draft = make_draft(cycle=make_cycle("2031", document))
    for number in range(10):
        annex = make_upload(f"annex-{number}-of-the-report.txt", f"Annex {number}".encode())
        files.attach(draft, annex, by=officer)
    narrative = "What the report says. " * 15
    answers = [
        Answer(c.key, "planned", narrative=narrative, language="en", page=1)
        for c in draft.cycle.scope()
    ]
    recording.record(draft, answers, by=officer)
    assert len(client.get(url(draft)).content) < 400_000
