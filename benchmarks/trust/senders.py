"""Requests of people who are signed in, and of anybody: sent whole, with what came back."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 90.0
TOKEN = "a" * 32
BOUNDARY = "------------------------boundary"


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass
class Sender:
    """Asks one tracker, as ``session`` or with the API key ``key`` where one is given. ``statuses``
    counts the answers, 0 for none; ``seconds`` has how long each took; ``untold`` counts 503 that
    do not say when to come back."""

    port: int
    session: str = ""
    key: str = ""
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    untold: int = 0

    @property
    def headers(self) -> dict[str, str]:
        if self.key:
            return {"Host": "localhost", "Authorization": f"Bearer {self.key}"}
        cookie = f"csrftoken={TOKEN}" + (f"; sessionid={self.session}" if self.session else "")
        # The API takes a session's writes only with the token in the head.
        return {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": TOKEN}

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", **more: str
    ) -> Answer | None:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {**self.headers, **({"Content-Type": kind} if kind else {}), **more}
        answer = None
        try:
            connection.request(method, path, body, headers)
            came = connection.getresponse()
            answer = Answer(came.status, came.headers, came.read())
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self.seconds.append(time.perf_counter() - began)
        self.statuses[answer.status if answer else 0] += 1
        if answer and answer.status == 503 and not answer.headers["Retry-After"]:
            self.untold += 1
        return answer

    def get(self, path: str) -> Answer | None:
        return self.ask("GET", path)

    def form(
        self,
        path: str,
        fields: Mapping[str, str],
        file: tuple[str, str, bytes] | None = None,
        **more: str,
    ) -> Answer | None:
        """A form; ``file`` is the name of the field, that of the file, and its content."""
        token = {} if self.key else {"csrfmiddlewaretoken": TOKEN}
        parts = [
            f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
            for name, value in {**token, **fields}.items()
        ]
        if file:
            name, called, content = file
            head = f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'
            parts.append(head.encode() + content)
        between = f"--{BOUNDARY}\r\n".encode()
        body = b"".join(between + part + b"\r\n" for part in parts)
        body += f"--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}", **more)

    def json(self, method: str, path: str, value: Any, **more: str) -> Answer | None:
        return self.ask(method, path, json.dumps(value).encode(), "application/json", **more)

    def narrative(
        self, reference: str, commitment: str, text: str, version: str = ""
    ) -> Answer | None:
        """Save a narrative through the API: in that version, or whichever there is now."""
        path = f"/api/v1/submissions/{reference}/responses/"
        if not version:
            before = self.get(path)
            version = (before.headers["ETag"] if before else None) or ""
        row = {
            "commitment": commitment,
            "status": "implemented",
            "language": "en",
            "narrative": text,
        }
        return self.json("PATCH", path, {"responses": [row]}, **{"If-Match": version})


def all_at_once(works: Sequence[Callable[[], object]]) -> None:
    """Each in a thread of its own, to the end. A run that is ended does not wait for them."""
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
