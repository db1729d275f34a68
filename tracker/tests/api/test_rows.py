"""Records made from rows are those of their serializers."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports import coding, files
from reports.models import Reporter, ResponseStatus
from tracker.api.views.reported import Responses, Submissions
from tracker.testing import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    publish,
    texts,
)

VIEWS = [Submissions, Responses]


@pytest.fixture(autouse=True)
def reports(db: None) -> None:
    """Reports of every sort: with and without dates, files, answers, names in other languages."""
    by = make_reviewer()
    document = make_document("bms8")
    commitments = [make_commitment(document, str(number)) for number in range(1, 5)]
    cycle = make_cycle("2022", document, due_on="2022-05-31")
    for number, days in enumerate(
        [
            {"received_on": "2022-05-01"},
            {"received_on": "2022-06-01"},
            {"received_no_later_than": "2022-07-01", "source": "A/TEST"},
            {"received_no_later_than": "2022-05-02", "source": "A/TEST"},
        ]
    ):
        state = make_state("", "B")
        if number % 2:
            Reporter.objects.filter(pk=state.pk).update(name=texts("B", fr="C"))
        report = make_draft(state, cycle, by=by, languages=["fr"] * (number % 2), **days)
        attachments = [
            files.attach(report, make_upload(f"{number}.pdf"), by=by, is_public=is_public)
            for is_public in (True, False, True)
        ]
        answers = [
            coding.Answer(
                commitment.key,
                ResponseStatus.PLANNED,
                narrative="«Ça» 说\u2028",
                language="fr",
                attachment_id=attachment.pk,
                page=7,
                evidence_url="https://example.org/",
                note="internal",
            )
            for commitment, attachment in zip(commitments, attachments, strict=False)
        ]
        empty = coding.Answer(commitments[3].key, ResponseStatus.NO_INFORMATION)
        coding.record(report, [*answers, empty], by=by)
        report.responses.filter(narrative="").update(translations={"en": "This"})
        publish(report, by=by)
    make_published(make_organisation("ecowas"), cycle, is_nil_return=True)
    fictional = make_cycle("demo", document, is_fictional=True)
    make_published(make_state(), fictional, {commitments[0]: ResponseStatus.IMPLEMENTED})
    make_draft(make_state(), cycle)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("given", [{}, {"lang": "fr"}, {"lang": "all"}, {"ordering": "-cycle"}])
def test_they_say_the_same(client: Client, monkeypatch: Any, view: Any, given: Any) -> None:
    address = f"/api/v1/{view.resource}/"
    asked = [given, {**given, "page_size": "2", "page": "2"}, {**given, "cursor": "*"}]
    made = [client.get(address, each).content for each in asked]
    assert len(made[0]) > 1000
    monkeypatch.setattr(view, "table", None)
    assert [client.get(address, each).content for each in asked] == made


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("lang", ["fr", "all"])
def test_field_by_field_too(client: Client, monkeypatch: Any, view: Any, lang: str) -> None:
    address = f"/api/v1/{view.resource}/"
    record = client.get(address, {"lang": "all"}).json()["results"][0]
    asked = [{"fields": name, "lang": lang} for name in [*record, "url,page", "status,version"]]
    made = [client.get(address, each).content for each in asked]
    monkeypatch.setattr(view, "table", None)
    assert [client.get(address, each).content for each in asked] == made


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_files_as_well(client: Client, monkeypatch: Any, view: Any, form: str) -> None:
    address = f"/api/v1/{view.resource}/?lang=ru&format={form}"
    made = b"".join(client.get(address))
    monkeypatch.setattr(view, "table", None)
    assert b"".join(client.get(address)) == made


@pytest.mark.parametrize("view", VIEWS)
def test_the_long_lists_make_no_instances(client: Client, monkeypatch: Any, view: Any) -> None:
    """The serializers are not asked at all."""
    monkeypatch.setattr(view.serializer_class, "to_representation", None)
    assert client.get(f"/api/v1/{view.resource}/").json()["count"] > 5


def test_only_columns_that_are_shown_are_read(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/responses/?fields=key,status")
    read = captured[-1]["sql"]
    assert "narrative" not in read
    assert "reports_reporter" not in read.partition("ORDER BY")[0].partition(" FROM ")[0]
