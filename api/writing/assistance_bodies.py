"""The bodies of requests that write assistance: what each may say, field by field."""

from typing import Any

from rest_framework import serializers

from api.shared.strict import Body, Day, Key, Text, Truth, Word
from api.writing.sourced_bodies import GroupKey, Number, StateKey
from commitments.models import Commitment, Theme
from cooperation.models import Aid, Audience
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
    """The reference of a record that not everybody may know of: the rules look for it among those
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
