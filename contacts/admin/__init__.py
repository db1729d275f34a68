"""Points of contact, offices, invitations, mail and missing reports in the administration."""

from contacts.admin import appointments, invitations, mail, offices, people, tasks

__all__ = ["appointments", "invitations", "mail", "offices", "people", "tasks"]
