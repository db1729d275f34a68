"""One way to say which field is wrong, with a code that forms and the API keep."""

from typing import Any

from django.core.exceptions import ValidationError


def field_error(field: str, message: Any, code: str) -> ValidationError:
    """A ValidationError on ``field``. (Django drops ``code`` next to a dictionary.)"""
    return ValidationError({field: ValidationError(message, code=code)})
