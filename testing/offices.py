"""Builders of offices, and of those who observe a group, for tests."""

from typing import Any

from allauth.mfa.totp.internal import auth as totp

from accounts.models import User
from contacts.models import GroupObserver, Office
from reports.models import Group, Reporter
from testing.builders import (
    FACTOR_KEY,
    make_group,
    make_organisation,
    make_state,
    make_user,
    numbers,
    texts,
)


def make_office(reporter: Reporter | None = None, **fields: Any) -> Office:
    """An office for the Programme of Action that only its State and the secretariat see."""
    number = next(numbers)
    defaults = {
        "function": "poa_point_of_contact",
        "name": texts(f"Office {number}"),
        "mailbox": f"office-{number}@example.org",
    }
    return Office.objects.create(reporter=reporter or make_state(), **{**defaults, **fields})


def make_observer(*states: Reporter, group: Group | None = None) -> User:
    """An observer, for an organisation, of a group that these States belong to."""
    user = make_user()
    totp.TOTP.activate(user, FACTOR_KEY)
    GroupObserver.objects.create(
        user=user, organisation=make_organisation(), group=group or make_group("", *states)
    )
    return user
