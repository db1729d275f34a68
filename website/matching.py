"""Public requests and offers, and the compendium of these requests."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.files.writing.documents import answer
from common.multilingual import current_language
from cooperation.models import Match, Offer, Request
from publications.documents.compendium import compendium
from publications.records import asked, offered
from website.paging import page_of


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that their States made public. Four queries."""
    page = page_of(request, asked.with_line(Request.objects.public()))
    return render(request, "website/requests.html", {"page": page})


@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(asked.requests(), reference=reference)
    return render(request, "website/request.html", {"asked": found})


@require_safe
def requests_file(request: HttpRequest, form: str) -> HttpResponse:
    """The compendium of the open public requests."""
    found = Request.objects.public().open()
    make = partial(compendium, found, request.build_absolute_uri, is_public=True)
    return answer(make, form, f"requests-{current_language()}")


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """The offers that are or were open, open ones first, and agreed matches that both parties made
    public. Six queries."""
    found = offered.with_line(Offer.objects.public()).order_by("-status", "reference")
    shared = Match.objects.public().select_related("request__reporter", "offer", "reporter", "body")
    context = {"page": page_of(request, found), "matches": shared.order_by("reference")}
    return render(request, "website/offers.html", context)


@require_safe
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(offered.offers(), reference=reference)
    return render(request, "website/offer.html", {"offer": found})
