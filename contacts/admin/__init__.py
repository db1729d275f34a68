"""Points of contact, offices, invitations, mail and missing reports in the administration."""

from contacts.admin import invitations, mail, offices, people

__all__ = ["invitations", "mail", "offices", "people"]
