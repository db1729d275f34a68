"""What somebody may write in a field that is free otherwise."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.bounding import bounded

# Characters: some forty pages.
MOST_WRITTEN = 100_000


def validate_text(text: str) -> None:
    """Raise ValidationError for a text that is longer than MOST_WRITTEN, or has more marks on one
    letter than any language has: a validator of every field that people write into freely."""
    if len(text) > MOST_WRITTEN:
        message = _("Write no more than %(most)s characters here.")
        raise ValidationError(message, code="too_long", params={"most": MOST_WRITTEN})
    if bounded(text) != text:
        message = _("There are too many marks on one letter.")
        raise ValidationError(message, code="too_many_marks")
