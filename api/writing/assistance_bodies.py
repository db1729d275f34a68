"""The bodies of requests that write assistance: what each may say, field by field."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.shared.strict import LARGEST_NUMBER, Body, Day, Key, Text, Truth, Whole, Word
from api.writing import optional
from api.writing.sourced_bodies import GroupKey, Number, StateKey, number
from commitments.models import Commitment, Theme
from common.multilingual import LANGUAGE_CHOICES
from cooperation.models import (
    ActivityStatus,
    Aid,
    Audience,
    BudgetStatus,
    BudgetType,
    FundCount,
    ProjectKind,
    RelationType,
    ResultType,
    Role,
    TransactionType,
    UpdateKind,
    UpdateStage,
)
from indicators.models import Indicator, SourceDocument
from indicators.models.values import Qualifier
from participation.models import Body as Party
from reports.models import Reporter

MOST_TIES = 200
LONGEST_REFERENCE = 120


def texts(about: str, **kwargs: Any) -> Any:
    """A text in some of the six languages."""
    return serializers.DictField(child=Text(), help_text=f"{about} By language code.", **kwargs)


def keys(model: Any, about: str) -> Any:
    return serializers.ListField(
        child=Key(model, "key"), required=False, max_length=MOST_TIES, help_text=about
    )


def reference(about: str, **kwargs: Any) -> Text:
    """The reference of a record that may be hidden: the rules look for it only among the records
    that the caller may read."""
    return Text(max_length=LONGEST_REFERENCE, help_text=about, **kwargs)


class OptionalAmountBody(Body):
    """An amount in its own currency: both, or neither."""

    amount = number("The amount, as its digits; null without one. With its currency.")
    currency = optional.text("Code of the currency, such as `USD`; empty without an amount.", 3)
    aid = optional.word(Aid.choices, "Kind of aid.", allow_blank=True)
    themes = keys(Theme, "Keys of its themes, all of them.")


class ChangedRequest(OptionalAmountBody):
    """What changes in a request; the rest stays."""

    title = texts("What is asked for.")
    description = texts(
        "What else is to be known; no sites of depots, stock levels, serial numbers or names of "
        "persons.",
        required=False,
    )
    expected_results = texts("What is to come of it.", required=False)
    starts_on = optional.day("First day, or null.")
    ends_on = optional.day("Last day, or null.")
    is_urgent = Truth(required=False, help_text="Whether it is urgent.")
    contact_mailbox = optional.text("Of an office, not of a person; never public.", 254)
    commitments = keys(Commitment, "Keys of commitments that it would help to carry out, all.")
    measures = serializers.ListField(
        child=reference("Key of a measure."),
        required=False,
        max_length=MOST_TIES,
        help_text="Keys of measures of the State's own plans, all.",
    )
    baseline = reference(
        "Reference of the State's baseline assessment behind it, or null.",
        required=False,
        allow_null=True,
    )


class NewRequest(ChangedRequest):
    """Something that a State asks for."""

    reporter = StateKey(help_text="Code of the State that asks.")
    audience = optional.word(
        Audience.choices, "Who reads it once it is open; States and donors where nothing is said."
    )


class ShownTo(Body):
    """Who is to read a request."""

    audience = Word(choices=Audience.choices, help_text="Who reads it while it is listed.")


class PlaceBody(Body):
    """A State, a group of States, or a territory: one of them."""

    state = StateKey(required=False, allow_null=True, help_text="Code of the State.")
    group = GroupKey(
        required=False, allow_null=True, help_text="Key of a group, such as `regional:african`."
    )
    territory = optional.text("Of a place that is neither.", 200)


PLACE = {"state": "place_reporter", "group": "place_group"}


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record with a place, by its columns."""
    return {PLACE.get(name, name): value for name, value in values.items()}


class ChangedOffer(OptionalAmountBody):
    """What changes in an offer; the rest stays. The amount is the most for one project."""

    title = texts("What is offered.")
    conditions = texts("On which conditions.", required=False)
    valid_from = optional.day("First day, or null.")
    valid_until = optional.day("Last day, or null.")
    contact_mailbox = optional.text("Of the office, not of a person; anybody sees it.", 254)
    places = PlaceBody(  # type: ignore[call-arg]
        many=True,
        required=False,
        max_length=MOST_TIES,
        help_text="Places that it is for, all of them; none for any State.",
    )


