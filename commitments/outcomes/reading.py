"""The whole way from a file to a plan: what the command and the administration both call."""

from pathlib import PurePath

from commitments.outcomes.load.plan import Plan, make_plan
from commitments.outcomes.load.proposal import Choices, propose
from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome
from common.files.reading import extract
from common.progress import Progress, quiet


def read(data: bytes, name: str, language: str = "", progress: Progress = quiet) -> Outcome:
    """The outcome document in a file. Raises Refused when the file is not taken in."""
    return parse(extract(data, progress), PurePath(name).name, language)


def plan_of(outcome: Outcome, choices: Choices) -> Plan:
    """What importing ``outcome`` in this way would do to the records as they stand."""
    return make_plan(propose(outcome, choices))
