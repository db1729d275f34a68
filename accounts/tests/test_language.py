"""The language of the administration."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def officer() -> User:
    return User.objects.create_superuser("officer@example.org", "x", language="zh")


def test_a_user_sees_the_administration_in_the_own_language(officer: User, client: Client) -> None:
    client.force_login(officer)
    response = client.get(reverse("admin:index"), headers={"accept-language": "fr"})
    assert "注销" in response.content.decode()
    assert response["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("language", ["ar", "zh", "fr", "ru", "es"])
def test_a_visitor_signs_in_in_the_language_of_the_browser(client: Client, language: str) -> None:
    response = client.get(LOGIN, headers={"accept-language": language})
    assert response["Location"].startswith(f"/{language}/account/login/")


def test_it_is_english_for_a_browser_in_another_language(client: Client) -> None:
    response = client.get(LOGIN, headers={"accept-language": "de"})
    assert response["Location"].startswith("/account/login/")


def test_a_choice_is_remembered_for_the_browser(client: Client) -> None:
    response = client.post(reverse("choose_language"), {"language": "zh", "next": LOGIN})
    assert response["Location"] == LOGIN
    page = client.get(LOGIN, headers={"accept-language": "fr"})
    assert page["Location"].startswith("/zh/account/login/")


def test_a_choice_is_remembered_for_the_user(officer: User, client: Client) -> None:
    client.force_login(officer)
    client.post(reverse("choose_language"), {"language": "ar"})
    officer.refresh_from_db()
    assert officer.language == "ar"
    assert 'dir="rtl"' in client.get(reverse("admin:index")).content.decode()


def test_an_unknown_language_is_refused(client: Client) -> None:
    assert client.post(reverse("choose_language"), {"language": "de"}).status_code == 400


def test_a_choice_is_posted(client: Client) -> None:
    assert client.get(reverse("choose_language")).status_code == 405


@pytest.mark.parametrize("page", ["https://elsewhere.example.org/", "//elsewhere.example.org", ""])
def test_one_is_never_sent_to_another_site(client: Client, page: str) -> None:
    response = client.post(reverse("choose_language"), {"language": "fr", "next": page})
    assert response["Location"] == reverse("admin:index")
