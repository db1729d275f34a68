"""Who took part in the meetings: officers, agenda, sittings, documents, statements."""

from participation.models.bodies import Body, BodyKind
from participation.models.proceedings import (
    AgendaItem,
    MeetingDocument,
    MeetingDocumentKind,
    Officer,
    OfficerRole,
    Sitting,
)
from participation.models.statements import Representation, Statement

__all__ = [
    "AgendaItem",
    "Body",
    "BodyKind",
    "MeetingDocument",
    "MeetingDocumentKind",
    "Officer",
    "OfficerRole",
    "Representation",
    "Sitting",
    "Statement",
]
