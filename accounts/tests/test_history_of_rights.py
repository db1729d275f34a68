"""Who gave which right to whom is on record."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_role_that_is_given_and_taken_away_is_in_the_history() -> None:
    role = Group.objects.get(name="Reviewers")
    user = User.objects.create_user("officer@example.org")
    user.groups.add(role)
    user.groups.remove(role)
    taken, given, *_ = user.history.all()
    assert [row.group for row in given.groups.all()] == [role]
    assert not taken.groups.exists()
    assert [change.field for change in taken.diff_against(given).changes] == ["groups"]


def test_roles_are_not_edited_by_hand() -> None:
    assert not admin.site.is_registered(Group)
