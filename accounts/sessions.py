"""The sessions of a person, who sees them; the person or the secretariat ends them."""

import datetime
import ipaddress
import re
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN_EVERY = datetime.timedelta(minutes=5)
SEEN = "seen_at"

# A pattern in the browser's own words → what people call it; the first that fits.
BROWSERS = (
    (r"Edg", "Edge"),
    (r"OPR|Opera", "Opera"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS", "Chrome"),
    (r"Safari", "Safari"),
)
SYSTEMS = (
    (r"iPhone|iPad", "iOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS", "macOS"),
    (r"Linux|X11", "Linux"),
)


def device(user_agent: str) -> str:
    """Browser and system, such as ``Firefox · Windows``; the browser's own words if neither is
    known."""
    names = [
        next((name for pattern, name in known if re.search(pattern, user_agent)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, names)) or user_agent[:40]


def shortened(address: str) -> str:
    """The network an address belongs to, without the part that tells machines apart."""
    length = 24 if ipaddress.ip_address(address).version == 4 else 48
    network = ipaddress.ip_network(f"{address}/{length}", strict=False)
    return str(network.network_address).removesuffix("0").removesuffix("::") + "…"


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Note that a new session is in use."""
    request.session[SEEN] = timezone.now().timestamp()


def end(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody signs out: note it, so that the answer empties the browser."""
    request.has_signed_out = user is not None  # type: ignore[attr-defined]


def empty_browser(request: HttpRequest, response: HttpResponse) -> None:
    """After a sign-out have the browser forget what it keeps of this site for the person, also
    where no script runs. What ``signing-out.js`` removes goes as well, and nothing else is kept
    that anybody would miss. The cookies stay: one says that the browser is known."""
    if getattr(request, "has_signed_out", False):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'


def mark_seen(request: HttpRequest) -> None:
    """Note that the session is in use, every few minutes at most."""
    now = timezone.now()
    if now.timestamp() - request.session.get(SEEN, 0) < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = now.timestamp()
    key = request.session.session_key
    UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def of_user(user: Any) -> list[UserSession]:
    """The sessions that are still open, the most recently seen first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end_all(user: Any) -> int:
    """Sign somebody out everywhere; returns from how many sessions."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
