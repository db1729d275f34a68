"""Figures, and answers without one, that no report says: written by hand or by programs.

A report's own are changed with it (``typed``). What is written here waits to be reviewed, as does
a published figure that is changed.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from indicators.models import Availability, Observation, Stage
from reports.access import may_publish

Figure = Observation | Availability


def save(record: Figure, *, by: Any) -> None:
    """Write a figure or an answer of a source. Raises ValidationError, with the name of each column
    that is wrong."""
    if record.submission_id is not None:
        raise ValueError(f"{record} is part of a report")
    if not record.source.strip():
        raise ValidationError({"source": ValidationError(_("Name the source."), code="required")})
    if isinstance(record, Observation):
        record.stage = Stage.IN_REVIEW
    _by(record, by).full_clean(exclude=["key"])
    record.save()


def remove(record: Figure, *, by: Any) -> None:
    """Take one away; its history stays. Raises ValidationError where a State has confirmed it."""
    try:
        _by(record, by).delete()
    except ProtectedError:
        message = _("A State has confirmed this figure: it stays.")
        raise ValidationError(message, code="confirmed") from None


def publish(figure: Observation, *, by: Any) -> None:
    """Let anybody read a figure that was reviewed; once is enough. Raises PermissionDenied."""
    if not may_publish(by):
        raise PermissionDenied(_("Your account may not take this step."))
    if figure.submission_id is None and figure.stage != Stage.PUBLISHED:
        figure.stage = Stage.PUBLISHED
        _by(figure, by).save()


def _by(record: Any, by: Any) -> Any:
    record._history_user = by  # noqa: SLF001 (the name simple-history reads)
    return record
