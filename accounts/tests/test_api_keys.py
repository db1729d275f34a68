"""API keys: shown once, kept as a digest, scoped, expiring, revocable."""

import datetime
import hmac
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.keys import digest
from accounts.models import ApiKey, KeptAnswer, Scope, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("admin@example.org", PASSWORD)


def make(owner: User | None = None, **fields: Any) -> tuple[ApiKey, str]:
    owner = owner or User.objects.create_user("program@example.org", is_staff=True)
    defaults = {"name": "Dashboard", "owner": owner, "scopes": [Scope.SUBMISSIONS]}
    return ApiKey.objects.make(**{**defaults, **fields})


def add(client: Client, **fields: Any) -> Any:
    data = {
        "name": "Dashboard",
        "scopes": ["submissions:write", "transitions"],
        "expires_at_0": "2099-01-01",
        "expires_at_1": "00:00",
        **fields,
    }
    return client.post(reverse("admin:accounts_apikey_add"), data)


def test_a_key_is_found_by_its_text_and_by_nothing_else() -> None:
    key, text = make()
    assert ApiKey.objects.matching(text) == key
    mark, prefix, secret = text.split("_")
    wrong = [
        "",
        "poa",
        "poa_",
        "poa__",
        f"{mark}_{prefix}",
        f"{mark}_{prefix}_",
        f"x_{prefix}_{secret}",
    ]
    wrong += [text[:-1], text + "0", text.upper(), f"poa_{'0' * 12}_{secret}", "poa_é_\udc80"]
    wrong += [f"poa_{prefix}\x00_{secret}", f" {text}", "poa_" + "a" * 5000 + "_b"]
    assert [attempt for attempt in wrong if ApiKey.objects.matching(attempt)] == []


def test_nothing_that_is_kept_holds_the_secret() -> None:
    key, text = make()
    secret = text.split("_")[2]
    kept = [str(row) for rows in (ApiKey.objects, ApiKey.history) for row in rows.values()]
    assert len(kept) == 2
    assert secret not in "".join(kept)
    assert key.digest == digest(secret)
    assert key.digest not in kept[1]


def test_secrets_are_long_and_compared_in_constant_time() -> None:
    _key, text = make()
    assert len(text.split("_")[2]) == 64
    for attempt in (text, "poa_0_0", "nothing"):
        with patch("accounts.keys.hmac.compare_digest", wraps=hmac.compare_digest) as compared:
            ApiKey.objects.matching(attempt)
        compared.assert_called_once()


def test_a_key_opens_nothing_once_it_is_expired_revoked_or_its_owner_gone() -> None:
    key, _text = make()

    def valid() -> bool:
        return key.is_valid

    assert valid()
    key.expires_at = timezone.now() - datetime.timedelta(seconds=1)
    assert not valid()
    key.expires_at = timezone.now() + datetime.timedelta(days=1)
    key.owner.is_active = False
    assert not valid()
    key.owner.is_active = True
    key.revoke()
    assert not valid()


def test_revoking_again_changes_nothing() -> None:
    key, _text = make()
    key.revoke()
    first = key.revoked_at
    key.revoke()
    assert key.revoked_at == first
    assert key.history.count() == 2


def test_any_scope_lets_read_but_no_scope_lets_do_what_another_does() -> None:
    key, _text = make(scopes=[Scope.RESPONSES])
    assert [scope.name for scope in Scope if key.has_scope(scope)] == ["READ", "RESPONSES"]


