"""From what a file says to records: compared with the database, all or nothing, and undone."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models.import_log import ImportKind, ImportLog
from common.progress import Progress, quiet
from reports import access
from reports.importing.folding import key
from reports.importing.names import How, Known, NameBook
from reports.importing.problems import SETTLED_BY_CHOICE, Problem
from reports.importing.reading import ListedRow, Reading
from reports.importing.undoing import CannotUndo, last_import, undo
from reports.models import Channel, Reporter, ReportingCycle, Submission, SubmissionStatus
from reports.submissions import workflow

__all__ = ["CannotUndo", "last_import", "undo"]

LEAVE_OUT = "-"
# Doubts about who is meant; remarks and footnotes may say that there is no report at all.
ACCEPTED_DOUBTS = frozenset({"joined"})
HOW_LABELS: dict[str, Any] = {
    How.EXACT: gettext_lazy("exact"),
    How.VARIANT: gettext_lazy("known variant"),
    How.SUGGESTION: gettext_lazy("confirmed"),
    How.UNKNOWN: gettext_lazy("chosen"),
}
LABELS: dict[str, Any] = {
    "already": gettext_lazy("already recorded"),
    "repeated": gettext_lazy("named twice"),
    "to_confirm": gettext_lazy("suggestion to confirm"),
    "unknown": gettext_lazy("not found"),
    "left_out": gettext_lazy("left out"),
    "asked": gettext_lazy("to be answered"),
    "no_report": gettext_lazy("no report, by the file"),
}


class State(StrEnum):
    """What is to become of a row.

    *Asked* rows wait for an answer about the row, its column, sheet or list; of *no report* rows
    the file says that no report came, or that they are about something else.
    """

    NEW = "new"
    ALREADY = "already"
    REPEATED = "repeated"
    TO_CONFIRM = "to_confirm"
    UNKNOWN = "unknown"
    LEFT_OUT = "left_out"
    ASKED = "asked"
    NO_REPORT = "no_report"


@dataclass(frozen=True)
class Request:
    """What the records are to say beside what the file says.

    ``received_no_later_than`` and ``source`` go with reports that have no date of their own;
    those that have one are registered as drafts that came by ``channel``, or published at once
    as received on their day (``publishes_dated``). What was decided about single rows stands in
    ``decisions`` by their numbers, or in ``choices`` by their keys, which outlive a corrected file.
    """

    cycle: ReportingCycle
    by: Any = None
    kind: str = ""
    received_no_later_than: datetime.date | None = None
    source: str = ""
    channel: str = Channel.EMAIL
    accepts_suggestions: bool = False
    publishes_dated: bool = False
    decisions: Mapping[int, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """One row of the plan: what was given and what it was taken for."""

    index: int
    row: ListedRow
    state: State
    reporter: Reporter | None = None
    candidates: list[Reporter] = field(default_factory=list)
    was_suggested: bool = False
    key: str = ""
    decision: str = ""
    why: str = ""

    @property
    def may_be_decided(self) -> bool:
        """Whether somebody has to say, or has said, who this is."""
        is_open = self.state in (State.TO_CONFIRM, State.UNKNOWN, State.LEFT_OUT, State.ASKED)
        return is_open or self.was_suggested

    def as_json(self) -> dict[str, Any]:
        """The row as the command and the preview show it."""
        return {
            "words": self.row.text,
            "reporter": self.reporter.code if self.reporter else None,
            "day": self.row.day.isoformat() if self.row.day else self.row.given or None,
            "outcome": self.state.value,
            "why": self.why,
        }

    @property
    def label(self) -> str:
        """How the row was recognised, or what becomes of it, in the active language."""
        return str(LABELS.get(self.state) or HOW_LABELS[self.row.match.how])


@dataclass
class Plan:
    """Every row with what is to become of it, and everything that stands in the way."""

    request: Request
    lines: list[Line]
    problems: list[Problem]

    @property
    def in_the_way(self) -> list[Problem]:
        """The problems that keep everything from being recorded; warnings do not."""
        return [problem for problem in self.problems if problem.blocks]

    @property
    def in_order(self) -> list[Line]:
        """The rows as they stand in the file."""
        sheets = list(dict.fromkeys(line.row.place.sheet for line in self.lines))
        return sorted(
            self.lines,
            key=lambda line: (
                sheets.index(line.row.place.sheet),
                line.row.place.number,
                line.index,
            ),
        )

    def of(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def clear_suggestions(self) -> list[Line]:
        """Rows to confirm whose first suggestion is clearly ahead."""
        return [line for line in self.of(State.TO_CONFIRM) if line.row.match.suggestion]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are in each state, and how many problems there are."""
        return {**{s.value: len(self.of(s)) for s in State}, "problems": len(self.problems)}


