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
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.utils import update_change_reason

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


@transaction.atomic
def load(folder: Path, *, dry_run: bool = False, progress: Callable[[str], object]) -> Counts:
    """Load every fixture of ``folder``, all or nothing. With ``dry_run`` only count.

    Raises ValidationError or DeserializationError, naming the record, when a file is wrong.
    """
    counts = Counts()
    for path in sorted(folder.glob("[0-9]*.json")):
        progress(path.name)
        with path.open(encoding="utf-8") as stream:
            for record in serializers.deserialize("json", stream):
                _load(record, counts)
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


def _load(record: Any, counts: Counts) -> None:
    new: Any = record.object
    stored = type(new)._default_manager.filter(pk=new.pk).first() if new.pk else None
    if _kept_with_its_parent(new):
        counts.kept += stored is None or _differs(record, stored)
        counts.unchanged += stored is not None and not _differs(record, stored)
    elif stored is None:
        _save(record)
        counts.created += 1
    elif not _differs(record, stored):
        counts.unchanged += 1
    elif _edited_here(stored):
        counts.kept += 1
    else:
        _save(record)
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


def _save(record: Any) -> None:
    new = record.object
    try:
        new.clean_fields()
        new.clean()
    except ValidationError as error:
        raise ValidationError(f"{new._meta.label} {new.natural_key()}: {error}") from error
    new._change_reason = REASON  # noqa: SLF001 (the name simple-history reads)
    new.save()
    for name, values in record.m2m_data.items():
        if list(values):
            getattr(new, name).set(values)
            update_change_reason(new, REASON)


def _facts(instance: models.Model) -> Iterator[Any]:
    for field in instance._meta.concrete_fields:
        # What cannot be edited follows from the rest, and no file says it.
        if not field.primary_key and field.editable and not isinstance(field, SearchTextField):
            yield field


def _differs(record: Any, stored: models.Model) -> bool:
    for field in _facts(stored):
        if field.to_python(field.value_from_object(record.object)) != field.value_from_object(
            stored
        ):
            return True
    return any(
        {getattr(value, "pk", value) for value in values}
        != set(getattr(stored, name).values_list("pk", flat=True))
        for name, values in record.m2m_data.items()
    )


def _edited_here(stored: Any) -> bool:
    latest = stored.history.first()
    return latest is not None and latest.history_change_reason != REASON


def _kept_with_its_parent(new: Any) -> bool:
    """Whether staff have added, changed or removed one of the records that its parent has of this
    kind. They are kept as a whole then: what somebody removed does not come back."""
    parent = getattr(new, "kept_with", "")
    if not parent:
        return False
    of_parent = type(new).history.filter(**{f"{parent}_id": getattr(new, f"{parent}_id")})
    return bool(of_parent.exclude(history_change_reason=REASON).exists())


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
