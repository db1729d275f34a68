"""The state of the data as one value."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Stamp:
    """The state of the data. ``version`` differs after every change; ``changed_at`` is the time of
    the last one (UTC; when it was written, so it may have been committed a moment later)."""

    version: int
    changed_at: datetime.datetime

    def __str__(self) -> str:
        return f"{self.version}-{self.changed_at.timestamp():.6f}"