class NotLoaded(Exception):
    """Nothing was saved; ``problems`` says all that is in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def name_book() -> NameBook:
    """The names of every reporter on record; one query."""
    return NameBook.of(map(_known, Reporter.objects.all()))


def _known(reporter: Reporter) -> Known:
    return Known(
        code=reporter.code,
        names=(*reporter.name.values(), *reporter.formal_name.values(), reporter.abbreviation),
        variants=tuple(map(str, reporter.other_names)),
        codes=(reporter.code, reporter.iso2, reporter.m49_code),
    )


def meeting_key(cycle: ReportingCycle) -> str:
    """The key of the cycle's meeting, such as ``bms8``; empty without one."""
    return cycle.meeting.key if cycle.meeting else ""


def make_plan(reading: Reading, request: Request) -> Plan:
    """Compare what was read with what is on record. Three queries, whatever the size."""
    reporters = {reporter.code: reporter for reporter in Reporter.objects.all()}
    on_record = set(
        Submission.objects.filter(cycle=request.cycle)
        .exclude(status=SubmissionStatus.WITHDRAWN)
        .values_list("reporter__code", flat=True)
    )
    rows = [*reading.rows, *reading.left_out]
    keys = row_keys(rows)
    decisions = _decisions(request, keys)
    plan = Plan(request, [], _still_in_the_way(reading, rows, decisions))
    first: dict[str, Line] = {}
    for index, row in enumerate(rows):
        decision = decisions.get(index, "")
        line = _line(index, row, decision, request, reporters)
        line.key = keys[index]
        plan.lines.append(line)
        _compare(line, first, on_record, plan)
        _note(line, plan, reading)
    plan.problems += [*reading.open_questions, *reading.warnings]
    return plan


def row_keys(rows: list[ListedRow]) -> list[str]:
    """What names each row wherever it stands: its words, and a number where they are repeated."""
    seen, keys = dict[str, int](), list[str]()
    for row in rows:
        words = f"{row.place.sheet}/{key(row.text) or row.text}"
        seen[words] = seen.get(words, 0) + 1
        keys.append(words if seen[words] == 1 else f"{words}/{seen[words]}")
    return keys


def _decisions(request: Request, keys: list[str]) -> dict[int, str]:
    chosen = {i: request.choices[k] for i, k in enumerate(keys) if request.choices.get(k)}
    return {**chosen, **{i: code for i, code in request.decisions.items() if code}}


def _still_in_the_way(
    reading: Reading, rows: list[ListedRow], decisions: Mapping[int, str]
) -> list[Problem]:
    """The file's own problems without those of rows that somebody has decided about."""
    decided = {row.place: decisions[i] for i, row in enumerate(rows) if decisions.get(i)}
    return [
        problem
        for problem in reading.problems
        if problem.place not in decided
        or not (decided[problem.place] == LEAVE_OUT or problem.code in SETTLED_BY_CHOICE)
    ]


def _line(
    index: int, row: ListedRow, decision: str, request: Request, reporters: Mapping[str, Reporter]
) -> Line:
    candidates = [reporters[c.code] for c in row.match.candidates if c.code in reporters]
    sure = reporters.get(row.match.code)
    if decision == LEAVE_OUT:
        return Line(index, row, State.LEFT_OUT, decision=decision)
    if decision:
        chosen = reporters.get(decision)
        is_open = bool(row.open) and row.open not in SETTLED_BY_CHOICE
        state = (State.ASKED if is_open else State.NEW) if chosen else State.UNKNOWN
        return Line(index, row, state, chosen, candidates, was_suggested=True, decision=decision)
    if row.absent:
        return Line(index, row, State.NO_REPORT, sure, candidates)
    if row.open or row.question:
        return Line(index, row, State.ASKED, sure, candidates)
    return _recognised(index, row, request, reporters, candidates)


