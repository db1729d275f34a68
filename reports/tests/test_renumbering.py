from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from reports import renumbering
from reports.renumbering import BEFORE, DONE, FIRST, FIRSTS, OLD, REFUSAL, Names
from tracker.house import OUR_APPS

OF_TODAY = frozenset(MigrationLoader(None).disk_migrations)


def record(names: Names) -> None:
    """Record just ``names`` as the applied migrations of our apps, in a database that has all
    tables."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app__in=OUR_APPS).delete()
    for app, name in sorted(names):
        recorder.record_applied(app, name)


def recorded() -> Names:
    return frozenset(
        MigrationRecorder(connection).migration_qs.filter(app__in=BEFORE).values_list("app", "name")
    )


def renumber(*options: str) -> str:
    output = StringIO()
    call_command("renumber_migrations", *options, stdout=output)
    return output.getvalue()


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's database has the tables of today, and may lack what later migrations removed."""
    monkeypatch.setattr(renumbering, "_missing", lambda connection: [])


def test_the_record_is_rewritten(db: None, complete: None) -> None:
    record(OLD | FIRSTS)
    said = renumber()
    assert "- reports.0009_second_pair_of_eyes\n+ accounts.0002_cache_table\n" in said
    assert said.endswith("Carried over. Run `manage.py migrate` next.\n")
    assert recorded() == DONE
    assert MigrationRecorder(connection).migration_qs.filter(app="auth").exists()


def test_a_dry_run_says_so_and_writes_nothing(db: None, complete: None) -> None:
    record(OLD | FIRSTS)
    assert renumber("--dry-run").endswith("Nothing was written.\n")
    assert recorded() == OLD | FIRSTS


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (frozenset(), "This database is empty: run `manage.py migrate`."),
        (DONE, "There is nothing to do: this database has the new migrations."),
        (
            (OLD | FIRSTS) - {("reports", "0009_second_pair_of_eyes")},
            "older than the last version .* It lacks reports.0009_second_pair_of_eyes$",
        ),
        ((OLD | FIRSTS) - {("contacts", FIRST)}, "It lacks contacts.0001_initial$"),
        (
            OLD | FIRSTS | {("reports", "0010_of_a_branch")},
            "migrations that are in no version: reports.0010_of_a_branch$",
        ),
    ],
)
def test_another_database_is_refused_with_the_reason(db: None, names: Names, sentence: str) -> None:
    record(names)
    with pytest.raises(CommandError, match=sentence):
        renumber()
    assert recorded() == names


def test_a_database_without_any_table_is_empty(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda recorder: False)
    with pytest.raises(CommandError, match="This database is empty"):
        renumber()


def test_a_database_that_lacks_a_column_is_refused(db: None) -> None:
    record(OLD | FIRSTS)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contacts_mail RENAME COLUMN subject TO topic")
        cursor.execute("ALTER TABLE accounts_keptanswer RENAME TO accounts_answer")
    with pytest.raises(CommandError, match="it lacks") as caught:
        renumber()
    assert "accounts_keptanswer" in str(caught.value)
    assert "contacts_mail.subject" in str(caught.value)
    assert recorded() == OLD | FIRSTS


@pytest.mark.parametrize(
    "names", [OLD | FIRSTS, FIRSTS | {("reports", "0002_codingsuggestion")}], ids=["last", "older"]
)
def test_migrate_names_the_command(db: None, names: Names) -> None:
    record(names)
    with pytest.raises(CommandError) as caught:
        call_command("migrate", verbosity=0)
    assert str(caught.value) == REFUSAL
    assert recorded() == names


def test_migrate_tells_the_oldest_databases_by_their_tables(db: None) -> None:
    record(frozenset({("accounts", FIRST), ("commitments", FIRST)}))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE commitments_outcomeproposal RENAME TO gone")
    with pytest.raises(CommandError, match="renumber_migrations"):
        call_command("migrate", verbosity=0)
    with pytest.raises(CommandError, match="older than the last version"):
        renumber()


def test_the_new_migrations_are_there_and_no_old_name_is_given_again() -> None:
    assert DONE <= OF_TODAY
    assert not OLD & OF_TODAY
