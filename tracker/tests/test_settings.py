"""Settings are read strictly, and an error in them is one line."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from testing.builders import inherited_environment
from tracker.env import VARIABLES, SettingsError, read_environment

KEY = "k3y-for-the-tests-of-the-settings-0123456789-abcdefghijk"
DEPLOYED = {"POA_DEBUG": "false", "POA_SECRET_KEY": KEY, "POA_ALLOWED_HOSTS": "poa.example.org"}
POSTGRES = "postgres://poa:p%40ss@db.example.org:5433/poa?sslmode=require"


def read(**environ: str) -> object:
    return read_environment(environ, Path("/srv/poa"))


def run(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the project with only these settings."""
    return subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**inherited_environment(), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_set_is_the_local_default() -> None:
    environment = read_environment({}, Path("/srv/poa"))
    assert environment.debug
    assert not environment.https
    assert environment.database is None
    assert environment.data_dir == Path("/srv/poa/var")
    assert environment.media_root == Path("/srv/poa/var/attachments")
    assert environment.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]


def test_a_database_url_turns_debug_off() -> None:
    environment = read_environment(
        {**DEPLOYED, "DATABASE_URL": POSTGRES, "POA_DEBUG": ""}, Path("/srv/poa")
    )
    assert not environment.debug
    assert environment.https
    assert environment.database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "poa",
        "USER": "poa",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_folder_may_be_the_host() -> None:
    environment = read_environment(
        {**DEPLOYED, "DATABASE_URL": "postgresql://poa@/poa?host=/run/postgresql"}, Path("/srv")
    )
    assert environment.database is not None
    assert environment.database["HOST"] == "/run/postgresql"
    assert environment.database["OPTIONS"] == {}


@pytest.mark.parametrize("missing", ["POA_SECRET_KEY", "POA_ALLOWED_HOSTS"])
def test_a_deployment_needs_a_key_and_host_names(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is required"):
        read(**{**DEPLOYED, missing: ""})


def test_debug_with_a_database_still_needs_a_key() -> None:
    with pytest.raises(SettingsError, match=r"^POA_SECRET_KEY is required"):
        read(DATABASE_URL=POSTGRES, POA_DEBUG="true")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://poa@db/poa"),
        ("DATABASE_URL", "postgres://db.example.org"),
        ("DATABASE_URL", "postgres://db.example.org:port/poa"),
        ("DATABASE_URL", "postgres://db.example.org/poa?pool=1"),
        ("DATABASE_URL", "poa"),
        ("POA_DEBUG", "yes"),
        ("POA_DEBUG", "True"),
        ("POA_SECRET_KEY", "short"),
        ("POA_SECRET_KEY", "a" * 60),
        ("POA_ALLOWED_HOSTS", "https://poa.example.org"),
        ("POA_ALLOWED_HOSTS", "*"),
        ("POA_ALLOWED_HOSTS", ","),
        ("POA_DATA_DIR", "var"),
        ("POA_MAX_UPLOAD_MB", "0"),
        ("POA_MAX_UPLOAD_MB", "many"),
        ("POA_API_RATE", "-1"),
        ("POA_KEPT_MB", "1001"),
        ("POA_NODES", "2"),
        ("POA_NODES", "0"),
        ("POA_REPLICA_URL", POSTGRES),
        ("POA_LOG_LEVEL", "LOUD"),
        ("POA_S3_URL", "https://s3.example.org"),
        ("POA_S3_URL", "https://key@s3.example.org/bucket"),
        ("POA_EMAIL_URL", "mail.example.org"),
        ("POA_EMAIL_URL", "smtp://mail.example.org?tls=perhaps"),
        ("POA_EMAIL_FROM", "nobody"),
        ("POA_CONTACT", "nobody"),
        ("POA_DATA_LICENCE", "CC\nBY"),
        ("POA_SITE_URL", "https://poa.example.org/fr/"),
    ],
)
def test_a_malformed_value_is_refused_by_name_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**{**DEPLOYED, name: value})
    assert str(refused.value).startswith(f"{name} takes ")
    assert "\n" not in str(refused.value)


def test_an_unknown_variable_of_ours_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"^POA_SECRETKEY is not a variable"):
        read(POA_SECRETKEY=KEY)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"POA_DEBGU": "true"}, "POA_DEBGU"),
        ({"POA_DEBUG": "perhaps"}, "POA_DEBUG"),
        ({"POA_DEBUG": "false"}, "POA_SECRET_KEY"),
        ({**DEPLOYED, "DATABASE_URL": POSTGRES, "PSYCOPG_IMPL": "python"}, "DATABASE_URL"),
    ],
)
def test_the_start_stops_with_one_line(environ: dict[str, str], named: str) -> None:
    done = run([sys.executable, "manage.py", "check"], **environ)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"The PoA Tracker cannot start: {named} " in done.stderr


