"""The bodies of requests that write assistance: what each may say, field by field."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.shared.strict import LARGEST_NUMBER, Body, Day, Key, Text, Truth, Whole, Word
from api.writing.sourced_bodies import GroupKey, Number, StateKey
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


def mailbox(about: str) -> Text:
    return Text(required=False, allow_blank=True, max_length=254, help_text=about)


class OptionalAmountBody(Body):
    """An amount in its own currency: both, or neither."""

    amount = Number(
        required=False,
        allow_null=True,
        help_text="The amount, as its digits; null without one. With its currency.",
    )
    currency = Text(
        required=False,
        allow_blank=True,
        max_length=3,
        help_text="Code of the currency, such as `USD`; empty without an amount.",
    )
    aid = Word(required=False, choices=Aid.choices, allow_blank=True, help_text="Kind of aid.")
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
    starts_on = Day(required=False, allow_null=True, help_text="First day, or null.")
    ends_on = Day(required=False, allow_null=True, help_text="Last day, or null.")
    is_urgent = Truth(required=False, help_text="Whether it is urgent.")
    contact_mailbox = mailbox("Of an office, not of a person; never public.")
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
    audience = Word(
        required=False,
        choices=Audience.choices,
        help_text="Who reads it once it is open; States and donors where nothing is said.",
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
    territory = Text(
        required=False, allow_blank=True, max_length=200, help_text="Of a place that is neither."
    )


PLACE = {"state": "place_reporter", "group": "place_group"}


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record with a place, by its columns."""
    return {PLACE.get(name, name): value for name, value in values.items()}


class ChangedOffer(OptionalAmountBody):
    """What changes in an offer; the rest stays. The amount is the most for one project."""

    title = texts("What is offered.")
    conditions = texts("On which conditions.", required=False)
    valid_from = Day(required=False, allow_null=True, help_text="First day, or null.")
    valid_until = Day(required=False, allow_null=True, help_text="Last day, or null.")
    contact_mailbox = mailbox("Of the office, not of a person; anybody sees it.")
    places = PlaceBody(  # type: ignore[call-arg]
        many=True,
        required=False,
        max_length=MOST_TIES,
        help_text="Places that it is for, all of them; none for any State.",
    )


class PartyBody(Body):
    """A State or organisation, or a body, or somebody who is in neither list: one of them."""

    reporter = Key(
        Reporter,
        "code",
        required=False,
        allow_null=True,
        help_text="Code of the State or organisation.",
    )
    body = Key(Party, "key", required=False, allow_null=True, help_text="Key of the body.")
    name = Text(
        required=False, allow_blank=True, max_length=200, help_text="Of somebody in neither list."
    )


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

    document = Key(
        SourceDocument,
        "key",
        required=False,
        allow_null=True,
        help_text="Key of the source; with its `paragraph`.",
    )
    paragraph = Text(
        required=False, allow_blank=True, max_length=40, help_text="Paragraph of the source."
    )
    other_source = Text(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="In place of a source and a paragraph: another one, in words.",
    )


class WhenBody(Body):
    """A day that lies between two."""

    earliest_on = Day(required=False, allow_null=True, help_text="Not before this day.")
    latest_on = Day(
        required=False, allow_null=True, help_text="Nor after it; the same day twice if known."
    )
    period_text = Text(
        required=False, allow_blank=True, max_length=120, help_text="The source's own words."
    )


class AmountBody(Body):
    """How much, as precisely as the source says."""

    value = Number(required=False, allow_null=True, help_text="The number, as its digits.")
    value_max = Number(required=False, allow_null=True, help_text="Upper end of a range, or null.")
    qualifier = Word(required=False, choices=Qualifier.choices, help_text="How exact it is.")
    unit = Text(
        required=False, allow_blank=True, max_length=40, help_text="What is counted, in one word."
    )


class ParticipantBody(PartyBody):
    """Somebody who takes part."""

    role = Word(
        required=False, choices=Role.choices, allow_blank=True, help_text="What it does; or empty."
    )


