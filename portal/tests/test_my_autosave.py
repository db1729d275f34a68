"""What one autosave of an answer asks of the database, and what must not be older for it."""

from threading import Event
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.backends import LockingBackend
from portal.tests.test_my_form import ONE, World
from questionnaires import templates
from questionnaires.models import Answer, Question
from reports.locking import locked
from testing.builders import at_once

ANSWER = {"body.tick-seen": "", "body.tick-value": "yes"}


def saved(world: World, data: dict[str, Any]) -> Any:
    return world.client.post(ONE, data, headers={"Accept": "application/json"})


@pytest.mark.django_db
def test_an_autosave_takes_six_queries_in_its_transaction() -> None:
    """Session, account, report, answers, the change and its history; the transaction's begin and
    end are two more."""
    world = World()
    seen = saved(world, ANSWER).json()["seen"]["body.tick"]
    data = {"body.tick-seen": seen, "body.tick-value": "developing"}
    with CaptureQueriesContext(connection) as queries:
        assert saved(world, data).status_code == 200
    told = [query["sql"][:120] for query in queries.captured_queries]
    own = [sql for sql in told if "SAVEPOINT" not in sql]
    assert (len(own), len(told)) == (6, 8), told
    assert world.said("body", "tick") == "developing"
    assert Answer.history.filter(value="developing").count() == 1


@pytest.mark.django_db
def test_a_form_that_is_not_kept_takes_five_more() -> None:
    world = World()
    seen = saved(world, ANSWER).json()["seen"]["body.tick"]
    templates.forget()
    with CaptureQueriesContext(connection) as queries:
        saved(world, {"body.tick-seen": seen, "body.tick-value": "developing"})
    assert len(queries) == 13


@pytest.mark.django_db
def test_a_kept_form_is_never_older_than_its_records() -> None:
    world = World()
    assert b"New words" not in world.client.get(ONE).content
    question = Question.objects.get(key="body", template=world.loaded.template)
    before = question.text
    with transaction.atomic():
        question.text = {**before, "en": "New words"}
        question.save()
        assert b"New words" in world.client.get(ONE).content
        transaction.set_rollback(True)
    assert b"New words" not in world.client.get(ONE).content
    question.save()
    assert b"New words" in world.client.get(ONE).content


@pytest.mark.django_db
def test_kept_forms_are_few() -> None:
    world = World()
    world.client.get(ONE)
    kept = next(iter(templates._kept.values()))
    templates.forget()
    templates._kept.update({-number: kept for number in range(1, templates.MOST_KEPT + 1)})
    world.client.get(ONE)
    assert len(templates._kept) == 1


@pytest.mark.django_db
def test_whoever_lost_a_right_saves_nothing() -> None:
    world = World()
    assert saved(world, ANSWER).status_code == 200
    role = world.contact.points_of_contact.get()
    again = {"body.tick-seen": "x", "body.tick-value": "no"}
    role.role = "reader"
    role.save()
    assert saved(world, again).status_code == 403
    role.until = timezone.now()
    role.save()
    assert saved(world, again).status_code == 404
    Authenticator.objects.filter(user=world.contact).delete()
    assert saved(world, again).status_code == 302
    assert world.said("body", "tick") == "yes"


@pytest.mark.django_db
def test_a_right_that_comes_by_a_group_or_by_itself_counts_at_once() -> None:
    world = World()
    right = Permission.objects.get(codename="register_submission")

    def holds() -> bool:
        user = LockingBackend().get_user(world.contact.pk)
        return bool(user and user.has_perm("reports.register_submission"))

    assert not holds()
    world.contact.user_permissions.add(right)
    assert holds()
    world.contact.user_permissions.clear()
    world.contact.groups.add(Group.objects.get(name="Officers"))
    assert holds()
    world.contact.groups.clear()
    assert not holds()
    world.contact.is_superuser = True
    world.contact.save()
    assert holds()


@pytest.mark.django_db(transaction=True)
def test_a_right_that_ends_while_a_save_waits_is_not_used() -> None:
    """PostgreSQL shows a statement that waits for a lock other tables as they were before. SQLite
    locks the whole database before anything is read: nothing is tried there."""
    if connection.vendor != "postgresql":
        return
    world, is_held, asked = World(), Event(), Event()

    def act(number: int) -> int:
        if number:
            is_held.wait(30)
            asked.set()
            return int(saved(world, ANSWER).status_code)
        with transaction.atomic():
            locked(world.draft)
            is_held.set()
            asked.wait(30)
            _until_somebody_waits()
            world.contact.points_of_contact.update(until=timezone.now())
        return 0

    assert at_once(2, act) == [0, 404]
    assert not Answer.objects.exists()


def _until_somebody_waits() -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _try in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.02)")
    raise AssertionError("nobody waits")
