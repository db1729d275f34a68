"""What was agreed: instruments, meetings, outcome documents and their numbered commitments."""

from commitments.models.commitments import (
    Addressee,
    Commitment,
    CommitmentLink,
    CommitmentQuerySet,
    LinkKind,
    Theme,
    commitment_key,
    directed_to,
)
from commitments.models.documents import (
    DocumentKind,
    Instrument,
    Level,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
)
from commitments.models.import_log import ImportKind, ImportLog
from commitments.models.keys import KeyedModel, KeyManager, validate_key
from commitments.models.outcome_proposal import OutcomeProposal
from commitments.models.rejected_links import RejectedLink

__all__ = [
    "Addressee",
    "Commitment",
    "CommitmentLink",
    "CommitmentQuerySet",
    "DocumentKind",
    "ImportKind",
    "ImportLog",
    "Instrument",
    "KeyManager",
    "KeyedModel",
    "Level",
    "LinkKind",
    "Meeting",
    "MeetingKind",
    "OutcomeDocument",
    "OutcomeProposal",
    "RejectedLink",
    "Section",
    "Theme",
    "commitment_key",
    "directed_to",
    "validate_key",
]
