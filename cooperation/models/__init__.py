"""Assistance: asked for, offered, brought together, given, and the funds that pay for it."""

from cooperation.models.funds import Fund, FundCount, FundStatement, FundTotal
from cooperation.models.matches import Match, MatchOrigin, MatchStatus
from cooperation.models.offers import Offer, OfferPlace, OfferStatus, OfferTheme
from cooperation.models.projects import (
    Aid,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Result,
    Role,
)
from cooperation.models.requests import (
    Request,
    RequestCommitment,
    RequestMeasure,
    RequestStatus,
    RequestTheme,
)
from cooperation.models.visibility import Audience, Step

__all__ = [
    "Aid",
    "Audience",
    "Fund",
    "FundCount",
    "FundStatement",
    "FundTotal",
    "Match",
    "MatchOrigin",
    "MatchStatus",
    "Offer",
    "OfferPlace",
    "OfferStatus",
    "OfferTheme",
    "ParticipatingOrg",
    "Project",
    "ProjectTheme",
    "Recipient",
    "Request",
    "RequestCommitment",
    "RequestMeasure",
    "RequestStatus",
    "RequestTheme",
    "Result",
    "Role",
    "Step",
]