class PartyBody(Body):
    """A State or organisation, or a body, or somebody who is in neither list: one of them."""

    reporter = optional.key(Reporter, "code", "Code of the State or organisation.")
    body = optional.key(Party, "key", "Key of the body.")
    name = optional.text("Of somebody in neither list.", 200)


class NewOffer(ChangedOffer, PartyBody):
    """Something that a provider is ready to give."""


class NewMatch(Body):
    """A request beside an offer."""

    request = reference("Reference of the request.")
    offer = reference("Reference of the offer.")


class CarriedOut(Body):
    """The project that carries a match out."""

    project = reference("Reference of a project that the caller may read.")


# Projects and funds


class SourcedBody(Body):
    """What says so: a source here with its paragraph, or another one in words."""

    document = optional.key(SourceDocument, "key", "Key of the source; with its `paragraph`.")
    paragraph = optional.text("Paragraph of the source.", 40)
    other_source = optional.text(
        "In place of a source and a paragraph: another one, in words.", 200
    )


class WhenBody(Body):
    """A day that lies between two."""

    earliest_on = optional.day("Not before this day.")
    latest_on = optional.day("Nor after it; the same day twice if known.")
    period_text = optional.text("The source's own words.", 120)


class AmountBody(Body):
    """How much, as precisely as the source says."""

    value = number("The number, as its digits.")
    value_max = number("Upper end of a range, or null.")
    qualifier = optional.word(Qualifier.choices, "How exact it is.")
    unit = optional.text("What is counted, in one word.", 40)


class ParticipantBody(PartyBody):
    """Somebody who takes part."""

    role = optional.word(Role.choices, "What it does; or empty.", allow_blank=True)


class RecipientBody(PlaceBody):
    """A place that it is for."""

    percentage = number("Its share of the money, as digits; or null.")


def part_number(about: str) -> Whole:
    return optional.whole(1, LARGEST_NUMBER, about)


class ResultBody(AmountBody, WhenBody):
    """What came of it."""

    type = optional.word(ResultType.choices, "Or empty.", allow_blank=True)
    indicator = optional.key(Indicator, "key", "Key of the indicator, or null.")
    target = number("What was aimed at, as digits.")
    breakdown = optional.text("Codes, such as `SEX=F`.", 200)
    recipient = part_number("Place, from 1, among the recipients; or null.")


class MoneyBody(Body):
    """An amount in its own currency."""

    value = Number(help_text="The amount, as its digits.")
    currency = Text(max_length=3, help_text="Code of the currency, such as `USD`.")


class BudgetBody(MoneyBody):
    """What it may cost in a period."""

    type = optional.word(BudgetType.choices, "Original or revised.")
    status = optional.word(BudgetStatus.choices, "How firm it is.")
    starts_on = Day(help_text="First day of the period.")
    ends_on = Day(help_text="Last day of the period.")
    value_date = optional.day("Day of the value, or null.")


class TransactionBody(MoneyBody):
    """Money that was promised or moved on a day."""

    transaction_type = Word(choices=TransactionType.choices, help_text="What happened.")
    date = Day(help_text="The day.")
    provider = part_number("Place, from 1, among the participants of who gave it; or null.")
    receiver = part_number("And of who got it.")
    recipient = part_number("Place, from 1, among the recipients of whom it is for; or null.")


class RelatedBody(Body):
    """A tie to another project."""

    project = reference("Reference of the other project.")
    type = Word(choices=RelationType.choices, help_text="What the other is to this one.")


def whole_list(body: Any, about: str) -> Any:
    return body(
        many=True, required=False, max_length=MOST_TIES, help_text=f"{about} The whole list."
    )


