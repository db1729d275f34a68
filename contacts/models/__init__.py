"""Mail to those who report: its wording, who is written to, when, and what was sent."""

from contacts.models.addresses import ReporterAddress
from contacts.models.invitations import Invitation
from contacts.models.mail import Mail, MailKind
from contacts.models.schedule import ReminderDay
from contacts.models.templates import MailTemplate

__all__ = [
    "Invitation",
    "Mail",
    "MailKind",
    "MailTemplate",
    "ReminderDay",
    "ReporterAddress",
]
