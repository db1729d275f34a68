"""Any list and any table as a file."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.test import Client, override_settings

from api.tests.test_parameters import LISTS, TABLES
from reports.models import ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_published,
    make_state,
    texts,
)


@pytest.fixture(scope="module")
def made(module_database: None) -> None:
    document = make_document("bms8", title=texts("=Outcome", fr="Document"))
    commitment = make_commitment(document, "1")
    kenya = make_state("KEN", name="Kenya")
    make_published(kenya, make_cycle("2022", document), {commitment: ResponseStatus.PLANNED})
    make_published(
        kenya,
        make_cycle("demo", document, is_fictional=True),
        {commitment: ResponseStatus.IMPLEMENTED},
    )


@pytest.fixture(autouse=True)
def reports(made: None, db: None) -> None:
    """Made once for all tests of this module: each test's own changes are rolled back."""


def file(client: Client, path: str, form: str, **parameters: str) -> bytes:
    response = client.get(f"/api/v1/{path}/", {"format": form, **parameters})
    assert response.status_code == 200
    assert response.streaming
    name = f"poa-tracker-{path.replace('/', '-')}.{form}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    return b"".join(response)


def rows(client: Client, path: str, **parameters: str) -> list[dict[str, str]]:
    text = file(client, path, "csv", **parameters).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("path", LISTS)
def test_a_file_holds_what_the_pages_hold(client: Client, path: str) -> None:
    records = client.get(f"/api/v1/{path}/").json()["results"]
    lines = file(client, path, "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == records
    found = rows(client, path)
    assert len(found) == len(records)
    for row, record in zip(found, records, strict=True):
        plain = {name: value for name, value in record.items() if isinstance(value, str)}
        assert {name: row[name] for name in plain} == {
            name: f"'{value}" if value.startswith("=") else value for name, value in plain.items()
        }


@pytest.mark.parametrize("path", [*LISTS, *TABLES])
def test_a_workbook_holds_as_many_rows(client: Client, path: str) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(file(client, path, "xlsx")))
    assert workbook.sheetnames == ["Data", "About"]
    assert workbook["Data"].freeze_panes == "A2"
    assert workbook["Data"].max_row == len(rows(client, path)) + 1


@pytest.mark.parametrize("path", [*TABLES, "submissions", "responses", "cycles"])
def test_whatever_belongs_to_a_cycle_has_a_column_for_fiction(client: Client, path: str) -> None:
    header = file(client, path, "csv").decode().splitlines()[0].split(",")
    assert "is_fictional" in header


def test_fictional_rows_are_marked(client: Client) -> None:
    found = {row["cycle"]: row["is_fictional"] for row in rows(client, "submissions")}
    assert found == {"2022": "false", "demo": "true"}
    (row,) = rows(client, "coverage/matrix", cycle="demo")
    assert (row["is_fictional"], row["bms8-1"]) == ("true", "implemented")
    (state,) = rows(client, "states")
    assert (state["reported_in"], state["reported_in_fictional"]) == ("2022", "demo")


def about(client: Client, path: str, **parameters: str) -> dict[Any, Any]:
    workbook = openpyxl.load_workbook(io.BytesIO(file(client, path, "xlsx", **parameters)))
    rows: Any = workbook["About"].values
    return dict(rows)


@override_settings(DATA_LICENCE="CC BY 4.0")
def test_a_workbook_says_where_it_is_from_and_that_it_is_fictional(client: Client) -> None:
    said = about(client, "submissions", reporter_type="state", search="kenya")
    assert "/api/v1/submissions/" in said["Source"]
    assert said["Filters"] == "reporter_type=state; search=kenya"
    assert said["Made at"].endswith("UTC")
    assert said["Licence of the data"] == "CC BY 4.0"
    assert len(said["Records last changed on"]) == len("2022-06-03")
    assert "FICTIONAL" in said
    assert "FICTIONAL" in about(client, "states")
    assert "FICTIONAL" not in about(client, "submissions", fictional="false")
    assert "FICTIONAL" not in about(client, "coverage/states", cycle="2022")


def test_a_file_is_in_the_readers_language(client: Client) -> None:
    (row,) = rows(client, "documents", lang="fr")
    assert row["title"] == "Document"
    assert row["html_url"] == "http://testserver/fr/documents/bms8/"
    (state,) = rows(client, "states", lang="fr")
    assert state["fallbacks"] == '{"name": "en"}'


def test_a_formula_in_a_title_is_text(client: Client) -> None:
    assert rows(client, "documents")[0]["title"] == "'=Outcome"


def test_a_file_has_all_records_whatever_their_number(client: Client) -> None:
    for _number in range(60):
        make_state()
    assert len(rows(client, "states")) == 61
    assert len(rows(client, "states", search="kenya")) == 1


def test_a_mark_is_put_before_csv_when_asked_for(client: Client) -> None:
    assert file(client, "states", "csv", bom="1").startswith(b"\xef\xbb\xbf")
    assert file(client, "states", "csv", bom="true").startswith(b"\xef\xbb\xbf")
    assert file(client, "states", "csv").startswith(b"code,")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/jsonl", "application/jsonl; charset=utf-8"),
        ("text/html,*/*;q=0.8", "application/json"),
        ("application/json", "application/json"),
    ],
)
def test_the_accept_header_decides_where_no_format_is_given(
    client: Client, accept: str, media_type: str
) -> None:
    response = client.get("/api/v1/states/", headers={"accept": accept})
    assert response["Content-Type"] == media_type
    assert "Accept" in response["Vary"]


def test_a_format_goes_before_the_accept_header(client: Client) -> None:
    response = client.get("/api/v1/states/?format=csv", headers={"accept": "application/json"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_the_head_of_a_file_can_be_asked_for(client: Client) -> None:
    response = client.head("/api/v1/states/?format=csv")
    assert response.status_code == 200
    assert "states.csv" in response["Content-Disposition"]
