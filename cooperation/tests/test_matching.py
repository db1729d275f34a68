"""The steps of requests, offers and matches, the reasons of suggestions, and what holds them."""

import datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts import invitations
from contacts.models import AssistanceOfficer, Mail
from cooperation import matching, offering, reasons, requesting
from cooperation.models import Match, Offer, Request
from reports.models import GroupKind
from testing.assistance import (
    make_assistance_officer,
    make_match,
    make_offer,
    make_project,
    make_request,
)
from testing.builders import (
    explained,
    make_body,
    make_contact,
    make_group,
    make_officer,
    make_organisation,
    make_reviewer,
    make_state,
    make_theme,
    make_user,
    refused,
    texts,
)
from testing.plans import make_baseline

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def kinds(request: Request, offer: Offer) -> list[str]:
    found = {(each.request, each.offer): each.reasons for each in matching.suggestions(today=TODAY)}
    return [reason["kind"] for reason in found.get((request, offer), [])]


def test_suggestions_say_why_and_go_against_neither_place_nor_dates() -> None:
    theme, state = make_theme(), make_state()
    group = make_group("west", state, kind=GroupKind.REGIONAL_GROUP)
    request = make_request(state, themes=[theme], ends_on=datetime.date(2026, 12, 31))
    both = make_offer(themes=[theme], valid_from=datetime.date(2026, 9, 1))
    assert kinds(request, both) == ["themes", "aid", "place", "dates"]
    said = reasons.spoken([matching.suggestions(today=TODAY)[0].reasons])[0]
    assert said[2] == "The offer is for any State"
    for fields in (
        {"aid": "equipment"},  # Neither theme nor kind of aid.
        {"valid_from": datetime.date(2027, 1, 1)},
        {"valid_until": datetime.date(2026, 5, 31)},
        {"status": "closed"},
    ):
        assert kinds(request, make_offer(**fields)) == []
    elsewhere, here = make_offer(), make_offer()
    elsewhere.places.create(place_reporter=make_state())
    here.places.create(place_group=group)
    assert kinds(request, elsewhere) == []
    assert kinds(request, here) == ["aid", "place"]
    assert kinds(request, make_offer(state)) == []
    Request.objects.filter(pk=request.pk).update(audience="owner")
    assert matching.suggestions(today=TODAY) == []


def test_the_desk_asks_as_often_for_many_as_for_few() -> None:
    client, counts = Client(), []
    client.force_login(make_officer())
    for number in (1, 4):
        for _time in range(number):
            make_request()
            make_offer()
        client.get("/admin/cooperation/match/desk/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/admin/cooperation/match/desk/")
        assert page.status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    client.force_login(make_user(is_staff=True))
    assert client.get("/admin/cooperation/match/desk/").status_code == 403


def test_a_request_takes_its_steps_by_those_who_may() -> None:
    state = make_state()
    editor, lead = make_contact(state, "editor"), make_contact(state)
    request = make_request(state, status="draft", opened_on=None, confirmed_on=None)
    requesting.save(request, by=editor)
    with pytest.raises(PermissionDenied):
        requesting.take(request, "submit", by=editor)
    requesting.take(request, "submit", by=lead)
    with pytest.raises(ValidationError):
        requesting.take(request, "return", by=make_officer())
    returned = requesting.take(request, "return", by=make_officer(), remark="Name no site.")
    assert (returned.status, returned.remark) == ("draft", "Name no site.")
    assert Mail.objects.filter(kind="assistance").count() == 1
    requesting.take(request, "submit", by=lead)
    requesting.take(request, "check", by=make_officer())
    with pytest.raises(PermissionDenied):
        requesting.take(request, "open", by=make_officer())
    opened = requesting.take(request, "open", by=make_reviewer())
    assert opened.opened_on == opened.confirmed_on == timezone.localdate()
    with pytest.raises(PermissionDenied):
        requesting.save(opened, by=editor)
    for stranger in (make_contact(make_state()), make_assistance_officer(make_body())):
        with pytest.raises(PermissionDenied):
            requesting.take(request, "withdraw", by=stranger)
    assert requesting.take(request, "withdraw", by=lead).status == "withdrawn"
    with pytest.raises(ValidationError):
        requesting.take(request, "open", by=make_reviewer())
    request.description = {"en": "Ask Mr Kamau, telephone +254 20 1234567"}
    assert requesting.doubtful(request) == ["description"]


def test_requests_lapse_unless_their_state_confirms_them() -> None:
    today = timezone.localdate()
    state = make_state()
    lead = make_contact(state)
    old, soon, fresh = (
        make_request(state, confirmed_on=today - requesting.VALID_FOR + datetime.timedelta(days))
        for days in (0, 30, 90)
    )
    for _time in range(2):
        call_command("keep_requests")
    assert [r.status for r in Request.objects.order_by("pk")] == ["lapsed", "open", "open"]
    assert Mail.objects.filter(kind="assistance").count() == 2
    assert requesting.take(old, "confirm", by=lead).status == "open"
    assert Request.objects.get(pk=soon.pk).reminded_on == today
    assert Request.objects.get(pk=fresh.pk).reminded_on is None


