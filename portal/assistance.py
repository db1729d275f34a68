"""Projects that are not for everybody, for those who may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperation import access
from portal.guard import for_contacts
from publications.assistance import latest_first


@for_contacts
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """What the person's class of visibility opens beside what is public. Seven queries."""
    found = latest_first(access.restricted(request.user)).select_related("owner", "document")
    return render(request, "portal/assistance.html", {"projects": found})
