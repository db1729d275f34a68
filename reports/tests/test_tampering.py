"""Rows and files that are changed outside the tracker: each one is named.

``TAMPERED_ROWS=100 pytest reports/tests/test_tampering.py`` tries as many as one likes.
"""

import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.attachments import files
from reports.models import Attachment, Message, Response, Submission, SubmissionEvent
from reports.submissions import messages, verifying
from reports.submissions.rules import drop_rules
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_response,
    make_reviewer,
    make_state,
    make_upload,
    publish,
)

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = int(os.environ.get("TAMPERED_ROWS", "24"))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def set_in(table: str, assignment: str) -> Callable[[int], str]:
    def act(key: int) -> str:
        sql(f"UPDATE {table} SET {assignment} WHERE id = {key}")
        return f"{table} {key} was changed"

    return act


def set_in_history(table: str, assignment: str) -> Callable[[int], str]:
    def act(key: int) -> str:
        sql(f"UPDATE {table} SET {assignment} WHERE history_id = {key}")
        return f"{table} {key} was changed"

    return act


def named(act: Callable[[int], str], words: str) -> Callable[[int], str]:
    """The same act, reported in other words."""

    def other(key: int) -> str:
        act(key)
        return words.format(key=key)

    return other


def remove(table: str, words: str, key_column: str = "id") -> Callable[[int], str]:
    def act(key: int) -> str:
        sql(f"DELETE FROM {table} WHERE {key_column} = {key}")
        return words.format(key=key)

    return act


def overwrite(key: int) -> str:
    path = Path(Attachment.objects.get(pk=key).file.path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    return f"file {key} "


HISTORY = Submission.history.model
AS_HISTORY = "reports.{0} {{key}} is not as its history has it"
Keys = Callable[[], list[int]]
KINDS: list[tuple[Keys, Callable[[int], str]]] = [
    (
        lambda: list(Response.objects.values_list("pk", flat=True))[::2],
        named(
            set_in("reports_response", "narrative = 'x', language = 'en'"),
            AS_HISTORY.format("Response"),
        ),
    ),
    (
        lambda: list(Response.objects.values_list("pk", flat=True))[1::2],
        remove("reports_response", "reports.Response {key} is gone"),
    ),
    (
        lambda: list(Submission.objects.values_list("pk", flat=True)),
        named(
            set_in("reports_submission", "received_on = '2022-05-01'"),
            AS_HISTORY.format("Submission"),
        ),
    ),
    (
        lambda: list(Attachment.objects.values_list("pk", flat=True))[::2],
        named(set_in("reports_attachment", "name = 'x'"), AS_HISTORY.format("Attachment")),
    ),
    (lambda: list(Attachment.objects.values_list("pk", flat=True))[1::2], overwrite),
    (
        lambda: list(SubmissionEvent.objects.values_list("pk", flat=True))[::2],
        set_in("reports_submissionevent", "actor_name = 'x'"),
    ),
    (
        lambda: list(SubmissionEvent.objects.values_list("pk", flat=True))[1::2],
        remove("reports_submissionevent", "reports_submissionevent {key} was removed"),
    ),
    (
        lambda: list(HISTORY.objects.values_list("pk", flat=True))[::2],
        set_in_history("reports_historicalsubmission", "secretariat_remarks = 'x'"),
    ),
    (
        lambda: list(HISTORY.objects.values_list("pk", flat=True))[1::2],
        remove(
            "reports_historicalsubmission",
            "reports_historicalsubmission {key} was removed",
            "history_id",
        ),
    ),
    (
        lambda: list(Message.objects.values_list("pk", flat=True))[::2],
        set_in("reports_message", "text = 'x'"),
    ),
    (
        lambda: list(Message.objects.values_list("pk", flat=True))[1::2],
        remove("reports_message", "reports_message {key} was removed"),
    ),
]


@pytest.fixture
def reports() -> None:
    """Published reports, each with two responses, two files and two messages."""
    by, document = make_reviewer(), make_document()
    cycle = make_cycle("2031", document)
    commitments = [make_commitment(document) for _number in range(2)]
    for _report in range(max(2, NUMBER // 8)):
        report = make_draft(make_state(), cycle, by=by)
        for commitment in commitments:
            make_response(report, commitment)
        for number in range(2):
            files.attach(report, make_upload(f"{number}.pdf", PDF + bytes(number)), by=by)
            messages.send(report, "Which year?", by=by)
        publish(report, by=by)


def run(**options: str) -> str:
    out = io.StringIO()
    call_command("verify_history", stdout=out, **options)
    return out.getvalue()


def test_each_row_and_file_that_was_tampered_with_is_named(reports: None, tmp_path: Path) -> None:
    kept = tmp_path / "rows"
    said = run(write_rows=str(kept))
    assert "records and" in said
    assert "Rows: " in said
    run(rows=str(kept))
    drop_rules(connection)
    chosen = [(key, act) for keys, act in KINDS for key in keys()]
    chosen = random.Random(20).sample(chosen, NUMBER)
    expected = [act(key) for key, act in chosen]
    with pytest.raises(CommandError) as caught:
        run(rows=str(kept))
    unnamed = [words for words in expected if words not in str(caught.value)]
    assert (len(expected), unnamed) == (NUMBER, [])


def test_rows_that_came_since_are_no_fault(reports: None, tmp_path: Path) -> None:
    kept = tmp_path / "rows"
    run(write_rows=str(kept))
    make_draft(cycle=make_cycle("2032"))
    run(rows=str(kept))
    kept.write_text("something else\n")
    with pytest.raises(CommandError, match="no list of rows"):
        run(rows=str(kept))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE reports_submission SET published_at = '2022-01-01'", "published_at is not the"),
        ("UPDATE reports_response SET status = 'planned'", "does not say what was handed in"),
    ],
)
def test_moments_and_content_are_compared(reports: None, statement: str, words: str) -> None:
    drop_rules(connection)
    if "published_at" in statement:
        sql("UPDATE reports_submission SET submitted_at = '2022-01-01'")
    sql(statement)
    with pytest.raises(CommandError, match=words):
        run(without_files="1")


# Reads alone, so that no test needs a database of its own.
@pytest.mark.django_db
@pytest.mark.parametrize("model", verifying.appended(), ids=lambda model: model.__name__)
def test_what_is_appended_is_guarded_by_the_database(model: type) -> None:
    """Histories too: none is changed or removed, and on PostgreSQL no table is emptied."""
    table = model._meta.db_table  # type: ignore[attr-defined]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor], [table])
        names = {name for (name,) in cursor.fetchall()}
    ends = ["_is_never_changed", "_is_never_removed"]
    if connection.vendor == "postgresql":
        ends.append("_is_never_emptied")
    assert all(any(name.endswith(end) for name in names) for end in ends)
