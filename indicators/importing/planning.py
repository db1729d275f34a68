"""From what a list says to the ledger: compared with what is on record, all or nothing, undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Instrument
from commitments.models.import_log import ImportKind, ImportLog
from common.moments import now_or
from indicators.importing.problems import Problem
from indicators.importing.reading import ReadAct, Reading
from indicators.models import Act, Adherence, acts_of
from reports.importing.folding import key
from reports.importing.loading import LEAVE_OUT, NotLoaded
from reports.models import Reporter

MOST_NAMES = 10


class State(StrEnum):
    """What is to become of an act."""

    NEW = "new"
    ALREADY = "already"
    REPEATED = "repeated"
    DIFFERS = "differs"
    TO_CONFIRM = "to_confirm"
    UNKNOWN = "unknown"
    LEFT_OUT = "left_out"


class Decision(StrEnum):
    """What is done about an act that is on record with another day."""

    BESIDE = "beside"
    REPLACE = "replace"
    LEAVE = "leave"


LABELS: dict[str, Any] = {
    State.NEW: gettext_lazy("to record"),
    State.ALREADY: gettext_lazy("already recorded"),
    State.REPEATED: gettext_lazy("told twice"),
    State.DIFFERS: gettext_lazy("on record with another day"),
    State.TO_CONFIRM: gettext_lazy("suggestion to confirm"),
    State.UNKNOWN: gettext_lazy("not found"),
    State.LEFT_OUT: gettext_lazy("left out"),
}
DECISIONS: dict[str, Any] = {
    Decision.BESIDE: gettext_lazy("keep both, each with its source"),
    Decision.REPLACE: gettext_lazy("the file is right: correct the record"),
    Decision.LEAVE: gettext_lazy("the record stands"),
}


@dataclass(frozen=True)
class Request:
    """For which instrument, on whose word, by whom; and what was decided: names by their folded
    words, acts by their keys (``Line.key``)."""

    instrument: Instrument
    source: str
    by: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """One act of the file, whom it was taken for, and the record that it differs from."""

    read: ReadAct
    state: State
    reporter: Reporter | None = None
    candidates: list[Reporter] = field(default_factory=list)
    on_record: Adherence | None = None
    decision: str = ""
    # The name is chosen once, on the first of its acts.
    is_first: bool = True

    @property
    def name(self) -> str:
        return key(self.read.text) or self.read.text

    @property
    def key(self) -> str:
        """Names the act in the decisions; the same in a corrected file."""
        return f"{self.name}/{self.read.act}/{self.read.year or ''}"

    @property
    def label(self) -> str:
        return str(LABELS[self.state])

    @property
    def act_label(self) -> str:
        return str(Act(self.read.act).label)

    @property
    def is_recorded(self) -> bool:
        """Whether accepting the plan writes something for it."""
        chosen = (Decision.BESIDE, Decision.REPLACE)
        return self.state == State.NEW or (self.state == State.DIFFERS and self.decision in chosen)


@dataclass
class Plan:
    request: Request
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def in_the_way(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]

    @property
    def to_record(self) -> list[Line]:
        return [line for line in self.lines if line.is_recorded]

    @property
    def counts(self) -> dict[str, int]:
        return {state.value: sum(line.state == state for line in self.lines) for state in State}


def make_plan(reading: Reading, request: Request) -> Plan:
    """Compare what was read with the ledger. Two queries, whatever the size."""
    reporters = {reporter.code: reporter for reporter in Reporter.objects.all()}
    ledger = list(
        Adherence.objects.filter(instrument=request.instrument).select_related(
            "instrument", "reporter", "document"
        )
    )
    plan = Plan(request, problems=list(reading.problems))
    seen: dict[tuple[str, str, int | None], Line] = {}
    names: set[str] = set()
    for act in reading.acts:
        line = _line(act, request, reporters)
        line.is_first = line.name not in names
        names.add(line.name)
        plan.lines.append(line)
        if line.state == State.NEW and line.reporter:
            _compare(line, line.reporter, seen, ledger, request)
        plan.problems += _lacks(line, request)
    plan.problems += _beyond(plan, ledger)
    plan.problems = _once(plan.problems)
    return plan


def _once(problems: list[Problem]) -> list[Problem]:
    found: list[Problem] = []
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return found


def _line(act: ReadAct, request: Request, reporters: Mapping[str, Reporter]) -> Line:
    candidates = [reporters[c.code] for c in act.match.candidates if c.code in reporters]
    line = Line(act, State.UNKNOWN, reporters.get(act.match.code), candidates)
    chosen = request.names.get(line.name, "")
    if chosen == LEAVE_OUT:
        line.state = State.LEFT_OUT
    elif chosen in reporters:
        line.reporter, line.state = reporters[chosen], State.NEW
    elif line.reporter:
        line.state = State.NEW
    elif candidates:
        line.state = State.TO_CONFIRM
    return line


def _compare(
    line: Line,
    reporter: Reporter,
    seen: dict[tuple[str, str, int | None], Line],
    ledger: list[Adherence],
    request: Request,
) -> None:
    """Tell a new act from one on record, from one with another day, and from one told twice."""
    read = line.read
    same = (reporter.code, read.act, read.year)
    if same in seen:
        line.state, line.on_record = State.REPEATED, None
        line.decision = "" if seen[same].read.day == read.day else "differs"
        return
    seen[same] = line
    alike = [act for act in ledger if (act.reporter.code, act.act, act.year) == same]
    if any(_is_the_same(act, read) for act in alike):
        line.state = State.ALREADY
    elif alike:
        line.state, line.on_record = State.DIFFERS, alike[-1]
        line.decision = request.decisions.get(line.key, "")


def _is_the_same(act: Adherence, read: ReadAct) -> bool:
    """Whether the record says all that the file does."""
    says_day = read.day is None or act.day == read.day
    includes = read.includes_small_arms
    return says_day and (includes is None or act.includes_small_arms == includes)


def _lacks(line: Line, request: Request) -> list[Problem]:
    read, text = line.read, line.read.text
    names = ", ".join(map(str, line.candidates))
    params = {"text": text, "candidates": names}
    found = []
    if line.state == State.UNKNOWN:
        found.append(Problem("not_found", read.place, params))
    elif line.state == State.TO_CONFIRM:
        code = "several_candidates" if len(line.candidates) > 1 else "suggestion"
        found.append(Problem(code, read.place, params))
    elif line.state == State.REPEATED:
        code = "days_differ" if line.decision == "differs" else "repeated"
        found.append(Problem(code, read.place, {"text": f"{text}, {line.act_label}"}))
    elif line.state == State.DIFFERS and not line.decision:
        found.append(Problem("differs", read.place, {"text": f"{text}, {line.act_label}"}))
    if line.is_recorded:
        if read.act not in acts_of(request.instrument):
            found.append(Problem("act_does_not_fit", read.place, {"text": line.act_label}))
        if read.day and read.day > timezone.now().date():
            found.append(Problem("in_the_future", read.place, {"text": str(read.day)}))
    return found


def _beyond(plan: Plan, ledger: list[Adherence]) -> list[Problem]:
    """Acts on record that are not in the file stay, and are told of."""
    told = {(x.reporter.code, x.read.act, x.read.year) for x in plan.lines if x.reporter}
    absent = [a for a in ledger if (a.reporter.code, a.act, a.year) not in told]
    if not absent or not plan.lines:
        return []
    names = [f"{act.reporter} ({act.get_act_display()})" for act in absent]
    shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    return [Problem("not_in_file", params={"text": f"{shown} ({len(names)})"})]


# Recording


@transaction.atomic
def load(plan: Plan, *, file_name: str, sha256: str) -> ImportLog:
    """Record every act of the plan, or nothing. Raises NotLoaded with all that is in the way."""
    if plan.in_the_way:
        raise NotLoaded(list(plan.in_the_way))
    created: list[str] = []
    replaced: list[str] = []
    for line in plan.to_record:
        try:
            with transaction.atomic():
                made = _record(line, plan.request)
        except ValidationError as error:
            problem = Problem("refused", line.read.place, {"text": " ".join(error.messages)})
            raise NotLoaded([problem]) from error
        (replaced if line.decision == Decision.REPLACE else created).append(made.key)
    return ImportLog.objects.create(
        kind=ImportKind.ADHERENCES,
        file_name=file_name[:255],
        sha256=sha256,
        by=plan.request.by,
        counts={"created": len(created), "replaced": len(replaced)},
        details={"instrument": plan.request.instrument.key, "adherences": created},
    )


def _record(line: Line, request: Request) -> Adherence:
    read = line.read
    is_corrected = line.decision == Decision.REPLACE and line.on_record is not None
    act = line.on_record if is_corrected and line.on_record else Adherence()
    act.instrument, act.reporter = request.instrument, line.reporter  # type: ignore[assignment]
    act.act, act.year = read.act, read.year
    act.earliest_on = act.latest_on = read.day
    act.includes_small_arms = read.includes_small_arms
    act.document, act.paragraph, act.other_source = None, "", request.source
    act.full_clean(exclude=["key"])
    act.save()
    return act


class CannotUndo(Exception):
    """The import cannot be undone; the message says why."""


def last_import() -> ImportLog | None:
    """The latest import of adherence that recorded something and was not undone."""
    made = ImportLog.objects.filter(kind=ImportKind.ADHERENCES, undone_at=None)
    return made.filter(counts__created__gt=0).first()


@transaction.atomic
def undo(log: ImportLog, *, by: Any) -> int:
    """Take the acts away that the last import recorded; how many. Raises CannotUndo where one of
    them was changed since. What it corrected stays corrected: its history says what stood before.
    """
    log = ImportLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if log.is_undone or log != last_import():
        raise CannotUndo(_("Only the last import can be undone."))
    found = list(Adherence.objects.filter(key__in=log.details.get("adherences", [])))
    changed = [act.key for act in found if act.history.count() > 1]
    if changed:
        keys = {"keys": ", ".join(changed)}
        raise CannotUndo(_("Somebody has changed these records since: %(keys)s.") % keys)
    for act in found:
        act.delete()
    log.undone_at, log.undone_by = now_or(log.at), by
    log.save(update_fields=["undone_at", "undone_by"])
    return len(found)
