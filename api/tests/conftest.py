"""What the tests of the API share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Get = Callable[..., Any]


@pytest.fixture
def get(db: None, client: Client) -> Get:
    """``get("states/KEN", lang="fr")``: the answer of the API, which must be 200 JSON."""

    def ask(path: str, **parameters: Any) -> Any:
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 200, response.content
        return response.json()

    return ask


@pytest.fixture
def faults(db: None, client: Client) -> Get:
    """``faults("states", status="x")``: the faults of a 400, by path."""

    def ask(path: str, **parameters: Any) -> Any:
        response = client.get(f"/api/v1/{path}/", parameters)
        assert response.status_code == 400, response.content
        assert response["Content-Type"] == "application/problem+json"
        return {fault["path"]: fault for fault in response.json()["errors"]}

    return ask
