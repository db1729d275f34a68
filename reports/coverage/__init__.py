"""Who reported, and what reports address: every figure of pages, API and exports.

Three questions are kept apart:

* *reported*: a current published submission exists (a nil return counts);
* *coded*: somebody has recorded what that report says (it has a response);
* *addressed*: a coded report has a response other than *no information* on a commitment.

Coverage is addressed over due, where due is what coded reports were asked about: the cycle's
operative commitments directed to that kind of reporter. Where nothing is due it is None
("not applicable"), never 0 %.

Figures can be narrowed, and read as of a past day (``Selection``).
"""

from reports.coverage.arrivals import Arrivals, arrivals
from reports.coverage.beside import GroupAnswers, GroupSections, answers_by_group, sections_of_group
from reports.coverage.changes import (
    Change,
    CommitmentChange,
    ResponseChange,
    StateChange,
    change_by_commitment,
    change_by_state,
    changes_of,
    previous_cycle,
)
from reports.coverage.commitments import (
    CommitmentCoverage,
    CommitmentInCycle,
    by_commitment,
    of_each,
    over_cycles,
    put_answers_on,
    together,
)
from reports.coverage.counting import (
    EVERYTHING,
    Ratio,
    Selection,
    is_asked,
    names_are_known,
    summed,
)
from reports.coverage.cycles import CycleRecord, TrendPoint, record_of, trend, with_known_names
from reports.coverage.grouped_matrix import folded
from reports.coverage.reporters import (
    Cells,
    Matrix,
    ReporterCoverage,
    SectionCoverage,
    by_reporter,
    by_section,
    in_un_order,
    matrix,
    ratios_of,
)
from reports.coverage.rolls import (
    GroupRoll,
    Headline,
    groups_of,
    headline,
    headlines,
    members_by_group,
    memberships_on,
    of_every_kind,
    present,
    roll_call,
)
from reports.coverage.trends import CoveragePoint, coverage_over_cycles
from reports.models import ADDRESSING

__all__ = [
    "ADDRESSING",
    "EVERYTHING",
    "Arrivals",
    "Cells",
    "Change",
    "CommitmentChange",
    "CommitmentCoverage",
    "CommitmentInCycle",
    "CoveragePoint",
    "CycleRecord",
    "GroupAnswers",
    "GroupRoll",
    "GroupSections",
    "Headline",
    "Matrix",
    "Ratio",
    "ReporterCoverage",
    "ResponseChange",
    "SectionCoverage",
    "Selection",
    "StateChange",
    "TrendPoint",
    "answers_by_group",
    "arrivals",
    "by_commitment",
    "by_reporter",
    "by_section",
    "change_by_commitment",
    "change_by_state",
    "changes_of",
    "coverage_over_cycles",
    "folded",
    "groups_of",
    "headline",
    "headlines",
    "in_un_order",
    "is_asked",
    "matrix",
    "members_by_group",
    "memberships_on",
    "names_are_known",
    "of_each",
    "of_every_kind",
    "over_cycles",
    "present",
    "previous_cycle",
    "put_answers_on",
    "ratios_of",
    "record_of",
    "roll_call",
    "sections_of_group",
    "summed",
    "together",
    "trend",
    "with_known_names",
]
