"""Reads by statements that are made once give what Django gives, for any arguments."""

import datetime
import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment, Theme
from common.database.from_rows import record_of
from common.database.made_once import _made as made_statements
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from reports.models import GroupKind, Membership, Reporter, Submission
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_published,
    make_state,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 5, 1)


@made_once
def memberships_of(reporter: Any, day: Any) -> "QuerySet[Membership]":
    found: QuerySet[Membership] = Membership.objects.on(day).filter(reporter=reporter)
    return found.select_related("group").order_by("group__code")


@made_once
def codes_of(reporters: Any, percent: Any) -> "QuerySet[Any, Any]":
    found = Reporter.objects.filter(code__contains="%").exclude(code=percent)
    return (found | Reporter.objects.filter(pk__in=reporters)).order_by("code").values_list("code")


@made_once
def groups_of(kind: Any) -> "QuerySet[Any, Any]":
    found = Membership.objects.filter(group__kind=kind).order_by("pk")
    return found.values("reporter__code")


@made_once
def never(reporter: Any) -> "QuerySet[Reporter]":
    return Reporter.objects.filter(pk=reporter).prefetch_related("memberships")


@prefetched_once(Submission)
def put_parts_on() -> list[Any]:
    return ["reporter", "responses", Prefetch("cycle", to_attr="in_cycle")]


@prefetched_once(Commitment)
def put_themes_on(key: Any) -> list[Any]:
    themes = Theme.objects.exclude(key=key).order_by("-key")
    return [Prefetch("themes", themes.prefetch_related("commitments"))]


def test_each_call_reads_what_its_own_arguments_ask_for() -> None:
    one, other = make_state(), make_state()
    africa = make_group("africa", one, other)
    Membership.objects.create(group=make_group("left"), reporter=one, until=DAY)
    for _time in range(2):
        assert [each.group.code for each in memberships_of(one.pk, DAY)] == ["africa"]
        before = DAY - datetime.timedelta(days=1)
        assert [each.group.code for each in memberships_of(one.pk, before)] == ["africa", "left"]
        assert memberships_of(reporter=other.pk, day=DAY)[0].group == africa
    with CaptureQueriesContext(connection) as queries:
        assert memberships_of(one.pk, DAY)[0].group.code == "africa"
    assert len(queries) == 1


def test_what_is_read_is_read_anew() -> None:
    state = make_state()
    assert memberships_of(state.pk, DAY) == []
    make_group("new", state)
    assert len(memberships_of(state.pk, DAY)) == 1


def test_a_collection_has_a_place_for_each_value_and_none_asks_nothing() -> None:
    states = [make_state(code) for code in ("AAA", "BBB", "CCC")]
    keys = [state.pk for state in states]
    assert codes_of(keys, "x") == [("AAA",), ("BBB",), ("CCC",)]
    assert codes_of({keys[1]}, "x") == [("BBB",)]
    with CaptureQueriesContext(connection) as queries:
        assert codes_of([], "x") == []
    assert len(queries) == 0


def test_a_record_is_the_one_that_django_makes() -> None:
    one = make_state()
    make_group("africa", one)
    ours = memberships_of(one.pk, DAY)[0]
    theirs = memberships_of.build(one.pk, DAY).get()
    assert plain(ours) == plain(theirs)
    assert plain(ours.group) == plain(theirs.group)
    left_out = Membership.objects.defer("since").get(pk=ours.pk)
    columns = plain(left_out)[1]
    made = record_of(Membership, "default", columns, columns.values())
    assert plain(made) == plain(left_out)


def plain(record: Any) -> Any:
    state = record._state
    told = {name: value for name, value in vars(record).items() if name != "_state"}
    return type(record), told, state.db, state.adding, set(state.fields_cache)


def test_a_choice_is_the_text_that_the_database_holds() -> None:
    state = make_state("AAA")
    make_group("africa", state)
    make_group("small", state, kind=GroupKind.SIDS)
    assert groups_of(GroupKind.SIDS) == [{"reporter__code": "AAA"}] == groups_of("sids")


def test_nothing_is_equal_to_none() -> None:
    with pytest.raises(TypeError, match="reporter is None"):
        memberships_of(None, DAY)


def test_a_read_prefetches_nothing() -> None:
    with pytest.raises(ValueError, match="prefetched_once"):
        never(1)


def test_each_thread_makes_its_own_statement() -> None:
    memberships_of(0, DAY)
    made: list[Any] = []
    thread = threading.Thread(target=lambda: made.append(made_statements.statements))
    thread.start()
    thread.join()
    assert made == [{}]
    assert (memberships_of, "default") in made_statements.statements


def test_what_is_prefetched_is_what_django_prefetches() -> None:
    document = make_document()
    commitments = [make_commitment(document) for _number in range(3)]
    themes = [Theme.objects.create(key=key, name={"en": key}) for key in ("arms", "marks", "nots")]
    commitments[0].themes.set(themes)
    commitments[1].themes.set(themes[1:])
    cycle = make_cycle("2022", document)
    for _number in range(2):
        make_published(make_state(), cycle, {commitments[0]: "implemented"})
    make_published(make_state(), cycle)
    for reads, lookups, find in (
        (
            put_parts_on,
            ("reporter", "responses", Prefetch("cycle", to_attr="in_cycle")),
            lambda: list(Submission.objects.order_by("pk")),
        ),
        (
            lambda found: put_themes_on(found, "nots"),
            (
                Prefetch(
                    "themes",
                    Theme.objects.exclude(key="nots")
                    .order_by("-key")
                    .prefetch_related("commitments"),
                ),
            ),
            lambda: list(Commitment.objects.order_by("pk")),
        ),
    ):
        ours, theirs = find(), find()
        reads(ours)
        prefetch_related_objects(theirs, *lookups)
        with CaptureQueriesContext(connection) as queries:
            assert list(map(told, ours)) == list(map(told, theirs))
        assert len(queries) == 0


def told(record: Any) -> Any:
    if isinstance(record, Submission):
        responses = [(each.pk, each.submission.reference) for each in record.responses.all()]
        return record.reporter.code, responses, record.in_cycle.code  # type: ignore[attr-defined]
    return [
        (theme.key, sorted(each.key for each in theme.commitments.all()))
        for theme in record.themes.all()
    ]


def test_what_is_prefetched_cannot_be_narrowed_by_mistake() -> None:
    commitment = make_commitment()
    put_themes_on([commitment], "x")
    with pytest.raises(AttributeError):
        commitment.themes.all().filter(key="x")
