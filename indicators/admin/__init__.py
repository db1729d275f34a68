"""Instruments, indicators, plans and what is on record for them in the administration."""

from indicators.admin import baselines, observations, plans  # noqa: F401
from indicators.admin import importing as importing_pages  # noqa: F401
from indicators.admin import instruments as instrument_pages  # noqa: F401
