"""The bodies of requests that write acts of adherence: what each may say, field by field."""

from api.shared.strict import Body, Key, Truth, Word
from api.writing import optional
from commitments.models import Instrument
from indicators.models import Act, SourceDocument
from reports.models import Reporter


class ChangedAdherence(Body):
    """What changes in an act; the rest stays."""

    act = Word(choices=Act.choices, help_text="What was done; it has to fit the instrument.")
    year = optional.whole(1945, 2200, "Year that a report is on; null for any other act.")
    includes_small_arms = Truth(
        required=False, allow_null=True, help_text="Whether a report includes small arms."
    )
    earliest_on = optional.day("Not before this day.")
    latest_on = optional.day("Nor after it; the same day twice if known.")
    period_text = optional.text("The source's own words.", 120)
    document = optional.key(SourceDocument, "key", "Key of the source; with its `paragraph`.")
    paragraph = optional.text("Paragraph of the source.", 40)
    other_source = optional.text(
        "In place of a source and a paragraph: whose list it is, and of which day.", 200
    )


class NewAdherence(ChangedAdherence):
    """An act of a State or organisation about an instrument."""

    instrument = Key(Instrument, "key", help_text="Key of the instrument, such as `att`.")
    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")
