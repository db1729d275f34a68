"""Long lists in pages."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ON_A_PAGE = 50


def page_of(
    request: HttpRequest, found: Any, shown: Callable[[list[Any]], list[Any]] = list
) -> Page[Any]:
    """The page of the list ``found`` that is asked for, with its records as they are ``shown``."""
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = shown(list(page.object_list))
    return page
