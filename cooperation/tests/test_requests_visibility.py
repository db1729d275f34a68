"""Who reads requests, offers and matches, and that nothing tells anybody else of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import ApiKey, Scope
from contacts import invitations
from contacts.models import AssistanceOfficer
from cooperation import access
from cooperation.models import Match, Request
from publications.needs import needs_beside_offers
from reports import data_stamp
from reports.models import PointOfContact, Reporter
from testing.assistance import (
    make_assistance_officer,
    make_match,
    make_offer,
    make_project,
    make_request,
    make_update,
)
from testing.builders import (
    make_body,
    make_contact,
    make_officer,
    make_organisation,
    make_state,
    make_user,
    texts,
)
from testing.offices import make_observer

pytestmark = pytest.mark.django_db
# The description of the API takes seconds and knows no caller.
ALIKE = ("api/v1/schema/", "api/v1/docs/")
HIDDEN = "Zebra of the archives"
# Where a project alone stands.
KINDS = ("cooperation/", "api/v1/")


def version() -> int:
    stamp = data_stamp.stamp()
    assert stamp is not None
    return stamp.version


def made(owner: Any) -> dict[str, Request]:
    """A request of each class, and those that are not open yet or no longer there."""
    kinds: dict[str, dict[str, Any]] = {
        "public": {"audience": "public"},
        "partners": {},
        "owner": {"audience": "owner"},
        "draft": {"status": "draft", "audience": "public", "opened_on": None},
        "checked": {"status": "checked", "audience": "public"},
        "withdrawn": {"status": "withdrawn", "audience": "public"},
    }
    return {
        name: make_request(owner, title=texts(f"{HIDDEN} {name}"), **fields)
        for name, fields in kinds.items()
    }


def strangers() -> dict[str, Any]:
    """Everybody who reads no more than the public."""
    ended, left = make_contact(make_state()), make_assistance_officer(make_body())
    PointOfContact.objects.filter(user=ended).update(until=timezone.now())
    AssistanceOfficer.objects.filter(user=left).update(until=timezone.now())
    pending = make_user(email="pending@example.org")
    for role in ("donor_officer", "submitter"):
        invitations.invite(pending.email, [make_state()], role=role, by=make_officer())
    return {
        "anonymous": AnonymousUser(),
        "pending invitation": pending,
        "ended role": ended,
        "ended officer": left,
        "organisation": make_contact(make_organisation()),
        "observer": make_contact(make_state(state_status="observer")),
        "observer of its group": make_observer(*Reporter.objects.all()),
        "fund officer": make_assistance_officer(make_body(), "fund_officer"),
        "staff without rights": make_user(is_staff=True),
    }


def test_each_viewer_reads_its_class_and_nothing_more() -> None:
    owner = make_state()
    requests = made(owner)

    def read_by(user: Any) -> set[str]:
        found = set(access.requests(user))
        return {name for name, each in requests.items() if each in found}

    for name, user in strangers().items():
        assert read_by(user) == {"public"}, name
    for partner in (
        make_contact(make_state(), "reader"),
        make_assistance_officer(make_organisation()),
        make_assistance_officer(make_body()),
    ):
        assert read_by(partner) == {"public", "partners"}
    for insider in (make_contact(owner, "reader"), make_officer()):
        assert read_by(insider) == set(requests)


def test_figures_count_only_what_the_viewer_may_list() -> None:
    made(make_state())
    make_offer()
    counts = {}
    for name, user in (
        ("public", AnonymousUser()),
        ("donor", make_assistance_officer(make_body())),
    ):
        table = needs_beside_offers(access.requests(user), access.offers(user))
        counts[name] = (table.requests, table.offers)
    assert counts == {"public": (1, 1), "donor": (2, 1)}


def test_matches_are_for_the_two_parties() -> None:
    body, owner = make_body(), make_state()
    request = make_request(owner)
    match = make_match(request, make_offer(body))
    kept = make_match(request, make_offer(body), status="suggested", proposed_on=None)
    fund = make_assistance_officer(body, "fund_officer")
    for user in (fund, make_assistance_officer(body), make_contact(owner)):
        assert list(access.matches(user)) == [match]
    # The fund reads a request that was proposed to it, as long as the State shows it to others at
    # all.
    assert list(access.requests(fund)) == [request]
    Request.objects.filter(pk=request.pk).update(audience="owner")
    assert not access.requests(fund).exists()
    assert not access.matches(fund).exists()
    others = (make_assistance_officer(make_body()), make_contact(make_state()), AnonymousUser())
    for other in others:
        assert not access.matches(other).exists()
    assert set(access.matches(make_officer())) == {match, kept}
    today = timezone.localdate()
    agreed = {"agreed_by_requester_on": today, "agreed_by_provider_on": today}
    Match.objects.filter(pk=match.pk).update(status="agreed", **agreed)
    for one in ("is_shared_by_requester", "is_shared_by_provider"):
        assert not access.matches(AnonymousUser()).exists()
        Match.objects.filter(pk=match.pk).update(**{one: True})
    assert list(access.matches(AnonymousUser())) == [match]


def test_writes_to_what_is_restricted_move_no_public_stamp() -> None:
    request, offer = make_request(), make_offer(status="draft")
    public = make_request(audience="public")
    held = version()
    Request.objects.filter(pk=request.pk).update(title=texts("Another"))
    request.theme_links.all().delete()
    match = make_match(request, offer)
    Match.objects.filter(pk=match.pk).update(status="in_talks")
    match.delete()
    type(offer).objects.filter(pk=offer.pk).update(title=texts("Another"))
    offer.delete()
    Request.objects.filter(pk=request.pk).update(audience="owner")
    request.delete()
    assert version() == held
    for change in (
        lambda: public.theme_links.all().delete(),
        lambda: Request.objects.filter(pk=public.pk).update(audience="owner"),
        make_offer,
    ):
        held = version()
        change()
        assert version() > held


# Every route


def routes(found: Any = None, before: str = "") -> Iterator[str]:
    """Every pattern of an address in English."""
    for each in (found or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, pattern)
        elif isinstance(each, URLPattern):
            yield pattern


def addresses(requests: Any, matches: Any, offers: Any) -> list[str]:
    """Every address that takes nothing, the reference of a record of these kinds, or a form of a
    file; the rest of the addresses holds no record of assistance."""
    references = [each.reference for each in (*requests, *matches, *offers)]
    found = set()
    for route in routes():
        plain = route.replace("^", "").replace("$", "").replace("\\Z", "")
        if any(sign in plain for sign in "([?"):
            continue
        plain = plain.replace("<document:form>", "docx")
        if "<slug:reference>" in plain:
            found |= {plain.replace("<slug:reference>", reference) for reference in references}
        else:
            found.add(plain.replace("<slug:reporter>", "KEN").replace("<slug:code>", "KEN"))
    api = [
        f"api/v1/{kind}/"
        for kind in ("requests", "offers", "matches", "states", "projects", "updates")
    ]
    alone = [f"{api[0]}{r.reference}/" for r in requests] + [
        f"{api[2]}{m.reference}/" for m in matches
    ]
    searched = ["search/?q=zebra", "states/KEN/", "cooperation/projects/?q=zebra"]
    usable = {each for each in found if "<" not in each and "logout" not in each}
    return sorted({*usable, *api, *alone, *searched, "api/v1/requests/?format=csv"})


def test_no_route_tells_a_stranger_of_what_is_restricted() -> None:
    owner = make_state("KEN", "Kenya")
    requests = made(owner)
    secret = [each for name, each in requests.items() if name != "public"]
    match = make_match(requests["partners"], make_offer())
    project = make_project(owner)
    projects = [
        make_project(owner, owner=owner, audience=audience, step=step, title=texts(HIDDEN + step))
        for audience, step in (
            ("owner", "published"),
            ("states_and_donors", "published"),
            ("public", "recorded"),
        )
    ]
    update = make_update(project, owner, step="sent", narrative=f"{HIDDEN} sent")
    alone = [f"{of}projects/{each.reference}/" for of in KINDS for each in projects]
    alone.append(f"api/v1/updates/{update.reference}/")
    places = [*addresses(secret, [match], []), *alone]
    assert len(places) > 100
    own = ("my/", "api/", "cooperation/", "search/", "states/", "account/")
    near = [place for place in places if place.startswith(own)]
    hidden: list[Any] = [*secret, match, *projects, update]
    words = [each.reference for each in hidden]
    words += [f"{HIDDEN} {name}" for name in (*requests, "sent") if name != "public"]
    words += [f"{HIDDEN}{step}" for step in ("published", "recorded")]
    viewers = strangers()
    owner_of_key = make_contact(make_state())
    _key, lesser = ApiKey.objects.make(name="k", owner=owner_of_key, scopes=[Scope.READ])
    bearer = {"authorization": f"Bearer {lesser}"}
    for name, user in {**viewers, "key of lesser scope": None}.items():
        client = Client(headers=bearer if user is None else None)
        if user is not None and user.is_authenticated:
            client.force_login(user)
        # Pages that know no reader are the same for all (``tracker/tests/test_caching.py``).
        for place in places if name in ("anonymous", "organisation") else near:
            if place in ALIKE and name != "anonymous":
                continue
            answer = client.get(f"/{place}")
            body = answer.getvalue() if answer.streaming else answer.content
            text = body.decode(errors="replace") + str(answer.headers)
            # An address only repeats what was asked for: that tells nothing.
            told = [word for word in words if word in text and word not in place]
            assert not told, (name, place, told)
            if any(each.reference in place for each in hidden):
                assert answer.status_code in (302, 403, 404, 405), (name, place, answer.status_code)
    assert project.is_public


def test_keys_read_what_their_owner_may_and_their_scope_opens() -> None:
    requests = made(make_state())
    partner = make_contact(make_state())

    def read_with(*scopes: Scope, owner: Any = partner) -> int:
        _key, text = ApiKey.objects.make(name="k", owner=owner, scopes=list(scopes))
        answer = Client().get("/api/v1/requests/", headers={"authorization": f"Bearer {text}"})
        assert answer["Cache-Control"] == "private, no-store"
        found: int = answer.json()["count"]
        return found

    assert read_with(Scope.READ, Scope.OFFICES) == 1
    assert access.requests(partner).count() == 2
    assert read_with(Scope.ASSISTANCE) == 2
    assert read_with(Scope.ASSISTANCE, owner=make_user()) == 1
    assert read_with(Scope.ASSISTANCE, owner=make_officer()) == len(requests)
    assert Client().get("/api/v1/requests/").json()["count"] == 1