def _recognised(
    index: int,
    row: ListedRow,
    request: Request,
    reporters: Mapping[str, Reporter],
    candidates: list[Reporter],
) -> Line:
    """A row about which nothing is open but who it is."""
    sure = reporters.get(row.match.code)
    is_doubtful = bool(row.doubt) and not (
        request.accepts_suggestions and row.doubt in ACCEPTED_DOUBTS
    )
    if sure and is_doubtful:
        return Line(index, row, State.TO_CONFIRM, None, [sure])
    if sure:
        return Line(index, row, State.NEW, sure, was_suggested=bool(row.doubt))
    if request.accepts_suggestions and (best := row.match.suggestion):
        return Line(index, row, State.NEW, reporters[best.code], candidates, was_suggested=True)
    state = State.TO_CONFIRM if candidates else State.UNKNOWN
    return Line(index, row, state, None, candidates)


def _compare(line: Line, first: dict[str, Line], on_record: set[str], plan: Plan) -> None:
    """Tell a new report from one on record and from one that stands in the file twice."""
    reporter = line.reporter
    if reporter is not None and line.state == State.ASKED and line.row.open:
        first.setdefault(reporter.code, line)
    if reporter is None or line.state != State.NEW:
        return
    code = reporter.code
    if code in first:
        line.state = State.REPEATED
        if first[code].row.day != line.row.day:
            where = str(first[code].row.place)
            plan.problems.append(Problem("dates_differ", line.row.place, {"text": where}))
        return
    first[code] = line
    if code in on_record:
        line.state = State.ALREADY
    elif plan.request.kind and reporter.kind != plan.request.kind:
        name = {"text": str(reporter)}
        plan.problems.append(Problem("wrong_kind", line.row.place, name))


def _note(line: Line, plan: Plan, reading: Reading) -> None:
    """Put what the row still lacks among the problems, and say why the row is as it is."""
    problems = list(_lacks(line, plan.request))
    for problem in problems:
        _once(plan, problem)
    line.why = _why(line, problems, reading)


def _lacks(line: Line, request: Request) -> Iterator[Problem]:
    text, place = line.row.text, line.row.place
    params = {"text": text, "candidates": ", ".join(map(str, line.candidates))}
    if line.state == State.UNKNOWN:
        yield Problem("not_found", place, params)
    elif line.state == State.TO_CONFIRM:
        clear = line.row.match.suggestion
        several = "several_candidates" if len(line.candidates) > 1 else "may_be"
        code = line.row.doubt or ("suggestion" if clear else several)
        if clear:
            params["candidates"] = str(line.candidates[0])
        if code == "note_unclear":
            params["text"] = f"{text}: {line.row.words}"
        yield Problem(code, place, params)
    elif line.state == State.ASKED and line.row.open == "day_missing":
        is_known = request.received_no_later_than is not None
        yield Problem("day_missing", place, params) if is_known else Problem("no_date")
        if not line.row.match.code and not line.was_suggested:
            yield Problem("not_found", place, params)
    elif line.state == State.ASKED and not line.row.match.code and not line.was_suggested:
        yield Problem("not_found", place, params)
    elif line.state == State.NEW:
        yield from _lacks_a_day(line, request)


def _lacks_a_day(line: Line, request: Request) -> Iterator[Problem]:
    if not line.row.day:
        if not request.received_no_later_than:
            yield Problem("no_date")
        elif not request.source:
            yield Problem("no_source")
    elif request.publishes_dated and not request.source:
        yield Problem("no_source")
    elif request.by is None and not request.publishes_dated:
        yield Problem("user_needed")


def _why(line: Line, problems: list[Problem], reading: Reading) -> str:
    """The sentence on which the row's outcome rests; empty where nothing is to be said."""
    row = line.row
    if line.state == State.NO_REPORT:
        return Problem(row.absent, row.place, {"text": row.words}).message
    if line.state == State.ASKED:
        own = [p for p in (*reading.problems, *problems) if p.place == row.place]
        asked = [q.problem for q in reading.questions if q.key == row.question]
        return " ".join(dict.fromkeys(problem.message for problem in (*own, *asked)))
    if line.state in (State.TO_CONFIRM, State.UNKNOWN):
        return " ".join(problem.message for problem in problems)
    return line.label


