"""The language of the administration and of a contact's own pages."""

import html
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from common.languages import html_code, public_code
from common.multilingual import LANGUAGE_NAMES
from contacts.models import MailTemplate
from testing.builders import make_contact, make_state

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


def test_the_guides_say_what_is_true_of_languages(client: Client) -> None:
    """A contact's guide names exactly the languages that there are, each led to on every page of
    its own area; the guide of the secretariat speaks of so many, and mail is worded in all."""
    folder = settings.BASE_DIR / "docs"
    guide = " ".join((folder / "guide-contacts.md").read_text().split())
    with override("en"):
        names = sorted(str(name) for _code, name in settings.LANGUAGES)
    named = re.search(r"Everything is there in ([^:]+): the languages are named at the top", guide)
    assert named
    assert sorted(re.split(r", | and ", named[1])) == names
    for name in ("guide-contacts.md", "guide-staff.md"):
        said = re.findall(r"(\w+) languages", " ".join((folder / name).read_text().split()))
        numbers = {"two", "three", "four", "five", "six", "seven", "eight", "nine"}
        assert set(said) & numbers == {"six"}
    assert len(names) == 6
    client.force_login(make_contact(make_state()))
    codes = [public_code(code) for code, _name in settings.LANGUAGES]
    for prefix in ("", "fr/", "ar/"):
        head = client.get(f"/{prefix}my/").content.decode().partition("<main")[0]
        shown = html.unescape(head)
        for code in codes:
            assert f'hreflang="{html_code(code)}"' in head
            assert LANGUAGE_NAMES[code] in shown
    assert all(set(each.body) == set(codes) for each in MailTemplate.objects.all())
