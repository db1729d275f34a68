"""Those who report: their offices, whom to write to and when, and what was sent."""

from contacts.models.addresses import ReporterAddress
from contacts.models.invitations import Invitation
from contacts.models.mail import Mail, MailKind
from contacts.models.officers import AssistanceOfficer, OfficerRole
from contacts.models.offices import Office, OfficeFunction, OfficeOrigin
from contacts.models.schedule import ReminderDay
from contacts.models.templates import MailTemplate

__all__ = [
    "AssistanceOfficer",
    "Invitation",
    "Mail",
    "MailKind",
    "MailTemplate",
    "Office",
    "OfficeFunction",
    "OfficeOrigin",
    "OfficerRole",
    "ReminderDay",
    "ReporterAddress",
]