def _once(plan: Plan, problem: Problem) -> None:
    if problem not in plan.problems:
        plan.problems.append(problem)


def check(plan: Plan) -> list[Problem]:
    """What the records themselves would object to, besides the plan's problems; saves nothing.

    Every report with a date of its own is tried. The others differ only in the reporter, so that
    one of them is tried: a preview stays quick.
    """
    new = plan.of(State.NEW)
    tried = [line for line in new if line.row.day] + [line for line in new if not line.row.day][:1]
    with transaction.atomic():
        recorded = list(_record_all(Plan(plan.request, tried, [])))
        transaction.set_rollback(True)
    return [problem for _submission, problem in recorded if problem]


def would_record(plan: Plan) -> int:
    """How many rows are settled and new; they are recorded once nothing stands in the way."""
    return len(plan.of(State.NEW))


def as_json(plan: Plan, problems: list[Problem]) -> dict[str, Any]:
    """What the preview shows, for programs. ``problems`` are the plan's or what ``check`` found."""
    return {
        "rows": [line.as_json() for line in plan.in_order],
        "would_record": would_record(plan),
        "problems": problems_as_json(problems),
    }


def problems_as_json(problems: list[Problem]) -> list[dict[str, str]]:
    return [{"grade": p.grade, "place": str(p.place), "message": p.message} for p in problems]


def load(plan: Plan, *, file_name: str, sha256: str, progress: Progress = quiet) -> ImportLog:
    """Record every new report of the plan, or nothing; ``progress`` is told after each one.

    Raises NotLoaded with all the problems, PermissionDenied when the user may not record
    reports (lists are published at once, which takes the right to publish).
    """
    if plan.in_the_way:
        raise NotLoaded(plan.in_the_way)
    _require(plan)
    with transaction.atomic():
        recorded = list(_record_all(plan, progress))
        problems = [problem for _submission, problem in recorded if problem]
        if problems:
            raise NotLoaded(problems)
        references = [submission.reference for submission, _problem in recorded if submission]
        return ImportLog.objects.create(
            kind=ImportKind.REPORTERS,
            file_name=file_name[:255],
            sha256=sha256,
            by=plan.request.by,
            counts={"created": len(references), "already": len(plan.of(State.ALREADY))},
            details={"cycle": plan.request.cycle.code, "submissions": references},
        )


def _require(plan: Plan) -> None:
    """Commands run by the operator have no user: no right is checked."""
    by, new = plan.request.by, plan.of(State.NEW)
    drafts = not plan.request.publishes_dated
    needed = {
        access.may_register if line.row.day and drafts else access.may_publish for line in new
    }
    if by is not None and not all(may(by) for may in needed or {access.may_register}):
        raise PermissionDenied(_("Your account may not record these reports."))


def _record_all(
    plan: Plan, progress: Progress = quiet
) -> Iterator[tuple[Submission | None, Problem | None]]:
    """Each new report recorded, or the reason why not; one refusal does not hide the next."""
    lines = plan.of(State.NEW)
    for number, line in enumerate(lines, 1):
        problem = submission = None
        try:
            with transaction.atomic():
                submission = _record(line.row, line.reporter, plan.request)
        except ValidationError as error:
            text = f"{line.reporter}: {' '.join(error.messages)}"
            problem = Problem("refused", line.row.place, {"text": text})
        progress(number, len(lines))
        yield submission, problem


def _record(row: ListedRow, reporter: Any, request: Request) -> Submission:
    if row.day and not request.publishes_dated:
        fields = {"received_on": row.day, "source": request.source}
        return workflow.register(reporter, request.cycle, request.channel, by=request.by, **fields)
    if row.day:
        return workflow.record_listed(
            reporter,
            request.cycle,
            received_on=row.day,
            channel=request.channel,
            source=request.source,
            by=request.by,
        )
    return workflow.record_listed(
        reporter,
        request.cycle,
        received_no_later_than=request.received_no_later_than,
        source=request.source,
        by=request.by,
    )
