"""From what a file says to records: compared with the database, all or nothing, and undone."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.importing.progress import Progress, quiet
from commitments.models.import_log import ImportKind, ImportLog
from reports import workflow
from reports.importing.names import How, Known, NameBook
from reports.importing.problems import Problem
from reports.importing.tables import Reading, Row
from reports.models import Channel, Reporter, ReportingCycle, Submission, SubmissionStatus
from reports.permissions import REGISTER, REVIEW

LEAVE_OUT = "-"
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
}


class State(StrEnum):
    """What is to become of a row."""

    NEW = "new"
    ALREADY = "already"
    REPEATED = "repeated"
    TO_CONFIRM = "to_confirm"
    UNKNOWN = "unknown"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Request:
    """What the records are to say beside what the file says.

    ``received_no_later_than`` and ``source`` go with reports that have no date of their own;
    those that have one are registered as drafts that came by ``channel``.
    """

    cycle: ReportingCycle
    by: Any = None
    kind: str = ""
    received_no_later_than: datetime.date | None = None
    source: str = ""
    channel: str = Channel.EMAIL
    accepts_suggestions: bool = False
    decisions: Mapping[int, str] = field(default_factory=dict)


@dataclass
class Line:
    """One row of the plan: what was given and what it was taken for."""

    index: int
    row: Row
    state: State
    reporter: Reporter | None = None
    candidates: list[Reporter] = field(default_factory=list)
    was_suggested: bool = False

    @property
    def may_be_decided(self) -> bool:
        """Whether somebody has to say, or has said, who this is."""
        is_open = self.state in (State.TO_CONFIRM, State.UNKNOWN, State.LEFT_OUT)
        return is_open or self.was_suggested

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


class CannotUndo(Exception):
    """The import cannot be undone; the message says why."""


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


def make_plan(reading: Reading, request: Request) -> Plan:
    """Compare what was read with what is on record. Three queries, whatever the size."""
    reporters = {reporter.code: reporter for reporter in Reporter.objects.all()}
    on_record = set(
        Submission.objects.filter(cycle=request.cycle)
        .exclude(status=SubmissionStatus.WITHDRAWN)
        .values_list("reporter__code", flat=True)
    )
    plan = Plan(request, [], _still_in_the_way(reading, request))
    first: dict[str, Line] = {}
    for index, row in enumerate(reading.rows):
        line = _line(index, row, request, reporters)
        plan.lines.append(line)
        _compare(line, first, on_record, plan)
        _note(line, plan)
    return plan


def _still_in_the_way(reading: Reading, request: Request) -> list[Problem]:
    """The file's own problems without those of rows that somebody has decided about."""
    decided = {
        row.place: request.decisions[index]
        for index, row in enumerate(reading.rows)
        if request.decisions.get(index)
    }
    return [
        problem
        for problem in reading.problems
        if problem.place not in decided
        or not (decided[problem.place] == LEAVE_OUT or problem.code == "codes_disagree")
    ]


def _line(index: int, row: Row, request: Request, reporters: Mapping[str, Reporter]) -> Line:
    decision = request.decisions.get(index)
    candidates = [reporters[c.code] for c in row.match.candidates if c.code in reporters]
    sure = reporters.get(row.match.code)
    if decision == LEAVE_OUT:
        return Line(index, row, State.LEFT_OUT)
    if decision:
        chosen = reporters.get(decision)
        state = State.NEW if chosen else State.UNKNOWN
        return Line(index, row, state, chosen, candidates, was_suggested=True)
    if sure and row.doubt and not request.accepts_suggestions:
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


def _note(line: Line, plan: Plan) -> None:
    """Put what the row still lacks among the problems."""
    text, place, request = line.row.text, line.row.place, plan.request
    names = ", ".join(map(str, line.candidates))
    params = {"text": text, "candidates": names}
    if line.state == State.UNKNOWN:
        plan.problems.append(Problem("not_found", place, params))
    elif line.state == State.TO_CONFIRM:
        clear = line.row.match.suggestion
        code = line.row.doubt or ("suggestion" if clear else "several_candidates")
        if clear:
            params["candidates"] = str(line.candidates[0])
        plan.problems.append(Problem(code, place, params))
    elif line.state == State.NEW and not line.row.day:
        if not request.received_no_later_than:
            _once(plan, Problem("no_date"))
        elif not request.source:
            _once(plan, Problem("no_source"))
    elif line.state == State.NEW and request.by is None:
        _once(plan, Problem("user_needed"))