class RecipientBody(PlaceBody):
    """A place that it is for."""

    percentage = Number(
        required=False, allow_null=True, help_text="Its share of the money, as digits; or null."
    )


def part_number(about: str) -> Whole:
    return Whole(
        required=False, allow_null=True, min_value=1, max_value=LARGEST_NUMBER, help_text=about
    )


class ResultBody(AmountBody, WhenBody):
    """What came of it."""

    type = Word(required=False, choices=ResultType.choices, allow_blank=True, help_text="Or empty.")
    indicator = Key(
        Indicator,
        "key",
        required=False,
        allow_null=True,
        help_text="Key of the indicator, or null.",
    )
    target = Number(required=False, allow_null=True, help_text="What was aimed at, as digits.")
    breakdown = Text(
        required=False, allow_blank=True, max_length=200, help_text="Codes, such as `SEX=F`."
    )
    recipient = part_number("Place, from 1, among the recipients; or null.")


class MoneyBody(Body):
    """An amount in its own currency."""

    value = Number(help_text="The amount, as its digits.")
    currency = Text(max_length=3, help_text="Code of the currency, such as `USD`.")


class BudgetBody(MoneyBody):
    """What it may cost in a period."""

    type = Word(required=False, choices=BudgetType.choices, help_text="Original or revised.")
    status = Word(required=False, choices=BudgetStatus.choices, help_text="How firm it is.")
    starts_on = Day(help_text="First day of the period.")
    ends_on = Day(help_text="Last day of the period.")
    value_date = Day(required=False, allow_null=True, help_text="Day of the value, or null.")


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
    aid = Word(required=False, choices=Aid.choices, allow_blank=True, help_text="Kind of aid.")
    kind = Word(required=False, choices=ProjectKind.choices, help_text="Project or fellowship.")
    activity_status = Word(
        required=False,
        choices=ActivityStatus.choices,
        allow_blank=True,
        help_text="How far it is; or empty.",
    )
    iati_identifier = Text(
        required=False, allow_blank=True, max_length=200, help_text="Identifier elsewhere."
    )
    owner = StateKey(
        required=False, allow_null=True, help_text="Code of the State whose record it is; or null."
    )
    audience = Word(
        required=False,
        choices=Audience.choices,
        help_text="Who reads it once published: reviewers choose.",
    )
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

    narrative = Text(required=False, allow_blank=True, help_text="Its text; with its `language`.")
    language = Word(
        required=False, choices=LANGUAGE_CHOICES, allow_blank=True, help_text="Of the text."
    )
    spent = Number(
        required=False,
        allow_null=True,
        help_text="What was spent in the period, as digits; null where not told.",
    )
    currency = Text(
        required=False, allow_blank=True, max_length=3, help_text="Of what was spent, or empty."
    )


class ChangedUpdate(ToldBody):
    """What changes in an update; the rest stays. Its author writes the text and what was spent,
    officers all of it."""

    kind = Word(required=False, choices=UpdateKind.choices, help_text="Of what it is to tell.")
    stage = Word(required=False, choices=UpdateStage.choices, help_text="Interim or final.")
    due_on = Day(
        required=False, allow_null=True, help_text="Until when; null once something is told."
    )
    starts_on = Day(required=False, allow_null=True, help_text="First day of its period, or null.")
    ends_on = Day(required=False, allow_null=True, help_text="Last day of its period, or null.")
    period_text = Text(
        required=False, allow_blank=True, max_length=120, help_text="The period in words, or empty."
    )


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
    amount = Number(required=False, allow_null=True, help_text="The amount, as digits; or null.")
    currency = Text(
        required=False, allow_blank=True, max_length=3, help_text="Its currency, or empty."
    )


class FundCallBody(OfFundAndYear):
    """A call for proposals. The amount is the most for one project."""

    opens_on = Day(required=False, allow_null=True, help_text="First day, or null.")
    closes_on = Day(required=False, allow_null=True, help_text="Last day, or null.")
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
