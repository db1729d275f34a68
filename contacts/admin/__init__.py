"""Points of contact, offices, invitations, mail and missing reports in the administration."""

from contacts.admin import invitations, mail, officers, offices, people, tasks

__all__ = ["invitations", "mail", "officers", "offices", "people", "tasks"]
