"""Accepts large bodies only where a file is expected, and only from known senders.

Django reads a form before it knows the sender: the check against forgery needs a field of the form.
Here the head of the request is checked first, and a refused body is never read. Bodies up to
``DATA_UPLOAD_MAX_MEMORY_SIZE`` count as ordinary forms and are accepted everywhere; they never
touch the disk.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.defaultfilters import filesizeformat
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from api.shared.errors import problem
from common.turns import UPLOADS, Busy
from tracker.health import unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]

# Views that expect files, by the names of their addresses; the API checks its own bodies.
TAKES_FILES = frozenset(
    {
        "my:attach",
        "my:upload",
        "admin:commitments_importlog_reporters",
        "admin:commitments_outcomeproposal_add",
        "admin:contacts_import",
        "admin:contacts_office_import",
        "admin:indicators_adherence_import",
        "admin:indicators_adherence_preview",
        "admin:indicators_observation_import",
        "admin:questionnaires_blankform_add",
        "admin:questionnaires_complete",
        "admin:reports_submission_add",
        "admin:reports_submission_files",
        "admin:reports_submission_import",
    }
)
# The most files in one form; each file also has its own limit.
MOST_FILES = 5


class UploadMiddleware:
    """Comes after the middleware that knows the user, and before any that reads the body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return refused(request, 411, _("Say how long the body is (Content-Length)."))
        length = length_of(request)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        if refusal := self.refusal(request, length):
            return refusal
        try:
            turn = UPLOADS.entered()
        except Busy:
            return unavailable(request)
        with turn:
            return self.get_response(request)

    def refusal(self, request: HttpRequest, length: int) -> HttpResponse | None:
        """The refusal of a large body; None if it may be read."""
        name = name_of(request)
        if name == API:
            # The API checks the length and the caller's key itself, before it reads anything.
            return None
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if name in TAKES_FILES:
            limit = MOST_FILES * settings.MAX_UPLOAD_BYTES
        if length > limit:
            told = _("The body is larger than %(limit)s.") % {"limit": filesizeformat(limit)}
            return refused(request, 413, told)
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        if name.startswith("admin:") and not request.user.is_staff:
            return refused(request, 403, _("Your account may not do this."))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A body that broke off or came too slowly is no defect of ours."""
        if isinstance(error, UnreadablePostError):
            return broken_off(request)
        return None


API = "api"


def length_of(request: HttpRequest) -> int:
    """The length as Django reads it: 0 if it is no number."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isascii() and text.isdecimal() else 0


def name_of(request: HttpRequest) -> str:
    """The name of the address with its namespace; ``api`` for the API's writable views."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ""
    return API if hasattr(getattr(match.func, "cls", None), "refuse_large") else match.view_name


def page_of(request: HttpRequest) -> str:
    """The page of the form, to return to after signing in."""
    referrer = request.headers.get("Referer", "").partition(request.get_host())[2]
    return referrer if referrer.startswith("/") else reverse("my:home")


def broken_off(request: HttpRequest) -> HttpResponse:
    return refused(request, 408, _("The body did not come to its end."))


def refused(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(status, reason)
    kind = "text/plain; charset=utf-8"
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{reason}\n", status=status, content_type=kind, headers=headers)
