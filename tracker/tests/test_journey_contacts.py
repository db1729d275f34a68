"""Points of contact and officers in a browser: invited, signed in, reminded."""

import datetime
import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from contacts.models import Mail
from testing.axe import violations, violations_in_light_and_dark
from testing.builders import make_contact, make_cycle, make_group, make_reviewer, make_state
from testing.factors import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_AXE = ("Applying inline style", "preload assets")
PASSWORD = "a long password for a test"
LANGUAGES = [("en", "", "ltr"), ("ar", "/ar", "rtl")]


@pytest.fixture
def officer() -> Any:
    user = make_reviewer(name="Olga")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, address: str, user: Any) -> None:
    page.goto(address)
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")


def said(complaints: list[str]) -> list[str]:
    """The browser's complaints, without those caused by axe itself."""
    return [each for each in complaints if not any(own in each for own in OF_AXE)]


def is_clean(page: Page, direction: str) -> None:
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert violations_in_light_and_dark(page) == []
    page.emulate_media(color_scheme="light")
    is_wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(is_wider)


@pytest.mark.parametrize(("language", "prefix", "direction"), LANGUAGES)
def test_who_is_invited_opens_an_account_with_a_second_factor(
    page: Page,
    live_server: Any,
    officer: Any,
    complaints: list[str],
    language: str,
    prefix: str,
    direction: str,
) -> None:
    kenya = make_state("KEN", "Kenya")
    officer.language = language
    officer.save()
    sign_in(page, f"{live_server.url}{prefix}/account/login/?next=/admin/", officer)
    page.wait_for_url("**/admin/")
    page.goto(f"{live_server.url}/admin/contacts/invitation/add/?reporters={kenya.pk}")
    page.fill("#id_email", "amina@example.org")
    page.select_option("#id_language", language)
    assert violations(page) == []
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/contacts/invitation/")
    expect(page.locator(".messagelist")).to_contain_text("amina@example.org")

    # The invited person opens the mail's link on a telephone.
    link = re.search(r"http://\S+", str(mail.outbox[0].body))
    assert link
    assert page.context.browser
    context = page.context.browser.new_context(viewport={"width": 390, "height": 844})
    person = context.new_page()
    person.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    person.goto(link[0])
    is_clean(person, direction)
    person.fill("#id_name", "Amina")
    person.fill("#id_password", PASSWORD)
    person.fill("#id_again", PASSWORD)
    person.press("#id_again", "Enter")
    person.wait_for_url(f"**{prefix}/account/factor/app/")
    is_clean(person, direction)
    key = person.locator("code.key").inner_text()
    person.fill("#id_code", code_of(key.replace(" ", "")))
    person.press("#id_code", "Enter")
    person.wait_for_url(f"**{prefix}/account/factor/codes/")
    expect(person.locator(".codes li")).to_have_count(10)
    is_clean(person, direction)

    # The list of sessions, seen and ended from another device.
    person.goto(f"{live_server.url}{prefix}/account/sessions/")
    is_clean(person, direction)
    assert UserSession.objects.filter(user__email="amina@example.org").count() == 1
    person.locator("button[name=everywhere]").click()
    person.wait_for_url(f"**{prefix}/account/login/**")
    is_clean(person, direction)
    assert said(complaints) == []


@pytest.mark.parametrize(("language", "prefix", "direction"), LANGUAGES)
def test_an_officer_reminds_those_whose_report_is_missing(
    page: Page,
    live_server: Any,
    officer: Any,
    complaints: list[str],
    language: str,
    prefix: str,
    direction: str,
) -> None:
    kenya, togo = make_state("KEN", "Kenya"), make_state("TGO", "Togo")
    make_group("africa", kenya, togo)
    contact = make_contact(kenya, name="Amina", language=language)
    due = timezone.localdate() + datetime.timedelta(days=30)
    make_cycle("2031", due_on=due)
    officer.language = language
    officer.save()
    sign_in(page, f"{live_server.url}{prefix}/account/login/?next=/admin/contacts/mail/", officer)
    page.wait_for_url("**/admin/contacts/mail/")
    page.locator("a[href$='/missing/2031/']").click()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert violations(page) == []
    page.locator("button[data-tick=all]").click()
    page.locator(".submit-row input[type=submit]").click()
    page.wait_for_url("**/preview/")
    expect(page.locator(".mail").first).to_contain_text("Amina")
    assert violations(page) == []
    assert not Mail.objects.exists()
    page.locator(".submit-row input[type=submit]").click()
    page.wait_for_url("**/missing/2031/")
    assert [message.to for message in mail.outbox] == [[contact.email]]
    with translation.override(language):
        assert Mail.objects.get().state == "sent"
    page.goto(f"{live_server.url}/admin/contacts/mail/{Mail.objects.get().pk}/change/")
    expect(page.locator("#content")).to_contain_text("Amina")
    assert violations(page) == []
    assert said(complaints) == []
