"""Who reported what: reporters, reporting cycles, submissions and their responses."""

from reports.models.agreement import DoubleCoding
from reports.models.attachments import Attachment, attachment_key
from reports.models.contacts import ContactRole, PointOfContact
from reports.models.cycles import PublishedTotal, ReportingCycle
from reports.models.events import Action, SubmissionEvent
from reports.models.freshness import DataStamp
from reports.models.messages import Message, Reading
from reports.models.reporters import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReporterKind,
    StateStatus,
)
from reports.models.responses import Response, ResponseStatus
from reports.models.submissions import (
    Channel,
    Submission,
    SubmissionStatus,
    Timeliness,
    timeliness_of,
)
from reports.models.suggestions import CodingSuggestion, SuggestionState

__all__ = [
    "Action",
    "Attachment",
    "Channel",
    "CodingSuggestion",
    "ContactRole",
    "DataStamp",
    "DoubleCoding",
    "Group",
    "GroupKind",
    "Membership",
    "Message",
    "PointOfContact",
    "PublishedTotal",
    "Reading",
    "Reporter",
    "ReporterKind",
    "ReportingCycle",
    "Response",
    "ResponseStatus",
    "StateStatus",
    "Submission",
    "SubmissionEvent",
    "SubmissionStatus",
    "SuggestionState",
    "Timeliness",
    "attachment_key",
    "timeliness_of",
]
