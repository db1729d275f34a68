"""Russian dates as United Nations documents write them: 1 июля 2022 года. The word for "year" is
written out: its abbreviation ends in a full stop, so that a sentence would end in two."""

from tracker.formats import ISO_DAYS, ISO_TIMES

DATE_FORMAT = "j E Y года"
DATETIME_FORMAT = "j E Y года, G:i"
YEAR_MONTH_FORMAT = "F Y"
DATE_INPUT_FORMATS = ISO_DAYS
DATETIME_INPUT_FORMATS = ISO_TIMES
