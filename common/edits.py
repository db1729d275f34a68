"""The edits of all records that keep a history, in one list: who, when, what, from where.

Each kind of record has its own table of history. One statement finds the latest entries of all
tables. Then the entries are read kind by kind, each with the entry before it of the same record.
The number of requested entries bounds what the statement reads.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import doors
from common.fields import MultilingualField
from common.our_apps import with_records
from common.record_admin import as_read, text_changes

ADDED, CHANGED, DELETED = "+", "~", "-"
# Columns without content: keys, places of files in the store, texts made for searching.
NOT_SHOWN = frozenset({"id", "file", "search_text", "sort_name"})
# By the label of a model: the condition on a person seeing an edit, beside the right to view that
# kind.
_SEEN: dict[str, Callable[[Any], Q]] = {}


# The value of the filter by door for entries that keep none.
NOT_RECORDED = "unknown"

Key = tuple[type[models.Model], Any]
Labels = Mapping[Key, str]


def seen_by(label: str, rule: Callable[[Any], Q]) -> None:
    """Have ``rule`` narrow the edits of the model ``label`` to those that a person may know of. The
    rule is a condition on the columns of the history."""
    _SEEN[label] = rule


@dataclass(frozen=True)
class Kind:
    """A kind of record with a history."""

    number: int
    model: type[models.Model]
    history: type[models.Model]

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    @property
    def name(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def many(self) -> tuple[Any, ...]:
        """The fields with several values whose history is kept, too."""
        return tuple(getattr(self.history, "_history_m2m_fields", ()))

    @property
    def columns(self) -> list[Any]:
        """The columns that an entry may show, in the order of the record."""
        kept: list[Any] = self.history.tracked_fields  # type: ignore[attr-defined]
        return [each for each in kept if each.name not in NOT_SHOWN]


@dataclass(frozen=True)
class Wanted:
    """Which edits: ``people`` by their keys, ``kind`` by its label, from ``since`` until before
    ``before``; ``about`` are records of other kinds that they belong to (a State, a cycle)."""

    people: Sequence[int] | None = None
    kind: str = ""
    change: str = ""
    door: str = ""
    since: datetime.datetime | None = None
    before: datetime.datetime | None = None
    about: tuple[models.Model, ...] = ()


@dataclass(frozen=True)
class Place:
    """The place of an entry in the order of all: latest first."""

    at: datetime.datetime
    kind: int
    key: int


@dataclass(frozen=True)
class Value:
    """A column with what stood there before and after; empty text for nothing."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Edit:
    """An entry of a history. ``by`` is None for the system; ``kept`` is its reason and door as
    ``common.doors`` reads them; ``values`` are those that differ from the entry before, all of
    them where a record was added or deleted."""

    place: Place
    kind: Kind
    record: str
    entry: Any
    by: Any
    change: str
    kept: str
    values: list[Value] = field(default_factory=list)


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, each with its own number while the process runs."""
    found = [
        (model, model._meta.simple_history_manager_attribute)
        for app in with_records()
        for model in app.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]
    return tuple(
        Kind(number, model, getattr(model, name).model)
        for number, (model, name) in enumerate(found)
    )


def kinds_for(user: Any) -> list[Kind]:
    """The kinds of record that ``user`` may view."""
    return [kind for kind in kinds() if may_view(user, kind.model)]


def may_view(user: Any, model: type[models.Model]) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


# Which entries


def edits(user: Any, wanted: Wanted, *, after: Place | None, count: int) -> list[Edit]:
    """The ``count`` latest edits that are ``wanted`` and that ``user`` may see, after a place in
    their order. One statement; then at most two for each kind among them, one for each of its
    fields with several values, and one for each kind of record that they name. The number of
    statements does not grow with the number of edits."""
    places = _places(user, wanted, after=after, count=count)
    return list(_read(places, user))


def all_edits(user: Any, wanted: Wanted, size: int = 500) -> Iterator[Edit]:
    """All such edits, read ``size`` at a time."""
    found = edits(user, wanted, after=None, count=size)
    while found:
        yield from found
        found = edits(user, wanted, after=found[-1].place, count=size)


def _places(user: Any, wanted: Wanted, *, after: Place | None, count: int) -> list[Place]:
    branches, given = [], []
    for kind in kinds_for(user):
        rows = _rows(kind, user, wanted, after) if wanted.kind in ("", kind.label) else None
        if rows is None:
            continue
        shortest = rows.order_by("-history_date", "-history_id")[:count]
        compiler = shortest.values_list("history_date", "history_id").query.get_compiler(
            connection=connection
        )
        try:
            statement, values = compiler.as_sql()
        except EmptyResultSet:
            continue
        branches.append(f"SELECT {kind.number} AS kind, b.* FROM ({statement}) b")  # noqa: S608
        given += values
    if not branches:
        return []
    statement = (
        f"{' UNION ALL '.join(branches)}"
        f" ORDER BY history_date DESC, kind, history_id DESC LIMIT {int(count)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [Place(_moment(at), kind, key) for kind, at, key in cursor.fetchall()]


def _moment(value: Any) -> datetime.datetime:
    """The moment; SQLite gives it as a text, in UTC."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=datetime.UTC)


