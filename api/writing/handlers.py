"""Handlers that write. Each says who may call it and what is sent; then it reads from top to
bottom: lock, do, show.

The caller's rights and the size of the body are checked by the view, before its handler.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import transaction
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.shared.strict import Body
from api.writing import bodies
from api.writing.idempotency import Handler, idempotent


@dataclass(frozen=True)
class Write:
    """One way of writing: scope and permission, body, status, and whether it takes ``If-Match``.

    Without a ``permission`` it is not only for the secretariat: the record's rules say who may.
    """

    scope: Scope
    permission: str = ""
    body: type[Body] | None = None
    status: int = 200
    is_versioned: bool = True
    # Whether the body is changes to a record, which may leave anything out.
    is_partial: bool = False
    # Whether the record may be a new one, or may not: then the status is 201.
    may_be_new: bool = False
    # Whether it takes ``If-Match`` with the version of its preview, where it changes something.
    has_preview: bool = False
    # Whether something may be recorded: a preview never does.
    records: bool = True
    # Whether it also takes a table as text/csv; it reads its body itself.
    takes_csv: bool = False

    @property
    def statuses(self) -> tuple[int, ...]:
        return (self.status, 201) if self.may_be_new else (self.status,)


def writes(
    scope: Scope,
    permission: str = "",
    body: type[Body] | None = None,
    status: int = 200,
    **more: Any,
) -> Callable[[Handler], Handler]:
    """Make a handler one that writes, called with the ``values`` of its body, which is refused
    before anything is locked. What it does is one transaction, and a POST is done once for each
    ``Idempotency-Key``. A handler that returns nothing has taken its record away."""

    def decorate(handler: Handler) -> Handler:
        name = handler.__name__
        of_name = {"is_versioned": name != "create", "is_partial": name == "partial_update"}
        write = Write(scope, permission, body, status, **{**of_name, **more})

        @wraps(handler)
        def writing(view: Any, request: Request, **kwargs: Any) -> Any:
            if write.body and not write.takes_csv:
                kwargs["values"] = bodies.read(write.body, request, partial=write.is_partial)
            with transaction.atomic() if write.records else nullcontext():
                return handler(view, **kwargs) or Response(status=204)

        writing.write = write  # type: ignore[attr-defined]
        return idempotent(writing) if write.records else writing

    return decorate


def step(
    permission: str = "",
    body: type[Body] = bodies.Nothing,
    status: int = 200,
    *,
    scope: Scope = Scope.TRANSITIONS,
    path: str = "",
) -> Callable[[Handler], Any]:
    """Make a handler a POST below a record. It is given the record, locked in the version that was
    read, and the values of the body by name; it returns the record to show."""

    def decorate(handler: Handler) -> Any:
        @wraps(handler)
        def taking(view: Any, values: Mapping[str, Any], **kwargs: str) -> Any:
            (key,) = kwargs.values()
            return view.written(handler(view, view.locked(key), **values), status)

        url_path = path or handler.__name__.replace("_", "-")
        posted = action(detail=True, methods=["post"], url_path=url_path)
        return posted(writes(scope, permission, body, status)(taking))

    return decorate


def changed(record: Any, values: Mapping[str, Any]) -> Any:
    """The record with those values, not saved."""
    for name, value in values.items():
        setattr(record, name, value)
    return record
