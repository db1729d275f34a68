"""Who reported what: reporters, reporting cycles, submissions and their responses."""

from reports.models.agreement import DoubleCoding
from reports.models.attachments import Attachment, attachment_key
from reports.models.contacts import ContactRole, PointOfContact
from reports.models.cycles import PublishedTotal, ReporterList, ReportingCycle
from reports.models.data_stamp import DataStamp
from reports.models.events import Action, SubmissionEvent
from reports.models.messages import Comment, Message, Reading
from reports.models.reporters import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReporterKind,
    StateStatus,
)
from reports.models.responses import ADDRESSING, Response, ResponseStatus, addressing
from reports.models.statuses import SubmissionStatus, being_written, published
from reports.models.submissions import (
    Channel,
    Submission,
    Timeliness,
    late,
    timeliness,
    timeliness_of,
)
from reports.models.suggestions import CodingSuggestion, SuggestionState

__all__ = [
    "ADDRESSING",
    "Action",
    "Attachment",
    "Channel",
    "CodingSuggestion",
    "Comment",
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
    "ReporterList",
    "ReportingCycle",
    "Response",
    "ResponseStatus",
    "StateStatus",
    "Submission",
    "SubmissionEvent",
    "SubmissionStatus",
    "SuggestionState",
    "Timeliness",
    "addressing",
    "attachment_key",
    "being_written",
    "late",
    "published",
    "timeliness",
    "timeliness_of",
]
