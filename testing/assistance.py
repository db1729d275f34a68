"""Builders of assistance for tests: projects, funds, requests, offers, matches, officers."""

from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from accounts.models import User
from contacts.models import AssistanceOfficer
from cooperation.models import Fund, Match, Offer, Project, Request, Update
from reports.models import Reporter
from testing.builders import (
    FACTOR_KEY,
    make_body,
    make_source,
    make_state,
    make_theme,
    make_user,
    numbers,
    texts,
)


def make_project(*recipients: Reporter, giver: Reporter | None = None, **fields: Any) -> Project:
    """A public project for the States, of a body unless ``giver`` says, with a result and a
    theme."""
    number = next(numbers)
    defaults = {"title": texts(f"Project {number}"), "step": "published", "paragraph": "1"}
    if not {"document", "other_source"} & set(fields):
        fields["document"] = make_source()
    project = Project.objects.create(**{**defaults, **fields})
    giving: dict[str, Any] = {"reporter": giver} if giver else {"body": make_body()}
    project.participants.create(**giving)
    for state in recipients:
        project.recipients.create(place_reporter=state)
    project.results.create(value=5, unit="towns")
    project.theme_links.create(theme=make_theme())
    return project


def make_update(project: Project, author: Reporter, **fields: Any) -> Update:
    """A draft of an update in words and money."""
    defaults = {
        "step": "draft",
        "narrative": "Twelve stores were built.",
        "language": "en",
        "spent": 1200,
        "currency": "EUR",
    }
    return Update.objects.create(project=project, reporter=author, **{**defaults, **fields})


def make_public_update(project: Project, author: Reporter, **fields: Any) -> Update:
    """An update to which every State that receives the project has agreed."""
    update = make_update(project, author, **{"step": "sent", **fields})
    for state in Reporter.objects.filter(pk__in=project.recipients.values("place_reporter")):
        update.agreements.create(reporter=state)
    update.step = "published"
    update.save()
    return update


def make_fund(key: str = "", **fields: Any) -> Fund:
    """A fund with one published total and one statement."""
    key = key or f"fund-{next(numbers)}"
    cited = {"document": fields.pop("document", None) or make_source(), "paragraph": "1"}
    fund = Fund.objects.create(key=key, body=make_body(), **{**cited, **fields})
    fund.totals.create(key=f"{key}-total", counts="projects", value=8, unit="projects", **cited)
    fund.statements.create(key=f"{key}-purpose", text=texts("It pays."), **cited)
    return fund


def make_request(state: Reporter | None = None, **fields: Any) -> Request:
    """An open request of a State for States and donors, of one theme, unless ``fields`` say."""
    today = timezone.localdate()
    themes = fields.pop("themes", None)
    defaults: dict[str, Any] = {
        "title": texts(f"Request {next(numbers)}"),
        "aid": "training",
        "status": "open",
        "opened_on": today,
        "confirmed_on": today,
    }
    request = Request.objects.create(reporter=state or make_state(), **{**defaults, **fields})
    for theme in themes if themes is not None else [make_theme()]:
        request.theme_links.create(theme=theme)
    return request


def make_offer(provider: Any = None, **fields: Any) -> Offer:
    """An open offer of a body, or of the State or body that is given; for any State."""
    provider = provider or make_body()
    themes = fields.pop("themes", [])
    party = {"reporter" if isinstance(provider, Reporter) else "body": provider}
    defaults = {"title": texts(f"Offer {next(numbers)}"), "aid": "training", "status": "open"}
    offer = Offer.objects.create(**{**defaults, **party, **fields})
    for theme in themes:
        offer.theme_links.create(theme=theme)
    return offer


def make_match(request: Request | None = None, offer: Offer | None = None, **fields: Any) -> Match:
    """A match that the secretariat has proposed."""
    offer = offer or make_offer()
    party = {"reporter": offer.reporter, "body": offer.body, "name": offer.name}
    defaults = {
        "origin": "secretariat",
        "status": "proposed",
        "proposed_on": timezone.localdate(),
    }
    given = {"request": request or make_request(), "offer": offer, **party}
    return Match.objects.create(**{**defaults, **given, **fields})


def make_shared_match(state: Reporter | None = None) -> Match:
    """A public request and an offer, in an agreed match that anybody may see."""
    day = timezone.localdate()
    agreed: Any = {"status": "agreed", "agreed_by_requester_on": day, "agreed_by_provider_on": day}
    shared: Any = {"is_shared_by_requester": True, "is_shared_by_provider": True}
    project = make_project(make_state())
    request = make_request(state, audience="public")
    return make_match(request, project=project, **agreed, **shared)


def make_assistance_officer(party: Any, role: str = "donor_officer", **fields: Any) -> User:
    """An officer for assistance of a reporter or a body, with a second factor."""
    user = make_user()
    totp.TOTP.activate(user, FACTOR_KEY)
    acts_for = {"reporter" if isinstance(party, Reporter) else "body": party}
    AssistanceOfficer.objects.create(user=user, role=role, **acts_for, **fields)
    return user
