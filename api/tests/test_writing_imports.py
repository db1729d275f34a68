"""Importing what many reports say over the API: previewed, refused by row, recorded whole."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.tests.writers import Caller, problem, program
from api.writing import importing, importing_bodies
from reports.coding import recording
from reports.importing import response_tables
from reports.models import ReportingCycle, Response, Submission
from reports.submissions import events
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_reviewer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db
IMPORT, PREVIEW = "responses/import/", "responses/import/preview/"
CODES = ("KEN", "FJI", "PER")


@pytest.fixture(autouse=True)
def scope() -> None:
    document = make_document("doc")
    for number in ("1", "2", "3"):
        make_commitment(document, number=number)
    make_cycle("2031", document)
    for code in CODES:
        make_state(code)


@pytest.fixture
def caller() -> Caller:
    return program()


def row(reporter: str, number: int = 1, status: str = "planned", **more: Any) -> dict[str, Any]:
    about = {"reporter": reporter, "cycle": "2031", "commitment": f"doc-{number}"}
    return {**about, "status": status, **more}


def rows(*given: dict[str, Any]) -> dict[str, Any]:
    return {"rows": list(given)}


def said() -> dict[str, tuple[str, str, int | None]]:
    return {
        f"{each.submission.reference}:{each.commitment.key}": (
            each.status,
            each.narrative,
            each.page,
        )
        for each in Response.objects.select_related("submission", "commitment")
    }


def test_new_reports_begin_as_drafts_with_all_they_say_and_its_history(caller: Caller) -> None:
    words = "First line\nsecond; “=1+1”"
    body = rows(
        row("KEN", 1, "implemented", narrative=words, language="en", page=7, note="Look."),
        row("KEN", 2, channel="email"),
        row("FJI", 1, channel="paper", received_on="2022-02-03"),
    )
    answer = caller.post(IMPORT, body)
    assert answer.status_code == 200, answer.content
    told = {"created": 2, "changed": 0, "unchanged": 0}
    assert answer.json() == {
        "created": 3,
        "changed": 0,
        "unchanged": 0,
        "submissions": [
            {"reference": "KEN-2031-1", "reporter": "KEN", "cycle": "2031", "is_new": True, **told},
            {
                "reference": "FJI-2031-1",
                "reporter": "FJI",
                "cycle": "2031",
                "is_new": True,
                **told,
                "created": 1,
            },
        ],
    }
    assert said() == {
        "KEN-2031-1:doc-1": ("implemented", words, 7),
        "KEN-2031-1:doc-2": ("planned", "", None),
        "FJI-2031-1:doc-1": ("planned", "", None),
    }
    fiji = Submission.objects.get(reference="FJI-2031-1")
    assert (fiji.status, fiji.channel, str(fiji.received_on)) == ("draft", "paper", "2022-02-03")
    assert not events.broken(fiji)
    entries = Response.history.all()
    assert {entry.history_type for entry in entries} == {"+"}
    assert all(entry.history_change_reason.startswith("door:api ") for entry in entries)


def test_an_export_comes_back_as_csv(caller: Caller) -> None:
    table = "reporter,cycle,commitment,status,narrative,language\n"
    table += 'KEN,2031,doc-1,planned,"\'=1+1, a law",en\nFJI,2031,doc-1,mise en œuvre,,\n'
    with_words = table.replace("mise en œuvre", "implemented")
    answer = caller.post(IMPORT, with_words.encode(), content_type="text/csv")
    assert answer.status_code == 200, answer.content
    assert said()["KEN-2031-1:doc-1"] == ("planned", "=1+1, a law", None)
    again = caller.post(IMPORT, with_words.encode(), content_type="text/csv")
    assert (again.json()["unchanged"], again.json()["created"]) == (2, 0)
    assert Response.history.count() == 2


def test_a_preview_says_what_would_be_and_records_nothing(caller: Caller) -> None:
    caller.post(IMPORT, rows(row("KEN", 1, page=3), row("KEN", 2)))
    body = rows(row("KEN", 1, "implemented", page=4), row("KEN", 2), row("FJI", 3))
    before = said()
    answer = caller.post(PREVIEW, body)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["created"], told["changed"], told["unchanged"]) == (1, 1, 1)
    assert told["is_ready"]
    assert told["rows"] == [
        {
            "row": 0,
            "commitment": "doc-1",
            "submission": "KEN-2031-1",
            "is_new": False,
            "changes": ["status", "page"],
            "problems": [],
        },
        {
            "row": 2,
            "commitment": "doc-3",
            "submission": None,
            "is_new": True,
            "changes": [],
            "problems": [],
        },
    ]
    assert said() == before
    wrong = caller.post(PREVIEW, rows(row("XXX"), row("FJI", 9))).json()
    assert not wrong["is_ready"]
    assert [bool(each["problems"]) for each in wrong["rows"]] == [True, True]


def test_what_changes_names_the_preview_that_was_seen(caller: Caller) -> None:
    caller.post(IMPORT, rows(row("KEN", 1)))
    body = rows(row("KEN", 1, "implemented"), row("FJI", 1))
    problem(caller.post(IMPORT, body), 428)
    seen = caller.post(PREVIEW, body)["ETag"]
    by, draft = make_reviewer(), Submission.objects.get()
    recording.record(draft, [recording.Answer("doc-1", "in_progress")], by=by)
    problem(caller.post(IMPORT, body, if_match=seen), 412)
    assert said() == {"KEN-2031-1:doc-1": ("in_progress", "", None)}
    # The same in another language.
    seen = caller.post(PREVIEW, body, accept_language="fr")["ETag"]
    assert caller.post(IMPORT, body, if_match=seen).status_code == 200
    assert said()["KEN-2031-1:doc-1"][0] == "implemented"
    assert len(said()) == 2


def test_what_is_left_out_stays_and_nothing_is_removed(caller: Caller) -> None:
    caller.post(IMPORT, rows(row("KEN", 1, narrative="A law.", language="en"), row("KEN", 2)))
    body = rows(row("KEN", 1, "implemented"))
    seen = caller.post(PREVIEW, body)["ETag"]
    assert caller.post(IMPORT, body, if_match=seen).status_code == 200
    assert said() == {
        "KEN-2031-1:doc-1": ("implemented", "A law.", None),
        "KEN-2031-1:doc-2": ("planned", "", None),
    }


def test_one_wrong_row_keeps_all_out_and_each_fault_has_its_place(caller: Caller) -> None:
    body = rows(
        row("KEN", 1),
        row("XXX", 1),
        row("FJI", 9),
        row("KEN", 1),
        row("PER", 1, narrative="Words of no language."),
        row("PER", 2, attachment_key="nothing"),
    )
    found = problem(caller.post(IMPORT, body), 400)
    assert {"rows.1.reporter", "rows.3", "rows.5.attachment_key"} <= set(found)
    assert any(path.startswith("rows.2") for path in found)
    assert any(path.startswith("rows.4") for path in found)
    assert not any(path.startswith("rows.0") for path in found)
    assert not Submission.objects.exists()


def test_a_table_names_its_lines(caller: Caller) -> None:
    table = b"reporter,cycle,commitment,status\nKEN,2031,doc-1,planned\nKEN,2031,doc-2,perhaps\n"
    found = problem(caller.post(IMPORT, table, content_type="text/csv"), 400)
    assert list(found) == ["rows.3.status"]


def test_a_report_that_was_handed_in_stays_as_it_is(caller: Caller) -> None:
    draft = make_draft(make_state("BEN"), ReportingCycle.objects.get())
    by = make_reviewer()
    recording.record(draft, [recording.Answer("doc-1", "planned")], by=by)
    publish(draft, by=by)
    about = {"submission": draft.reference}
    found = problem(caller.post(IMPORT, rows(row("BEN", 1, "implemented", **about))), 409)
    assert list(found) == ["rows.0"]
    # What it says already is no change.
    same = caller.post(IMPORT, rows(row("BEN", 1, **about)))
    assert (same.status_code, same.json()["unchanged"]) == (200, 1)


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ([], 400, ""),
        ({}, 400, "rows"),
        ({"rows": []}, 400, "rows"),
        ({"rows": [1]}, 400, "rows.0"),
        ({"rows": [{**row("KEN"), "other": 1}]}, 400, "rows.0.other"),
        ({"rows": [{**row("KEN"), "page": "3"}]}, 400, "rows.0.page"),
        ({"rows": [{**row("KEN"), "page": 2**31}]}, 400, "rows.0.page"),
        ({"rows": [{**row("KEN"), "status": "done"}]}, 400, "rows.0.status"),
        ({"rows": [{**row("KEN"), "received_on": "2031-02-30"}]}, 400, "rows.0.received_on"),
        ({"rows": [{**row("KEN"), "cycle": "9999"}]}, 400, "rows.0.cycle"),
        ({"rows": [row("KEN", evidence_url="javascript:alert(1)")]}, 400, None),
        (
            b'{"rows": [{"reporter": "\\ud800\\u0000", "cycle": "2031", "commitment": "doc-1",'
            b' "status": "planned"}]}',
            400,
            None,
        ),
        (
            b'{"rows": [{"reporter": "KEN", "cycle": "2031", "commitment": "\\ud800\\u0000",'
            b' "submission": "\\ud800\\u0000", "status": "planned"}]}',
            400,
            None,
        ),
        ({"rows": [row("KEN", submission="FJI-2031-7")]}, 200, None),
    ],
)
def test_bodies_that_are_wrong(caller: Caller, body: Any, status: int, path: str | None) -> None:
    answer = caller.post(IMPORT, body)
    if status == 200:
        # A reference that is not on record names no report: a new one begins.
        assert answer.status_code == 200
        return
    found = problem(answer, status)
    assert path is None or list(found) == [path]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "table",
    [
        b"reporter,cycle,commitment,status,submission\nKEN,2031,doc-1,planned,a\x00b\n",
        b"reporter,cycle,commitment,status\nKEN,2031,doc-1,planned\x00\n",
        "reporter,cycle,commitment,status\nKEN\x00,2031,doc-1,planned\n".encode("utf-16"),
        b"",
        b"\x00\x01\x02",
        b"reporter\nKEN\n",
        b"a,a\n1,2\n",
        b'reporter,"cycle\n',
        b"PK\x03\x04x",
    ],
)
def test_tables_that_are_none(caller: Caller, table: bytes) -> None:
    problem(caller.post(IMPORT, table or b" ", content_type="text/csv"), 400)


def test_limits(caller: Caller, monkeypatch: Any, settings: Any) -> None:
    table = b"reporter,cycle,commitment,status\n" + b"KEN,2031,doc-1,planned\n" * 4
    monkeypatch.setattr(importing, "MOST_ROWS", 3)
    problem(caller.post(IMPORT, table, content_type="text/csv"), 400)
    many = rows(*[row("KEN")] * (importing_bodies.MOST_ROWS + 1))
    assert list(problem(caller.post(IMPORT, many), 400)) == ["rows"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    problem(caller.post(IMPORT, table, content_type="text/csv"), 413)
    problem(caller.post(IMPORT, b"PK", content_type="application/zip"), 415)


def test_a_key_that_records_begins_no_reports() -> None:
    recorder = program(None, "responses:write")
    problem(recorder.post(IMPORT, rows(row("KEN"))), 403)
    assert not Submission.objects.exists()
    draft = make_draft(make_state("BEN"), ReportingCycle.objects.get())
    assert recorder.post(IMPORT, rows(row("BEN"))).status_code == 200
    assert draft.responses.count() == 1


def test_sent_twice_with_one_key_it_is_done_once(caller: Caller) -> None:
    headers = {"idempotency_key": "import-1"}
    first = caller.post(IMPORT, rows(row("KEN")), **headers)
    again = caller.post(IMPORT, rows(row("KEN")), **headers)
    assert (first.status_code, again["Idempotency-Replayed"]) == (200, "true")
    assert first.json() == again.json()
    assert again.json()["created"] == 1
    problem(caller.post(IMPORT, rows(row("FJI")), **headers), 422)
    table = b"reporter,cycle,commitment,status\nFJI,2031,doc-1,planned\n"
    problem(caller.post(IMPORT, table, content_type="text/csv", **headers), 422)


def test_a_change_that_comes_between_is_a_conflict(caller: Caller, monkeypatch: Any) -> None:
    caller.post(IMPORT, rows(row("KEN", 1)))
    body = rows(row("KEN", 1, "implemented"), row("PER", 1))
    seen = caller.post(PREVIEW, body)["ETag"]
    by, planned = make_reviewer(), response_tables.plan_rows

    def late(given: Any) -> Any:
        found = planned(given)
        draft = Submission.objects.get(reference="KEN-2031-1")
        recording.record(draft, [recording.Answer("doc-1", "in_progress")], by=by)
        return found

    monkeypatch.setattr(response_tables, "plan_rows", late)
    problem(caller.post(IMPORT, body, if_match=seen), 409)
    assert [status for status, *_rest in said().values()] == ["planned"]


def test_many_reports_take_the_queries_of_one(caller: Caller) -> None:
    def queries(*reporters: str) -> int:
        body = rows(*(row(code, number) for code in reporters for number in (1, 2, 3)))
        with CaptureQueriesContext(connection) as found:
            assert caller.post(IMPORT, body).json()["created"] == 3 * len(reporters)
        return len(found)

    for code in ("AFG", "ALB", "DZA", "AND", "AGO", "ARG", "ARM"):
        make_state(code)
    queries("ARM")
    assert queries("KEN") == queries("FJI", "PER", "AFG", "ALB", "DZA", "AND", "AGO", "ARG")
