"""Reporters, reporting cycles, submissions and what they say, in the administration."""

from reports.admin import attachments, cycles, importing, records, reporters, submissions

__all__ = ["attachments", "cycles", "importing", "records", "reporters", "submissions"]
