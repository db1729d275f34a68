"""Where a submission stands, and the definitions that depend on that alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SubmissionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    UNDER_REVIEW = "under_review", _("under review")
    RETURNED = "returned", _("returned")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("superseded")


# While a report is being written its content may change; afterwards a new version is needed.
BEING_WRITTEN = (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)
IN_PROGRESS = (
    *BEING_WRITTEN,
    SubmissionStatus.SUBMITTED,
    SubmissionStatus.UNDER_REVIEW,
)

# Another version has its place, or none.
OVER = (SubmissionStatus.WITHDRAWN, SubmissionStatus.SUPERSEDED)

# ``of`` is the way to the submission from the record that is filtered, such as ``submission__``.


def published(of: str = "") -> Q:
    """*Reported*: this version is the one that the public sees. A nil return counts."""
    return Q(**{f"{of}status": SubmissionStatus.PUBLISHED})


def being_written(of: str = "") -> Q:
    """The content may change."""
    return Q(**{f"{of}status__in": BEING_WRITTEN})
