"""Everything that the API lists and counts, in the order in which it is told."""

from api import (
    adhering,
    agreed,
    assisted,
    contacts,
    cooperating,
    forms,
    measured,
    participating,
    planned,
    reported,
    responses,
    submissions,
)
from api.reading import coverage, flows
from api.reading.base import TableView
from api.reading.measured import AvailabilityFigure
from api.resources import ResourceView

VIEWS: tuple[type[ResourceView | TableView], ...] = (
    agreed.Instruments,
    agreed.Meetings,
    agreed.Documents,
    agreed.Sections,
    agreed.Themes,
    agreed.Commitments,
    reported.Groups,
    reported.States,
    reported.Organisations,
    reported.Cycles,
    reported.PublishedTotals,
    submissions.Submissions,
    reported.WithdrawnReports,
    responses.Responses,
    participating.Bodies,
    participating.Sittings,
    participating.AgendaItems,
    participating.Officers,
    participating.MeetingDocuments,
    participating.Statements,
    adhering.Adherences,
    adhering.AdherenceTotals,
    adhering.Milestones,
    adhering.PublishedFigures,
    adhering.Sources,
    forms.Questionnaires,
    forms.Questions,
    forms.Mappings,
    forms.Answers,
    contacts.Offices,
    planned.Plans,
    planned.Measures,
    planned.Targets,
    planned.ProgressRecords,
    planned.Baselines,
    assisted.Projects,
    assisted.Updates,
    assisted.Funds,
    cooperating.Requests,
    cooperating.Offers,
    cooperating.Matches,
    assisted.Regimes,
    flows.Flows,
    measured.Indicators,
    measured.Observations,
    measured.AnswersWithoutFigure,
    AvailabilityFigure,
    coverage.CommitmentCoverage,
    coverage.StateCoverage,
    coverage.GroupCoverage,
    coverage.Matrix,
    coverage.Trend,
    coverage.Changes,
    coverage.StateChanges,
)
RESOURCES = [view for view in VIEWS if issubclass(view, ResourceView)]
TABLES = [view for view in VIEWS if issubclass(view, TableView)]
# The root names them in an order of its own: forms before adherences, and no regimes.
LISTED = [view for view in RESOURCES if view is not assisted.Regimes]
LISTED[20:29] = [*LISTED[25:29], *LISTED[20:25]]
