"""Points of contact, mail and missing reports in the administration."""

from contacts.admin import mail, people

__all__ = ["mail", "people"]
