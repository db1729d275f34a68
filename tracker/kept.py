"""Finished public answers, kept by each process: a repeated answer costs one tiny query.

A compressed body is kept with its headers as long as the data's stamp, the release and the day stay
the same, never for a fixed time. This middleware is outside nearly all others, so three rules
prevent that a reader gets another reader's answer:

* A request with a cookie or with credentials, valid or not, is not answered from here, nor is its
  answer kept.
* An answer is kept only where its maker said that everybody may have it (``PUBLIC``), under the
  stamp read before its data; never one that sets a cookie.
* The key is all that an answer may depend on: the address to the letter, with scheme and host,
  and for the API what its ``Vary`` names.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from api.shared import conditional, throttling
from common import compressing, freshness, release, turns
from common.stamp import Stamp
from reports.data_stamp import stamp
from tracker.caching import PUBLIC
from tracker.health import is_for_api

GetResponse = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, ...]
# Distinguishes answers under the same key: the stamp, the release, the day.
State = tuple[Stamp | None, str, date]

# The values of ``Cache-Control`` that mark an answer as everybody's.
SHARED = (PUBLIC, conditional.PUBLIC)
# The size of an entry without its texts and bodies, in bytes; measured, with a margin.
OVERHEAD = 3_000
# One answer may take at most one such part of all the space.
LARGEST_PART = 8
# The largest body, in bytes, that is given without Django.
LARGEST_AT_ONCE = 1024 * 1024
# Headers that depend on the body's form or on one caller, so they are not kept.
NOT_KEPT = {"Content-Encoding", "Content-Length", "RateLimit", "RateLimit-Policy"}
# A browser keeps these headers of the answer that it holds.
NOT_ON_304 = {"Content-Type", "Content-Security-Policy", "X-Frame-Options"}
# Seconds that a reader waits while another request makes the same answer.
PATIENCE = 10.0
# As in Django's own GZipMiddleware.
MOST_RANDOM_BYTES = 100


@dataclass
class Answer:
    """A finished answer; ``bodies`` by encoding, at least one."""

    state: State
    headers: dict[str, str]
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        texts = sum(len(name) + len(value) for name, value in self.headers.items())
        return OVERHEAD + texts + sum(map(len, self.bodies.values()))

    def body(self, way: str) -> tuple[str, bytes]:
        """The body and its encoding: ``way``, unless compressing is not worth it."""
        if way in self.bodies:
            return way, self.bodies[way]
        # Copied in one step: another thread may be adding a body.
        held, body = list(self.bodies.items())[0]  # noqa: RUF015
        if held == compressing.AS_IT_IS:
            return held, body
        return way, compressing.compress(compressing.decompress(body, held), way)

    def is_ready(self, way: str) -> bool:
        """Whether the body is kept in the encoding that a reader of ``way`` gets, and is small."""
        body = self.bodies.get(way) or self.bodies.get(compressing.AS_IT_IS)
        return body is not None and len(body) <= LARGEST_AT_ONCE

    def to(self, request: HttpRequest, way: str) -> HttpResponse:
        """The answer in the encoding ``way``; 304 if the reader already holds it."""
        if freshness.is_known(request, self.headers["ETag"]):
            return self.not_modified()
        way, body = self.body(way)
        response = HttpResponse(body, headers=self.headers)
        if way != compressing.AS_IT_IS:
            response.headers["Content-Encoding"] = way
        response.headers["Content-Length"] = str(len(body))
        return response

    def not_modified(self) -> HttpResponse:
        response = HttpResponseNotModified()
        for name, value in self.headers.items():
            if name not in NOT_ON_304:
                response.headers[name] = value
        return response


@dataclass
class Kept:
    """Answers by key, least recently used first; never more than ``KEPT_BYTES`` in all."""

    answers: OrderedDict[Key, Answer] = field(default_factory=OrderedDict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    in_making: dict[Key, threading.Event] = field(default_factory=dict)

    def get(self, key: Key) -> Answer | None:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Keep the answer in place of an older one, unless it is too large; drop others to make
        room."""
        with self.lock:
            self._forget(key)
            if self._size_of(key, answer) * LARGEST_PART > settings.KEPT_BYTES:
                return
            self.answers[key] = answer
            self.size += self._size_of(key, answer)
            self._make_room()

    def add(self, key: Key, answer: Answer, way: str) -> None:
        """Keep the body of a kept answer in another encoding, so that it is compressed only
        once."""
        held, body = answer.body(way)
        with self.lock:
            if held in answer.bodies or self.answers.get(key) is not answer:
                return
            answer.bodies[held] = body
            self.size += len(body)
            self._make_room()

    def clear(self) -> None:
        with self.lock:
            self.answers.clear()
            self.size = 0

    def _make_room(self) -> None:
        while self.size > settings.KEPT_BYTES:
            self._forget(next(iter(self.answers)))

    def _forget(self, key: Key) -> None:
        answer = self.answers.pop(key, None)
        if answer is not None:
            self.size -= self._size_of(key, answer)

    @staticmethod
    def _size_of(key: Key, answer: Answer) -> int:
        return sum(map(len, key)) + answer.size

    @contextmanager
    def making(self, key: Key) -> Iterator[bool]:
        """Yields True to the first thread that makes the answer. Another thread waits until the
        first is done, and gets False; immediately, if too many threads already wait."""
        with self.lock:
            others = self.in_making.get(key)
            if others is None:
                mine = self.in_making[key] = threading.Event()
        if others is not None:
            with turns.place_to_wait() as may_wait:
                if may_wait:
                    others.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self.lock:
                del self.in_making[key]
            mine.set()


