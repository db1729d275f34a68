"""Callers that write, for the tests of writing."""

import json
from typing import Any

from django.test import Client

from accounts.models import ApiKey, Scope, User
from reports.models import Submission
from testing.builders import make_officer, make_reviewer

EVERYTHING = [scope.value for scope in Scope]


class Caller:
    """A program with a key, or staff with a session: asks under /api/v1/, sends JSON."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(headers=headers)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else raw,
            content_type=headers.pop("content_type", "application/json"),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def send(self, path: str, upload: Any, **fields: Any) -> Any:
        """POST a form with a file."""
        headers = fields.pop("headers", {})
        data = {"file": upload, **fields}
        return self.client.post(f"/api/v1/{path}", data, headers=headers)


def program(owner: User | None = None, *scopes: str) -> Caller:
    """A caller with a key of that owner (a reviewer) and those scopes (all)."""
    _key, text = ApiKey.objects.make(
        name="Program", owner=owner or make_reviewer(), scopes=list(scopes) or EVERYTHING
    )
    return Caller(authorization=f"Bearer {text}")


def session(user: User | None = None) -> Caller:
    """A caller for staff (an officer) who is signed in to the administration."""
    caller = Caller()
    caller.client.force_login(user or make_officer())
    return caller


def etag(submission: Submission) -> str:
    """The version of the submission as it is now."""
    current = Submission.objects.get(pk=submission.pk)
    return f'"{current.reference}.{current.revision}"'


def problem(response: Any, status: int) -> dict[str, str]:
    """The messages of a refusal by path; asserts its status and the shape of every error."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert body["status"] == status
    return {fault["path"]: fault["message"] for fault in body["errors"]}
