"""Room one: a file to lines. No Django here, and nothing runs in the caller's process."""

from commitments.importing.extract.lines import Extracted, Kind, Line, Refused, Role
from commitments.importing.extract.sandbox import extract

__all__ = ["Extracted", "Kind", "Line", "Refused", "Role", "extract"]
