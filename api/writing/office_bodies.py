"""The bodies of requests that write offices: what each may say, field by field."""

from rest_framework import serializers

from api.shared.strict import Body, Day, Key, Text, Truth, Word
from contacts.models import Office, OfficeFunction
from reports.models import Reporter

MOST_TIES = 50


def text(longest: int, about: str) -> Text:
    return Text(required=False, allow_blank=True, max_length=longest, help_text=about)


class ChangedOffice(Body):
    """What changes in an office; the rest stays."""

    function = Word(choices=OfficeFunction.choices, help_text="What the office is for.")
    name = serializers.DictField(
        child=Text(max_length=300),
        help_text="Name of the office, by language code; never that of a person.",
    )
    address = text(500, "Postal address.")
    mailbox = text(254, "Mailbox of the office.")
    telephone = text(60, "Telephone of the office.")
    website = text(500, "Its website.")
    since = Day(required=False, allow_null=True, help_text="First day.")
    until = Day(required=False, allow_null=True, help_text="First day on which it is not there.")
    confirmed_on = Day(
        required=False,
        allow_null=True,
        help_text="When the State or organisation last said that all of this is right.",
    )
    is_public = Truth(
        required=False, help_text="Only where the State or organisation says so; else false."
    )
    source = text(300, "Letter or list that says so; never shown.")  # type: ignore[assignment]
    works_with = serializers.ListField(
        child=Key(Office, "reference"),
        required=False,
        max_length=MOST_TIES,
        help_text="References of other offices of the same reporter.",
    )


class NewOffice(ChangedOffice):
    """An office of a State or organisation."""

    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")
