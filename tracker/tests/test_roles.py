"""On PostgreSQL the application's role can write rows, and change nothing else."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from reports.models import Submission
from reports.submissions import workflow
from testing.builders import make_draft, make_reviewer

ROLE = "poa_app_of_tests"


def psql(*options: str) -> None:
    given = connection.get_connection_params()
    names = {"dbname": "dbname", "host": "host", "port": "port", "user": "username"}
    address = [f"--{names[n]}={v}" for n, v in given.items() if n in names and v]
    subprocess.run([str(shutil.which("psql")), "--no-psqlrc", "-q", *address, *options], check=True)


@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_application_writes_rows_and_changes_no_table() -> None:
    if connection.vendor != "postgresql":
        return
    file = Path(settings.BASE_DIR) / "deploy" / "roles.sql"
    for _turn in range(2):  # safe to repeat
        psql(f"--set=runtime={ROLE}", f"--file={file}")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")
            report = make_draft()
            workflow.withdraw(report, by=make_reviewer(), reason="begun in vain")
            for statement in (
                "TRUNCATE reports_message",
                "DROP TRIGGER event_is_never_changed ON reports_submissionevent",
                "ALTER TABLE reports_submission DISABLE TRIGGER ALL",
                "ALTER TABLE reports_submission ADD COLUMN x integer",
                "CREATE TABLE x (y integer)",
                "SET session_replication_role = replica",
            ):
                with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                    cursor.execute(statement)
        assert Submission.objects.get(pk=report.pk).status == "withdrawn"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"RESET ROLE; DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")
