"""Long lists in pages."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ON_A_PAGE = 50


def page_of(
    request: HttpRequest, found: Any, complete: Callable[[list[Any]], None] | None = None
) -> Page[Any]:
    """The page of the list ``found`` that is asked for. ``complete`` puts on its records what they
    show of others."""
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    if complete:
        page.object_list = list(page.object_list)
        complete(page.object_list)
    return page
