"""English dates as United Nations documents write them: 1 July 2022."""

from tracker.formats import ISO_DAYS, ISO_TIMES

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
DATE_INPUT_FORMATS = ISO_DAYS
DATETIME_INPUT_FORMATS = ISO_TIMES
