"""The data stamp moves with every write, in its transaction, whoever writes and however."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from commitments.models import Theme
from common.stamp import Stamp
from reports import data_stamp
from reports.models import DataStamp, Reporter, Submission
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_published,
    make_state,
    make_theme,
    texts,
)

is_postgresql = connection.vendor == "postgresql"


def stamp() -> Stamp:
    found = data_stamp.stamp()
    assert found is not None
    return found


def test_the_stamp_is_one_query(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        stamp()


@pytest.mark.parametrize("table", data_stamp.watched())
def test_every_table_has_its_triggers(db: None, table: str) -> None:
    """Also a statement that finds no row counts on PostgreSQL; on SQLite each row does. Of a table
    with rows that are never public each row is looked at on both."""
    names = {
        "sqlite": "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        " AND name LIKE '%%_moves_the_stamp'",
        "postgresql": "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
        " AND tgname LIKE '%%_moves_the_stamp'",
    }
    is_restricted = table in data_stamp.restricted()
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor], [table])
        assert cursor.fetchone()[0] == (1 if is_postgresql and not is_restricted else 3)


def test_histories_and_accounts_are_not_watched() -> None:
    watched = set(data_stamp.watched())
    assert {"commitments_commitment_themes", "reports_response"} <= watched
    assert not [table for table in watched if "historical" in table or "accounts" in table]


def test_each_kind_of_write_moves_it(db: None) -> None:
    seen = [stamp()]

    def moved() -> bool:
        seen.append(stamp())
        return seen[-1].version > seen[-2].version and seen[-1].changed_at >= seen[-2].changed_at

    theme = make_theme("marking")
    assert moved()
    theme.save()
    assert moved()
    Theme.objects.update(position=3)
    assert moved()
    Theme.objects.bulk_create([Theme(key="tracing", name=texts("Tracing"))])
    assert moved()
    make_commitment().themes.add(theme)
    assert moved()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE commitments_theme SET position = 4")
    assert moved()
    Theme.objects.filter(key="tracing").delete()
    assert moved()
    document = make_document()
    cycle = make_cycle("", document)
    assert moved()
    draft = make_draft(make_state(), cycle)
    assert moved()
    Submission.objects.filter(pk=draft.pk).update(secretariat_remarks="later")
    assert moved()
    make_published(make_state(), cycle)
    assert moved()
    assert not moved()


def test_what_is_rolled_back_moves_nothing(db: None) -> None:
    before = stamp()
    with transaction.atomic():
        make_theme()
        assert stamp() != before
        transaction.set_rollback(True)
    assert stamp() == before


def test_without_its_rows_there_is_no_stamp(db: None) -> None:
    DataStamp.objects.all().delete()
    assert data_stamp.stamp() is None


def in_a_thread(target) -> Thread:
    """``target`` in a connection of its own."""

    def run() -> None:
        try:
            target()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_the_stamp_moves_when_a_write_is_committed_not_before() -> None:
    before = stamp()
    written, seen = Barrier(2, timeout=20), Barrier(2, timeout=20)

    def write() -> None:
        with transaction.atomic():
            make_theme("marking")
            written.wait()
            seen.wait()

    thread = in_a_thread(write)
    written.wait()
    assert stamp() == before
    seen.wait()
    thread.join()
    assert stamp().version > before.version


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_comes_late_is_not_missed() -> None:
    """The first to write is the last to commit; nobody waits, and every commit shows. (SQLite
    lets one transaction write at a time, so there it cannot happen.)"""
    if not is_postgresql:
        return
    written, seen = Barrier(2, timeout=20), Barrier(2, timeout=20)

    def write_slowly() -> None:
        with transaction.atomic():
            make_theme("slow")
            written.wait()
            seen.wait()

    thread = in_a_thread(write_slowly)
    written.wait()
    before = stamp()
    make_theme("quick")
    between = stamp()
    seen.wait()
    thread.join()
    assert before.version < between.version < stamp().version


@pytest.mark.django_db(transaction=True)
def test_more_writers_than_parts_lose_no_move() -> None:
    make_state("KEN")
    before = stamp().version
    number = 24 if is_postgresql else 4

    def write() -> None:
        for _turn in range(5):
            Reporter.objects.filter(code="KEN").update(abbreviation="")

    for thread in [in_a_thread(write) for _number in range(number)]:
        thread.join()
    assert stamp().version == before + number * 5
