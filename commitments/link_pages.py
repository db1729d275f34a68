"""The page on which suggested predecessors of a document's commitments are decided on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import linking
from commitments.models import Commitment, LinkKind, OutcomeDocument
from common.multilingual import localise

REJECT = "reject"
# The key that accepts a suggestion as each kind of link.
KEYS = {
    LinkKind.REPEATS: "p",
    LinkKind.STRENGTHENS: "s",
    LinkKind.REPLACES: "c",
    LinkKind.FOLLOWS_UP: "f",
}
TEMPLATE = "admin/commitments/outcomedocument/links.html"


def links_page(
    request: HttpRequest, document: OutcomeDocument, context: dict[str, Any]
) -> HttpResponse:
    """Show the open suggestions; on POST decide on one (``later:earlier:verdict``, ids)."""
    if request.method == "POST":
        return _answer(request, document)
    context.update(
        {
            "title": _("Predecessors of the commitments of %(document)s") % {"document": document},
            "original": document,
            "rows": [_row(suggestion) for suggestion in linking.suggest(document)],
            "earlier": linking.earlier_documents(document),
            "verdicts": [(kind.value, kind.label, KEYS[kind]) for kind in LinkKind],
            "may_decide": request.user.has_perm(linking.LINK),
        }
    )
    return TemplateResponse(request, TEMPLATE, context)


def _row(suggestion: linking.Suggestion) -> dict[str, Any]:
    """A suggestion with both texts in the language that they were compared in."""
    sides = (suggestion.commitment, suggestion.earlier)
    texts = [
        localise(side.official_text or side.summary or side.title, suggestion.language)
        for side in sides
    ]
    return {"suggestion": suggestion, "text": texts[0], "earlier_text": texts[1]}


def _answer(request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    later, earlier, verdict = (*request.POST.get("decide", "").split(":"), "", "")[:3]
    is_sound = later.isdecimal() and earlier.isdecimal()
    if not is_sound or verdict not in (REJECT, *LinkKind.values):
        return HttpResponseBadRequest()
    commitment = get_object_or_404(Commitment, pk=int(later), document=document)
    other = get_object_or_404(Commitment, pk=int(earlier))
    try:
        if verdict == REJECT:
            linking.reject(commitment, other, by=request.user)
        else:
            linking.accept(commitment, other, verdict, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    url = reverse("admin:commitments_outcomedocument_links", args=[document.pk])
    return HttpResponseRedirect(url)
