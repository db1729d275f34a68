"""Arabic dates as United Nations documents write them: day, month, year, without commas."""

from tracker.formats import ISO_DAYS, ISO_TIMES

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATETIME_FORMAT = "j M Y، H:i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
DATE_INPUT_FORMATS = ISO_DAYS
DATETIME_INPUT_FORMATS = ISO_TIMES
# 1 700 000,5: grouped as in the other languages, with the space of Arabic documents.
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
