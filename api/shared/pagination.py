"""Lists in pages: ``{"count", "next", "previous", "results"}``.

By number (``?page=``), or by cursor (``?cursor=``): there no record is repeated or hidden while
others come and go. The links continue in the same way.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from api.shared import cursors
from api.shared.conditional import Freshness
from api.shared.errors import BadRequest, Fault, NoSuchPage
from api.shared.parameters import PAGE_SIZE


class Pages(BasePagination):
    """The pages of a list; the view has read the parameters."""

    count: int
    next: str | None = None
    previous: str | None = None

    def paginate_queryset(  # type: ignore[override]
        self, queryset: "QuerySet[Any]", request: Request, view: Any = None
    ) -> "QuerySet[Any]":
        """The records of the requested page. Costs a count, and one query more for a cursor."""
        size = view.given.get("page_size", PAGE_SIZE)
        if "cursor" in view.given:
            return self._by_cursor(queryset, request.build_absolute_uri(), view, size)
        return self._by_number(queryset, request.build_absolute_uri(), view, size)

    def _by_number(
        self, queryset: "QuerySet[Any]", address: str, view: Any, size: int
    ) -> "QuerySet[Any]":
        """Raises NoSuchPage after the last page."""
        paginator = Paginator(queryset, size)
        paginator.count = count_of(queryset, view.freshness)
        try:
            page = paginator.page(view.given.get("page", 1))
        except EmptyPage:
            raise NoSuchPage(paginator.num_pages) from None
        self.count = paginator.count
        if page.has_next():
            self.next = replace_query_param(address, "page", page.number + 1)
        if page.number == 2:
            self.previous = remove_query_param(address, "page")
        elif page.has_previous():
            self.previous = replace_query_param(address, "page", page.number - 1)
        found: QuerySet[Any] = page.object_list  # type: ignore[assignment]
        return found

    def _by_cursor(
        self, queryset: "QuerySet[Any]", address: str, view: Any, size: int
    ) -> "QuerySet[Any]":
        if "page" in view.given:
            raise BadRequest([Fault("page", _("Give a page or a cursor, not both."))])
        ordering = view.given.get("ordering", "")
        terms = view.parameters.filters["ordering"].terms(ordering)
        found = cursors.List(f"{view.resource} {ordering}", terms)
        stretch = cursors.stretch(queryset, found, found.place(view.given["cursor"]), size)
        self.count = count_of(queryset, view.freshness)
        self.next = link(address, found, stretch.next)
        self.previous = link(address, found, stretch.previous)
        return queryset.filter(pk__in=stretch.keys)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.count,
                "next": self.next,
                "previous": self.previous,
                "results": data,
            }
        )

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


def count_of(queryset: "QuerySet[Any]", freshness: Freshness | None) -> int:
    """The number of records. One query, or none if this process has counted them since the public
    data last changed."""
    if freshness is None or freshness.stamp is None:
        return queryset.count()
    try:
        # Which records are counted; their columns and order would only take longer to write down.
        question = queryset.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # such as a search of a small table that finds nothing
        return 0
    return freshness.kept(f"count {question}", queryset.count)


def link(address: str, found: cursors.List, place: cursors.Place | None) -> str | None:
    """The address of the page at a place, if there is one."""
    return replace_query_param(address, "cursor", found.cursor(place)) if place else None
