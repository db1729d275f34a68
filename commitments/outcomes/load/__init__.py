"""The third step: compare an outcome with the records and write the difference, all or nothing."""

from commitments.outcomes.load.apply import (
    CannotUndo,
    NotLoaded,
    last_import,
    load,
    may_import,
    undo,
)
from commitments.outcomes.load.plan import Plan, State, make_plan
from commitments.outcomes.load.proposal import (
    EXPLANATIONS,
    Choices,
    Edit,
    NewDocument,
    likely_choices,
    propose,
)

__all__ = [
    "EXPLANATIONS",
    "CannotUndo",
    "Choices",
    "Edit",
    "NewDocument",
    "NotLoaded",
    "Plan",
    "State",
    "last_import",
    "likely_choices",
    "load",
    "make_plan",
    "may_import",
    "propose",
    "undo",
]
