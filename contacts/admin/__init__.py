"""Points of contact, invitations, mail and missing reports in the administration."""

from contacts.admin import invitations, mail, people

__all__ = ["invitations", "mail", "people"]
