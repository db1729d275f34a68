"""Assistance: projects, and the funds that pay for them."""

from cooperation.models.funds import Fund, FundCount, FundStatement, FundTotal
from cooperation.models.projects import (
    Aid,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Result,
    Role,
)
from cooperation.models.visibility import Audience, Step

__all__ = [
    "Aid",
    "Audience",
    "Fund",
    "FundCount",
    "FundStatement",
    "FundTotal",
    "ParticipatingOrg",
    "Project",
    "ProjectTheme",
    "Recipient",
    "Result",
    "Role",
    "Step",
]
