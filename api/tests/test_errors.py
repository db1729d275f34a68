"""Errors have one shape, whoever makes them."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from testing.builders import make_state

MEMBERS = ["type", "title", "status", "detail", "errors"]


def problem(response: Any, status: int) -> Any:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert list(body)[: len(MEMBERS)] == MEMBERS
    assert body["status"] == status
    return body


@pytest.mark.parametrize(
    "path",
    [
        "states/XXX",
        "states/%00",
        "states/KEN%0A",
        "states/" + "X" * 3000,
        "states/KEN/more",
        "commitments/bms8-25",
        "sections/bms8",
        "sections/bms8:",
        "groups/african",
        "responses/KEN-2022-1",
        "responses/:",
        "submissions/KEN-2022-1",
        "nothing",
        "coverage",
        "%ED%A0%80",
        "..",
    ],
)
def test_what_is_not_there_is_not_found(db: None, client: Client, path: str) -> None:
    problem(client.get(f"/api/v1/{path}/"), 404)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/", "/api/v2/states/"])
def test_other_addresses_under_api_are_not_found(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    problem(answer, 404)
    assert answer.json()["resources"]["states"] == "http://testserver/api/v1/states/"
    assert answer.json()["docs"] == "http://testserver/api/v1/docs/"


def test_an_address_without_its_slash_leads_on(db: None, client: Client) -> None:
    response = client.get("/api/v1/states?lang=fr")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/states/?lang=fr")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_page_after_the_last_is_not_found(db: None, client: Client) -> None:
    make_state()
    body = problem(client.get("/api/v1/states/?page=2"), 404)
    assert body["errors"][0]["path"] == "page"
    assert client.get("/api/v1/organisations/?page=1").json()["results"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", "states/", "states/KEN/", "coverage/states/", "schema/"])
def test_the_api_is_for_reading(db: None, client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(f"/api/v1/{path}", {}, content_type="application/json")
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_media_type_that_is_not_there_is_named(db: None, client: Client) -> None:
    body = problem(client.get("/api/v1/states/", headers={"accept": "image/png"}), 406)
    assert "text/csv" in body["errors"][0]["allowed"]


def test_messages_are_in_the_language_of_the_answer(db: None, client: Client) -> None:
    response = client.get("/api/v1/states/XXX/?lang=fr")
    problem(response, 404)
    assert response["Content-Language"] == "fr"


def test_a_defect_is_a_problem_without_its_details(db: None, client: Client) -> None:
    client.raise_request_exception = False
    defect = RuntimeError("secret words")
    with patch("api.reported.States.get_queryset", side_effect=defect):
        response = client.get("/api/v1/states/")
    assert "secret" not in str(problem(response, 500))


def test_pages_of_other_origins_may_read_without_cookies(db: None, client: Client) -> None:
    for path in ("/api/v1/states/", "/api/v1/states/XXX/", "/api/v1/states/?format=csv"):
        headers = client.get(path, headers={"origin": "https://example.org"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers
        assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login/").headers


def test_a_browser_that_asks_first_is_told_what_it_may_do(db: None, client: Client) -> None:
    response = client.options(
        "/api/v1/states/", headers={"access-control-request-method": "DELETE"}
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


HOSTILE = [
    "\x00",
    "\xed\xa0\x80",
    "\xff\xfe",
    "x" * 20_000,
    ";;,=,",
    "\xf0\x9f\x94\xab",
    "0" * 400,
    "*/*;q=nan",
    '"',
    "%00",
    "\r\nX: y",
]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "header",
    ["accept", "accept-language", "authorization", "if-none-match", "if-modified-since",
     "if-match", "idempotency-key", "origin", "cookie", "content-type", "range"],
)  # fmt: skip
def test_no_header_breaks_an_answer(db: None, client: Client, header: str, value: str) -> None:
    client.raise_request_exception = False
    for method, path in (("get", "/api/v1/states/"), ("post", "/api/v1/submissions/")):
        answer = client.generic(method.upper(), path, headers={header: value})
        assert answer.status_code < 500
        assert answer.status_code != 200 or method == "get"
