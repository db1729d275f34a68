"""Chinese days: written as Django has them, typed as in every language; numbers are grouped."""

from tracker.formats import ISO_DAYS, ISO_TIMES

DATE_INPUT_FORMATS = ISO_DAYS
DATETIME_INPUT_FORMATS = ISO_TIMES
# 1,700,000.5: grouped by threes, as in the other languages; Django has no sign for it.
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
