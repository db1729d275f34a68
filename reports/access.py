"""Who may see and do what with which submission: the one place that says so.

Pages, API, exports, files and the administration ask here, so that none of them can forget.

A *role* is what somebody is to one reporter. Secretariat roles come from permissions and hold for
all reporters; roles of a point of contact hold for the reporters that the person acts for.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from reports.models import (
    Action,
    Channel,
    ContactRole,
    PointOfContact,
    Reporter,
    Submission,
    SubmissionStatus,
    published,
)
from reports.permissions import REGISTER, REVIEW, is_staff

VIEW = "reports.view_submission"


class Role(StrEnum):
    """What somebody is to a reporter. Roles do not contain each other: whoever may do more has more
    roles."""

    READER = "reader"  # point of contact who looks
    EDITOR = "editor"  # point of contact who writes
    SUBMITTER = "submitter"  # point of contact who hands in
    OFFICER = "officer"  # secretariat: registers and codes
    REVIEWER = "reviewer"  # secretariat: reviews and publishes


CONTACTS = frozenset({Role.READER, Role.EDITOR, Role.SUBMITTER})

# Steps that leave the status as it is, beside those of ``Action``.
WRITE = "write"
CORRECT = "correct"
SHOW_WITHDRAWN = "show_withdrawn"

_WRITERS = frozenset({Role.EDITOR, Role.OFFICER})
_SENDERS = frozenset({Role.SUBMITTER, Role.OFFICER})
_REVIEWERS = frozenset({Role.REVIEWER})
_SECRETARIAT = frozenset({Role.OFFICER, Role.REVIEWER})
# A submitter may discard a draft that was begun in vain; the secretariat withdraws what was handed
# in.
_DISCARDERS = frozenset({Role.SUBMITTER, Role.REVIEWER})

_S = SubmissionStatus
# The whole matrix: step × status → the roles that may take it. Nothing else is possible; points
# of contact only with what is readable to them. Where a step leads is in ``workflow``.
MAY: dict[str, Mapping[str, frozenset[Role]]] = {
    WRITE: {_S.DRAFT: _WRITERS, _S.RETURNED: _WRITERS},
    Action.SUBMIT: {_S.DRAFT: _SENDERS, _S.RETURNED: _SENDERS},
    Action.START_REVIEW: {_S.SUBMITTED: _REVIEWERS},
    Action.RETURN: {_S.SUBMITTED: _REVIEWERS, _S.UNDER_REVIEW: _REVIEWERS},
    Action.PUBLISH: {_S.UNDER_REVIEW: _REVIEWERS},
    Action.WITHDRAW: {
        _S.DRAFT: _DISCARDERS,
        _S.SUBMITTED: _REVIEWERS,
        _S.UNDER_REVIEW: _REVIEWERS,
        _S.RETURNED: _DISCARDERS,
        _S.PUBLISHED: _REVIEWERS,
    },
    CORRECT: {_S.PUBLISHED: _WRITERS},
    SHOW_WITHDRAWN: {_S.WITHDRAWN: _SECRETARIAT},
}

# A point of contact has the role on record and those before it.
_UP_TO: dict[str, frozenset[Role]] = {
    ContactRole.READER: frozenset({Role.READER}),
    ContactRole.EDITOR: frozenset({Role.READER, Role.EDITOR}),
    ContactRole.SUBMITTER: CONTACTS,
}


def roles(user: Any, reporter_id: int) -> frozenset[Role]:
    """Everything that ``user`` is to a reporter; empty for the public. One query for those who
    are not of the secretariat."""
    return _roles(user, lambda: _contacts_role(user, reporter_id))


def _contacts_role(user: Any, reporter_id: int) -> str | None:
    found = contacts(user).filter(reporter=reporter_id).values_list("role", flat=True)
    return found.first()


def _roles(user: Any, contacts_role: Callable[[], str | None]) -> frozenset[Role]:
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    found = set()
    if may_register(user):
        found.add(Role.OFFICER)
    if may_publish(user):
        found.add(Role.REVIEWER)
    if not user.is_staff:
        found |= _UP_TO.get(contacts_role() or "", frozenset())
    return frozenset(found)


def may(user: Any, step: str, submission: Submission) -> bool:
    """Whether ``user`` may take ``step`` with the submission in its present status."""
    allowed = MAY[step].get(submission.status, frozenset())
    return bool(allowed & _roles_with(user, submission))


def require(user: Any, step: str, submission: Submission) -> None:
    """Raise PermissionDenied for a person who may never take ``step`` with this submission, or may
    not in its present status while others may. Where nobody may take it in that status, the caller
    refuses it: a wrong status is never reported as a wrong person."""
    held, who = _roles_with(user, submission), MAY[step]
    allowed = who.get(submission.status)
    if not held & (frozenset().union(*who.values()) if allowed is None else allowed):
        raise PermissionDenied(_("Your account may not take this step."))


def _roles_with(user: Any, submission: Submission) -> frozenset[Role]:
    """The roles of ``user`` with this report. The secretariat codes a paper report: points of
    contact only read it, but may correct it once it is published."""
    read = vars(submission)
    if read.get("read_for") == user.pk and "contacts_role" in read:
        held = _roles(user, lambda: read["contacts_role"])
    else:
        held = roles(user, submission.reporter_id)
    is_theirs = submission.channel == Channel.ONLINE or submission.is_published
    return held if is_theirs else held - {Role.EDITOR, Role.SUBMITTER}


def may_begin(user: Any, reporter_id: int, channel: str) -> bool:
    """Whether ``user`` may register a report: officers any, editors what they write online."""
    held = roles(user, reporter_id)
    return Role.OFFICER in held or (Role.EDITOR in held and channel == Channel.ONLINE)


def may_register(user: Any) -> bool:
    """Whether ``user`` registers, codes and hands in reports of any reporter."""
    return bool(user.has_perm(REGISTER))


def may_publish(user: Any) -> bool:
    """Whether ``user`` reviews reports, and so publishes, returns and withdraws them: one right."""
    return bool(user.has_perm(REVIEW))


def writes_internal(user: Any, submission: Submission) -> bool:
    """Whether what ``user`` writes may touch what points of contact neither see nor set."""
    return Role.OFFICER in roles(user, submission.reporter_id)


def contacts(user: Any) -> "QuerySet[PointOfContact]":
    """The reporters that ``user`` acts for today, with the role. None for the secretariat: whoever
    reviews reports does not write them."""
    if not user.is_authenticated or user.is_staff:
        return PointOfContact.objects.none()
    active: QuerySet[PointOfContact] = PointOfContact.objects.active().filter(user=user)
    return active


def with_role(found: "QuerySet[Submission]", user: Any) -> "QuerySet[Submission]":
    """The submissions with the role in which ``user`` acts for their reporter, as their own
    statement reads it: who may do what with them then takes no further query."""
    own = contacts(user).filter(reporter=OuterRef("reporter")).order_by().values("role")[:1]
    return found.annotate(read_for=Value(user.pk), contacts_role=Subquery(own))


def reporters(user: Any) -> "QuerySet[Reporter]":
    """The reporters that ``user`` acts for today."""
    found: QuerySet[Reporter] = Reporter.objects.filter(pk__in=contacts(user).values("reporter"))
    return found


def readable(user: Any) -> "QuerySet[Submission]":
    """The submissions whose content ``user`` may read.

    The public: what is published. A point of contact also: for the reporters that the person acts
    for, what was written online, in any status, and superseded versions. Staff who may see
    submissions: all. What is *internal* (notes, remarks of the secretariat, who coded and who
    checked) is for staff alone, whatever the submission.
    """
    if is_staff(user) and user.has_perm(VIEW):
        everything: QuerySet[Submission] = Submission.objects.all()
        return everything
    own = Q(reporter__in=contacts(user).values("reporter")) & (
        Q(channel=Channel.ONLINE) | Q(status=SubmissionStatus.SUPERSEDED)
    )
    found: QuerySet[Submission] = Submission.objects.filter(own | published())
    return found


def own(user: Any) -> "QuerySet[Submission]":
    """Every submission of the reporters that ``user`` acts for, of which the person may know the
    existence, the status and the days. A paper report among these that ``readable`` lacks is not
    published."""
    found: QuerySet[Submission] = Submission.objects.filter(
        reporter__in=contacts(user).values("reporter")
    )
    return found
