"""How much of what one report answers its reader may see."""

from rest_framework.request import Request

from accounts.models import ApiKey, Scope
from api.shared.authentication import may_see_everything
from publications.records.answered import Sight
from reports import access
from reports.models import Submission


def sight_of(request: Request, reference: str) -> Sight | None:
    """``STAFF`` for those who may see everything, ``OWNER`` for points of contact of whose report
    it is, where they may read it; None for everybody else, who sees what is public."""
    if may_see_everything(request):
        return Sight.STAFF
    key = request.auth
    if isinstance(key, ApiKey) and not key.has_scope(Scope.READ):
        return None
    if not request.user.is_authenticated:
        return None
    own = access.readable(request.user).filter(
        reference=reference, reporter__in=access.contacts(request.user).values("reporter")
    )
    return Sight.OWNER if own.exists() else None


def readable(request: Request, reference: str) -> Submission | None:
    """The report of that reference, where the caller may read it: one that is not published only
    with some sight of it."""
    found: Submission | None = Submission.objects.filter(reference=reference).first()
    if found is None or found.is_published or sight_of(request, reference):
        return found
    return None
