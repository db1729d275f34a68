"""What the sources hold beside reports: sources, adherence to instruments, published figures,
indicators, plans and targets."""

from indicators.models.announcements import Announcement
from indicators.models.availability import Answered, Availability, Why
from indicators.models.baselines import Baseline, BaselinePartner, Tool
from indicators.models.definitions import (
    Code,
    Dimension,
    Direction,
    Framework,
    Indicator,
    IndicatorKind,
    ReportingPeriod,
)
from indicators.models.instruments import ACTS_OF_KIND, CONSENT, Act, Adherence, acts_of
from indicators.models.observations import (
    Made,
    Nature,
    Observation,
    ReportingType,
    Rule,
    Stage,
)
from indicators.models.plans import Plan, PlanKind, PlanPlace, PlanStage, public_plans
from indicators.models.progress import Progress, ProgressLevel
from indicators.models.sources import Cited, SourceDocument
from indicators.models.targets import (
    Alignment,
    Degree,
    Measure,
    Target,
    TargetLevel,
    TargetMilestone,
    public_targets,
)
from indicators.models.totals import (
    AdherenceTotal,
    Counted,
    Milestone,
    MilestoneKind,
    PublishedFigure,
)

__all__ = [
    "ACTS_OF_KIND",
    "CONSENT",
    "Act",
    "Adherence",
    "AdherenceTotal",
    "Alignment",
    "Announcement",
    "Answered",
    "Availability",
    "Baseline",
    "BaselinePartner",
    "Cited",
    "Code",
    "Counted",
    "Degree",
    "Dimension",
    "Direction",
    "Framework",
    "Indicator",
    "IndicatorKind",
    "Made",
    "Measure",
    "Milestone",
    "MilestoneKind",
    "Nature",
    "Observation",
    "Plan",
    "PlanKind",
    "PlanPlace",
    "PlanStage",
    "Progress",
    "ProgressLevel",
    "PublishedFigure",
    "ReportingPeriod",
    "ReportingType",
    "Rule",
    "SourceDocument",
    "Stage",
    "Target",
    "TargetLevel",
    "TargetMilestone",
    "Tool",
    "Why",
    "acts_of",
    "public_plans",
    "public_targets",
]
