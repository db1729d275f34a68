"""Loading the starting facts in ``fixtures/`` into the database, as often as one likes.

A record that is not there is created; one that differs is updated, unless somebody has edited
it here since: staff's word outranks the file, and the record is counted as kept. A record that
the facts once held and hold no more (``retired.json``) goes, under the same condition.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.db import models, transaction

from common import doors
from common.search import SearchTextField
from reports.models import Reporter, ReportingCycle, Submission
from reports.submissions import workflow

REASON = "Starting facts"

# What later apps load after the facts of this one, from the same folder.
_LOADERS: "list[Callable[[Path, Counts], None]]" = []


@dataclass
class Counts:
    """Records created, updated, found the same, kept as edited here, and removed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0


def add_loader(loader: Callable[[Path, Counts], None]) -> None:
    """Have a later app load its own files whenever facts are loaded; once, however often asked."""
    if loader not in _LOADERS:
        _LOADERS.append(loader)


class _Known:
    """The stored records of each kind, read once in a load and found by their natural keys."""

    def __init__(self) -> None:
        self._by_pk: dict[Any, dict[Any, Any]] = {}
        self._by_key: dict[Any, dict[tuple[Any, ...], Any]] = {}

    def by_pk(self, model: Any) -> dict[Any, Any]:
        if model not in self._by_pk:
            names = [each.name for each in model._meta.many_to_many]
            stored = {each.pk: each for each in model._default_manager.prefetch_related(*names)}
            # Known before they are linked: records of one kind may lead to one another.
            self._by_pk[model] = stored
            for field in _to_records(model):
                others = self.by_pk(field.related_model)
                for each in stored.values():
                    setattr(each, field.name, others.get(getattr(each, field.attname)))
        return self._by_pk[model]

    def find(self, model: Any, key: Any) -> Any:
        """The record with this natural key; None without one."""
        if model not in self._by_key:
            stored = self.by_pk(model).values()
            self._by_key[model] = {each.natural_key(): each for each in stored}
        return self._by_key[model].get(tuple(key))

    def get(self, model: Any, key: Any) -> Any:
        """As ``find``. Raises DeserializationError without one."""
        found = self.find(model, key)
        if found is None:
            raise DeserializationError(f"{model._meta.label}: there is no {key}.")
        return found

    def add(self, record: Any) -> None:
        self.by_pk(type(record))[record.pk] = record
        self.find(type(record), ())
        self._by_key[type(record)][record.natural_key()] = record