def _once(plan: Plan, problem: Problem) -> None:
    if problem not in plan.problems:
        plan.problems.append(problem)


def check(plan: Plan) -> list[Problem]:
    """What the records themselves would object to, besides the plan's problems; saves nothing.

    Every report with a date of its own is tried. Of the others, which differ in nothing but the
    reporter, one is: a preview stays quick.
    """
    new = plan.of(State.NEW)
    tried = [line for line in new if line.row.day] + [line for line in new if not line.row.day][:1]
    with transaction.atomic():
        recorded = list(_record_all(Plan(plan.request, tried, [])))
        transaction.set_rollback(True)
    return [problem for _submission, problem in recorded if problem]


def load(plan: Plan, *, file_name: str, sha256: str, progress: Progress = quiet) -> ImportLog:
    """Record every new report of the plan, or nothing; ``progress`` is told after each one.

    Raises NotLoaded with all the problems, PermissionDenied when the user may not record
    reports (lists are published at once, which takes the right to publish).
    """
    if plan.problems:
        raise NotLoaded(plan.problems)
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
    """Commands run by the operator have no user, and ask nobody."""
    by, new = plan.request.by, plan.of(State.NEW)
    needed = {REGISTER if line.row.day else REVIEW for line in new} or {REGISTER}
    if by is not None and not all(map(by.has_perm, needed)):
        raise PermissionDenied(_("Your account may not record these reports."))


def _record_all(
    plan: Plan, progress: Progress = quiet
) -> Iterator[tuple[Submission | None, Problem | None]]:
    """Each new report recorded, or what stands against it; one refusal does not hide the next."""
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


def _record(row: Row, reporter: Any, request: Request) -> Submission:
    if row.day:
        fields = {"received_on": row.day, "source": request.source}
        return workflow.register(reporter, request.cycle, request.channel, by=request.by, **fields)
    return workflow.record_listed(
        reporter,
        request.cycle,
        received_no_later_than=request.received_no_later_than,
        source=request.source,
        by=request.by,
    )


def last_import() -> ImportLog | None:
    """The latest import of reporters that recorded something and was not undone."""
    made = ImportLog.objects.filter(kind=ImportKind.REPORTERS, counts__created__gt=0)
    return made.filter(undone_at=None).first()


@transaction.atomic
def undo(log: ImportLog, *, by: Any) -> int:
    """Withdraw the reports that the last import recorded; how many there were.

    Records of reports are never deleted: each is withdrawn, with its steps. Raises CannotUndo
    when the import is not the last one, or when something depends on it: a report that was
    changed since, coded, given files, or followed by another version.
    """
    if not by.has_perm(REVIEW):
        raise PermissionDenied(_("Your account may not undo imports."))
    log = ImportLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if log.is_undone or log != last_import():
        raise CannotUndo(_("Only the last import can be undone."))
    submissions = list(_submissions(log).order_by("pk"))
    if held := [s.reference for s in submissions if _is_in_use(s, log)]:
        raise CannotUndo(
            _("Something depends on these reports since: %(references)s.")
            % {"references": ", ".join(held)}
        )
    for submission in submissions:
        workflow.withdraw(submission, by=by, reason=_("The import that recorded it was undone."))
    log.undone_at, log.undone_by = timezone.now(), by
    log.save(update_fields=["undone_at", "undone_by"])
    return len(submissions)


def _submissions(log: ImportLog) -> Any:
    return Submission.objects.filter(reference__in=log.details.get("submissions", []))


def _is_in_use(submission: Submission, log: ImportLog) -> bool:
    """Whether anything was done with the report after the import."""
    later = Submission.objects.filter(
        reporter=submission.reporter_id, cycle=submission.cycle_id, version__gt=submission.version
    )
    return (
        submission.events.filter(at__gt=log.at).exists()
        or submission.responses.exists()
        or submission.attachments.exists()
        or later.exists()
    )
