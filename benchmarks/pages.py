"""What public answers cost in processor time: made for the request, and given again unchanged.

A *first* time is the first request after a change of the data: nothing is kept of them. The *next*
is made too, but shares what the process keeps of the data, as another page of the same kind does.
(Statements are made in a process's first requests, and hold nothing of the data.)

Everything runs in this process, through the whole WSGI handler, with the database of the settings.
The measure of all is a *bare* Django view in the same rounds: two letters, behind the tracker's own
middleware. Only processor time of this process counts, so that other work on the machine
weighs little; what the database takes is in the parts *figures* and *speed*.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from common.process_cache import cache
from tracker.kept import kept

GetResponse = Callable[[HttpRequest], HttpResponse]
ROUNDS = 5
# Requests of one turn: a clock of processor time cannot tell less than some milliseconds.
BARE, HITS = 100, 50
# A first time may cost so many bare views at most, and has to cost so many times as much as the
# same again, unless that costs less than a bare view.
MOST_BARE_VIEWS, LEAST_TIMES_A_HIT = 40, 25
KEPT_BYTES = 32 * 1024 * 1024
# One of each kind of page, of the fictional cycle with coded reports; and what is asked of the API
# most.
ADDRESSES = (
    "/",
    "/cycles/2022/",
    "/cycles/demo/",
    "/documents/bms8/",
    "/documents/bms8/21/",
    "/states/",
    "/states/KEN/",
    "/states/ARG/?cycle=demo",
    "/coverage/?cycle=2022",
    "/coverage/?cycle=demo",
    "/search/?q=tracing",
    "/meetings/bms8/",
    "/contacts/",
    "/cooperation/",
    "/cooperation/projects/",
    "/plans/demo-roadmap/",
    "/questionnaires/poa-national-report/1/",
    "/questionnaires/poa-national-report/1/demo/national-coordination-body/",
    "/indicators/",
    "/indicators/sdg-16-4-2/",
    "/sources/",
    "/data/translations/",
    "/compare/",
    "/about/",
    "/feeds/reports.atom",
    "/charts/groups/2022.svg",
    "/api/v1/coverage/matrix/?cycle=2022",
    "/api/v1/submissions/?page_size=100",
)
FILES = ("/feeds", "/charts", "/api")


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare)]


def leads_here(get_response: GetResponse) -> GetResponse:
    """Middleware: the address of the bare view, without forgetting those of the tracker."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return get_response(request)

    return respond


@dataclass
class Costs:
    """Milliseconds of a processor for one request, round by round."""

    address: str
    plain: int
    sent: int
    first: list[float]
    next: list[float]
    again: list[float]
    bare: list[float]

    @property
    def bare_views(self) -> float:
        return statistics.median(a / b for a, b in zip(self.first, self.bare, strict=True))

    @property
    def times_a_hit(self) -> float:
        return statistics.median(a / b for a, b in zip(self.first, self.again, strict=True))

    @property
    def is_missed(self) -> bool:
        is_dear_again = statistics.median(self.again) > statistics.median(self.bare)
        is_page = not self.address.startswith(FILES)
        is_slow = is_page and is_dear_again and self.times_a_hit < LEAST_TIMES_A_HIT
        return is_slow or self.bare_views > MOST_BARE_VIEWS

    @property
    def row(self) -> str:
        """Its line of the table."""
        cells = (
            f"`{self.address}`",
            f"{self.plain / 1024:.1f}",
            f"{self.sent / 1024:.1f}",
            f"{statistics.median(self.first):.1f}",
            f"{self.bare_views:.0f}",
            f"{statistics.median(self.next):.1f}",
            f"{statistics.median(self.again):.2f}",
            f"{self.times_a_hit:.0f}",
        )
        return f"| {' | '.join(cells)} |{' missed' if self.is_missed else ''}"


def run(*, tiny: bool = False) -> bool:
    """Print a table; whether every goal is met."""
    rounds, bares, hits = (1, 1, 1) if tiny else (ROUNDS, BARE, HITS)
    hosts = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    # As a deployment, except for the names of style sheets; the connection is kept too.
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = None
    as_deployed = {"DEBUG": False, "ALLOWED_HOSTS": hosts, "SECURE_SSL_REDIRECT": False}
    print("| answer | KB | KB sent | ms | × bare view | ms next | ms again | × a hit |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    found = []
    with override_settings(**as_deployed, API_RATE=None):
        for address in ADDRESSES:
            found.append(measure(address, rounds, bares, hits))
            print(found[-1].row, flush=True)
    print(f"Goals: ≤ {MOST_BARE_VIEWS} bare views; pages ≥ {LEAST_TIMES_A_HIT} × a hit.")
    return not any(each.is_missed for each in found)


def measure(address: str, rounds: int, bares: int, hits: int) -> Costs:
    handler = WSGIHandler()
    with override_settings(MIDDLEWARE=[f"{__name__}.{leads_here.__name__}", *settings.MIDDLEWARE]):
        least = WSGIHandler()
    ask(least, "/bare/")
    plain, sent = len(ask(handler, address, "")), len(ask(handler, address))
    found = Costs(address, plain, sent, [], [], [], [])
    for _round in range(rounds):
        with override_settings(KEPT_BYTES=0):
            found.bare.append(spent(lambda: ask(least, "/bare/"), bares))
            cache.clear()
            found.first.append(spent(lambda: ask(handler, address), 1))
            found.next.append(spent(lambda: ask(handler, address), 1))
        with override_settings(KEPT_BYTES=KEPT_BYTES):
            ask(handler, address)
            found.again.append(spent(lambda: ask(handler, address), hits))
            kept.clear()
    return found


def spent(step: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _time in range(times):
        step()
    return max((time.process_time() - begun) * 1000 / times, 0.001)


def ask(handler: WSGIHandler, address: str, takes: str = "br, gzip") -> bytes:
    """The body of a GET as a server hands it to the application and back."""
    where, _question, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": where,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": takes,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    response: Any = handler(environ, lambda *_head: lambda _body: None)
    body = b"".join(response)
    response.close()
    if response.status_code != 200:
        raise AssertionError(f"{address} answered {response.status_code}")
    return body