def test_offers_are_written_by_their_provider_and_opened_by_reviewers() -> None:
    organisation = make_organisation()
    officer, contact = make_assistance_officer(organisation), make_contact(organisation)
    offer = Offer(reporter=organisation, title=texts("Courses"))
    with pytest.raises(PermissionDenied):
        offering.save(offer, by=contact)
    offer = Offer(reporter=organisation, title=texts("Courses"))
    offering.save(offer, by=officer)
    offering.take(offer, "submit", by=officer)
    with pytest.raises(PermissionDenied):
        offering.take(offer, "open", by=officer)
    assert offering.take(offer, "open", by=make_reviewer()).is_public
    with pytest.raises(PermissionDenied):
        offering.take(offer, "close", by=contact)
    assert offering.take(offer, "close", by=officer).status == "closed"


def test_each_party_takes_its_own_steps() -> None:
    state, donor = make_state(), make_state()
    asks, gives = make_contact(state), make_contact(donor)
    request, offer = make_request(state), make_offer(donor)
    match = matching.bring_together(request, offer, by=asks)
    assert (match.origin, match.status) == ("requester", "proposed")
    with pytest.raises(PermissionDenied):  # Not by the one that proposed it.
        matching.talk(match, by=asks)
    with pytest.raises(ValidationError):
        matching.bring_together(request, offer, by=gives)
    assert matching.steps(asks, match) == ["decline"]
    matching.talk(match, by=gives)
    with pytest.raises(ValidationError):
        matching.decline(match, because=" ", by=gives)
    matching.agree(match, by=gives)
    assert matching.agree(match, by=gives).status == "in_talks"
    assert matching.agree(match, by=asks).status == "agreed"
    project = make_project(state)
    with pytest.raises(PermissionDenied):
        matching.carry_out(match, project, by=make_contact(make_state()))
    assert matching.carry_out(match, project, by=gives).status == "carried_out"
    kept = make_request(state, audience="owner")
    with pytest.raises(ValidationError):
        matching.bring_together(kept, offer, by=asks)
    with pytest.raises(PermissionDenied):
        matching.bring_together(kept, offer, by=gives)


def test_the_database_holds_what_belongs_together() -> None:
    state = make_state()
    match = make_match(make_request(state))
    wrongs: list[dict[str, Any]] = [
        {"status": "agreed"},
        {"status": "declined"},
        {"is_shared_by_provider": True},
        {"body": make_body()},
        {"request": make_request()},
    ]
    for wrong in wrongs:
        refused(Match(**{**_values(match), **wrong}))
    other = make_baseline(make_state())
    explained(Request(reporter=state, title=texts("R"), baseline=other), "of_another")
    refused(Request(reporter=state, title=texts("R"), baseline=other))
    refused(Request(reporter=state, title=texts("R"), amount=5))
    refused(Request(reporter=state, title=texts("R"), status="open"))
    refused(Offer(title=texts("O")))


def _values(match: Match) -> dict[str, Any]:
    return {field.name: getattr(match, field.name) for field in match._meta.concrete_fields}


def test_an_officer_is_invited_for_one_and_goes() -> None:
    body, by = make_body(), make_officer()
    user = make_user(email="donor@example.org")
    both: dict[str, Any] = {"body": body, "reporters": [make_state()]}
    neither: dict[str, Any] = {"reporters": []}
    for given in (both, neither):
        with pytest.raises(ValidationError):
            invitations.invite(
                user.email, given.pop("reporters", []), role="donor_officer", by=by, **given
            )
    with pytest.raises(ValidationError):
        invitations.invite(user.email, [], body=body, role="editor", by=by)
    sent = invitations.invite(user.email, [], body=body, role="fund_officer", by=by)
    invitations.accept(sent, user)
    held = AssistanceOfficer.objects.active().get(user=user, body=body)
    with pytest.raises(ValidationError):
        invitations.invite(user.email, [], body=body, role="donor_officer", by=by)
    client = Client()
    client.force_login(by)
    client.post(
        "/admin/contacts/assistanceofficer/",
        {"action": "end_role", "_selected_action": [held.pk]},
    )
    assert not AssistanceOfficer.objects.active().exists()


def test_offers_of_before_have_the_day_of_their_history() -> None:
    """Where no history says when one was opened, no day is made up."""
    known: Any = make_offer(status="draft")
    unknown, opened = make_offer(status="draft"), make_offer(opened_on="2030-05-01")
    known.status, known._history_date = "open", timezone.now() - datetime.timedelta(days=3)
    known.save()
    Offer.objects.filter(pk=unknown.pk).update(status="open")
    migration = import_module("cooperation.migrations.0003_days_of_offers")
    migration.tell_when_offers_were_opened(apps, None)
    days = [Offer.objects.get(pk=each.pk).opened_on for each in (known, unknown, opened)]
    day = timezone.localdate() - datetime.timedelta(days=3)
    assert days == [day, None, datetime.date(2030, 5, 1)]
