"""What many reports say, imported from one table: what is planned, refused, recorded and kept."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from commitments.models import Commitment
from common.files.writing.tables import safe_in_csv, without_guards
from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.importing import response_tables
from reports.models import (
    Reporter,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
    SubmissionEvent,
    SubmissionStatus,
)
from reports.submissions import events
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
HEAD = "reporter,cycle,commitment,status,narrative,language,page\n"
# What spreadsheet programs, readers of lines and guards against formulas could change.
HARD = 'First line\nsecond; "=1+1", and\t-3\n\n  last'


@pytest.fixture(autouse=True)
def scope() -> None:
    document = make_document("doc")
    for number in ("1", "2", "3"):
        make_commitment(document, number=number)
    make_cycle("2031", document)
    for code in ("KEN", "FJI", "PER"):
        make_state(code)


def planned(table: str | bytes) -> response_tables.TablePlan:
    data = table.encode() if isinstance(table, str) else table
    return response_tables.plan(response_tables.read(data))


def problems(table: str) -> dict[int, str]:
    return {row.number: " ".join(row.problems) for row in planned(table).wrong}


def said() -> set[tuple[str, str, str]]:
    found = Response.objects.values_list("submission__reference", "commitment__key", "status")
    return set(found)


def as_csv(*rows: tuple[str, ...]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([HEAD.strip().split(","), *rows])
    return file.getvalue().encode()


def as_workbook(*rows: tuple[str, ...]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in [HEAD.strip().split(","), *rows]:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("written", [as_csv, as_workbook])
def test_new_reports_become_drafts_with_their_history_and_first_step(written):
    with translation.override("fr"):
        planned_in_french = str(ResponseStatus.PLANNED.label)
    rows = [
        ("KEN", "2031", "doc-1", "implemented", HARD, "en", "7"),
        ("KEN", "2031", "doc-2", planned_in_french, "Une loi", "français", ""),
        ("FJI", "2031", "doc-1", "no_information", "", "", ""),
    ]
    found, officer = planned(written(*rows)), make_officer()
    assert not Submission.objects.exists()
    assert response_tables.record(found, by=officer) == 3
    assert said() == {
        ("KEN-2031-1", "doc-1", "implemented"),
        ("KEN-2031-1", "doc-2", "planned"),
        ("FJI-2031-1", "doc-1", "no_information"),
    }
    first = Response.objects.get(submission__reference="KEN-2031-1", commitment__key="doc-1")
    assert (first.narrative, first.language, first.page) == (HARD, "en", 7)
    assert (first.coded_by, first.search_text != "") == (officer, True)
    for submission in Submission.objects.all():
        assert (submission.status, submission.channel) == ("draft", "email")
        assert submission.history.count() == 1
        (event,) = submission.events.all()
        assert (event.action, event.actor) == ("register", officer)
        assert not events.broken(submission)
    assert Response.history.count() == 3
    assert set(Response.history.values_list("history_type", flat=True)) == {"+"}


def test_everything_wrong_is_told_at_once_at_its_row_and_cell():
    table = HEAD + "".join(
        f"{row}\n"
        for row in (
            "XXX,2031,doc-1,planned,,,",
            "KEN,1999,doc-1,planned,,,",
            "KEN,2031,doc-9,planned,,,",
            "KEN,2031,doc-1,perhaps,,,",
            "KEN,2031,doc-2,,,,",
            "KEN,2031,doc-3,planned,A law,,",
            "FJI,2031,doc-1,planned,A law,xx,",
            "FJI,2031,doc-2,planned,,,0",
            "FJI,2031,doc-3,planned,,,seven",
            "PER,2031,doc-1,planned,,,1",
            "PER,2031,doc-1,planned,,,1",
            "PER",
        )
    )
    told = problems(table)
    assert told == {
        2: "reporter: No reporter has the code “XXX”.",
        3: "cycle: No reporting cycle has the code “1999”.",
        4: "commitment: This commitment is not in the scope of the reporting cycle.",
        5: "status: “perhaps” is not a known word.",
        6: "status: Say what the report says.",
        7: "language: Say in which language the narrative is.",
        8: "language: “xx” is not a known word.",
        9: "page: Ensure this value is greater than or equal to 1.",
        10: "page: Enter a page as a whole number, from 1.",
        12: "Row 11 is about the same commitment.",
        13: "cycle: No reporting cycle has the code “”.",
    }
    with pytest.raises(ValidationError, match="in the way"):
        response_tables.record(planned(table), by=make_officer())
    assert not Submission.objects.exists()


def test_the_preview_names_each_wrong_row_by_the_words_of_the_file():
    rows = ("XXX,2031,doc-1,planned,,,", "KEN,2031,doc-9,perhaps,,,", "KEN,2031,doc-1,planned,,,")
    table = HEAD + "\n".join(rows)
    named = ["XXX · 2031 · doc-1", "KEN · 2031 · doc-9"]
    assert [row.named for row in planned(table).wrong] == named
    client = Client()
    client.force_login(make_officer())
    file = SimpleUploadedFile("r.csv", table.encode())
    page = client.post(reverse("admin:reports_submission_import"), {"file": file}).content.decode()
    assert re.findall(r"<td><bdi>(.+?)</bdi></td>", page) == named


def test_what_a_new_report_says_of_itself_is_checked():
    head = "reporter,cycle,commitment,status,channel,received_on,translations\n"
    table = head + (
        "KEN,2031,doc-1,planned,pigeon,,\nFJI,2031,doc-1,planned,,2999-01-01,\n"
        "PER,2031,doc-1,planned,paper,,\nPER,2031,doc-2,planned,online,,\n"
        'PER,2031,doc-3,planned,paper,,"{""fr"": ""Une loi""}"\n'
    )
    told = problems(table)
    assert "pigeon" in told[2]
    assert "still to come" in told[3]
    assert "do not agree" in told[5]
    assert "translations" in told[6]


def test_an_export_comes_back_and_changes_nothing():
    by = make_reviewer()
    draft = make_draft(state("KEN"), cycle())
    narratives = {"doc-1": HARD, "doc-2": "=1+1", "doc-3": "; '=already; =not"}
    recording.record(
        draft,
        [Answer(key, "planned", text, "en", page=3) for key, text in narratives.items()],
        by=by,
    )
    publish(draft, by=by)
    for kind in ("csv", "xlsx"):
        response = Client().get(f"/api/v1/responses/?format={kind}")
        data = b"".join(response.streaming_content)
        found = planned(data)
        assert not found.problem
        assert [row.problems for row in found.wrong] == []
        assert found.unchanged == 3
        assert not found.is_ready
    assert Submission.objects.count() == 1


def test_an_export_begins_the_same_report_where_it_is_not_on_record():
    table = HEAD.replace("reporter", "submission,url,reporter_name,reporter", 1)
    table += "KEN-2031-1,http://else.example/,Kenya,KEN,2031,doc-1,planned,'=1+1,en,\n"
    response_tables.record(planned(table), by=make_officer())
    assert Response.objects.get().narrative == "=1+1"


def test_what_is_published_or_handed_in_is_never_written_over():
    make_published(state("KEN"), cycle(), {commitment("doc-1"): "planned"})
    told = problems(f"{HEAD}KEN,2031,doc-1,implemented,,,\nKEN,2031,doc-2,planned,,,\n")
    assert set(told) == {2, 3}
    assert "its content is frozen. Make a new version." in told[2]
    same = planned(f"{HEAD}KEN,2031,doc-1,planned,,,\nFJI,2031,doc-1,planned,,,\n")
    assert (same.unchanged, len(same.new)) == (1, 1)
    response_tables.record(same, by=make_officer())
    assert said() == {("KEN-2031-1", "doc-1", "planned"), ("FJI-2031-1", "doc-1", "planned")}


def test_a_report_that_is_being_written_is_completed_and_nothing_of_it_is_lost():
    draft, by = make_draft(state("KEN"), cycle()), make_officer()
    file = files.attach(draft, make_upload(), by=by)
    before = Answer("doc-1", "planned", "A law", "en", file.pk, 1, "", "internal")
    recording.record(draft, [before, Answer("doc-2", "planned")], by=by)
    found = planned(f"{HEAD}KEN,2031,doc-1,implemented,A new law,en,1\nKEN,2031,doc-3,planned,,,\n")
    (changed,) = found.changed
    assert [(each.before, each.after) for each in changed.differences] == [
        ("planned", "implemented"),
        ("A law", "A new law"),
    ]
    response_tables.record(found, by=by)
    assert Submission.objects.count() == 1
    assert {key: status for _reference, key, status in said()} == {
        "doc-1": "implemented",
        "doc-2": "planned",
        "doc-3": "planned",
    }
    first = Response.objects.get(commitment__key="doc-1")
    assert (first.attachment, first.note) == (file, "internal")
    table = "submission,reporter,cycle,commitment,status,attachment\n"
    assert not problems(f"{table}KEN-2031-1,KEN,2031,doc-2,planned,report.pdf\n")
    assert "no file" in problems(f"{table}KEN-2031-1,KEN,2031,doc-2,planned,other.pdf\n")[2]
    assert "another reporter" in problems(f"{table}KEN-2031-1,FJI,2031,doc-2,planned,\n")[2]


def test_it_takes_the_right_to_register_and_a_look_before():
    table = f"{HEAD}KEN,2031,doc-1,planned,,,\n"
    with pytest.raises(PermissionDenied):
        response_tables.record(planned(table), by=make_user(is_staff=True))
    address, client = reverse("admin:reports_submission_import"), Client()
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403
    client.force_login(make_officer())
    assert address in client.get(reverse("admin:reports_submission_changelist")).content.decode()
    page = client.post(address, {"file": SimpleUploadedFile("r.csv", table.encode())})
    seen = page.context["plan"].digest
    assert f'name="seen" value="{seen}"' in page.content.decode()
    assert "New: planned" in page.content.decode()
    assert not Response.objects.exists()
    draft = make_draft(state("KEN"), cycle())
    assert client.post(address, {"accept": "1", "seen": seen}).status_code == 200
    assert not Response.objects.exists()
    page = client.get(address)
    seen = planned(table).digest
    assert client.post(address, {"accept": "1", "seen": seen}).status_code == 302
    assert Response.objects.get().submission == draft
    (entry,) = Response.history.all()
    assert entry.history_user is not None
    assert entry.history_change_reason == "door:import"


def test_what_somebody_does_in_the_meantime_is_not_written_over():
    found, by = planned(f"{HEAD}KEN,2031,doc-1,planned,,,\n"), make_officer()
    draft = make_draft(state("KEN"), cycle())
    with pytest.raises(ValidationError, match="already being worked on"):
        response_tables.record(found, by=by)
    found = planned(f"{HEAD}KEN,2031,doc-1,planned,,,\n")
    recording.record(draft, [Answer("doc-1", "implemented")], by=by)
    with pytest.raises(ValidationError, match="in the way"):
        response_tables.record(found, by=by)
    assert said() == {("KEN-2031-1", "doc-1", "implemented")}


def test_many_reports_take_as_many_queries_as_one():
    counts, by = [], make_officer(is_superuser=True)
    states = [make_state() for _number in range(12)]
    for some in (states[:2], states[2:]):
        rows = "".join(
            f"{each.code},2031,doc-{number},planned,A law,en,2\n"
            for each in some
            for number in (1, 2, 3)
        )
        with CaptureQueriesContext(connection) as captured:
            response_tables.record(planned(HEAD + rows), by=by)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Response.objects.count() == 36
    assert SubmissionEvent.objects.count() == 12
    assert not Submission.objects.exclude(status=SubmissionStatus.DRAFT).exists()


@pytest.mark.parametrize("text", ["=1", "a;=1", "a\n-1", 'a\t "@x', "-", "plain", "it's"])
def test_a_guard_against_formulas_is_taken_away_again(text):
    assert without_guards(safe_in_csv(text), in_csv=True) == text


def state(code: str) -> Reporter:
    return Reporter.objects.get(code=code)


def cycle() -> ReportingCycle:
    return ReportingCycle.objects.get(code="2031")


def commitment(key: str) -> Commitment:
    return Commitment.objects.get(key=key)
