"""Observers of a group: they come by invitation, and see only published reports of its States and
who is due."""

import datetime

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts import invitations
from contacts.models import GroupObserver, Invitation, Mail
from reports import access
from testing.builders import (
    FACTOR_KEY,
    make_contact,
    make_cycle,
    make_document,
    make_group,
    make_officer,
    make_organisation,
    make_own_draft,
    make_published,
    make_state,
)
from testing.offices import make_observer
from testing.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/my/groups/"


def open_cycle():
    due = timezone.localdate() + datetime.timedelta(days=30)
    return make_cycle("2031", make_document(), due_on=due)


def test_an_observer_is_invited_looks_on_and_leaves(client):
    kenya, mali, togo = (make_state(*each) for each in [("KEN", "Kenya"), ("MLI", "Mali"), ()])
    group = make_group("west", kenya, mali, make_state("VAT", state_status="observer"))
    cycle, office = open_cycle(), make_organisation("ecowas", name={"en": "ECOWAS"})
    make_published(kenya, cycle, received_on=datetime.date(2026, 1, 2))
    make_own_draft(make_contact(mali), cycle)
    make_published(togo, cycle)
    officer = make_officer()
    client.force_login(officer)
    given = {"email": "obs@example.org", "role": "observer", "language": "en", "office": ""}
    given |= {"reporters": [office.pk], "group": group.pk, "name": "Ama"}
    assert client.post(reverse("admin:contacts_invitation_add"), given).status_code == 302
    assert "Group: Group west" in Mail.objects.get().body
    user = invitations.open_account(
        Invitation.objects.get(), name="Ama", password="a long password of mine"
    )
    totp.TOTP.activate(user, FACTOR_KEY)
    held = GroupObserver.objects.get()
    assert (held.user, held.organisation, held.group) == (user, office, group)
    assert not access.contacts(user).exists()
    client.force_login(user)
    assert PAGE in client.get("/my/").content.decode()
    shown = words(client.get(PAGE))
    assert "1 report is published. 1 State is due." in shown
    assert "Kenya published · received on 2 January 2026" in shown
    assert "Mali due; none is published" in shown
    assert "MLI-2031-1" not in shown
    assert str(togo) not in shown
    # The secretariat ends it; the page is empty from then on.
    client.force_login(officer)
    ended = {"action": "end_role", "_selected_action": [held.pk]}
    client.post(reverse("admin:contacts_groupobserver_changelist"), ended)
    client.force_login(User.objects.get(pk=user.pk))
    assert "You observe no group now." in words(client.get(PAGE))


@pytest.mark.parametrize(
    ("of_state", "has_group", "role", "code"),
    [
        (True, True, "observer", "not_an_organisation"),
        (False, False, "observer", "group_is_for_observers"),
        (False, True, "reader", "group_is_for_observers"),
    ],
)
def test_an_observer_is_of_one_organisation_and_of_a_group(of_state, has_group, role, code):
    who = make_state() if of_state else make_organisation()
    group = make_group() if has_group else None
    with pytest.raises(ValidationError) as refusal:
        invitations.invite("a@example.org", [who], role=role, group=group, by=make_officer())
    errors = [error for found in refusal.value.error_dict.values() for error in found]
    assert code in {error.code for error in errors}
    assert not Invitation.objects.exists()


def test_many_states_cost_no_more_queries(client, django_assert_max_num_queries):
    states = [make_state() for _number in range(12)]
    cycle = open_cycle()
    for state in states[:6]:
        make_published(state, cycle)
    client.force_login(make_observer(*states))
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE)
