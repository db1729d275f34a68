"""The bodies of requests that write acts of adherence: what each may say, field by field."""

from typing import Any

from api.shared.strict import Body, Day, Key, Text, Truth, Whole, Word
from commitments.models import Instrument
from indicators.models import Act, SourceDocument
from reports.models import Reporter


class SourceOrNull(Key):
    """A source, or null for one in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(SourceDocument, "key", allow_null=True, **kwargs)


class ChangedAdherence(Body):
    """What changes in an act; the rest stays."""

    act = Word(choices=Act.choices, help_text="What was done; it has to fit the instrument.")
    year = Whole(
        required=False,
        allow_null=True,
        min_value=1945,
        max_value=2200,
        help_text="Year that a report is on; null for any other act.",
    )
    includes_small_arms = Truth(
        required=False, allow_null=True, help_text="Whether a report includes small arms."
    )
    earliest_on = Day(required=False, allow_null=True, help_text="Not before this day.")
    latest_on = Day(
        required=False, allow_null=True, help_text="Nor after it; the same day twice if known."
    )
    period_text = Text(
        required=False, allow_blank=True, max_length=120, help_text="The source's own words."
    )
    document = SourceOrNull(required=False, help_text="Key of the source; with its `paragraph`.")
    paragraph = Text(
        required=False, allow_blank=True, max_length=40, help_text="Paragraph of the source."
    )
    other_source = Text(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="In place of a source and a paragraph: whose list it is, and of which day.",
    )


class NewAdherence(ChangedAdherence):
    """An act of a State or organisation about an instrument."""

    instrument = Key(Instrument, "key", help_text="Key of the instrument, such as `att`.")
    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")
