"""Passwords made of the words of this field."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User

OLD = "a long password for a test"


@pytest.mark.parametrize(
    "password",
    [
        "small arms 2026",
        "PoA-Tracker-2026!",
        "SmallArmsLightWeapons",
        "programme of action on small arms",
        "Désarmement2026",
        "armas pequeñas y ligeras",
        "united.nations.password1",
        "UNODA-Geneva-2026",
    ],
)
def test_a_password_of_the_words_of_this_field_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="This password is too common"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        OLD,
        "another long password",
        "correct-horse-battery",
        "marmalade and small umbrellas",
        "каждый охотник желает знать",
        "9f3!x-27-88-10-64-2",
    ],
)
def test_any_other_long_password_is_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
def test_whoever_changes_the_own_password_is_told(client: Client) -> None:
    user = User.objects.create_user("amina@example.org", OLD, name="Amina")
    client.post("/account/login/", {"login": user.email, "password": OLD})
    wanted = {"oldpassword": OLD, "password1": "small arms 2026", "password2": "small arms 2026"}
    page = client.post("/account/password/", wanted)
    assert "This password is too common." in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(OLD)
