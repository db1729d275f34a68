"""Records made from rows equal those of their serializers."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.responses import Responses
from api.submissions import Submissions
from common.files.writing.tables import FORMULA_STARTS
from publications.records import copying, in_sql, rows
from publications.records.reader import Reader
from reports.attachments import files
from reports.coding import recording
from reports.models import Reporter, Response, ResponseStatus, Submission, SubmissionStatus
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_theme,
    make_upload,
    publish,
    texts,
)

VIEWS = [Submissions, Responses]


@pytest.fixture(scope="module")
def made(module_database: None) -> None:
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
            files.attach(report, make_upload(f"{number}.pdf", content), by=by, is_public=is_public)
            for content, is_public in ((PDF, True), (PDF + b"2", False), (PDF + b"3", True))
        ]
        answers = [
            recording.Answer(
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
        empty = recording.Answer(commitments[3].key, ResponseStatus.NO_INFORMATION)
        recording.record(report, [*answers, empty], by=by)
        report.responses.filter(narrative="").update(translations={"en": "This"})
        publish(report, by=by)
    make_published(make_organisation("ecowas"), cycle, is_nil_return=True)
    fictional = make_cycle("demo", document, is_fictional=True)
    make_published(make_state(), fictional, {commitments[0]: ResponseStatus.IMPLEMENTED})
    make_draft(make_state(), cycle)


@pytest.fixture(autouse=True)
def reports(made: None, db: None) -> None:
    """Made once for all tests of this module: each test's own changes are rolled back."""


@pytest.fixture(params=["rows", "JSON"])
def written_by(request: Any, monkeypatch: Any) -> None:
    """Records are made from rows in Python, or written as JSON by a database that can."""
    if request.param == "rows":
        monkeypatch.setattr(in_sql, "can_write", lambda queryset: False)


def said(client: Client, address: str, asked: list[dict[str, str]]) -> list[Any]:
    """The answers, with the names of each object in their order."""
    answers = [client.get(address, each).content for each in asked]
    return [json.loads(each, object_pairs_hook=list) for each in answers]


COMMON = {
    **{f"in {lang}": {"lang": lang} for lang in ("ar", "en", "es", "fr", "ru", "zh", "all")},
    "plain": {},
    "by cycle": {"ordering": "-cycle"},
    "by reporter": {"ordering": "reporter", "lang": "fr"},
    "of a cycle": {"cycle": "2022"},
    "of cycles": {"cycle": "2022,demo", "fictional": "false"},
    "of States": {"reporter_type": "state", "search": "state"},
    "of an organisation": {"organisation": "ecowas"},
    "of a group": {"regional_group": "african"},
    "invented": {"fictional": "true", "lang": "all"},
    "none": {"search": "nowhere"},
}
OF = {
    Submissions: [
        {"late": "true"},
        {"late": "false", "coded": "true"},
        {"coded": "false", "nil": "true"},
        {"received_after": "2022-05-02", "ordering": "-received_on"},
        {"received_before": "2022-05-02", "channel": "email,online"},
        {"status": "published", "ordering": "published_at"},
    ],
    Responses: [
        {"status": "planned", "ordering": "page"},
        {"language": "fr", "document": "bms8"},
        {"commitment": "bms8-1,bms8-4"},
        {"theme": "marking", "ordering": "-status"},
    ],
}


@pytest.mark.usefixtures("written_by")
@pytest.mark.parametrize("view", VIEWS)
def test_they_say_the_same(client: Client, monkeypatch: Any, view: Any) -> None:
    make_theme("marking")
    make_group("african", *Reporter.objects.states()[:2])
    address = f"/api/v1/{view.resource}/"
    pages: list[dict[str, str]] = [
        {},
        {"page_size": "2", "page": "2"},
        {"cursor": "*"},
        {"cursor": "*", "page_size": "2"},
    ]
    asked = [{**given, **page} for given in [*COMMON.values(), *OF[view]] for page in pages]
    made = said(client, address, asked)
    monkeypatch.setattr(view, "table", None)
    assert said(client, address, asked) == made


@pytest.mark.usefixtures("written_by")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("lang", ["fr", "all"])
def test_field_by_field_too(client: Client, monkeypatch: Any, view: Any, lang: str) -> None:
    address = f"/api/v1/{view.resource}/"
    record = client.get(address, {"lang": "all"}).json()["results"][0]
    asked = [{"fields": name, "lang": lang} for name in [*record, "url,page", "status,version"]]
    made = said(client, address, asked)
    monkeypatch.setattr(view, "table", None)
    assert said(client, address, asked) == made


def test_odd_characters_too(client: Client, monkeypatch: Any) -> None:
    cycle = make_cycle("2024", make_document("odd"))
    for text in HOSTILE:
        make_published(make_state(), cycle, reporter_remarks=text)
    made = said(client, "/api/v1/submissions/", [{"cycle": "2024"}])
    monkeypatch.setattr(Submissions, "table", None)
    assert said(client, "/api/v1/submissions/", [{"cycle": "2024"}]) == made


