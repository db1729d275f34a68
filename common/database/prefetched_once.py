"""What is prefetched, read by statements that are made only once (``made_once``).

    @prefetched_once(Project)
    def _with_line() -> list[Any]:
        return [Prefetch("results", Result.objects.order_by("number")), "themes"]

    _with_line(projects)

A function names the lookups, as for Django's ``prefetch_related_objects``, of which three kinds are
known: a foreign key, its other end, and many to many. A manager's ``all`` then gives a plain list,
so that whoever wants to narrow it is told that a list cannot be narrowed.
"""

import functools
import inspect
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import F, Model, Prefetch, QuerySet

from common.database.made_once import Given, MadeOnce

KEYS = "keys"
# By this name a child at the end of many to many tells its parent.
OF = "prefetched_of"


class _Part:
    """One lookup on records of ``model``; the statement's arguments are ``names``."""

    def __init__(self, model: type[Model], lookup: Any, names: tuple[str, ...]) -> None:
        prefetch = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        path: str = prefetch.prefetch_through
        self.field: Any = model._meta.get_field(path)
        self.is_to_attr = prefetch.prefetch_to != path
        self.name: str = prefetch.prefetch_to
        related: Any = self.field.related_model
        found = prefetch.queryset
        found = related._default_manager.all() if found is None else found
        below: Any = found._prefetch_related_lookups  # noqa: SLF001 (Django has no public name)
        self.nested = [_Part(related, each, names) for each in below]
        queryset = self._of_keys(found.prefetch_related(None))
        self.read = MadeOnce(lambda *_given: queryset, (KEYS, *names))

    def _of_keys(self, found: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.field.many_to_many:
            way = self.field.remote_field.name
            return found.filter(**{f"{way}__in": Given(KEYS)}).annotate(**{OF: F(way)})
        if self.field.one_to_many:
            return found.filter(**{f"{self.field.field.name}__in": Given(KEYS)})
        return found.filter(pk__in=Given(KEYS))

    def put_on(self, records: list[Any], arguments: tuple[Any, ...]) -> None:
        is_one = not (self.field.many_to_many or self.field.one_to_many)
        key = self.field.attname if is_one else "pk"
        keys = {getattr(each, key) for each in records} - {None}
        children: list[Any] = self.read(sorted(keys), *arguments)
        for part in self.nested if children else ():
            part.put_on(children, arguments)
        if is_one:
            self._put_one(records, {child.pk: child for child in children})
        else:
            self._put_many(records, children)

    def _put_one(self, records: list[Any], children: dict[Any, Any]) -> None:
        for record in records:
            child = children.get(getattr(record, self.field.attname))
            if self.is_to_attr:
                setattr(record, self.name, child)
            else:
                self.field.set_cached_value(record, child)

    def _put_many(self, records: list[Any], children: list[Any]) -> None:
        of = OF if self.field.many_to_many else self.field.field.attname
        by_parent: dict[Any, list[Any]] = defaultdict(list)
        for child in children:
            by_parent[getattr(child, of)].append(child)
        for record in records:
            found = by_parent[record.pk]
            if self.field.one_to_many:
                for child in found:
                    self.field.field.set_cached_value(child, record)
            if self.is_to_attr:
                setattr(record, self.name, found)
            else:
                vars(record).setdefault("_prefetched_objects_cache", {})[self.name] = found


class PrefetchedOnce:
    """A function that puts on records what its lookups name, by a query for each."""

    def __init__(self, model: type[Model], build: Callable[..., list[Any]]) -> None:
        self.model, self.build = model, build
        functools.update_wrapper(self, build)

    def __call__(self, records: list[Any], *arguments: Any) -> None:
        for part in self.parts if records else ():
            part.put_on(records, arguments)

    @functools.cached_property
    def parts(self) -> list[_Part]:
        names = tuple(inspect.signature(self.build).parameters)
        return [_Part(self.model, each, names) for each in self.build(*map(Given, names))]


# For the test.
every: list[PrefetchedOnce] = []


def prefetched_once(
    model: type[Model],
) -> Callable[[Callable[..., list[Any]]], PrefetchedOnce]:
    """The function that puts on records of ``model`` what its lookups name."""

    def decorate(build: Callable[..., list[Any]]) -> PrefetchedOnce:
        found = PrefetchedOnce(model, build)
        every.append(found)
        return found

    return decorate