class ChangedProject(WhenBody, SourcedBody):
    """What changes in a project; the rest stays. A list that is sent stands in the place of the one
    on record; a participant or a place that is in both stays what payments point at."""

    title = texts("What was done.")
    description = texts("What else is to be known.", required=False)
    aid = optional.word(Aid.choices, "Kind of aid.", allow_blank=True)
    kind = optional.word(ProjectKind.choices, "Project or fellowship.")
    activity_status = optional.word(
        ActivityStatus.choices, "How far it is; or empty.", allow_blank=True
    )
    iati_identifier = optional.text("Identifier elsewhere.", 200)
    owner = StateKey(
        required=False, allow_null=True, help_text="Code of the State whose record it is; or null."
    )
    audience = optional.word(Audience.choices, "Who reads it once published: reviewers choose.")
    themes = keys(Theme, "Keys of its themes, all of them.")
    participants = whole_list(ParticipantBody, "Who takes part.")
    recipients = whole_list(RecipientBody, "Places that it is for.")
    results = whole_list(ResultBody, "What came of it.")
    budgets = whole_list(BudgetBody, "What it may cost.")
    transactions = whole_list(TransactionBody, "Money that was promised or moved.")
    related = whole_list(RelatedBody, "Other projects that belong to it.")


class NewProject(ChangedProject):
    """Assistance given, as one source tells it."""

    participants = ParticipantBody(  # type: ignore[call-arg]
        many=True, min_length=1, max_length=MOST_TIES, help_text="Who takes part."
    )


class ToldBody(Body):
    """What the author of an update tells."""

    narrative = optional.text("Its text; with its `language`.")
    language = optional.word(LANGUAGE_CHOICES, "Of the text.", allow_blank=True)
    spent = number("What was spent in the period, as digits; null where not told.")
    currency = optional.text("Of what was spent, or empty.", 3)


class ChangedUpdate(ToldBody):
    """What changes in an update; the rest stays. Its author writes the text and what was spent,
    officers all of it."""

    kind = optional.word(UpdateKind.choices, "Of what it is to tell.")
    stage = optional.word(UpdateStage.choices, "Interim or final.")
    due_on = optional.day("Until when; null once something is told.")
    starts_on = optional.day("First day of its period, or null.")
    ends_on = optional.day("Last day of its period, or null.")
    period_text = optional.text("The period in words, or empty.", 120)


class NewUpdate(ChangedUpdate, PartyBody):
    """Something that is to be told of a project, by whom. Its author is one of `reporter`, `body`
    and `name`."""

    project = reference("Reference of the project.")


class AgreedBy(Body):
    """The State that agrees, or agrees no longer."""

    state = StateKey(help_text="Code of a State that receives the project.")


class FundTotalBody(AmountBody, WhenBody, SourcedBody):
    """How much a publication says that the fund did."""

    key = Text(max_length=80, help_text="Stable key.")
    counts = Word(choices=FundCount.choices, help_text="What it counts.")


class FundStatementBody(SourcedBody):
    """What a source says of the fund."""

    key = Text(max_length=80, help_text="Stable key.")
    text = texts("What it says.")


class OfFundAndYear(SourcedBody):
    key = Text(max_length=80, help_text="Stable key.")
    year = Whole(min_value=1945, max_value=2200, help_text="Of which year it is.")
    amount = number("The amount, as digits; or null.")
    currency = optional.text("Its currency, or empty.", 3)


class FundCallBody(OfFundAndYear):
    """A call for proposals. The amount is the most for one project."""

    opens_on = optional.day("First day, or null.")
    closes_on = optional.day("Last day, or null.")
    priorities = texts("What it asks for.", required=False)
    shortest_months = part_number("Months that a project lasts at least, or null.")
    longest_months = part_number("Months at most, or null.")


class ContributionBody(OfFundAndYear, PartyBody):
    """What somebody paid into the fund."""


class ChangedFund(WhenBody, SourcedBody):
    """What changes in a fund; the rest stays. A list that is sent stands in the place of the one on
    record, by keys."""

    summary = texts("What it is.", required=False)
    totals = whole_list(FundTotalBody, "What publications count of it.")
    statements = whole_list(FundStatementBody, "What else they say.")
    calls = whole_list(FundCallBody, "Its calls for proposals.")
    contributions = whole_list(ContributionBody, "What was paid into it.")


class NewFund(ChangedFund):
    """A fund."""

    key = Text(max_length=80, help_text="Stable key, such as `unscar`.")
    body = Key(Party, "key", help_text="Key of the body as which it takes part in projects.")
