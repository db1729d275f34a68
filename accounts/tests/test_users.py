"""Accounts: the e-mail address as login, and what is on record about them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "correct-horse-battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_superuser("officer@example.org", PASSWORD, name="An Officer")


def test_an_address_is_kept_in_lower_case() -> None:
    assert User.objects.create_user("Officer@Example.ORG").email == "officer@example.org"


def test_a_user_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_without_a_password_nobody_can_sign_in() -> None:
    assert not User.objects.create_user("a@example.org").has_usable_password()


def test_one_signs_in_whatever_the_case_of_the_address(officer: User, client: Client) -> None:
    assert client.login(username="OFFICER@example.org", password=PASSWORD)


def test_a_second_user_with_the_same_address_is_explained(officer: User) -> None:
    with pytest.raises(ValidationError) as refused:
        User(email="OFFICER@example.org", password="x").full_clean()
    assert refused.value.message_dict == {
        "email": ["There is already a user with this e-mail address."]
    }


def test_a_second_user_with_the_same_address_is_refused_by_the_database(officer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="officer@example.org")])


def test_an_address_in_upper_case_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Officer@example.org")])


def test_an_unknown_language_is_explained() -> None:
    with pytest.raises(ValidationError) as refused:
        User(email="a@example.org", password="x", language="de").full_clean()
    assert "language" in refused.value.message_dict


def test_an_unknown_language_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="a@example.org", language="de")])


def test_history_says_who_changed_what_but_never_the_password(officer: User) -> None:
    officer.name = "Another Name"
    officer.save()
    newest, oldest = officer.history.all()
    assert [change.field for change in newest.diff_against(oldest).changes] == ["name"]
    fields = {field.name for field in type(newest)._meta.get_fields()}
    assert not fields & {"password", "last_login"}


def test_signing_in_is_not_an_edit(officer: User, client: Client) -> None:
    client.login(username=officer.email, password=PASSWORD)
    officer.refresh_from_db()
    assert officer.last_login
    assert officer.history.filter(name="An Officer").count() == 2


def test_a_user_is_added_and_edited_in_the_administration(officer: User, client: Client) -> None:
    client.force_login(officer)
    added = client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "New@example.org",
            "name": "New",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    user = User.objects.get(email="new@example.org")
    assert added.status_code == 302
    assert user.check_password(PASSWORD)
    change = reverse("admin:accounts_user_change", args=[user.pk])
    edited = client.post(
        change, {"email": user.email, "name": "New", "is_active": "on", "is_staff": "on"}
    )
    assert edited.status_code == 302
    user.refresh_from_db()
    assert user.is_staff
    assert user.history.first().history_user == officer


@pytest.mark.parametrize("page", ["changelist", "add", "change", "history"])
def test_every_page_of_users_opens(officer: User, client: Client, page: str) -> None:
    client.force_login(officer)
    arguments = [officer.pk] if page in ("change", "history") else []
    assert client.get(reverse(f"admin:accounts_user_{page}", args=arguments)).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_few_and_many(
    officer: User, client: Client, rows: int, django_assert_max_num_queries: object
) -> None:
    User.objects.bulk_create(User(email=f"user{n}@example.org") for n in range(rows))
    client.force_login(officer)
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        client.get(reverse("admin:accounts_user_changelist"))