kept = Kept()


def key_of(request: HttpRequest) -> Key | None:
    """Everything that a public answer depends on besides the data, the release and the day; None
    for a request with a cookie or credentials. Addresses are taken as sent: two addresses may look
    the same when decoded, yet be read differently."""
    meta = request.META
    if request.method not in freshness.SAFE:
        return None
    if meta.get("HTTP_COOKIE") or "HTTP_AUTHORIZATION" in meta:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    key = (str(request.scheme), host, request.path, meta.get("QUERY_STRING", ""))
    if is_for_api(request):
        return *key, meta.get("HTTP_ACCEPT", ""), meta.get("HTTP_ACCEPT_LANGUAGE", "")
    return key


def way_of(request: HttpRequest) -> str:
    return compressing.taken_by(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def state_of(stamp: Stamp | None) -> State:
    """The state of an answer made now from data of that stamp."""
    return stamp, release.code_version(), timezone.localdate()


def finished(response: HttpResponse, state: State, way: str) -> Answer | None:
    """The answer, compressed as ``way`` where that is worth it; None if it is not for everybody, or
    is a stream. ``state`` is the state before it was made."""
    if not is_for_all(response) or response.streaming or state[0] is None:
        return None
    headers = {name: text for name, text in response.items() if name not in NOT_KEPT}
    body = response.content
    if not compressing.is_worth_it(headers.get("Content-Type", ""), body):
        way = compressing.AS_IT_IS
    return Answer(state, headers, {way: compressing.compress(body, way)})


def is_for_all(response: HttpResponse) -> bool:
    """Whether everybody may get the answer: by its ``Cache-Control``, and by its other headers and
    cookies."""
    said = response.headers.get("Cache-Control")
    policy = response.headers.get("Content-Security-Policy", "")
    is_plain = "Content-Encoding" not in response.headers and not response.cookies
    is_one_s_own = "nonce-" in policy or "ETag" not in response.headers
    return response.status_code == 200 and said in SHARED and is_plain and not is_one_s_own


def given(request: HttpRequest, key: Key, answer: Answer) -> HttpResponse | None:
    """A kept answer, which counts for its caller like a new one; None where the API refuses a
    caller who has asked too often."""
    allowance = None
    if is_for_api(request):
        allowance = throttling.spend(throttling.address_of(request))
        if allowance and allowance.used > allowance.limit:
            return None
    way = way_of(request)
    if way != compressing.AS_IT_IS and way not in answer.bodies:
        kept.add(key, answer, way)
    response = answer.to(request, way)
    if allowance:
        allowance.mark(response)
    return response


class AtOnce:
    """Kept answers for a server that asks before it hands a request to Django, so that many
    requests share one reading of the stamp (``tracker.giving``)."""

    def kept_for(self, environ: dict[str, Any]) -> tuple[HttpRequest, Key, Answer] | None:
        """What is kept for a request in the encoding that it takes. No query."""
        request = WSGIRequest(environ)
        key = key_of(request)
        answer = kept.get(key) if key else None
        if key is None or answer is None or not answer.is_ready(way_of(request)):
            return None
        return request, key, answer

    def read_stamp(self) -> Stamp | None:
        """The stamp as it is now. One query."""
        # Django does the same at the beginning of each request.
        close_old_connections()
        return stamp()

    def answer(self, found: tuple[HttpRequest, Key, Answer], now: Stamp) -> HttpResponse | None:
        """The answer to a request that was complete before the stamp was read; None where Django
        has to answer. No query, except where several machines count requests together."""
        request, key, answer = found
        return given(request, key, answer) if answer.state == state_of(now) else None


class KeptAnswersMiddleware:
    """Gives kept answers, and keeps new ones if allowed; compresses both."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request) if settings.KEPT_BYTES else None
        if key is None:
            return self.make(request)
        if answer := self.fresh(request, key):
            return self.give(request, key, answer)
        with kept.making(key) as is_first:
            if not is_first and (answer := self.fresh(request, key)):
                return self.give(request, key, answer)
            return self.make(request, key)

    def fresh(self, request: HttpRequest, key: Key) -> Answer | None:
        """The kept answer if nothing has changed since. One query if there is one."""
        answer = kept.get(key)
        if answer is None:
            return None
        # Making it anew also needs the stamp, which must be read before the data.
        request.stamp = now = stamp()  # type: ignore[attr-defined]
        return answer if answer.state == state_of(now) else None

    def give(self, request: HttpRequest, key: Key, answer: Answer) -> HttpResponse:
        return given(request, key, answer) or self.get_response(request)

    def make(self, request: HttpRequest, key: Key | None = None) -> HttpResponse:
        """Make the answer, compressed; keep it under ``key`` if allowed."""
        before, way = state_of(None), way_of(request)
        response = self.get_response(request)
        if response.headers.get("Cache-Control") in SHARED:
            patch_vary_headers(response, ["Accept-Encoding"])
        read_at: Stamp | None = getattr(response, "stamp", None)
        is_kept = key is not None and request.method == "GET"
        # A body is kept compressed. One that is only given is as its reader takes it.
        held = compressing.GZIP if is_kept and way == compressing.AS_IT_IS else way
        answer = finished(response, (read_at, *before[1:]), held)
        if answer is None:
            return padded(request, response)
        if key and is_kept:
            kept.put(key, answer)
        if way != compressing.AS_IT_IS and way in answer.bodies:
            response.content = answer.bodies[way]
            response.headers["Content-Encoding"] = way
        response.headers["Content-Length"] = str(len(response.content))
        return response


def padded(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A private page, by gzip with random extra bytes. Without these, many tries could find secrets
    in the page from its compressed length (BREACH)."""
    kind = response.headers.get("Content-Type", "")
    is_page = kind.startswith("text/html") and not response.streaming
    is_plain = not {"Content-Encoding", "ETag"} & {*response.headers}
    takes_it = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    if not (is_page and is_plain and takes_it and len(response.content) >= compressing.WORTH_IT):
        return response
    response.content = compress_string(response.content, max_random_bytes=MOST_RANDOM_BYTES)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
