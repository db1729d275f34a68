"""A State's own part in its baseline assessments: agreeing on them, and choosing to share them.

The secretariat records what its partners decided (``admin``).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators import access
from indicators.models import Baseline


@transaction.atomic
def agree(baseline: Baseline, *, by: Any) -> Baseline:
    """Say for the State that the assessment stands. Raises PermissionDenied. Once is enough."""
    current = _locked(baseline, by)
    if current.agreed_by_state_on is None:
        current.agreed_by_state_on = timezone.localdate()
        current.save()
    return current


@transaction.atomic
def share(baseline: Baseline, *, by: Any, is_shared: bool) -> Baseline:
    """Choose for the State whether anybody may read it, as far as the State is asked; it may take
    that back at any time. Raises PermissionDenied, or ValidationError before both sides agreed."""
    current = _locked(baseline, by)
    if is_shared and not current.is_agreed:
        message = _("It can be shared once both sides have agreed on it.")
        raise ValidationError(message, code="not_agreed")
    if current.is_shared_by_state != is_shared:
        current.is_shared_by_state = is_shared
        current.save()
    return current


def _locked(baseline: Baseline, by: Any) -> Baseline:
    access.require_decider(by, baseline)
    found: Baseline = Baseline.objects.select_for_update(of=("self",)).get(pk=baseline.pk)
    return found