def _rows(kind: Kind, user: Any, wanted: Wanted, after: Place | None) -> Any:
    """The entries of one kind; None if the kind cannot belong to what is wanted."""
    condition = _SEEN.get(kind.label, lambda _user: Q())(user)
    for record in wanted.about:
        path = path_to(kind, type(record))
        if not path:
            return None
        condition &= Q(**{path: record.pk})
    if wanted.people is not None:
        condition &= Q(history_user__in=wanted.people)
    if wanted.change:
        condition &= Q(history_type=wanted.change)
    if wanted.since:
        condition &= Q(history_date__gte=wanted.since)
    if wanted.before:
        condition &= Q(history_date__lt=wanted.before)
    condition &= _of_door(wanted.door) & _after(kind, after)
    return kind.history._default_manager.filter(condition)


def _of_door(door: str) -> Q:
    if door == NOT_RECORDED:
        return doors.unknown()
    return doors.came_through(door) if door else Q()


def _after(kind: Kind, place: Place | None) -> Q:
    if place is None:
        return Q()
    earlier, same = Q(history_date__lt=place.at), Q(history_date=place.at)
    if kind.number == place.kind:
        return earlier | (same & Q(history_id__lt=place.key))
    return earlier | same if kind.number > place.kind else earlier


@cache
def path_to(kind: Kind, target: type[models.Model]) -> str:
    """The shortest path of foreign keys from an entry to a record of ``target``, as Django writes
    it, of at most three keys; empty if there is none. It never leads over a person."""
    if kind.model is target:
        return "id"
    ways = [("", kind.history)]
    for _step in range(3):
        longer = []
        for way, model in ways:
            for key in _keys(model):
                if key.related_model is target:
                    return f"{way}{key.name}"
                longer.append((f"{way}{key.name}__", key.related_model))
        ways = longer
    return ""


def _keys(model: Any) -> list[Any]:
    """The foreign keys that say what a record is about."""
    return [
        each
        for each in model._meta.fields
        if isinstance(each, models.ForeignKey) and not _is_person(each)
    ]


def _is_person(key: Any) -> bool:
    return bool(key.related_model._meta.label == settings.AUTH_USER_MODEL)


# What they say


def _read(places: Sequence[Place], user: Any) -> Iterator[Edit]:
    by_kind: dict[int, list[int]] = defaultdict(list)
    for place in places:
        by_kind[place.kind].append(place.key)
    entries: dict[tuple[int, int], Any] = {}
    befores: dict[tuple[int, int], Any] = {}
    for number, keys in by_kind.items():
        kind = kinds()[number]
        earlier = kind.history._default_manager.filter(
            id=OuterRef("id"), history_id__lt=OuterRef("history_id")
        ).order_by("-history_id")
        all_rows = kind.history._default_manager
        rows = all_rows.filter(history_id__in=keys).select_related("history_user")
        rows = rows.annotate(before_key=Subquery(earlier.values("history_id")[:1]))
        found = {row.history_id: row for row in rows}
        needed = {row.before_key for row in found.values() if row.history_type == CHANGED}
        before = all_rows.in_bulk(needed - {None})
        _add_many(kind, [*found.values(), *before.values()])
        for key, row in found.items():
            entries[number, key] = row
            befores[number, key] = before.get(row.before_key)
    raw = [
        (place, entries[place.kind, place.key], befores[place.kind, place.key])
        for place in places
        if (place.kind, place.key) in entries
    ]
    labels = _labels(raw, user)
    for place, entry, before in raw:
        yield _edit(place, entry, before, labels)


