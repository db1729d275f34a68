"""The bodies of requests that write offices: what each may say, field by field."""

from rest_framework import serializers

from api.shared.strict import Body, Key, Text, Truth, Word
from api.writing import optional
from contacts.models import Office, OfficeFunction
from reports.models import Reporter

MOST_TIES = 50


class ChangedOffice(Body):
    """What changes in an office; the rest stays."""

    function = Word(choices=OfficeFunction.choices, help_text="What the office is for.")
    name = serializers.DictField(
        child=Text(max_length=300),
        help_text="Name of the office, by language code; never that of a person.",
    )
    address = optional.text("Postal address.", 500)
    mailbox = optional.text("Mailbox of the office.", 254)
    telephone = optional.text("Telephone of the office.", 60)
    website = optional.text("Its website.", 500)
    since = optional.day("First day.")
    until = optional.day("First day on which it is not there.")
    confirmed_on = optional.day(
        "When the State or organisation last said that all of this is right."
    )
    is_public = Truth(
        required=False, help_text="Only where the State or organisation says so; else false."
    )
    source = optional.text("Letter or list that says so; never shown.", 300)  # type: ignore[assignment]
    works_with = serializers.ListField(
        child=Key(Office, "reference"),
        required=False,
        max_length=MOST_TIES,
        help_text="References of other offices of the same reporter.",
    )


class NewOffice(ChangedOffice):
    """An office of a State or organisation."""

    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")