def test_a_server_process_that_cannot_start_is_not_started_again() -> None:
    done = run([sys.executable, "-c", "import tracker.wsgi"], POA_DEBUG="false")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1


def test_a_deployment_passes_every_deployment_check(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    data = {"POA_DATA_DIR": str(tmp_path)}
    done = run(command, **DEPLOYED, **data, POA_EMAIL_URL="smtp://mail.example.org")
    assert "no issues (0 silenced)" in done.stdout, done.stderr
    assert "contacts.W001" in run(command, **DEPLOYED, **data).stderr


COOKIES = """
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from accounts import devices, views
from tracker.message_cookie import MessageStorage
requests = RequestFactory(SERVER_NAME="poa.example.org")
request = requests.post("/", {"language": "fr"}, secure=True)
request.user, request.session = AnonymousUser(), {}
request.signed_in_as = "amina@example.org"
answer = views.choose_language(request)
devices.remember(request, answer)
told = MessageStorage(request)
told.add(20, "Saved.")
told.update(answer)
for name, cookie in answer.cookies.items():
    print(name, cookie["path"], cookie["domain"] or "-", bool(cookie["secure"]))
for name in ("SESSION", "CSRF"):
    print(*(getattr(settings, f"{name}_COOKIE_{part}") for part in ("NAME", "PATH")), end=" ")
    print(getattr(settings, f"{name}_COOKIE_DOMAIN") or "-", settings.SESSION_COOKIE_SECURE)
"""
OURS = {"sessionid", "csrftoken", "django_language", "poa_device", "messages"}


@pytest.mark.parametrize(("https", "prefix"), [("true", "__Host-"), ("false", "")])
def test_behind_tls_every_cookie_is_of_this_host_alone(
    tmp_path: Path, https: str, prefix: str
) -> None:
    data = {"POA_DATA_DIR": str(tmp_path), "POA_HTTPS": https}
    code = f"import django; django.setup(){COOKIES}"
    module = {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    done = run([sys.executable, "-c", code], **DEPLOYED, **data, **module)
    cookies = [line.split() for line in done.stdout.splitlines()]
    assert {name for name, *_rest in cookies} == {prefix + name for name in OURS}, done.stderr
    if https == "true":
        assert {tuple(rest) for _name, *rest in cookies} == {("/", "-", "True")}


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://poa:p%40ss@mail.example.org", 587, (True, False)),
        ("smtps://poa:p%40ss@mail.example.org", 465, (False, True)),
        ("smtp://localhost:25?tls=none", 25, (False, False)),
    ],
)
def test_the_mail_server_is_given_by_its_url(
    url: str, port: int, encryption: tuple[bool, bool]
) -> None:
    environment = read_environment({**DEPLOYED, "POA_EMAIL_URL": url}, Path("/srv"))
    assert environment.email is not None
    assert environment.email["EMAIL_PORT"] == port
    found = environment.email["EMAIL_USE_TLS"], environment.email["EMAIL_USE_SSL"]
    assert found == encryption
    assert environment.site_url == "https://poa.example.org"
    assert environment.email_from == "PoA Tracker <noreply@poa.example.org>"


def test_the_documentation_lists_every_variable() -> None:
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    for variable in VARIABLES:
        assert f"| `{variable.name}` | {variable.takes} | {variable.purpose} |" in page


def test_the_example_names_every_variable_and_no_other() -> None:
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    named = {line.lstrip("#").split("=")[0] for line in lines if "=" in line and " " not in line}
    others = {"SITE_ADDRESS", "POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "DATABASE_OWNER_URL"}
    others |= {"WEB_CONCURRENCY", "BACKUP_KEEP_DAYS"}
    assert named == {variable.name for variable in VARIABLES} | others


def test_behind_tls_there_is_a_proxy_that_says_who_asks() -> None:
    assert read_environment(DEPLOYED, Path("/srv")).proxies == 1
    assert read_environment({**DEPLOYED, "POA_PROXIES": "2"}, Path("/srv")).proxies == 2
    assert read_environment({**DEPLOYED, "POA_HTTPS": "false"}, Path("/srv")).proxies == 0
    with pytest.raises(SettingsError, match="POA_PROXIES takes at least 1"):
        read_environment({**DEPLOYED, "POA_PROXIES": "0"}, Path("/srv"))
