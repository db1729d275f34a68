"""Reporting forms in the administration."""

from questionnaires.admin import blank, readings, records, templates

__all__ = ["blank", "readings", "records", "templates"]
