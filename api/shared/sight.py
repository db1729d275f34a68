"""How much a caller sees beyond the public: of one report, and of assistance."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from accounts.factors import lacks_factor
from accounts.models import ApiKey, Scope
from api.shared.authentication import may_see_everything
from publications.records.answered import Sight
from reports import access
from reports.models import Submission


def sight_of(request: Request, reference: str) -> Sight | None:
    """``STAFF`` for those who may see everything; ``OWNER`` for a point of contact of the report's
    reporter who may read it; None for everybody else, who sees what is public."""
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
    """The report of that reference; None if the caller may not read it. An unpublished one needs
    ``STAFF`` or ``OWNER``."""
    found: Submission | None = Submission.objects.filter(reference=reference).first()
    if found is None or found.is_published or sight_of(request, reference):
        return found
    return None


def acting(request: Request | None, scope: Scope) -> Any:
    """The user as whom the caller reads or writes what is not public: the owner of a key with the
    scope, or somebody signed in who lacks no second factor; else AnonymousUser."""
    user: Any = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return AnonymousUser()
    if isinstance(request.auth, ApiKey):
        return user if request.auth.has_scope(scope) else AnonymousUser()
    return AnonymousUser() if lacks_factor(user) else user
