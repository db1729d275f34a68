"""Lists in pages: ``{"count", "next", "previous", "results"}``."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tracker.api.errors import NoSuchPage
from tracker.api.parameters import PAGE_SIZE


class Pages(BasePagination):
    """Pages by number; the parameters were read by the view."""

    page: "Page[Any]"
    request: Request

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The records of the page asked for; NoSuchPage after the last. Costs a count."""
        self.request = request
        paginator = Paginator(queryset, view.given.get("page_size", PAGE_SIZE))
        try:
            self.page = paginator.page(view.given.get("page", 1))
        except EmptyPage:
            raise NoSuchPage(paginator.num_pages) from None
        return list(self.page)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.page.paginator.count,
                "next": self._next(),
                "previous": self._previous(),
                "results": data,
            }
        )

    def _next(self) -> str | None:
        if not self.page.has_next():
            return None
        address = self.request.build_absolute_uri()
        return replace_query_param(address, "page", self.page.next_page_number())

    def _previous(self) -> str | None:
        if not self.page.has_previous():
            return None
        address = self.request.build_absolute_uri()
        number = self.page.previous_page_number()
        if number == 1:
            return remove_query_param(address, "page")
        return replace_query_param(address, "page", number)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "description": "Records in the whole list, whatever the page.",
                },
                "next": {**link, "description": "Address of the next page; null on the last."},
                "previous": {
                    **link,
                    "description": "Address of the page before; null on the first.",
                },
                "results": schema,
            },
        }
