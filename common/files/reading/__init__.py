"""Step one: a file to lines. No Django here, and nothing runs in the caller's process."""

from common.files.reading.lines import Extracted, Kind, Line, Refused, Role
from common.files.reading.sandbox import extract

__all__ = ["Extracted", "Kind", "Line", "Refused", "Role", "extract"]
