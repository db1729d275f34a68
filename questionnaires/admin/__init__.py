"""Reporting forms in the administration."""

from questionnaires.admin import blank, readings, records, tasks, templates

__all__ = ["blank", "readings", "records", "tasks", "templates"]
