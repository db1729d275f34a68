"""The log of sign-ins and refusals: one line for each, and never a secret."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import configure_logging

from accounts import security_log
from accounts.models import ApiKey, User
from accounts.tests.test_signing_in import PASSWORD, sign_in, with_app
from testing.factors import code_of

pytestmark = pytest.mark.django_db
HERE = "from 127.0.0.1"
Lines = Callable[[], list[str]]


@pytest.fixture
def user() -> User:
    return User.objects.create_user("amina@example.org", PASSWORD, name="Amina")


@pytest.fixture
def lines(caplog: Any) -> Lines:
    """The lines of the log since it was last read."""

    def read() -> list[str]:
        found = [record.getMessage() for record in caplog.records if record.name == "security"]
        caplog.clear()
        return found

    return read


def test_each_sign_in_wrong_password_or_code_and_sign_out_is_a_line(
    client: Client, user: User, lines: Lines
) -> None:
    secret, account = with_app(user), f"account {user.pk}"
    sign_in(client, user.email, "a wrong secret")
    sign_in(client, "a password typed into the wrong field", "a wrong secret")
    sign_in(client, "nobody@example.org", "a wrong secret")
    assert lines() == [
        f"wrong password: {account}, {HERE}",
        f"wrong password: no account, {HERE}",
    ]
    asked = sign_in(client, "Amina@Example.org", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert lines() == []  # one factor is not yet a sign-in
    client.post(asked.url, {"code": "000000"})
    code = code_of(secret)
    client.post(asked.url, {"code": code})
    client.post("/account/logout/")
    assert lines() == [
        f"wrong code: {account}, {HERE}",
        f"signed in: {account}, {HERE}, by password and totp",
        f"signed out: {account}, {HERE}",
    ]
    # A code that was used before is a wrong one.
    client.post(sign_in(client, user.email).url, {"code": code})
    assert lines() == [f"wrong code: {account}, {HERE}"]


def test_a_try_at_a_locked_account_is_a_line(client: Client, user: User, lines: Lines) -> None:
    for _number in range(10):
        sign_in(Client(), user.email, "wrong")
    assert len(lines()) == 10
    sign_in(client, user.email)
    assert lines() == [f"locked account: account {user.pk}, {HERE}"]


def test_a_new_password_and_a_new_factor_are_lines_without_either(
    client: Client, user: User, lines: Lines, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/password/reset/", {"email": user.email})
    link = re.search(r"https?://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1], follow=True)
    new = "another long password"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert lines() == [f"new password: account {user.pk}, {HERE}"]
    told = {"sender": User, "request": RequestFactory().get("/"), "user": user}
    authenticator_added.send(**told)
    authenticator_removed.send(**told)
    assert lines() == [
        f"new second factor: account {user.pk}, {HERE}",
        f"second factor removed: account {user.pk}, {HERE}",
    ]


def test_each_refused_right_and_key_is_a_line_with_who_asked(
    client: Client, user: User, lines: Lines
) -> None:
    user.is_staff = True
    user.save()
    client.force_login(user)
    _key, secret = ApiKey.objects.make(name="mine", owner=user, scopes=["submissions:read"])
    lines()
    client.get("/admin/accounts/user/")
    assert lines() == [f"refused: account {user.pk}, {HERE}, GET /admin/accounts/user/ 403"]
    key = {"authorization": f"Bearer {secret}"}
    Client().post("/api/v1/submissions/", "{}", content_type="application/json", headers=key)
    assert lines() == [f"refused: account {user.pk}, {HERE}, POST /api/v1/submissions/ 403"]
    Client().get("/api/v1/submissions/", headers={"authorization": "Bearer poa_made_up"})
    assert lines() == [f"refused: no account, {HERE}, GET /api/v1/submissions/ 401"]
    strict = Client(enforce_csrf_checks=True)
    strict.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert lines() == [f"refused: no account, {HERE}, POST /account/login/ 403"]
    client.get("/about/")
    client.get("/admin/")
    assert lines() == []


def test_an_address_cannot_begin_a_line_of_its_own(lines: Lines, settings: Any) -> None:
    request = RequestFactory().get("/a%0Asigned in: account 1", REMOTE_ADDR="203.0.113.7")
    request.user = AnonymousUser()
    answer = security_log.RefusalsMiddleware(lambda _request: HttpResponse(status=403))
    answer(request)
    assert lines() == [
        "refused: no account, from 203.0.113.7, GET /a%0Asigned%20in:%20account%201 403"
    ]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    short = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="x\ny")
    security_log.note("signed out", short, None)
    assert lines() == ["signed out: no account, from an unknown address"]


def test_the_level_of_the_other_logs_does_not_silence_it(settings: Any) -> None:
    before = logging.root.level
    quiet = {**settings.LOGGING, "root": {"handlers": ["stderr"], "level": "ERROR"}}
    try:
        configure_logging("logging.config.dictConfig", quiet)
        assert logging.getLogger("security").isEnabledFor(logging.INFO)
        assert not logging.getLogger("accounts").isEnabledFor(logging.INFO)
    finally:
        configure_logging("logging.config.dictConfig", settings.LOGGING)
        logging.root.setLevel(before)
