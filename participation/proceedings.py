"""What went on at a meeting, and what part somebody took: read off the records, for pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from commitments.models import Meeting
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from participation.models import (
    AgendaItem,
    Body,
    BodyKind,
    MeetingDocument,
    Officer,
    OfficerRole,
    Representation,
    Sitting,
    Statement,
)
from reports.models import Reporter

# What names whoever speaks or is spoken for, and leads to its page.
NAMES = (
    *(f"reporter__{name}" for name in Reporter.LINKED),
    *(f"body__{name}" for name in ("kind", "key", "name", "abbreviation")),
)


@dataclass(frozen=True)
class Round:
    """The statements on one item (None: on all the substantive ones) at one sitting, in order."""

    item: AgendaItem | None
    sitting: Sitting
    statements: Sequence[Statement]

    @property
    def source(self) -> str:
        """Where the statements are listed; each source once."""
        return "; ".join(dict.fromkeys(each.source for each in self.statements if each.source))

    @property
    def anchor(self) -> str:
        """The anchor on the page that lists the statements."""
        return f"item-{self.item.number if self.item else 'all'}-sitting-{self.sitting.number}"


@dataclass(frozen=True)
class SpokenOn:
    """An agenda item (None: all the substantive ones) with the rounds of statements on it."""

    item: AgendaItem | None
    rounds: Sequence[Round]

    @property
    def count(self) -> int:
        return sum(len(each.statements) for each in self.rounds)


@dataclass(frozen=True)
class SittingRecord:
    """A sitting with what was spoken on there and the documents that it decided on."""

    sitting: Sitting
    rounds: Sequence[Round]
    papers: Sequence[MeetingDocument]


@dataclass(frozen=True)
class SpeakerCount:
    """Somebody with the number of their statements at a meeting."""

    who: Reporter | Body
    count: int


@dataclass(frozen=True)
class Proceedings:
    """All that is on record of one meeting."""

    officers: Sequence[Officer]
    items: Sequence[AgendaItem]
    sittings: Sequence[Sitting]
    papers: Sequence[MeetingDocument]
    statements: Sequence[Statement]

    def __bool__(self) -> bool:
        """Whether anything is."""
        return any((self.officers, self.items, self.sittings, self.papers))

    @property
    def chairs(self) -> list[Officer]:
        return [each for each in self.officers if each.role == OfficerRole.CHAIR]

    @property
    def vice_chairs(self) -> list[Officer]:
        return [each for each in self.officers if each.role == OfficerRole.VICE_CHAIR]

    @property
    def elected_at(self) -> list[Sitting]:
        """The sittings at which officers were elected."""
        found = {sitting for officer in self.officers for sitting in officer.elected_at.all()}
        return sorted(found, key=lambda sitting: sitting.number)

    @cached_property
    def rounds(self) -> list[Round]:
        """By sitting, in the order of their first statements."""
        runs = groupby(self.statements, key=lambda each: (each.sitting_id, each.item_id))
        found = [list(statements) for _key, statements in runs]
        return [Round(run[0].item, run[0].sitting, run) for run in found]

    @cached_property
    def by_item(self) -> list[SpokenOn]:
        """Every item of the agenda; then, where there is any, what was on all of them."""
        spoken = [SpokenOn(item, self._rounds_on(item)) for item in self.items]
        on_all = self._rounds_on(None)
        return [*spoken, SpokenOn(None, on_all)] if on_all else spoken

    def _rounds_on(self, item: AgendaItem | None) -> list[Round]:
        return [each for each in self.rounds if each.item == item]

    @property
    def by_sitting(self) -> list[SittingRecord]:
        return [
            SittingRecord(
                sitting,
                [each for each in self.rounds if each.sitting == sitting],
                [each for each in self.papers if each.sitting_id == sitting.pk],
            )
            for sitting in self.sittings
        ]

    @cached_property
    def states(self) -> list[SpeakerCount]:
        """The States that spoke, in UN order."""
        return [each for each in self.speakers if is_state(each.who)]

    @cached_property
    def organisations(self) -> list[SpeakerCount]:
        """The international and regional organisations that spoke, reporters among them."""
        others = (each for each in self.speakers if not is_civil_society(each.who))
        return [each for each in others if not is_state(each.who)]

    @cached_property
    def civil_society(self) -> list[SpeakerCount]:
        """The non-governmental and civil-society organisations that spoke."""
        return [each for each in self.speakers if is_civil_society(each.who)]

    @property
    def other_speakers(self) -> int:
        """How many spoke that are no States."""
        return len(self.organisations) + len(self.civil_society)

    @cached_property
    def speakers(self) -> list[SpeakerCount]:
        counts = Counter(each.who for each in self.statements)
        found = [SpeakerCount(who, count) for who, count in counts.items()]
        return sorted(found, key=lambda each: each.who.name["en"].casefold())


def is_state(who: Reporter | Body) -> bool:
    return isinstance(who, Reporter) and who.is_state


def is_civil_society(who: Reporter | Body) -> bool:
    return isinstance(who, Body) and who.kind == BodyKind.CIVIL_SOCIETY


def proceedings_of(meeting: Any) -> Proceedings:
    """What is on record of ``meeting``. Seven queries at most, however much that is."""
    _put_records_on([meeting])
    items, sittings = list(meeting.agenda_items.all()), list(meeting.sittings.all())
    statements = _statements_at(meeting.pk)
    _put_represented_on(statements)
    item, sitting = {each.pk: each for each in items}, {each.pk: each for each in sittings}
    for each in statements:
        each.sitting = sitting[each.sitting_id]
        each.item = item[each.item_id] if each.item_id else None
    officers, papers = list(meeting.officers.all()), list(meeting.papers.all())
    return Proceedings(officers, items, sittings, papers, statements)


@prefetched_once(Meeting)
def _put_records_on() -> list[Any]:
    officers = Officer.objects.select_related("reporter").prefetch_related("elected_at")
    papers = MeetingDocument.objects.select_related("outcome")
    return [
        Prefetch("officers", officers.order_by("position", "pk")),
        Prefetch("agenda_items", AgendaItem.objects.order_by("number")),
        Prefetch("sittings", Sitting.objects.order_by("number")),
        Prefetch("papers", papers.order_by("position", "symbol")),
    ]


@made_once
def _statements_at(meeting: Any) -> "QuerySet[Statement]":
    found: QuerySet[Statement] = Statement.objects.filter(sitting__meeting=meeting)
    return (
        found.select_related("reporter", "body")
        .only(*("sitting_id", "item_id", "position", "source"), *NAMES)
        .order_by("sitting__number", "position")
    )


def in_full(statements: "QuerySet[Statement]") -> "QuerySet[Statement]":
    """The statements with their sitting, item, speaker and whom they spoke for. Two queries."""
    return _with_place(statements).prefetch_related(_represented())


def _with_place(statements: "QuerySet[Statement]") -> "QuerySet[Statement]":
    return statements.select_related("sitting__meeting", "item", "reporter", "body")


def _represented() -> Any:
    return Prefetch("representations", queryset=_representations())


def _representations() -> "QuerySet[Representation]":
    return Representation.objects.select_related("reporter", "body").order_by("pk")


@dataclass(frozen=True)
class Part:
    """What part a reporter took in one meeting: the offices it held, its statements, and the
    statements that others made on its behalf."""

    meeting: Meeting
    offices: Sequence[Officer]
    statements: Sequence[Statement]
    made_for_it: Sequence[Statement]


def parts_of(reporter: Reporter) -> list[Part]:
    """The part of ``reporter`` in each meeting it took part in, latest first. Five queries."""
    offices = _offices_of(reporter.pk)
    statements, made_for_it = _statements_of(reporter.pk), _statements_for(reporter.pk)
    _put_represented_on([*statements, *made_for_it])
    meetings = {each.meeting for each in offices} | meetings_at([*statements, *made_for_it])
    return [
        Part(
            meeting,
            [each for each in offices if each.meeting_id == meeting.pk],
            [each for each in statements if each.sitting.meeting_id == meeting.pk],
            [each for each in made_for_it if each.sitting.meeting_id == meeting.pk],
        )
        for meeting in sorted(meetings, key=lambda each: (-each.year, each.key))
    ]


@prefetched_once(Statement)
def _put_represented_on() -> list[Any]:
    named = _representations().only("statement_id", "is_also", *NAMES)
    return [Prefetch("representations", queryset=named)]


@made_once
def _offices_of(reporter: Any) -> "QuerySet[Officer]":
    return Officer.objects.filter(reporter=reporter).select_related("meeting")


@made_once
def _statements_of(reporter: Any) -> "QuerySet[Statement]":
    found = _with_place(Statement.objects.filter(reporter=reporter))
    return found.order_by("sitting__number", "position")


@made_once
def _statements_for(reporter: Any) -> "QuerySet[Statement]":
    found = _with_place(Statement.objects.filter(representations__reporter=reporter))
    return found.order_by("sitting__number", "position")


def meetings_at(statements: Iterable[Statement]) -> set[Meeting]:
    """The meetings at which the statements were made."""
    return {each.sitting.meeting for each in statements}