def _add_many(kind: Kind, entries: Sequence[Any]) -> None:
    """Set ``several`` on each entry: by field, the keys of the records that it names. One query for
    each field."""
    named: dict[Any, dict[int, set[Any]]] = {each: defaultdict(set) for each in kind.many}
    for each, by_key in named.items():
        rows = getattr(kind.history, each.name).model._default_manager
        of_entries = rows.filter(history__in={entry.history_id for entry in entries})
        other = f"{each.m2m_reverse_field_name()}_id"
        for key, record in of_entries.values_list("history", other):
            by_key[key].add(record)
    for entry in entries:
        entry.several = {each: by_key[entry.history_id] for each, by_key in named.items()}


def _labels(raw: Iterable[tuple[Place, Any, Any]], user: Any) -> Labels:
    """The names of the records that the entries are about or refer to, if ``user`` may view them;
    others are shown by number. One query for each kind."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for place, entry, before in raw:
        kind = kinds()[place.kind]
        wanted[kind.model].add(entry.id)
        for column in kind.columns:
            if isinstance(column, models.ForeignKey):
                of_both = {getattr(each, column.attname) for each in (entry, before) if each}
                wanted[column.related_model] |= of_both  # type: ignore[index]
        for each in (entry, before):
            for several, keys in each.several.items() if each else ():
                wanted[several.related_model] |= keys
    return {
        (model, record.pk): str(record)
        for model, keys in wanted.items()
        if keys - {None} and may_view(user, model)
        for record in model._default_manager.select_related(*_joined(model)).filter(pk__in=keys)
    }


@cache
def _joined(model: type[models.Model]) -> tuple[str, ...]:
    """The relations that a record's name may need: all that it points at, and what these must point
    at."""
    found, ways = [], [("", model, True)]
    for _step in range(3):
        longer = []
        for way, at, is_first in ways:
            keys = [each for each in _foreign(at) if is_first or not each.null]
            longer += [(f"{way}{key.name}__", key.related_model, False) for key in keys]
        found += [way.removesuffix("__") for way, _at, _first in longer]
        ways = [each for each in longer if each[1]._meta.label != settings.AUTH_USER_MODEL]
    return tuple(found)


def _foreign(model: Any) -> list[Any]:
    return [each for each in model._meta.fields if isinstance(each, models.ForeignKey)]


def _edit(place: Place, entry: Any, before: Any, labels: Labels) -> Edit:
    kind = kinds()[place.kind]
    change = entry.history_type
    sides: tuple[Any, Any] = (before, entry)
    if change == DELETED:
        sides = (entry, None)
    elif change == CHANGED and before is None:  # the history began later than the record
        sides = (entry, entry)
    return Edit(
        place,
        kind,
        labels.get((kind.model, entry.id)) or _own_name(entry),
        entry,
        entry.history_user,
        change,
        entry.history_change_reason or "",
        [*_values(kind, *sides, labels), *_several(kind, *sides, labels)],
    )


def _own_name(entry: Any) -> str:
    """The own name of a record that no longer exists, else its number."""
    for name in ("reference", "key", "code", "number", "email", "name"):
        if isinstance(found := getattr(entry, name, None), str) and found:
            return found
    return _("No. %(number)s") % {"number": entry.id}


def _values(kind: Kind, before: Any, now: Any, labels: Labels) -> Iterator[Value]:
    for column in kind.columns:
        old, new = (getattr(each, column.attname, None) for each in (before, now))
        if old != new:
            texts = _texts(column, old, new, labels)
            if texts != ("", ""):
                yield Value(str(capfirst(column.verbose_name)), *texts)


def _several(kind: Kind, before: Any, now: Any, labels: Labels) -> Iterator[Value]:
    for each in kind.many:
        sides = [
            "; ".join(sorted(_name(labels, each.related_model, key) for key in entry.several[each]))
            if entry is not None
            else ""
            for entry in (before, now)
        ]
        if sides[0] != sides[1]:
            yield Value(str(capfirst(each.verbose_name)), *sides)


def _name(labels: Labels, model: Any, key: Any) -> str:
    return labels.get((model, key)) or _("No. %(number)s") % {"number": key}


def _texts(column: Any, old: Any, new: Any, labels: Labels) -> tuple[str, str]:
    if isinstance(column, MultilingualField):
        old, new = old or {}, new or {}
        return text_changes(old, new, old), text_changes(old, new, new)
    return _text(column, old, labels), _text(column, new, labels)


def _text(column: Any, value: Any, labels: Labels) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(column, models.ForeignKey):
        return _name(labels, column.related_model, value)
    if choices := getattr(column, "flatchoices", None):
        return str(dict(choices).get(value, value))
    return as_read(value)
