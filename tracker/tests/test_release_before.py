"""The release before reads and writes on the tables of this one, with this one's triggers in force.

``test_expanding.py`` reads the migrations; here statements are sent. The code of the release before
is not in the repository, but its models are: the state after the last migrations that removed
something (``TAKES_AWAY``), thus those of the oldest release that may run beside this one. From them
Django makes the statements that such a release sends: they name its columns and no others. Where
the columns are the same, so are the statements, and every other test sends them.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from accounts import locking
from common.our_apps import with_records
from contacts import invitations
from testing.builders import make_officer, make_state
from tracker.tests.test_expanding import TAKES_AWAY

pytestmark = [pytest.mark.django_db, pytest.mark.filled]

Model = type[models.Model]
# Of each table, whose rows are much alike.
MOST_ROWS = 3


class Undone(Exception):
    """Takes back what was tried."""


def then() -> list[Model]:
    """The models of the oldest release that may run beside this one."""
    loader = MigrationLoader(None)
    ours = {app.label for app in with_records()}
    last = {
        app: max(
            (app, name)
            for of, name in loader.graph.nodes
            if of == app and (name.startswith("0001_") or f"{app}.{name}" in TAKES_AWAY)
        )
        for app in ours
    }
    state = loader.project_state([*last.values()]).apps
    return [
        model
        for model in state.get_models(include_auto_created=True)
        if model._meta.app_label in ours and model._meta.managed and not model._meta.proxy
    ]


def now(model: Model) -> Model:
    """The model of the same table in this release."""
    found = apps.get_models(include_auto_created=True)
    tables = {each._meta.db_table: each for each in found if not each._meta.proxy}
    return tables[model._meta.db_table]


def added(model: Model) -> list[Any]:
    """The columns that this release has and the release before has not."""
    known = {field.column for field in model._meta.local_concrete_fields}
    fields: list[Any] = list(now(model)._meta.local_concrete_fields)
    return [field for field in fields if field.column not in known]


@pytest.fixture
def written_to() -> list[Model]:
    """Models of before whose tables have more columns; rows where the filled tables have none."""
    locking.password_tries(None, "somebody@example.org").begin()
    officer = make_officer(is_superuser=True)
    invitations.invite("minister@example.org", [make_state("QQQ")], by=officer)
    found = [model for model in then() if added(model)]
    assert len(found) > 5
    return found


def refusal(act: Callable[[], None]) -> str:
    """Why the database refuses an act, empty where it does not; whatever it did is undone."""
    try:
        with transaction.atomic():
            act()
            # References are compared at the end of a transaction.
            connection.check_constraints()
            raise Undone
    except Undone:
        return ""
    except DatabaseError as error:
        return str(error)


def save(model: Model, key: Any) -> None:
    """Every column, as the administration of that release does."""
    model._base_manager.get(pk=key).save(force_update=True)


def write_anew(model: Model, key: Any) -> None:
    """The row without the columns that came later, which then have what this release takes for a
    record that says nothing of them."""
    row = model._base_manager.get(pk=key)
    take_away(model, key)
    model._base_manager.bulk_create([row])
    read = now(model)._base_manager.get(pk=key)
    for field in added(model):
        assert getattr(read, field.attname) == field.get_default(), field


def take_away(model: Model, key: Any) -> None:
    """Remove a row, whatever its triggers say."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            model._base_manager.filter(pk=key)._raw_delete(using="default")
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        triggers = cursor.fetchall()
        for name, _statement in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        model._base_manager.filter(pk=key)._raw_delete(using="default")
        for _name, statement in triggers:
            cursor.execute(statement)


def test_the_release_before_reads_every_table() -> None:
    models_of_before = then()
    assert len(models_of_before) > 150
    for model in models_of_before:
        list(model._base_manager.all()[:MOST_ROWS])


@pytest.mark.parametrize("write", [save, write_anew])
def test_the_release_before_writes_where_columns_were_added(
    written_to: list[Model], write: Callable[[Model, Any], None]
) -> None:
    refused = {}
    for model in written_to:
        keys = model._base_manager.order_by("pk").values_list("pk", flat=True)[:MOST_ROWS]
        assert keys, f"{model._meta.label}: make a row of it, so that it is tried"
        for key in keys:
            if why := refusal(partial(write, model, key)):
                refused[model._meta.label, key] = why
    assert refused == {}
