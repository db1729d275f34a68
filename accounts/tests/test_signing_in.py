"""Signing in: the lock, the second factor, sessions."""

import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts import factors, locking, sessions
from accounts.models import SignInFailures, User
from accounts.urls import urlpatterns
from testing.factors import code_of

pytestmark = pytest.mark.django_db
PASSWORD = "a long password for a test"


@pytest.fixture
def user():
    return User.objects.create_user("amina@example.org", PASSWORD, name="Amina")


@pytest.fixture
def staff():
    return User.objects.create_superuser("olga@example.org", PASSWORD, name="Olga")


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def with_app(user):
    """Give the user a second factor; returns its key."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def test_nobody_signs_up(client):
    page = client.post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD})
    assert not User.objects.exists()
    assert page.status_code == 200


def test_the_page_is_nobody_elses_and_in_the_language_of_its_address(client, user):
    page = client.get("/fr/account/login/")
    assert page["Content-Language"] == "fr"
    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex"' in page.content.decode()


@pytest.mark.parametrize("who", ["visitor", "person"])
def test_nothing_of_an_account_may_be_kept_by_anybody_else(client, user, who):
    if who == "person":
        sign_in(client, user.email)
    for route in urlpatterns:
        if "uidb36" not in str(route.pattern):
            answer = client.get(reverse(route.name))
            assert "public" not in answer["Cache-Control"], route.name
            assert "ETag" not in answer


def test_ten_wrong_passwords_lock_wherever_they_come_from(user):
    for number in range(10):
        sign_in(Client(), "Amina@Example.org", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    client = Client()
    refused = sign_in(client, user.email)
    assert not is_signed_in(client)
    words = refused.content.decode()
    assert "this account is locked" in words
    assert "ask the Secretariat" in words
    locking.unlock(user.email)
    sign_in(client, user.email)
    assert is_signed_in(client)


def test_an_address_without_an_account_locks_alike():
    for _number in range(10):
        sign_in(Client(), "nobody@example.org", "wrong")
    assert "this account is locked" in sign_in(Client(), "nobody@example.org").content.decode()


def test_the_lock_ends_after_an_hour_and_a_right_password_begins_anew(user):
    for _number in range(9):
        sign_in(Client(), user.email, "wrong")
    sign_in(Client(), user.email)
    assert not SignInFailures.objects.exists()
    for _number in range(10):
        sign_in(Client(), user.email, "wrong")
    assert locking.is_locked(user.email)
    SignInFailures.objects.update(last_at=timezone.now() - locking.LOCKED_FOR)
    assert not locking.is_locked(user.email)


def test_a_new_password_by_mail_ends_the_lock(client, user, django_capture_on_commit_callbacks):
    for _number in range(10):
        sign_in(Client(), user.email, "wrong")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/ar/account/password/reset/", {"email": user.email})
    [message] = mail.outbox
    link = re.search(r"https?://testserver(\S+)", message.body)[1]
    assert link.startswith("/ar/account/")
    form = client.get(link, follow=True)
    new = "another long password"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    sign_in(client, user.email, new)
    assert is_signed_in(client)


def test_nobody_learns_by_a_reset_who_has_an_account(
    client, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answers = [
            client.post("/account/password/reset/", {"email": email})
            for email in (user.email, "nobody@example.org")
        ]
    assert answers[0].url == answers[1].url
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_does_not_break_a_reset(
    client, user, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/password/reset/", {"email": user.email})
    assert answer.status_code == 302


def test_a_second_factor_is_asked_for_once_it_is_there_and_kept_sealed(client, user):
    secret = with_app(user)
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)
    asked = sign_in(client, user.email)
    assert asked.url.startswith("/account/factor/code/")
    assert not is_signed_in(client)
    client.post(asked.url, {"code": "000000"})
    assert not is_signed_in(client)
    client.post(asked.url, {"code": code_of(secret)})
    assert is_signed_in(client)


def test_wrong_codes_are_counted_too(client, user):
    secret = with_app(user)
    asked = sign_in(client, user.email)
    for _number in range(10):
        client.post(asked.url, {"code": "000000"})
    client.post(asked.url, {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_the_picture_of_the_key_has_no_style_of_its_own(client, user):
    sign_in(client, user.email)
    page = client.get("/account/factor/app/").content.decode()
    assert '<svg class="qr"' in page
    assert "style=" not in page
    assert "data:image" not in page


def test_points_of_contact_always_need_a_factor_and_staff_where_it_is_set(
    client, user, staff, settings
):
    assert factors.lacks_factor(user)
    assert not factors.lacks_factor(staff)
    sign_in(client, staff.email)
    assert client.get("/admin/").status_code == 200
    settings.STAFF_MFA = True
    led = client.get("/admin/")
    assert led.url == "/account/factor/app/"
    with_app(staff)
    assert client.get("/admin/").status_code == 200


def test_the_administration_sends_to_the_one_page_for_signing_in(client, staff):
    staff.language = "ru"
    staff.save()
    asked = client.get("/admin/reports/", headers={"accept-language": "ru"})
    asked = client.get(asked.url, headers={"accept-language": "ru"})
    assert asked.url == "/ru/account/login/?next=%2Fadmin%2Freports%2F"
    with translation.override("en"):
        back = client.post(asked.url, {"login": staff.email, "password": PASSWORD})
    assert back.url == "/admin/reports/"


def test_sessions_are_seen_and_ended_one_by_one_or_all(user, staff):
    here, elsewhere, stranger = Client(), Client(), Client()
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
    sign_in(here, user.email)
    sign_in(elsewhere, user.email, HTTP_USER_AGENT=firefox, REMOTE_ADDR="203.0.113.77")
    sign_in(stranger, staff.email)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox · Windows" in page
    assert "203.0.113.…" in page
    assert "203.0.113.77" not in page
    theirs = UserSession.objects.get(user=staff)
    assert here.post("/account/sessions/", {"session": theirs.pk}).status_code == 404
    other = UserSession.objects.get(ip="203.0.113.77")
    here.post("/account/sessions/", {"session": other.pk})
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    here.post("/account/sessions/", {"everywhere": "yes"})
    assert here.get("/account/").status_code == 302
    assert stranger.get("/account/").status_code == 200


def test_the_cookie_of_a_session_is_for_this_site_and_no_script_and_ends_with_the_account(
    client, user, settings
):
    sign_in(client, user.email)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"], cookie["domain"]) == ("Lax", True, "")
    assert client.get("/account/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("door", "form"),
    [
        ("/account/logout/", {}),
        ("/admin/logout/", {}),
        ("/account/sessions/", {"everywhere": "yes"}),
    ],
)
def test_signing_out_empties_the_browser(client, staff, door, form):
    assert "Clear-Site-Data" not in client.post("/account/logout/")
    sign_in(client, staff.email)
    assert "Clear-Site-Data" not in client.get("/account/")
    assert client.post(door, form)["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)
    assert "Clear-Site-Data" not in client.get("/account/login/")


def test_when_a_session_was_seen_is_noted_every_few_minutes(client, user):
    sign_in(client, user.email)
    client.get("/account/")
    session = UserSession.objects.get()
    UserSession.objects.update(last_seen_at=session.created_at)
    client.get("/account/")
    assert UserSession.objects.get().last_seen_at == session.created_at
    store = client.session
    store[sessions.SEEN] -= 301
    store.save()
    client.get("/account/")
    assert UserSession.objects.get().last_seen_at > session.created_at


def test_an_address_and_a_device_are_shortened():
    assert sessions.shortened("203.0.113.7") == "203.0.113.…"
    assert sessions.shortened("2001:db8:1:2::7") == "2001:db8:1…"
    assert sessions.device("curl/8.0") == "curl/8.0"


def test_an_administrator_unlocks_and_takes_a_lost_factor_away(client, staff, user):
    with_app(user)
    for _number in range(10):
        locking.password_tries(None, user.email).begin()
    client.force_login(staff)
    for action in ("unlock", "reset_factor", "end_sessions"):
        client.post(
            reverse("admin:accounts_user_changelist"),
            {"action": action, "_selected_action": [user.pk]},
        )
    assert not locking.is_locked(user.email)
    assert factors.lacks_factor(user)


def test_a_code_opens_an_account_once_and_ten_wrong_ones_lock_whatever_the_cache_holds(
    client, user
):
    secret = with_app(user)
    asked = sign_in(client, user.email)
    for _number in range(10):
        cache.clear()
        client.post(asked.url, {"code": "000000"})
    cache.clear()
    client.post(asked.url, {"code": code_of(secret)})
    assert not is_signed_in(client)
    locking.unlock(user.email)
    code = code_of(secret)  # the same once more, however long signing in takes
    client.post(asked.url, {"code": code})
    assert is_signed_in(client)
    cache.clear()
    again = Client()
    asked = sign_in(again, user.email)
    again.post(asked.url, {"code": code})
    assert not is_signed_in(again)


def test_a_clock_may_be_one_step_off_and_no_more(client, user, monkeypatch):
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: 1_800_000_000))
    secret = with_app(user)
    asked = sign_in(client, user.email)
    for steps, opens in ((-2, False), (2, False), (-1, True)):
        client.post(asked.url, {"code": code_of(secret, steps)})
        assert is_signed_in(client) is opens, steps


def test_a_code_shown_now_opens_an_account_for_thirty_seconds_and_more(client, user, monkeypatch):
    clock = SimpleNamespace(time=lambda: 1_800_000_029)
    monkeypatch.setattr(totp, "time", clock)
    code = code_of(with_app(user))
    clock.time = lambda: 1_800_000_059
    client.post(sign_in(client, user.email).url, {"code": code})
    assert is_signed_in(client)


def test_who_has_signed_in_before_in_a_browser_is_not_locked_out_by_strangers(
    client, user, settings
):
    sign_in(client, user.email)
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME].value
    client.post("/account/logout/")
    for _number in range(10):
        sign_in(Client(), user.email, "wrong")
    assert "this account is locked" in sign_in(Client(), user.email).content.decode()
    # A cookie that was changed is worth nothing.
    stranger = Client()
    stranger.cookies[settings.DEVICE_COOKIE_NAME] = cookie[:-2] + "xx"
    assert "this account is locked" in sign_in(stranger, user.email).content.decode()
    sign_in(client, user.email)
    assert is_signed_in(client)
    # It has ten tries of its own too; then it is a browser like any other.
    client.post("/account/logout/")
    for _number in range(10):
        sign_in(client, user.email, "wrong")
    assert "this account is locked" in sign_in(client, user.email).content.decode()
    locking.unlock(user.email)
    sign_in(client, user.email)
    assert is_signed_in(client)


def test_staff_without_a_second_factor_are_nobody_to_the_api(client, staff, settings):
    settings.STAFF_MFA = True
    sign_in(client, staff.email)
    drafts = "/api/v1/submissions/?status=draft"
    refused = client.get(drafts)
    assert refused.status_code == Client().get(drafts).status_code == 401
    assert "second factor" in refused.json()["detail"]
    asked = client.post("/api/v1/submissions/", "{}", content_type="application/json")
    assert asked.status_code in {401, 403}
    assert "second factor" in asked.json()["detail"]
    assert client.get("/api/v1/cycles/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_thirty_wrong_passwords_at_once_count_thirty():
    tries = locking.password_tries(None, "amina@example.org")

    def try_one(_number):
        try:
            return tries.begin()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(try_one, range(30)))
    assert sorted(numbers) == list(range(1, 31))


def test_every_page_leads_who_is_signed_in_back_and_out(client, user, staff):
    """No public answer contains these links."""
    own, out = 'href="/my/"', 'href="/account/logout/"'
    public = client.get("/about/").content.decode()
    assert out not in public
    client.force_login(user)
    for page in ("/about/", "/account/"):
        response = client.get(page)
        assert own in response.content.decode(), page
        assert out in response.content.decode(), page
        assert "private" in response.headers["Cache-Control"], page
        assert "no-store" in response.headers["Cache-Control"], page
    assert 'href="/admin/"' not in client.get("/about/").content.decode()
    client.force_login(staff)
    desk = client.get("/about/").content.decode()
    assert 'href="/admin/"' in desk
    assert own not in desk
    client.logout()
    assert client.get("/about/").content.decode() == public
