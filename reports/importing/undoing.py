"""Taking the last import of reporters back, while nothing depends on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models.import_log import ImportKind, ImportLog
from reports import access
from reports.models import Submission
from reports.submissions import workflow


class CannotUndo(Exception):
    """The import cannot be undone; the message says why."""


def last_import() -> ImportLog | None:
    """The latest import of reporters that recorded something and was not undone."""
    made = ImportLog.objects.filter(kind=ImportKind.REPORTERS, counts__created__gt=0)
    return made.filter(undone_at=None).first()


@transaction.atomic
def undo(log: ImportLog, *, by: Any) -> int:
    """Withdraw the reports that the last import recorded; how many there were.

    Records of reports are never deleted: each is withdrawn, with its steps. Raises CannotUndo
    when the import is not the last one, or when something depends on it: a report that was
    changed since, coded, given files, or followed by another version.
    """
    if not access.may_publish(by):
        raise PermissionDenied(_("Your account may not undo imports."))
    log = ImportLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if log.is_undone or log != last_import():
        raise CannotUndo(_("Only the last import can be undone."))
    submissions = list(_submissions(log).order_by("pk"))
    if held := [s.reference for s in submissions if _is_in_use(s, log)]:
        raise CannotUndo(
            _("Something depends on these reports since: %(references)s.")
            % {"references": ", ".join(held)}
        )
    for submission in submissions:
        workflow.withdraw(submission, by=by, reason=_("The import that recorded it was undone."))
    log.undone_at, log.undone_by = timezone.now(), by
    log.save(update_fields=["undone_at", "undone_by"])
    return len(submissions)


def _submissions(log: ImportLog) -> Any:
    return Submission.objects.filter(reference__in=log.details.get("submissions", []))


def _is_in_use(submission: Submission, log: ImportLog) -> bool:
    """Whether anything was done with the report after the import."""
    later = Submission.objects.filter(
        reporter=submission.reporter_id, cycle=submission.cycle_id, version__gt=submission.version
    )
    return (
        submission.events.filter(at__gt=log.at).exists()
        or submission.responses.exists()
        or submission.attachments.exists()
        or later.exists()
    )
