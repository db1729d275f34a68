"""Assistance: asked for, offered, brought together, given; its money, updates and funds."""

from cooperation.models.duplicates import Decision, DuplicateDecision
from cooperation.models.funds import (
    Contribution,
    Fund,
    FundCall,
    FundCount,
    FundStatement,
    FundTotal,
)
from cooperation.models.matches import Match, MatchOrigin, MatchStatus
from cooperation.models.money import (
    Budget,
    BudgetStatus,
    BudgetType,
    RelatedProject,
    RelationType,
    Transaction,
    TransactionType,
)
from cooperation.models.notices import Notice, NoticeAnswer
from cooperation.models.offers import Offer, OfferPlace, OfferStatus, OfferTheme
from cooperation.models.projects import (
    ActivityStatus,
    Aid,
    ParticipatingOrg,
    Project,
    ProjectKind,
    ProjectTheme,
    Recipient,
    Result,
    ResultType,
    Role,
)
from cooperation.models.regimes import Regime, RegimeKind, RegimeTask, Task
from cooperation.models.requests import (
    Request,
    RequestCommitment,
    RequestMeasure,
    RequestStatus,
    RequestTheme,
)
from cooperation.models.updates import (
    Update,
    UpdateAgreement,
    UpdateKind,
    UpdateStage,
    UpdateStep,
)
from cooperation.models.visibility import Audience, Step

__all__ = [
    "ActivityStatus",
    "Aid",
    "Audience",
    "Budget",
    "BudgetStatus",
    "BudgetType",
    "Contribution",
    "Decision",
    "DuplicateDecision",
    "Fund",
    "FundCall",
    "FundCount",
    "FundStatement",
    "FundTotal",
    "Match",
    "MatchOrigin",
    "MatchStatus",
    "Notice",
    "NoticeAnswer",
    "Offer",
    "OfferPlace",
    "OfferStatus",
    "OfferTheme",
    "ParticipatingOrg",
    "Project",
    "ProjectKind",
    "ProjectTheme",
    "Recipient",
    "Regime",
    "RegimeKind",
    "RegimeTask",
    "RelatedProject",
    "RelationType",
    "Request",
    "RequestCommitment",
    "RequestMeasure",
    "RequestStatus",
    "RequestTheme",
    "Result",
    "ResultType",
    "Role",
    "Step",
    "Task",
    "Transaction",
    "TransactionType",
    "Update",
    "UpdateAgreement",
    "UpdateKind",
    "UpdateStage",
    "UpdateStep",
]
