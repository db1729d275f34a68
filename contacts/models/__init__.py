"""Contacts of reporters: offices, addresses, roles and invitations; mail, its wording and
schedule."""

from contacts.models.addresses import ReporterAddress
from contacts.models.invitations import Invitation
from contacts.models.mail import Mail, MailKind
from contacts.models.news import HowOften, NewsChoice
from contacts.models.observers import GroupObserver, ObserverRole
from contacts.models.officers import AssistanceOfficer, OfficerRole
from contacts.models.offices import Office, OfficeFunction, OfficeOrigin
from contacts.models.schedule import ReminderDay
from contacts.models.templates import MailTemplate

__all__ = [
    "AssistanceOfficer",
    "GroupObserver",
    "HowOften",
    "Invitation",
    "Mail",
    "MailKind",
    "MailTemplate",
    "NewsChoice",
    "ObserverRole",
    "Office",
    "OfficeFunction",
    "OfficeOrigin",
    "OfficerRole",
    "ReminderDay",
    "ReporterAddress",
]
