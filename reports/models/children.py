"""The registry of child records: everything that a submission consists of, beside its own columns.

Whoever adds such a record (this app or a later one) registers it in ``AppConfig.ready``; what the
program does with a submission's parts (freezing, receipts, corrections, comparison, checks, nil
returns, steps, the revision, the public stamp, the administration, the points of contact's own
area) it does with all that are here. Nothing in this app imports a later one. A test names a model
that points at a submission and is neither registered nor ``EXEMPT``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from common.database.triggers import Rule
from reports.models.columns import SUBMISSION, Column, Columns, forms
from reports.models.findings import Finding

# Not imported here: the model asks this registry what it consists of.
Submission = Any

# Copies of rows made in a correction: of each child, the new row by the key of the old one.
Copies = dict[str, dict[Any, Model]]


@dataclass(frozen=True)
class Block:
    """A part of a submission's page: a template, and what it is given beside the submission."""

    template: str
    context: Callable[[Any, Submission], Mapping[Any, Any]]


@dataclass(frozen=True)
class Shown:
    """A block of one submission for one reader: its template reads ``block``, the context."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Gone:
    """A column that was removed, for receipts made under forms up to ``until``: ``read`` gives its
    content from the columns that took its place."""

    column: Column
    until: int
    read: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Child:
    """One kind of child record, and what it takes part in.

    * ``name`` and ``plural`` are English words for code: triggers and receipts are named by them.
    * ``via`` is the way to the submission: ``submission``, or ``response__submission`` for the
      child of another child.
    * ``key`` names the columns that tell the rows of one submission apart.
    * ``joined`` are the relations that are read with the rows, so that naming them costs nothing.
    * ``outside`` are the columns that point at a record outside any report, of a kind that reports
      have too: a copy points at the same record.
    * ``gone`` are columns that are no more, by name, for the receipts that hold them.
    * ``is_public`` tells the rows that anybody may read once the report is public; None for all.
    * ``refuses_nil_return``: a nil return has no such record.
    * ``checks`` finds inconsistencies before the report is submitted.
    * ``prepare`` brings the records up to date with the others before a step is checked and taken.
    * ``hold_back`` raises ValidationError where the record keeps a report from taking a step.
    * ``rules`` are further rules of its table that the database holds.
    * ``copy`` copies the rows into a correction where copying the copied columns is not enough.
    * ``in_admin`` and ``in_portal`` are its parts of the submission's pages there; ``in_coding`` is
      its part of each row of the coding table: its context is by the key of the response.
    * ``hands`` are the ways from a response to the accounts that took part in what it says: none of
      them may check it.
    """

    name: str
    plural: str
    model: type[Model]
    columns: Columns
    via: str = "submission"
    key: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    gone: Mapping[str, Gone] = field(default_factory=dict)
    is_public: Q | None = None
    refuses_nil_return: bool = False
    checks: Callable[[Submission], Iterable[Finding]] | None = None
    prepare: Callable[[Submission, str], None] | None = None
    hold_back: Callable[[Submission, str], None] | None = None
    rules: tuple[Rule, ...] = ()
    copy: Callable[[Submission, Submission, Copies], None] | None = None
    in_admin: Block | None = None
    in_portal: Block | None = None
    in_coding: Block | None = None
    hands: tuple[str, ...] = ()

    def submission_id(self, row: str) -> str:
        """SQL: the submission of a row, named ``row`` there, by the way that ``via`` declares."""
        # Every part is a constant of the program.
        first, *rest = self.via.split("__")
        field: Any = self.model._meta.get_field(first)
        way = f"{row}.{field.column}"
        for depth, name in enumerate(rest):
            model = field.related_model
            field = model._meta.get_field(name)
            alias = f"via_{depth}"
            way = (
                f"(SELECT {alias}.{field.column} FROM {model._meta.db_table} {alias}"  # noqa: S608
                f" WHERE {alias}.id = {way})"
            )
        return way

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def rows(self, submission: Submission) -> Any:
        """The records of one submission, in the order in which they were made."""
        return self.all_rows().filter(**{self.via: submission})

    def all_rows(self) -> Any:
        """The records of all submissions, in the order in which they were made."""
        found = self.model._default_manager.order_by("pk")
        return found.select_related(*self.joined) if self.joined else found

    def has_rows(self, submission: Submission) -> bool:
        return bool(self.rows(submission).exists())


# What points at a submission without being part of what the report says, each for its reason.
EXEMPT: dict[str, str] = {
    "reports.SubmissionEvent": "the steps of the record; append-only, each with its own digest",
    "reports.Message": "what was asked about the report; append-only, never public",
    "reports.Comment": "what its people say of the report among themselves; never public",
    "reports.Reading": "up to where somebody has read the messages",
    "reports.DoubleCoding": "a second coding for measuring agreement; no part of the report",
    "reports.CodingSuggestion": "what the program takes from a file; nothing until confirmed",
}

_CHILDREN: dict[str, Child] = {}


def register(child: Child) -> None:
    """Add a child record, or put another declaration in the place of that name's."""
    _CHILDREN[child.name] = child


def exempt(label: str, reason: str) -> None:
    """Say why a model (``app.Model``) that points at a submission is no part of the report."""
    EXEMPT[label] = reason


def children() -> list[Child]:
    """All registered child records, each after those that it points at, whichever app was first."""
    found: dict[str, Child] = {}
    for child in _CHILDREN.values():
        _add_after_parents(child, found)
    return list(found.values())


def _add_after_parents(child: Child, found: dict[str, Child]) -> None:
    pointed_at = {field.related_model for field in child.model._meta.concrete_fields}
    for other in _CHILDREN.values():
        if other is not child and other.model in pointed_at and other.name not in found:
            _add_after_parents(other, found)
    found.setdefault(child.name, child)


def child_of(model: type[Model]) -> Child | None:
    """The declaration of a model, if it is a child record."""
    return next((each for each in children() if each.model is model), None)


def shown_in(face: str, user: Any, submission: Submission) -> list[Shown]:
    """The blocks of a submission's page in ``in_admin`` or ``in_portal``, for ``user``."""
    blocks: Iterable[Block | None] = (getattr(child, face) for child in children())
    return [Shown(each.template, each.context(user, submission)) for each in blocks if each]


def shown_in_coding(user: Any, submission: Submission) -> dict[Any, list[Shown]]:
    """The blocks of the coding table's rows, by the key of the response."""
    found: dict[Any, list[Shown]] = {}
    for block in (child.in_coding for child in children() if child.in_coding):
        for key, context in block.context(user, submission).items():
            found.setdefault(key, []).append(Shown(block.template, context))
    return found


def hands() -> list[str]:
    """The ways from a response to the accounts that took part in it, beside its coder."""
    return [way for child in children() for way in child.hands]


@contextmanager
def registered(*added: Child) -> Iterator[None]:
    """For a test: with further child records, or other declarations of those there are."""
    before = dict(_CHILDREN)
    try:
        for each in added:
            register(each)
        yield
    finally:
        _CHILDREN.clear()
        _CHILDREN.update(before)


def newest_form() -> int:
    """The form that new receipts take: the newest that any column asks for."""
    return forms([SUBMISSION, *(each.columns for each in children())])


def faults(model: type[Model], columns: Columns) -> list[str]:
    """What is wrong with a table of columns, in sentences that name the column."""
    concrete = {field.name for field in model._meta.concrete_fields if not field.primary_key}
    label = model._meta.label
    return [
        *(f"{label}.{name} has no answers" for name in sorted(concrete - set(columns))),
        *(f"{label} has no column {name}" for name in sorted(set(columns) - concrete)),
    ]
