"""A migration only adds: the release before goes on reading and writing while it runs and after.
And it keeps nobody from a large table for longer than that takes by itself.

During an upgrade, both releases use one database for a while (``docs/operations.md``). Columns and
tables that a release no longer uses are removed by the next release, and then listed here with the
reason.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Expression, Field, ManyToManyField, Q

from common.our_apps import with_records

pytestmark = pytest.mark.once

# The old release can still write and read rows without knowing these; dropping a constraint refuses
# no row.
ADDS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveConstraint,
    migrations.RunPython,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)
# Migrations that remove or narrow something that the previous release uses, and why they may.
BEFORE_THE_FIRST_RELEASE = "landed before the first release: none ran beside it"
TAKES_AWAY = dict.fromkeys(
    (
        "commitments.0002_addressees_and_answers",
        "commitments.0004_addressees_are_no_columns",
        "commitments.0005_how_complete_documents_are",
        "commitments.0006_kinds_of_instruments",
        "commitments.0007_explanations_and_footnotes",
        "commitments.0010_footnotes_of_sections",
        "cooperation.0002_requests_money_notices",
        "indicators.0004_announcements",
    ),
    BEFORE_THE_FIRST_RELEASE,
)


class Looked:
    """Looks at the operations of one migration, one after the other."""

    def __init__(self, app: str, before: ProjectState) -> None:
        self.app, self.before = app, before
        # The previous release knows nothing of tables and columns that the migration makes.
        self.made: set[str] = set()
        self.columns: set[tuple[str, str]] = set()
        self.dropped: set[str] = set()

    def wrongs(self, operations: Sequence[Any]) -> Iterator[str]:
        """The operations that the previous release cannot work with."""
        for operation in operations:
            if isinstance(operation, migrations.SeparateDatabaseAndState):
                yield from self.wrongs(operation.database_operations)
            elif not self.is_borne(operation):
                yield str(operation.describe())

    def is_borne(self, operation: Any) -> bool:
        model = getattr(operation, "model_name_lower", "")
        name: str = getattr(operation, "name", "")
        constraint: Any = getattr(operation, "constraint", None)
        if isinstance(operation, ADDS):
            if isinstance(operation, migrations.CreateModel):
                self.made.add(operation.name_lower)
            if isinstance(operation, migrations.RemoveConstraint):
                self.dropped.add(name)
            return True
        if model in self.made:
            return True
        if isinstance(operation, migrations.AddField):
            self.columns.add((model, operation.name))
            return may_be_left_out(operation.field)
        if isinstance(operation, migrations.AddConstraint):
            # Allowed on new columns, which keep their defaults; or if wider than the constraint it
            # replaces.
            names = {*getattr(constraint, "fields", ()), *named(constraint.condition)}
            is_of_new = any((model, name) in self.columns for name in names)
            return is_of_new or constraint.name in self.dropped
        if isinstance(operation, migrations.AlterField):
            old = self.before.models[self.app, model].fields[operation.name]
            return not is_narrower(old, operation.field)
        return False


def named(condition: Any) -> Iterator[str]:
    """The columns in a condition."""
    for child in condition.children if isinstance(condition, Q) else ():
        if isinstance(child, tuple):
            yield child[0].partition("__")[0]
        else:
            yield from named(child)


def may_be_left_out(field: "Field[Any, Any]") -> bool:
    """Whether a release that does not know the column can write a row."""
    is_filled = field.db_default is not NOT_PROVIDED
    return field.null or is_filled or isinstance(field, ManyToManyField)


def is_narrower(old: "Field[Any, Any]", new: "Field[Any, Any]") -> bool:
    is_shorter = (old.max_length or 0) > (new.max_length or 0) > 0
    needs_more = old.null and not may_be_left_out(new)
    return is_shorter or needs_more or old.get_internal_type() != new.get_internal_type()


def test_each_migration_after_the_first_only_adds() -> None:
    loader = MigrationLoader(None)
    wrong: dict[str, list[str]] = {}
    ours = {config.label for config in with_records()}
    for app, name in sorted(loader.graph.nodes):
        if app in ours and not name.startswith("0001_"):
            looked = Looked(app, loader.project_state((app, name), at_end=False))
            found = list(looked.wrongs(loader.get_migration(app, name).operations))
            wrong |= {f"{app}.{name}": found} if found else {}
    new = {name: found for name, found in wrong.items() if name not in TAKES_AWAY}
    assert not new, f"The release before does not run beside it: {new}"
    assert wrong.keys() == TAKES_AWAY.keys()


# Tables that grow with every report, to millions of rows: to look at all of them takes seconds, in
# which nobody else writes to the table or, for some operations, reads it.
LARGE = {
    "reports": {"response", "historicalresponse", "submissionevent"},
    "questionnaires": {"answer", "historicalanswer", "responsesource", "historicalresponsesource"},
}
# Migrations that look at all rows of one of them, and how long that took on how many rows.
LOOKS_AT_ALL: dict[str, str] = {}


def looks_at_all(operations: Sequence[Any], large: set[str]) -> Iterator[str]:
    """Which operations hold one of the ``large`` tables while they look at all its rows."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from looks_at_all(operation.database_operations, large)
        elif getattr(operation, "model_name_lower", "") not in large:
            continue
        elif type(operation) in (migrations.AddIndex, migrations.AddConstraint):
            # Not those that build an index beside writers, or leave old rows to a validation.
            yield str(operation.describe())
        elif isinstance(operation, migrations.AddField):
            field: Any = operation.field
            is_constant = field.null or not isinstance(field.db_default, Expression)
            if not is_constant or field.remote_field or field.db_index or field.unique:
                yield str(operation.describe())


def test_each_migration_after_the_first_leaves_large_tables_to_others() -> None:
    """Build an index by an AddIndex that says CONCURRENTLY on PostgreSQL, in a migration of its own
    with ``atomic = False``; add a constraint NOT VALID, and validate it in the next migration; give
    a reference to another table its column first. Or measure it (``make trust``), and say so."""
    loader = MigrationLoader(None)
    wrong: dict[str, list[str]] = {}
    for app, name in sorted(loader.graph.nodes):
        if app in LARGE and not name.startswith("0001_"):
            operations = loader.get_migration(app, name).operations
            found = list(looks_at_all(operations, LARGE[app]))
            wrong |= {f"{app}.{name}": found} if found else {}
    new = {name: found for name, found in wrong.items() if name not in LOOKS_AT_ALL}
    assert not new, f"Others wait meanwhile: {new}"
    assert wrong.keys() == LOOKS_AT_ALL.keys()


def test_what_looks_at_all_rows_is_known() -> None:
    checks = models.CheckConstraint(condition=Q(page__gt=0), name="page_is_positive")
    author: Any = models.ForeignKey("accounts.User", models.PROTECT, null=True)
    operations = [
        migrations.AddIndex("response", models.Index(fields=["page"], name="by_page")),
        migrations.AddConstraint("response", checks),
        migrations.AddField("response", "author", author),
        migrations.AddField("response", "number", models.IntegerField(default=1, db_default=1)),
        migrations.AddField("reporter", "author", author),
        AddIndexConcurrently("response", models.Index(fields=["page"], name="by_page")),
        AddConstraintNotValid("response", checks),
    ]
    found = [op for op in operations if [*looks_at_all([op], LARGE["reports"])]]
    assert found == operations[:3]