@pytest.mark.parametrize("microseconds", [0, 7, 120_000, 999_999])
def test_a_moment_has_its_microseconds_where_there_are_any(microseconds: int) -> None:
    moment = datetime(2022, 7, 1, 12, 0, 59, microseconds, tzinfo=UTC)
    Submission.objects.update(created_at=moment)
    reader = Reader("en", wants_all=False, origin="")
    found = Submission.objects.annotate(written=in_sql.moment(reader, "created_at"))
    if in_sql.can_write(found):
        assert {each.written for each in found} == {rows.moment(reader, moment)}


def test_a_page_is_two_queries(client: Client) -> None:
    """Beside the stamp, where the records were counted before: its keys and its records, or where
    the database does not write them its rows and their files."""
    client.get("/api/v1/submissions/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/submissions/")
    assert len(captured) == 3


def test_all_pages_share_one_plan(client: Client) -> None:
    for page in (1, 2, 3):
        client.get(f"/api/v1/submissions/?page_size=1&page={page}")
    if in_sql.can_write(Submission.objects.all()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            assert sum("row_to_json" in statement for (statement,) in cursor.fetchall()) == 1


def test_a_report_that_is_withdrawn_meanwhile_is_left_out() -> None:
    """Between the keys of a page and its records."""
    reader = Reader("en", wants_all=False, origin="")
    found = Submission.objects.exclude(status=SubmissionStatus.PUBLISHED)
    assert found.exists()
    if in_sql.can_write(found):
        assert rows.SUBMISSIONS.written(found, reader, lambda field: True) == "[]"


def test_a_page_is_indented_where_that_is_asked_for(client: Client) -> None:
    plain = client.get("/api/v1/submissions/")
    indented = client.get("/api/v1/submissions/", headers={"accept": "application/json; indent=2"})
    assert indented.content.startswith(b'{\n  "count"')
    assert indented.json() == plain.json()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_files_as_well(client: Client, monkeypatch: Any, view: Any, form: str) -> None:
    address = f"/api/v1/{view.resource}/?lang=ru&format={form}"
    made = b"".join(client.get(address))
    monkeypatch.setattr(view, "table", None)
    assert b"".join(client.get(address)) == made


@pytest.mark.parametrize("view", VIEWS)
def test_the_long_lists_make_no_instances(client: Client, monkeypatch: Any, view: Any) -> None:
    """The serializers are not called at all."""
    monkeypatch.setattr(view.serializer_class, "to_representation", None)
    assert client.get(f"/api/v1/{view.resource}/").json()["count"] > 5


def test_only_columns_that_are_shown_are_read(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/responses/?fields=key,status")
    read = captured[-1]["sql"]
    assert "narrative" not in read
    assert "reports_reporter" not in read.partition("ORDER BY")[0].partition(" FROM ")[0]


HOSTILE = [
    *(f"{start}1+1" for start in FORMULA_STARTS),
    "a,b",
    'say "so"',
    "two\r\nlines\nand\rmore",
    'a;=1; -2\t"@x\n+y\r-z;\u00a0＝1',
    "\\.",
    "'",
    "100 % %s",
    "\u2028 ﷽ 说",
    " ",
]


@pytest.mark.parametrize("given", ["", "&lang=fr&bom", "&fields=narrative,key", "&cycle=2024"])
def test_whatever_was_written_is_the_same_in_the_file(
    client: Client, monkeypatch: Any, given: str
) -> None:
    """The file is the same whether the database or Python writes it."""
    by = make_reviewer()
    document = make_document("odd")
    report = make_draft(make_state("", '=B, "C"'), make_cycle("2024", document), by=by)
    file = files.attach(report, make_upload("=A, b.pdf"), by=by, is_public=True)
    answers = [
        recording.Answer(
            make_commitment(document, str(number)).key,
            ResponseStatus.PLANNED,
            narrative=text,
            language="fr",
            attachment_id=file.pk,
        )
        for number, text in enumerate(HOSTILE, start=1)
    ]
    recording.record(report, answers, by=by)
    for response in report.responses.all()[::2]:
        report.responses.filter(pk=response.pk).update(translations={"ru": response.narrative})
    publish(report, by=by)
    address = f"/api/v1/responses/?format=csv{given}"
    made = b"".join(client.get(address))
    monkeypatch.setattr(Responses, "copied", lambda view, queryset: None)
    assert b"".join(client.get(address)) == made


@pytest.mark.parametrize("filters", ["search=nowhere", "theme=marking&cycle=2022"])
def test_a_file_of_nothing_is_its_header(client: Client, filters: str) -> None:
    make_theme("marking")
    lines = b"".join(client.get(f"/api/v1/responses/?format=csv&{filters}")).splitlines()
    assert len(lines) == 1


def test_a_reader_who_goes_away_leaves_the_connection_in_order(monkeypatch: Any) -> None:
    monkeypatch.setattr(copying, "ROWS_AT_ONCE", 1)
    found = Response.objects.published()
    reader = Reader("en", wants_all=False, origin="")
    if in_sql.can_write(found):
        pieces = copying.responses(found, ["narrative"], reader)
        next(pieces)
        pieces.close()
    assert found.exists()