def _to_records(model: Any) -> list[Any]:
    """The columns that lead to records which files name by their natural keys."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation
        and hasattr(field.related_model, "natural_key")
        and field.related_model is not get_user_model()
    ]


@dataclass
class _Record:
    """A record as a file has it, and the records it has by its many-to-many columns."""

    object: Any
    m2m_data: dict[str, list[Any]]

    @classmethod
    def read(cls, said: dict[str, Any], known: _Known) -> "_Record":
        """Raises DeserializationError for a kind, a column or another record that is not there."""
        try:
            model: Any = apps.get_model(said["model"])
            fields = {name: model._meta.get_field(name) for name in said["fields"]}
        except (LookupError, FieldDoesNotExist) as error:
            raise DeserializationError(f"{said['model']}: {error}") from error
        values, many = {}, {}
        for name, field in fields.items():
            value = said["fields"][name]
            if field.many_to_many:
                many[name] = [known.get(field.related_model, key) for key in value]
            elif field.is_relation:
                values[name] = None if value is None else known.get(field.related_model, value)
            else:
                values[name] = field.to_python(value)
        return cls(model(**values), many)


@transaction.atomic
def load(folder: Path, *, dry_run: bool = False, progress: Callable[[str], object]) -> Counts:
    """Load every fixture of ``folder``, all or nothing. With ``dry_run`` only count.

    Raises ValidationError or DeserializationError, naming the record, when a file is wrong.
    """
    counts, known = Counts(), _Known()
    for path in sorted(folder.glob("[0-9]*.json")):
        progress(path.name)
        for said in json.loads(path.read_text(encoding="utf-8")):
            _load(_Record.read(said, known), known, counts)
    for path in folder.glob("retired.json"):
        progress(path.name)
        for retired in json.loads(path.read_text(encoding="utf-8")):
            _retire(retired["model"], retired["key"], counts)
    for path in sorted(folder.glob("reported_*.json")):
        progress(path.name)
        _load_reported(json.loads(path.read_text(encoding="utf-8")), counts)
    for load_more in _LOADERS:
        load_more(folder, counts)
    if dry_run:
        transaction.set_rollback(True)
    return counts


def _load(record: _Record, known: _Known, counts: Counts) -> None:
    new = record.object
    stored = known.find(type(new), new.natural_key())
    if stored:
        new.pk, new._state.adding = stored.pk, False
    if _kept_with_its_parent(new):
        counts.kept += stored is None or _differs(record, stored)
        counts.unchanged += stored is not None and not _differs(record, stored)
    elif stored is None:
        _save(record)
        known.add(new)
        counts.created += 1
    elif not _differs(record, stored):
        counts.unchanged += 1
    elif _edited_here(stored):
        counts.kept += 1
    else:
        _save(record)
        known.add(new)
        counts.updated += 1


def _retire(model: str, key: list[str], counts: Counts) -> None:
    """Remove a record that the facts held once, such as a body that is now a reporter.

    It stays where somebody has edited it here, or where another record still needs it.
    """
    manager: Any = apps.get_model(model)._default_manager
    try:
        stored = manager.get_by_natural_key(*key)
    except manager.model.DoesNotExist:
        return
    if _edited_here(stored):
        counts.kept += 1
        return
    stored._change_reason = REASON  # noqa: SLF001 (the name simple-history reads)
    try:
        with transaction.atomic():
            stored.delete()
    except models.ProtectedError:
        counts.kept += 1
    else:
        counts.removed += 1


def _save(record: _Record) -> None:
    new = record.object
    try:
        # The records that it leads to were just read.
        new.clean_fields(exclude={each.name for each in _to_records(type(new))})
        new.clean()
    except ValidationError as error:
        raise ValidationError(f"{new._meta.label} {new.natural_key()}: {error}") from error
    new._change_reason = REASON  # noqa: SLF001 (the name simple-history reads)
    new.save()
    for name, values in record.m2m_data.items():
        if values:
            getattr(new, name).set(values)
            doors.explain(new, REASON)


def _facts(instance: models.Model) -> Iterator[Any]:
    for field in instance._meta.concrete_fields:
        # What cannot be edited follows from the rest, and no file says it.
        if not field.primary_key and field.editable and not isinstance(field, SearchTextField):
            yield field


def _differs(record: _Record, stored: models.Model) -> bool:
    for field in _facts(stored):
        if field.to_python(field.value_from_object(record.object)) != field.value_from_object(
            stored
        ):
            return True
    return any(
        {value.pk for value in values} != {each.pk for each in getattr(stored, name).all()}
        for name, values in record.m2m_data.items()
    )


def _edited_here(stored: Any) -> bool:
    latest = stored.history.first()
    return latest is not None and doors.parts(latest.history_change_reason)[0] != REASON


def _kept_with_its_parent(new: Any) -> bool:
    """Whether staff have added, changed or removed one of the records that its parent has of this
    kind. They are kept as a whole then: what somebody removed does not come back."""
    parent = getattr(new, "kept_with", "")
    if not parent:
        return False
    of_parent = type(new).history.filter(**{f"{parent}_id": getattr(new, f"{parent}_id")})
    return bool(of_parent.exclude(doors.because_of(REASON)).exists())


def _load_reported(facts: dict[str, Any], counts: Counts) -> None:
    cycle = ReportingCycle.objects.get(code=facts["cycle"])
    known = set(Submission.objects.filter(cycle=cycle).values_list("reporter__code", flat=True))
    for roll in facts["lists"]:
        reporters = {r.code: r for r in Reporter.objects.filter(code__in=roll["reporters"])}
        for code in roll["reporters"]:
            if code in known:
                counts.unchanged += 1
                continue
            workflow.record_listed(
                reporters[code],
                cycle,
                received_no_later_than=models.DateField().to_python(
                    facts["received_no_later_than"]
                ),
                source=roll["source"],
            )
            counts.created += 1
