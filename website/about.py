"""What this site is, who keeps it, and how errors are corrected."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    name, address = parseaddr(settings.CONTACT)
    return render(request, "website/about.html", {"name": name or address, "address": address})
