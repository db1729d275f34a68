"""A step that is edited, removed or reordered outside the tracker is discovered."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.models import Submission
from reports.submissions.rules import drop_rules
from testing.builders import make_cycle, make_draft, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def run(**options: str) -> str:
    out = io.StringIO()
    call_command("verify_history", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def published() -> Submission:
    cycle = make_cycle("2031")
    make_draft(cycle=cycle)
    return make_published(cycle=cycle)


@pytest.fixture
def tamper(published: Submission) -> Callable[[str], None]:
    """SQL on the events of the published submission, without the database's rules."""

    def change(statement: str) -> None:
        drop_rules(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(where=f"submission_id = {published.pk}")  # our own number
            )

    return change


def test_whole_histories_are_counted_and_sealed(published: Submission) -> None:
    said = run()
    assert "5 steps of 2 submissions follow from one another." in said
    seal = said.split("Seal: ")[1].strip()
    assert "follow" in run(seal=seal)
    make_draft(cycle=make_cycle("2032"))
    with pytest.raises(CommandError, match="The seal is"):
        run(seal=seal)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE reports_submissionevent SET reason = 'x' WHERE {where} AND sequence = 2",
         r"step 2 \(submit\) does not follow"),
        ("UPDATE reports_submissionevent SET actor_name = 'x' WHERE {where} AND sequence = 4",
         r"step 4 \(publish\) does not follow"),
        ("DELETE FROM reports_submissionevent WHERE {where} AND sequence = 2",
         r"step 3 \(start_review\) does not follow"),
        ("DELETE FROM reports_submissionevent WHERE {where} AND sequence = 4",
         "is published, but its last step made it under_review"),
        ("UPDATE reports_submissionevent SET sequence = 9 - sequence WHERE {where}",
         "does not follow"),
        ("DELETE FROM reports_submissionevent WHERE {where}", "has no steps at all"),
    ],
)  # fmt: skip
def test_what_was_done_in_sql_is_found(
    published: Submission, tamper: Callable[[str], None], statement: str, words: str
) -> None:
    tamper(statement)
    with pytest.raises(CommandError, match=words) as caught:
        run()
    assert published.reference in str(caught.value)
