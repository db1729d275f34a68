"""Requests of people who are signed in, and of anybody: sent whole, with what came back."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 90.0
TOKEN = "a" * 32
BOUNDARY = "------------------------boundary"


@dataclass
class Sender:
    """Asks one tracker, as ``session`` where it is given. ``statuses`` counts the answers, 0 for
    none; ``seconds`` has how long each took; ``untold`` counts 503 that do not say when to come
    back."""

    port: int
    session: str = ""
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    untold: int = 0

    @property
    def headers(self) -> dict[str, str]:
        cookie = f"csrftoken={TOKEN}" + (f"; sessionid={self.session}" if self.session else "")
        # The API takes a session's writes only with the token in the head.
        return {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": TOKEN}

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", **more: str
    ) -> http.client.HTTPResponse | None:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {**self.headers, **({"Content-Type": kind} if kind else {}), **more}
        answer = None
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self.seconds.append(time.perf_counter() - began)
        self.statuses[answer.status if answer else 0] += 1
        if answer and answer.status == 503 and not answer.headers["Retry-After"]:
            self.untold += 1
        return answer

    def get(self, path: str) -> http.client.HTTPResponse | None:
        return self.ask("GET", path)

    def form(
        self, path: str, fields: Mapping[str, str], file: tuple[str, str, bytes] | None = None
    ) -> None:
        """A form; ``file`` is the name of the field, that of the file, and its content."""
        parts = [
            f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
            for name, value in {"csrfmiddlewaretoken": TOKEN, **fields}.items()
        ]
        if file:
            name, called, content = file
            head = f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'
            parts.append(head.encode() + content)
        between = f"--{BOUNDARY}\r\n".encode()
        body = b"".join(between + part + b"\r\n" for part in parts)
        body += f"--{BOUNDARY}--\r\n".encode()
        self.ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def narrative(self, reference: str, commitment: str, text: str) -> None:
        """Save a narrative through the API."""
        path = f"/api/v1/submissions/{reference}/responses/"
        before = self.get(path)
        version = before.headers["ETag"] if before else ""
        row = {
            "commitment": commitment,
            "status": "implemented",
            "language": "en",
            "narrative": text,
        }
        body = json.dumps({"responses": [row]}).encode()
        self.ask("PATCH", path, body, "application/json", **{"If-Match": version or ""})


def all_at_once(works: Sequence[Callable[[], object]]) -> None:
    """Each in a thread of its own, to the end."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
