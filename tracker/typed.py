"""The texts of every form, without the characters that Word, PDF and terminals leave in them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from common.written import as_typed
from tracker.uploads import broken_off

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TypedTextMiddleware:
    """Puts every text of a posted form through ``as_typed``: one place for all pages, including the
    administration. The API reads its bodies itself (``api.shared.strict``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, *_arguments: Any
    ) -> HttpResponse | None:
        if request.content_type in FORMS and not getattr(view, "csrf_exempt", False):
            try:
                request.POST = typed(request.POST)  # type: ignore[assignment]
            except UnreadablePostError:
                return broken_off(request)
        return None


def typed(posted: QueryDict) -> QueryDict:
    """The same form with its values as typed; immutable like Django's own."""
    found = QueryDict(mutable=True, encoding=posted.encoding)
    for name, values in posted.lists():
        found.setlist(name, [as_typed(value) for value in values])
    found._mutable = False  # noqa: SLF001
    return found
