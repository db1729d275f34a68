"""The addresses for machines, and the answers during an outage of the database."""

import errno
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from common.languages import in_every_language
from tracker import health


def cut_off(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


def mistaken(request: HttpRequest) -> HttpResponse:
    raise OperationalError("no such table: reports_nothing")


urlpatterns = [
    path("page/", cut_off),
    path("api/v1/list/", cut_off),
    path("mistake/", mistaken),
    # Targets of links on the error pages.
    *in_every_language(path("", include("website.urls"))),
]
handler500 = "tracker.health.server_error"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def broken_pages() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_healthz_asks_nothing_of_the_database(visitor: Client) -> None:
    # Without the db fixture any query would be refused.
    response = visitor.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_is_ready_when_all_is_migrated(
    visitor: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        response = visitor.get("/readyz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ready\n")
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_counts_the_migrations_that_are_missing(visitor: Client) -> None:
    known = health.known_migrations() | {("reports", "9999_next"), ("reports", "9998_next")}
    with patch("tracker.health.known_migrations", return_value=known):
        response = visitor.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"2 migrations are not applied\n"
    assert response["Retry-After"] == "5"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_readyz_is_not_ready_without_the_database(visitor: Client, error: type[Exception]) -> None:
    target = "tracker.health.MigrationRecorder.applied_migrations"
    with patch(target, side_effect=error("connection refused")):
        response = visitor.get("/readyz")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"refused" not in response.content


@pytest.mark.usefixtures("broken_pages", "db")
def test_an_outage_on_a_page_is_503(visitor: Client) -> None:
    response = visitor.get("/page/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert b"server closed" not in response.content


@pytest.mark.usefixtures("broken_pages")
def test_an_outage_in_the_api_is_a_problem_document(visitor: Client) -> None:
    response = visitor.get("/api/v1/list/")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"
    document = response.json()
    assert (document["status"], document["title"]) == (503, "Service Unavailable")
    assert "server closed" not in response.content.decode()


def test_an_outage_outside_the_view_is_503_as_well(visitor: Client) -> None:
    lost = OperationalError("server closed the connection unexpectedly")
    with patch("accounts.middleware.admin_language", side_effect=lost):
        response = visitor.get("/admin/login/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"


@pytest.mark.usefixtures("broken_pages", "db")
def test_a_defect_is_not_passed_off_as_an_outage(visitor: Client) -> None:
    assert visitor.get("/mistake/").status_code == 500


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        # As SQLite and PostgreSQL say it.
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1": No space left on device'),
    ],
)
def test_a_full_disk_is_an_outage(error: Exception) -> None:
    assert health.is_outage(error)


@pytest.mark.parametrize(
    "error",
    [None, ValueError("x"), ProgrammingError("no such column"), FileNotFoundError(2, "gone")],
)
def test_other_errors_are_no_outage(error: BaseException | None) -> None:
    assert not health.is_outage(error)
