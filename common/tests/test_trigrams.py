"""The indexes of letters: built once, not where they are refused, and never changing a result."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment
from common.database import trigrams
from common.database.trigrams import Letters, build
from testing.builders import make_commitment, texts

OF_COMMITMENTS = Letters("commitments_commitment")
INDEXED = {
    "commitments_commitment_trigrams",
    "indicators_progress_trigrams",
    "questionnaires_answer_trigrams",
    "reports_response_trigrams",
    "reports_submission_trigrams",
}


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def built() -> set[str]:
    if not is_postgresql():
        return INDEXED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indisvalid"
            " AND indexrelid::regclass::text LIKE %s",
            [f"%{trigrams.SUFFIX}"],
        )
        return {name for (name,) in cursor.fetchall()}


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements if is_postgresql() else ():
            cursor.execute(statement)


@pytest.mark.django_db
def test_texts_that_grow_with_every_cycle_are_indexed() -> None:
    assert built() == INDEXED


@pytest.mark.django_db(transaction=True)
def test_a_missing_index_is_built_beside_writers_and_one_that_was_left_half_built() -> None:
    run("SET lock_timeout = '200ms'", f"DROP INDEX {OF_COMMITMENTS.name}")
    build(connection, [OF_COMMITMENTS])
    assert built() == INDEXED
    half = f"indexrelid = '{OF_COMMITMENTS.name}'::regclass"
    run(f"UPDATE pg_index SET indisvalid = false WHERE {half}")
    build(connection, [OF_COMMITMENTS])
    assert built() == INDEXED
    with CaptureQueriesContext(connection) as queries:
        build(connection, [OF_COMMITMENTS])
    assert len(queries) == is_postgresql()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout" if is_postgresql() else "SELECT '200ms'")
        assert cursor.fetchone() == ("200ms",)
    run("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_two_do_not_build_at_once() -> None:
    if not is_postgresql():
        return
    run(f"DROP INDEX {OF_COMMITMENTS.name}")
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [trigrams.LOCK])
        build(connection, [OF_COMMITMENTS])
        assert OF_COMMITMENTS.name not in built()
        # A server gives up the locks of a closed connection a moment later only.
        other.execute("SELECT pg_advisory_unlock(%s)", [trigrams.LOCK])
    build(connection, [OF_COMMITMENTS])
    assert built() == INDEXED


@pytest.mark.django_db
def test_a_table_that_is_not_there_yet_is_left_out() -> None:
    build(connection, [Letters("commitments_nothing")])
    assert built() == INDEXED


@pytest.mark.django_db
def test_where_the_extension_is_refused_searches_find_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wanted = make_commitment(title=texts("Marking"))
    run(
        f"DROP EXTENSION {trigrams.EXTENSION} CASCADE",
        "CREATE ROLE poa_without_rights_of_tests",
        "SET ROLE poa_without_rights_of_tests",
    )
    build(connection, [OF_COMMITMENTS])
    run("RESET ROLE")
    assert built() == (set() if is_postgresql() else INDEXED)
    assert ("migrate again" in caplog.text) == is_postgresql()
    assert list(Commitment.objects.matching("marking")) == [wanted]


@pytest.mark.django_db
def test_a_server_without_the_extension_is_one_that_refuses_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(f"DROP INDEX {OF_COMMITMENTS.name}")
    monkeypatch.setattr(trigrams, "EXTENSION", "poa_nothing")
    build(connection, [OF_COMMITMENTS])
    assert ("migrate again" in caplog.text) == is_postgresql()


TEXTS = {
    "en": "Tracing of arms: 100% of marks, at_once, C:\\marks, and Mali",
    "fr": "Traçage des armes, l’œuvre",
    "ru": "Учёт оружия, женщины",
    "zh": "加强标识和追查",
    "ar": "التَّعقّب وتخزين ذخيرة",
}
QUERIES = (
    *("tracing", "traced", "TRACAGE", "oeuvre", "учет", "женщин", "标识", "标识和追查", "تعقب"),
    *("الذخيرة", "mali", "arms tracing", "100%", "0% of", "at_once", "atxonce", "c:\\marks", "%"),
    *("_", "\\", "nothing", "of", "a", "li"),
)


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize("query", QUERIES)
def test_an_index_changes_no_result(query: str) -> None:
    for code, text in TEXTS.items():
        make_commitment(title={**texts("Nothing"), code: text} if code != "en" else texts(text))

    def found(is_read: str, is_looked_up: str) -> list[int]:
        run(
            f"SET LOCAL enable_seqscan = {is_read}",
            "SET LOCAL enable_indexscan = off",
            f"SET LOCAL enable_bitmapscan = {is_looked_up}",
        )
        return sorted(Commitment.objects.matching(query).values_list("pk", flat=True))

    assert found("on", "off") == found("off", "on")
    if is_postgresql() and query == "tracing":
        plan = Commitment.objects.matching(query).order_by().explain()
        assert OF_COMMITMENTS.name in plan
