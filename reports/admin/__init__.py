"""Reporters, reporting cycles, submissions and what they say, in the administration."""

from reports.admin import attachments, cycles, records, reporters, submissions

__all__ = ["attachments", "cycles", "records", "reporters", "submissions"]
