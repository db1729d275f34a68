"""The inconsistencies in a report, as the checks find them."""

from dataclasses import dataclass
from enum import StrEnum

from commitments.models import Commitment


class Grade(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One inconsistency, and the commitment it is about; None where it is about the report as a
    whole."""

    grade: Grade
    rule: str
    message: str
    commitment: Commitment | None = None
