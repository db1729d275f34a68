"""The data stamp moves with every write, in its transaction, whoever writes and however."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, transaction

from commitments.models import Commitment, Theme
from common.database import triggers
from common.database.triggers import Trigger
from common.stamp import Stamp
from reports import data_stamp
from reports.attachments import files
from reports.models import DataStamp, DoubleCoding, Reporter, ResponseStatus, Submission
from reports.submissions import messages, workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
    make_theme,
    make_upload,
    publish,
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


@pytest.fixture
def kept_connection(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection kept from an earlier request, as the next request finds it."""
    with connection.cursor():
        monkeypatch.setattr(connection, "health_check_enabled", True)
        monkeypatch.setattr(connection, "health_check_done", False)


def test_the_stamp_is_itself_the_check_of_a_kept_connection(
    kept_connection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("a second question"))
    assert stamp() == stamp()


def test_a_kept_connection_that_broke_is_made_anew(kept_connection: None) -> None:
    if is_postgresql:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid]
            )
        other.close()
    assert stamp() == stamp()


def test_a_new_connection_is_not_asked_twice(
    kept_connection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp()

    asked = []

    def away() -> None:
        asked.append(1)
        raise OperationalError

    monkeypatch.setattr(data_stamp, "_ask", away)
    with pytest.raises(OperationalError):
        data_stamp.stamp()
    assert len(asked) == 1


@pytest.mark.parametrize("table", data_stamp.watched())
def test_every_table_has_its_triggers(db: None, table: str) -> None:
    """One for all events on PostgreSQL, one for each on SQLite. Of a table with writes that the
    public cannot see there is one for each event on both, and on PostgreSQL that of TRUNCATE."""
    names = {
        "sqlite": "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        " AND name LIKE '%%_moves_the_stamp'",
        "postgresql": "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
        " AND tgname LIKE '%%_moves_the_stamp'",
    }
    of_postgresql = 4 if table in data_stamp.restricted() else 1
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor], [table])
        assert cursor.fetchone()[0] == (of_postgresql if is_postgresql else 3)


def test_triggers_of_an_earlier_release_are_dropped(db: None) -> None:
    """Messages moved the stamp once."""
    old = Trigger(
        "reports_message_insert_moves_the_stamp",
        "reports_message",
        "AFTER",
        ("INSERT",),
        sqlite="UPDATE reports_datastamp SET version = version + 1;",
        calls="move_the_stamp",
        for_each="STATEMENT",
    )
    triggers.install(connection, [old])
    data_stamp.install(connection)
    draft = make_draft()
    before = stamp()
    ask(draft)
    assert stamp() == before


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
    make_state()
    assert moved()
    make_published(make_state(), cycle)
    assert moved()
    assert not moved()


Write = Callable[[Submission, Submission], object]
# What the public cannot see: of a draft everything, of a published report what is the staff's.
PRIVATE: dict[str, Write] = {
    "a draft is registered": lambda draft, _public: make_draft(
        Reporter.objects.get(code="KEN"), draft.cycle
    ),
    "a draft is changed": lambda draft, _public: Submission.objects.filter(pk=draft.pk).update(
        reporter_remarks="later"
    ),
    "a draft gets a response": lambda draft, _public: draft.responses.create(
        commitment=Commitment.objects.get(), status="planned"
    ),
    "a draft gets a file": lambda draft, _public: files.attach(
        draft, make_upload(), by=make_officer()
    ),
    "a report is handed in and reviewed": lambda draft, _public: start_review(draft),
    "a correction is begun": lambda _draft, public: workflow.correct(public, by=make_officer()),
    "a question is asked": lambda _draft, public: ask(public),
    "a note is written": lambda _draft, public: public.responses.update(note="look again"),
    "a remark is written": lambda _draft, public: Submission.objects.filter(pk=public.pk).update(
        secretariat_remarks="later"
    ),
    "a second coder draws it": lambda _draft, public: DoubleCoding.objects.create(
        submission=public, commitment=Commitment.objects.get(), first_status="planned"
    ),
    "a person is appointed": lambda draft, _public: make_contact(draft.reporter),
    "a draft is withdrawn": lambda draft, _public: workflow.withdraw(
        draft, by=make_reviewer(), reason="begun in vain"
    ),
}
# What it can see.
PUBLIC: dict[str, Write] = {
    "a report is published": lambda draft, _public: publish(draft),
    "a response is translated": lambda _draft, public: public.responses.update(
        translations={"fr": "Oui"}
    ),
    "a report is withdrawn": lambda _draft, public: workflow.withdraw(
        public, by=make_reviewer(), reason="the wrong report"
    ),
}


@pytest.fixture
def two_reports(db: None) -> tuple[Submission, Submission]:
    """A draft and a published report with a response, of two reporters; a third has none."""
    make_state("KEN")
    commitment = make_commitment()
    cycle = make_cycle("2041", commitment.document)
    public = make_published(make_state(), cycle, {commitment: ResponseStatus.PLANNED})
    return make_draft(make_state(), cycle), public


@pytest.mark.parametrize("name", [*PRIVATE, *PUBLIC])
def test_a_write_that_the_public_cannot_see_moves_nothing(
    two_reports: tuple[Submission, Submission], name: str
) -> None:
    before = stamp()
    (PRIVATE | PUBLIC)[name](*two_reports)
    assert (stamp() == before) == (name in PRIVATE)


def start_review(draft: Submission) -> None:
    workflow.submit(draft, by=make_officer())
    workflow.start_review(draft, by=make_reviewer())


def ask(about: Submission) -> None:
    messages.send(about, "Which year?", by=make_officer())


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
