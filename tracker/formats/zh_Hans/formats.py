"""Chinese days: written as Django has them, typed as in every language."""

from tracker.formats import ISO_DAYS, ISO_TIMES

DATE_INPUT_FORMATS = ISO_DAYS
DATETIME_INPUT_FORMATS = ISO_TIMES
