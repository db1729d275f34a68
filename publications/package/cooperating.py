"""The tables of the open-data package on requests, offers and matches: what is public."""

from functools import partial
from typing import Any

from django.db.models import Case, F, Q, When

from cooperation.models import (
    Aid,
    Match,
    MatchOrigin,
    MatchStatus,
    Offer,
    OfferPlace,
    OfferStatus,
    OfferTheme,
    Project,
    Request,
    RequestCommitment,
    RequestStatus,
    RequestTheme,
)
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, PackagedTable
from publications.package.planning import number
from publications.records import asked, offered
from publications.records.meetings import joined_if_any

REQUEST = partial(as_in, asked.RequestSerializer)
OFFER = partial(as_in, offered.OfferSerializer)
MATCH = partial(as_in, offered.MatchSerializer)
REQUEST_KEY = key("Reference of the request.", "request__reference", "request")
OFFER_KEY = key("Reference of the offer.", "offer__reference", "offer")


def public_requests() -> Any:
    return Request.objects.public().filter(is_fictional=False).order_by("reference")


def of_requests(model: Any, order: str) -> Any:
    found = model.objects.filter(request__in=public_requests().values("pk"))
    return found.order_by("request__reference", order)


def public_offers() -> Any:
    return Offer.objects.public().filter(is_fictional=False).order_by("reference")


def of_offers(model: Any, order: str) -> Any:
    found = model.objects.filter(offer__in=public_offers().values("pk"))
    return found.order_by("offer__reference", order)


def public_matches() -> Any:
    """Public matches, with the references of the request and of the project if these are public
    too."""
    of_request = Q(request__in=Request.objects.public().values("pk"))
    of_project = Q(project__in=Project.objects.public().values("pk"))
    return (
        Match.objects.public()
        .filter(request__is_fictional=False)
        .annotate(
            shown_request=Case(When(of_request, then=F("request__reference"))),
            shown_project=Case(When(of_project, then=F("project__reference"))),
        )
        .order_by("reference")
    )


COOPERATING = (
    PackagedTable(
        "requests",
        "Requests for assistance",
        "What States ask for, as far as they let anybody read it.",
        [
            REQUEST("reference", is_required=True),
            REQUEST("reporter", source="reporter__code", is_required=True),
            texts(asked.RequestSerializer, "title"),
            texts(asked.RequestSerializer, "description"),
            texts(asked.RequestSerializer, "expected_results"),
            REQUEST("aid", words=Aid.values),
            number(asked.RequestSerializer, "amount"),
            REQUEST("currency"),
            REQUEST("starts_on", kind="date"),
            REQUEST("ends_on", kind="date"),
            REQUEST("is_urgent", kind="boolean", is_required=True),
            REQUEST("status", words=RequestStatus.values, is_required=True),
            REQUEST("opened_on", kind="date"),
            REQUEST("confirmed_on", kind="date"),
        ],
        public_requests,
        ["reference"],
        {"reporter": "reporters"},
    ),
    PackagedTable(
        "request_themes",
        "Themes of requests",
        "What each request is about.",
        [REQUEST_KEY, key("Key of the theme.", "theme__key", "theme")],
        lambda: of_requests(RequestTheme, "theme__key"),
        ["request", "theme"],
        {"request": "requests", "theme": "themes"},
    ),
    PackagedTable(
        "request_commitments",
        "Commitments of requests",
        "What each request would help to carry out.",
        [REQUEST_KEY, key("Key of the commitment.", "commitment__key", "commitment")],
        lambda: of_requests(RequestCommitment, "commitment__key"),
        ["request", "commitment"],
        {"request": "requests", "commitment": "commitments"},
    ),
    PackagedTable(
        "offers",
        "Offers of assistance",
        "What States, organisations and bodies are ready to give.",
        [
            OFFER("reference", is_required=True),
            OFFER("reporter", source="reporter__code"),
            OFFER("body", source="body__key"),
            Field("name", "Name of a provider that is in no list; empty for another."),
            texts(offered.OfferSerializer, "title"),
            texts(offered.OfferSerializer, "conditions"),
            OFFER("aid", words=Aid.values),
            number(offered.OfferSerializer, "amount"),
            OFFER("currency"),
            OFFER("valid_from", kind="date"),
            OFFER("valid_until", kind="date"),
            OFFER("contact_mailbox"),
            OFFER("status", words=OfferStatus.values, is_required=True),
        ],
        public_offers,
        ["reference"],
        {"reporter": "reporters", "body": "bodies"},
    ),
    PackagedTable(
        "offer_themes",
        "Themes of offers",
        "What each offer is about.",
        [OFFER_KEY, key("Key of the theme.", "theme__key", "theme")],
        lambda: of_offers(OfferTheme, "theme__key"),
        ["offer", "theme"],
        {"offer": "offers", "theme": "themes"},
    ),
    PackagedTable(
        "offer_places",
        "Places of offers",
        "The States, groups and territories that each offer is for; none for any State.",
        [
            OFFER_KEY,
            Field("state", "Code of the State; empty otherwise.", source="place_reporter__code"),
            Field("group", "Key of the group; empty otherwise.", source="group_key"),
            Field("territory", "Name of the territory; empty otherwise."),
        ],
        lambda: of_offers(OfferPlace, "pk").annotate(
            group_key=joined_if_any("place_group", "place_group__kind", "place_group__code")
        ),
        [],
        {"offer": "offers", "state": "reporters", "group": "groups"},
    ),
    PackagedTable(
        "matches",
        "Matches",
        "Requests brought together with providers: agreed ones that both parties let anybody see.",
        [
            MATCH("reference", is_required=True),
            MATCH("state", source="request__reporter__code", is_required=True),
            MATCH("request", source="shown_request"),
            MATCH("offer", source="offer__reference"),
            MATCH("reporter", source="reporter__code"),
            MATCH("body", source="body__key"),
            Field("name", "Name of a provider that is in no list; empty for another."),
            MATCH("origin", words=MatchOrigin.values, is_required=True),
            MATCH("status", words=MatchStatus.values, is_required=True),
            MATCH("project", source="shown_project"),
        ],
        public_matches,
        ["reference"],
        {
            "state": "reporters",
            "request": "requests",
            "offer": "offers",
            "reporter": "reporters",
            "body": "bodies",
            "project": "projects",
        },
    ),
)
