"""Languages in addresses, headers, and the files of a deployment."""

import datetime
import json
import re
from typing import Any

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import User
from common.languages import public_code
from common.turns import UPLOADS

PUBLIC_CODES = ["ar", "zh", "en", "fr", "ru", "es"]


def test_the_six_languages_have_their_public_codes() -> None:
    assert [public_code(code) for code, _ in settings.LANGUAGES] == PUBLIC_CODES
    assert set(User.Language.values) == set(PUBLIC_CODES)


@pytest.mark.parametrize(
    ("address", "language"),
    [("/states/", "en"), ("/fr/states/", "fr"), ("/ar/states/", "ar"), ("/zh/states/", "zh-hans")],
)
def test_the_address_decides_the_language(
    db: None, client: Client, address: str, language: str
) -> None:
    response = client.get(address, headers={"accept-language": "ru"})
    assert response.status_code == 200
    assert response["Content-Language"] == language
    with translation.override(language):
        assert reverse("states") == address
        assert resolve(address).url_name == "states"


@pytest.mark.parametrize("address", ["/en/states/", "/zh-hans/states/", "/de/states/"])
def test_a_page_has_one_address_per_language(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_chinese_texts_dates_and_direction_are_djangos() -> None:
    with translation.override(translation.get_supported_language_variant("zh")):
        assert translation.gettext("Log in") == "登录"
        assert date_format(datetime.date(2022, 6, 27)) == "2022年6月27日"
        assert not translation.get_language_bidi()


def test_every_answer_carries_the_security_headers(db: None, client: Client) -> None:
    headers = client.get("/admin/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())


def test_compose_file_follows_the_specification(compose: Any) -> None:
    schema = settings.BASE_DIR / "tracker" / "tests" / "data" / "compose-spec.json"
    jsonschema.validate(compose, json.loads(schema.read_text()))


def test_every_service_is_checked_and_confined(compose: Any) -> None:
    assert set(compose["services"]) == {"db", "migrate", "app", "chores", "backup", "proxy"}
    for service in compose["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        # A service that ends by itself is waited for instead.
        assert service["healthcheck"].get("test") or service["restart"] == "on-failure"
        assert not service.get("privileged")


def test_memory_is_bounded_and_holds_the_uploads_that_are_let_in(compose: Any) -> None:
    """What lies in a ``tmpfs`` is memory. Each upload is there once more while it is inspected."""
    for service in compose["services"].values():
        assert service["mem_limit"]
        assert all(re.search(r"\bsize=\d+[mg]\b", place) for place in service["tmpfs"])
    app = compose["services"]["app"]
    assert app["tmpfs"] == ["/tmp:size=1g"]
    assert 2 * UPLOADS.places * settings.MAX_UPLOAD_BYTES <= 1024**3
    assert app["mem_limit"] == "3g"


def test_a_backup_that_fails_is_tried_again_soon(compose: Any) -> None:
    (_sh, _c, loop) = compose["services"]["backup"]["command"]
    assert "deploy/backup && pause=86400 || pause=600" in loop


def test_images_are_named_by_the_tag_of_a_release(compose: Any) -> None:
    """And operations.md has the command that pins what was tried: it names the same images."""
    named = {service["image"] for service in compose["services"].values()} - {"poa-tracker"}
    dockerfile = (settings.BASE_DIR / "Dockerfile").read_text()
    named |= {*re.findall(r"^FROM (\S+:\S+)", dockerfile, re.MULTILINE)}
    assert len(named) == 3
    assert all(re.search(r":\d+", image) for image in named)
    pinning = re.search(
        r"docker image inspect .*", (settings.BASE_DIR / "docs" / "operations.md").read_text()
    )
    assert pinning
    assert named <= {*pinning[0].split()}


def test_only_the_proxy_is_reachable(compose: Any) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["inside"]["internal"]
    for name in ("db", "backup"):
        assert services[name]["networks"] == ["inside"]


def test_every_named_volume_and_mounted_file_exists(compose: Any) -> None:
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./"):
                assert (settings.BASE_DIR / source).is_file()
            else:
                assert source in compose["volumes"]


def test_no_secret_stands_in_the_compose_file(compose: Any) -> None:
    environment = compose["services"]["db"]["environment"]
    assert environment["POSTGRES_PASSWORD"].startswith("${POSTGRES_OWNER_PASSWORD:?")
    assert environment["POA_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert compose["services"]["app"]["env_file"] == ".env"


def test_one_service_alone_can_be_the_owner_of_the_tables(compose: Any) -> None:
    services = compose["services"]
    for name in ("app", "chores", "backup"):
        environment = services[name]["environment"]
        # Every service reads the file of settings, which holds it: here it is removed again.
        assert environment["POSTGRES_OWNER_PASSWORD"] == ""
        assert "poa_owner" not in str(environment)
        assert environment["DATABASE_URL"].startswith("postgres://poa:")
    assert "poa_owner:" in services["migrate"]["environment"]["DATABASE_OWNER_URL"]
    assert services["app"]["command"] == ["deploy/start", "--migrated"]
    assert services["app"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", ["start", "migrate", "make_roles", "chores", "backup", "restore"])
def test_the_scripts_of_a_deployment_are_executable(name: str) -> None:
    assert (settings.BASE_DIR / "deploy" / name).stat().st_mode & 0o111
