"""Versions: whoever changes a record names the version that was read (``If-Match``).

A submission, its responses and its files share one version, the submission's revision. It is
compared under the lock of the change: of two callers who read the same version, the first succeeds
and the second is refused.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api.shared.errors import Fault
from common.record_admin import version_of
from reports.models import Submission
from reports.refusals import require_being_written
from reports.submissions import workflow

HEADER = "If-Match"


class VersionRequired(APIException):
    """428: the request does not say which version it changes."""

    status_code = 428

    def __init__(self) -> None:
        super().__init__(_("Say which version you have read."))
        message = _("Send the ETag of the version that you have read.")
        self.faults = [Fault(HEADER, message)]


class VersionIsOld(APIException):
    """412: somebody else has changed the record since."""

    status_code = 412

    def __init__(self) -> None:
        super().__init__(_("The record has changed since you read it. Read it again."))


def etag_of(submission: Submission) -> str:
    """The version of a submission with all that belongs to it, for callers who may see
    everything."""
    return f'"{submission.reference}.{submission.revision}"'


def versions_named(request: Request) -> list[str]:
    """The versions that the caller has read. Raises VersionRequired where it names none."""
    versions = parse_etags(request.headers.get(HEADER, ""))
    if not request.headers.get(HEADER, "").strip() or "*" in versions:
        raise VersionRequired
    return versions


def locked(request: Request, reference: str, *, is_versioned: bool = True) -> Submission:
    """The submission under its lock, in the version that the caller has read. In a transaction.

    Raises Http404, then VersionRequired, then VersionIsOld.
    """
    found = get_object_or_404(Submission, reference=reference)
    versions = versions_named(request) if is_versioned else ()
    current = workflow.locked_with_versions(found)
    if is_versioned and etag_of(current) not in versions:
        raise VersionIsOld
    return current


def being_written(request: Request, reference: str, *, is_versioned: bool = True) -> Submission:
    """The same. Raises ContentFrozen if it is no longer being written."""
    submission = locked(request, reference, is_versioned=is_versioned)
    require_being_written(submission)
    return submission


def version_tag(record: Any) -> str:
    """The version of a record with its own history: the number of entries in it."""
    key = getattr(record, "key", "") or record.reference
    return f'"{key}.{version_of(record)}"'


def locked_record(request: Request, found: "QuerySet[Any]") -> Any:
    """The one record of ``found`` under its lock, in the version that the caller has read. In a
    transaction. Raises as ``locked``."""
    record = found.select_for_update(of=("self",)).first()
    if record is None:
        raise Http404
    versions = versions_named(request)
    if version_tag(record) not in versions:
        raise VersionIsOld
    return record


def moved(submission: Submission) -> Submission:
    """The submission with its revision after the change."""
    submission.refresh_from_db(fields=["revision"])
    return submission
