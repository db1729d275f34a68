"""Loading the starting facts in ``fixtures/`` into the database, as often as one likes.

A record that is not there is created; one that differs is updated, unless somebody has edited
it here since: staff's word outranks the file, and the record is counted as kept.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.utils import update_change_reason

from commitments.searching import SearchTextField
from reports import workflow
from reports.models import Reporter, ReportingCycle, Submission

REASON = "Starting facts"


@dataclass
class Counts:
    """Records created, updated, found the same, and kept as edited here."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0


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
    for path in sorted(folder.glob("reported_*.json")):
        progress(path.name)
        _load_reported(json.loads(path.read_text(encoding="utf-8")), counts)
    if dry_run:
        transaction.set_rollback(True)
    return counts


def _load(record: Any, counts: Counts) -> None:
    new: Any = record.object
    stored = type(new)._default_manager.filter(pk=new.pk).first() if new.pk else None
    if stored is None:
        _save(record)
        counts.created += 1
    elif not _differs(record, stored):
        counts.unchanged += 1
    elif _edited_here(stored):
        counts.kept += 1
    else:
        _save(record)
        counts.updated += 1


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
        if not field.primary_key and not isinstance(field, SearchTextField):
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