@pytest.mark.parametrize(
    "scopes", [[], ["all"], ["transitions", "transitions"], "transitions", None]
)
def test_scopes_are_some_of_those_there_are(scopes: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        make(scopes=scopes)
    assert set(refused.value.message_dict) == {"scopes"}


def test_a_key_expires_after_it_is_made() -> None:
    past = timezone.now() - datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        make(expires_at=past)
    assert "expires_at" in refused.value.message_dict
    key, _text = make(User.objects.create_user("other@example.org"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(expires_at=past)


def test_last_use_is_noted_at_most_once_a_minute(django_assert_num_queries: Any) -> None:
    key, _text = make()
    with django_assert_num_queries(1):
        key.note_use()
    key.refresh_from_db()
    noted = key.last_used_at
    assert noted
    with django_assert_num_queries(0):
        key.note_use()
    key.last_used_at = noted - datetime.timedelta(minutes=2)
    key.note_use()
    key.refresh_from_db()
    assert key.last_used_at > noted
    assert key.history.count() == 1


def test_the_administration_shows_a_new_key_once(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    made = add(client, owner=superuser.pk)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    key = ApiKey.objects.get()
    text = made.context["text"]
    assert ApiKey.objects.matching(text) == key
    assert text in made.content.decode()
    assert (key.owner, key.scopes) == (superuser, ["submissions:write", "transitions"])
    assert key.history.get().history_user == superuser
    secret = text.split("_")[2]
    for page in ("changelist", "change", "history"):
        arguments = [] if page == "changelist" else [key.pk]
        shown = client.get(reverse(f"admin:accounts_apikey_{page}", args=arguments))
        assert shown.status_code == 200
        assert secret not in shown.content.decode()
        assert key.digest not in shown.content.decode()
    assert secret not in str(client.session.items()) + str(client.cookies)


def test_the_list_shows_prefix_scopes_last_use_and_expiry(superuser: User, client: Client) -> None:
    key, _text = make(scopes=[Scope.RESPONSES, Scope.ATTACHMENTS])
    client.force_login(superuser)
    page = client.get(reverse("admin:accounts_apikey_changelist")).content.decode()
    assert f"poa_{key.prefix}_…" in page
    assert "responses:write, attachments:write" in page
    assert "column-last_used_at" in page
    assert "column-expires_at" in page


@pytest.mark.parametrize(
    ("field", "value"), [("scopes", []), ("scopes", ["all"]), ("expires_at_0", "2001-01-01")]
)
def test_a_key_that_cannot_be_is_explained(
    superuser: User, client: Client, field: str, value: Any
) -> None:
    client.force_login(superuser)
    refused = add(client, **{"owner": superuser.pk, field: value})
    assert set(refused.context["adminform"].form.errors) == {field.removesuffix("_0")}
    assert not ApiKey.objects.exists()


def test_keys_are_renamed_and_revoked_but_neither_widened_nor_deleted(
    superuser: User, client: Client
) -> None:
    key, _text = make(scopes=[Scope.READ])
    client.force_login(superuser)
    change = reverse("admin:accounts_apikey_change", args=[key.pk])
    client.post(change, {"name": "Other", "scopes": ["transitions"], "owner": superuser.pk})
    key.refresh_from_db()
    assert (key.name, key.scopes) == ("Other", ["submissions:read"])
    assert key.owner != superuser
    delete = reverse("admin:accounts_apikey_delete", args=[key.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:accounts_apikey_changelist"),
        {"action": "revoke", "_selected_action": key.pk},
    )
    key.refresh_from_db()
    assert not key.is_valid


def test_a_key_is_one_s_own_unless_somebody_else_is_named(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    form = client.get(reverse("admin:accounts_apikey_add")).context["adminform"].form
    assert form["owner"].value() == superuser.pk


def test_only_a_superuser_makes_keys_for_others(superuser: User, client: Client) -> None:
    from django.contrib.auth.models import Permission

    officer = User.objects.create_user("officer@example.org", PASSWORD, is_staff=True)
    client.force_login(officer)
    assert add(client).status_code == 403
    officer.user_permissions.set(Permission.objects.filter(content_type__model="apikey"))
    key, _text = make(superuser)
    assert add(client, owner=superuser.pk).status_code == 200
    assert ApiKey.objects.exclude(pk=key.pk).get().owner == officer
    shown = client.get(reverse("admin:accounts_apikey_changelist")).content.decode()
    assert key.prefix not in shown
    client.post(
        reverse("admin:accounts_apikey_changelist"),
        {"action": "revoke", "_selected_action": key.pk},
    )
    key.refresh_from_db()
    assert key.is_valid


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_for_few_and_many(
    superuser: User, client: Client, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        make(User.objects.create_user(f"user{number}@example.org"))
    client.force_login(superuser)
    with django_assert_max_num_queries(7):
        client.get(reverse("admin:accounts_apikey_changelist"))


def test_answers_are_kept_for_a_day(capsys: Any) -> None:
    old = timezone.now() - datetime.timedelta(hours=25)
    for key, created_at in (("old", old), ("new", timezone.now())):
        KeptAnswer.objects.create(caller="x", key=key, created_at=created_at)
    call_command("purge_kept_answers", dry_run=True)
    assert KeptAnswer.objects.count() == 2
    call_command("purge_kept_answers")
    assert [answer.key for answer in KeptAnswer.objects.all()] == ["new"]
    assert "1 answers forgotten" in capsys.readouterr().out
