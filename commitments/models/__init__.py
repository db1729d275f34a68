"""What was agreed: instruments, meetings, outcome documents and their numbered commitments."""

from commitments.models.addressees import NAMED, Addressee, CommitmentAddressee, directed_to
from commitments.models.answers import CommitmentAnswer
from commitments.models.commitments import (
    Commitment,
    CommitmentLink,
    CommitmentQuerySet,
    LinkKind,
    Theme,
    commitment_key,
)
from commitments.models.documents import (
    DocumentKind,
    Instrument,
    InstrumentKind,
    Level,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
)
from commitments.models.import_log import ImportKind, ImportLog
from commitments.models.outcome_proposal import OutcomeProposal
from commitments.models.rejected_links import RejectedLink
from common.database.keys import KeyedModel, KeyManager, validate_key

__all__ = [
    "NAMED",
    "Addressee",
    "Commitment",
    "CommitmentAddressee",
    "CommitmentAnswer",
    "CommitmentLink",
    "CommitmentQuerySet",
    "DocumentKind",
    "ImportKind",
    "ImportLog",
    "Instrument",
    "InstrumentKind",
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
