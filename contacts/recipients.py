"""The recipients of mail about a reporter's report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contacts.models import AssistanceOfficer, ReporterAddress
from reports.models import ContactRole, PointOfContact, Reporter

# Submitters come first, then editors, then readers.
ORDER = (ContactRole.SUBMITTER, ContactRole.EDITOR, ContactRole.READER)


@dataclass(frozen=True)
class Recipient:
    """One address, with the known facts about its reader. ``role`` is a ContactRole, or empty for
    an address of the reporter's own."""

    email: str
    language: str
    name: str = ""
    office: str = ""
    role: str = ""
    user_id: int | None = None

    def __str__(self) -> str:
        known = self.name or self.office
        return f"{known} <{self.email}>" if known else self.email

    @classmethod
    def of_user(cls, user: Any, role: str = "", office: str = "") -> "Recipient":
        return cls(user.email, user.language or "en", user.name, office, role, user.pk)


def recipients_of(reporters: Iterable[Reporter]) -> dict[int, list[Recipient]]:
    """By reporter's key: its submitters, or if it has none its editors, else its readers, else its
    own addresses, else an empty list. Two queries."""
    keys = [reporter.pk for reporter in reporters]
    people: dict[int, dict[str, list[Recipient]]] = defaultdict(lambda: defaultdict(list))
    contacts = PointOfContact.objects.active().filter(reporter__in=keys).select_related("user")
    for contact in contacts.order_by("since", "pk"):
        recipient = Recipient.of_user(contact.user, contact.role, contact.office)
        people[contact.reporter_id][contact.role].append(recipient)
    addresses: dict[int, list[Recipient]] = defaultdict(list)
    for address in ReporterAddress.objects.filter(reporter__in=keys).order_by("pk"):
        own = Recipient(address.email, address.language, office=address.office)
        addresses[address.reporter_id].append(own)
    return {key: _first(people[key]) or addresses[key] for key in keys}


def officers_of(party: Any) -> list[Recipient]:
    """The officers for assistance of a State, an organisation or a body. One query."""
    column = "reporter" if isinstance(party, Reporter) else "body"
    held = AssistanceOfficer.objects.active().filter(**{column: party}).select_related("user")
    return [Recipient.of_user(each.user, each.role, each.office) for each in held]


def _first(by_role: dict[str, list[Recipient]]) -> list[Recipient]:
    """The people of the first role in ORDER that somebody holds."""
    return next((by_role[role] for role in ORDER if by_role[role]), [])
