"""What States answered, question by question: counted by group, beside the cycle before.

Only published reports count, and of these only confirmed answers that anybody may read. A question
is *asked* in every published report that answers its form, except where a closed gate left it out.
It is *answered* in those of them that give an answer; the others left it blank. Unknown is never
zero: a report without the form is in no denominator. Nothing is ranked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from common.database.made_once import made_once
from questionnaires.form import Kind, Privacy
from questionnaires.models import Answer, AnswerState, Continuation, Part, Question
from questionnaires.models.answers import PUBLIC_ROWS
from questionnaires.templates import as_part
from reports.coverage import EVERYTHING, Ratio, Selection
from reports.coverage.changes import previous_cycle
from reports.coverage.rolls import members_by_group
from reports.models import Group, GroupKind, Reporter, ReportingCycle


@dataclass(frozen=True)
class Said:
    """What one reporter answered: None where it left the question blank."""

    reporter_id: int
    answer_id: int | None
    value: Any

    @property
    def words(self) -> list[str]:
        """The answers that it counts under: one of a tick, any number of choices."""
        if self.value is None:
            return []
        return list(self.value) if isinstance(self.value, list) else [str(self.value)]


@dataclass(frozen=True)
class Cell:
    """How many reporters of a row gave one answer.

    ``of_row`` is over those of the row that answered, ``of_answer`` over all that gave this answer.
    Of choices a reporter may give several: the shares of a row then add up to more than one.
    """

    answer: str
    count: int
    of_row: Ratio
    of_answer: Ratio


@dataclass(frozen=True)
class CrossTabRow:
    """One group, or all reporters (``group`` None). ``numbers`` has, for each number asked for, the
    sum over the reports and how many reports gave it."""

    group: Group | None
    asked: int
    answered: int
    cells: tuple[Cell, ...]
    numbers: Mapping[str, tuple[Decimal, int]]

    @property
    def blank(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True)
class Change:
    """What became of the answers since the cycle before, among the reporters that answered both.

    ``moves`` counts each pair of answers, then and now, in the words of now.
    """

    cycle: ReportingCycle
    moves: Mapping[tuple[str, str], int]

    @property
    def compared(self) -> int:
        return sum(self.moves.values())

    @property
    def unchanged(self) -> int:
        return sum(count for (before, now), count in self.moves.items() if before == now)


@dataclass(frozen=True)
class CrossTab:
    """One question in one cycle: ``rows`` by group, ``total`` over all reporters, each once.

    ``change`` is None where nothing can be compared: the cycle before has no report of a form that
    asks the same, or the question continues several.
    """

    question: Question
    cycle: ReportingCycle
    answers: tuple[str, ...]
    rows: tuple[CrossTabRow, ...]
    total: CrossTabRow
    change: Change | None
    said: tuple[Said, ...]


def is_public(question: Question) -> bool:
    """Whether anybody may know what was answered: the question's value is of a public part. Reads
    its parts."""
    return main_part(question).privacy == Privacy.PUBLIC


def main_part(question: Question) -> Part:
    """The part whose answer is the question's value."""
    return min(question.parts.all(), key=lambda each: each.position)


def crosstab(
    question: Question,
    cycle: ReportingCycle,
    by: str = GroupKind.REGIONAL_GROUP,
    within: Selection = EVERYTHING,
) -> CrossTab:
    """The answers to one question by groups of kind ``by``. Nine queries, however many there are.

    A question whose value is not public has neither asked nor answered here.
    """
    part = main_part(question)
    said = _said(part, cycle, within)
    numbers = _numbers(question, cycle, within)
    answers = _answers(part)
    everybody = Counter(word for each in said for word in each.words)
    counted: Any = {"answers": answers, "everybody": everybody, "numbers": numbers}
    members = members_by_group(by, cycle.reference_day)
    rows = [
        _row(group, said, {each.pk for each in reporters}, **counted)
        for group, reporters in members.items()
    ]
    total = _row(None, said, None, **counted)
    change = _change(question, part, cycle, within, said)
    return CrossTab(question, cycle, answers, tuple(rows), total, change, tuple(said))


def _answers(part: Part) -> tuple[str, ...]:
    form = as_part(part)
    return form.answers or tuple(choice.key for choice in form.choices)


def _said(part: Part, cycle: ReportingCycle, within: Selection) -> list[Said]:
    """Every reporter that was asked. Two queries; none where the value is not public."""
    if part.privacy != Privacy.PUBLIC:
        return []
    template = part.question.template_id
    if within == EVERYTHING:
        reporters, rows = set(_asked_now(cycle.pk, template)), _given_now(cycle.pk, part.pk)
    else:
        reports = within.reports(cycle)
        reporters, rows = set(_asked(reports, template)), list(_given(reports, part.pk))
    given: dict[int, Said] = {}
    left_out = set()
    for reporter, pk, state, value in rows:
        if state == AnswerState.NOT_ASKED:
            left_out.add(reporter)
        elif state == AnswerState.ANSWERED:
            given.setdefault(reporter, Said(reporter, pk, value))
    return [
        given.get(reporter, Said(reporter, None, None)) for reporter in sorted(reporters - left_out)
    ]


def _asked(reports: Any, template: Any) -> "QuerySet[Any, int]":
    """The reporters that answered the form, each once."""
    of_form: QuerySet[Any] = Answer.objects.filter(
        submission__in=reports, part__question__template=template
    )
    return of_form.order_by().values_list("submission__reporter", flat=True).distinct()


@made_once
def _asked_now(cycle: Any, template: Any) -> "QuerySet[Any, int]":
    return _asked(EVERYTHING.reports(cycle), template)


def _given(reports: Any, part: Any) -> "QuerySet[Any, Any]":
    """What was said under one part, and in which reports a gate left it out."""
    told = PUBLIC_ROWS | Q(state=AnswerState.NOT_ASKED)
    found: QuerySet[Any] = Answer.objects.filter(told, submission__in=reports, part=part)
    return found.order_by("submission", "row", "pk").values_list(
        "submission__reporter", "pk", "state", "value"
    )


@made_once
def _given_now(cycle: Any, part: Any) -> "QuerySet[Any, Any]":
    return _given(EVERYTHING.reports(cycle), part)


def _row(
    group: Group | None,
    said: Iterable[Said],
    members: set[int] | None,
    *,
    answers: tuple[str, ...],
    everybody: Counter[str],
    numbers: Mapping[int, Mapping[str, Decimal]],
) -> CrossTabRow:
    ours = [each for each in said if members is None or each.reporter_id in members]
    answered = [each for each in ours if each.value is not None]
    counts = Counter(word for each in answered for word in each.words)
    return CrossTabRow(
        group,
        len(ours),
        len(answered),
        tuple(
            Cell(
                answer,
                counts[answer],
                Ratio(counts[answer], len(answered)),
                Ratio(counts[answer], everybody[answer]),
            )
            for answer in answers
        ),
        _sums(found for pk, found in numbers.items() if members is None or pk in members),
    )


def _sums(given: Iterable[Mapping[str, Decimal]]) -> dict[str, tuple[Decimal, int]]:
    found: dict[str, tuple[Decimal, int]] = {}
    for each in given:
        for name, number in each.items():
            total, reports = found.get(name, (Decimal(0), 0))
            found[name] = (total + number, reports + 1)
    return dict(sorted(found.items()))


def _numbers(
    question: Question, cycle: ReportingCycle, within: Selection
) -> dict[int, dict[str, Decimal]]:
    """By reporter, the numbers under the question that anybody may read; a number is named by its
    part's key, in a table by ``part/row/column``. One query."""
    kinds = {part.pk: as_part(part) for part in question.parts.all()}
    counted = [pk for pk, part in kinds.items() if part.kind in (Kind.NUMBER, Kind.ROWS)]
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    if within == EVERYTHING:
        given = _values_now(cycle.pk, counted)
    else:
        given = list(_values(within.reports(cycle), counted))
    for reporter, pk, row, value in given:
        part = kinds[pk]
        if part.kind == Kind.NUMBER:
            found[reporter][part.key] = Decimal(value)
            continue
        fixed = {each.key for each in part.rows}
        for column in part.columns:
            is_public_number = column.kind == Kind.NUMBER and column.privacy == Privacy.PUBLIC
            if is_public_number and row in fixed and column.key in value:
                found[reporter][f"{part.key}/{row}/{column.key}"] = Decimal(value[column.key])
    return found


def _values(reports: Any, parts: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Answer.objects.filter(
        PUBLIC_ROWS, submission__in=reports, part__in=parts, state=AnswerState.ANSWERED
    )
    return found.values_list("submission__reporter", "part", "row", "value")


@made_once
def _values_now(cycle: Any, parts: Any) -> "QuerySet[Any, Any]":
    return _values(EVERYTHING.reports(cycle), parts)


def _change(
    question: Question, part: Part, cycle: ReportingCycle, within: Selection, said: list[Said]
) -> Change | None:
    """Five queries at most."""
    before = previous_cycle(cycle) if part.kind == Kind.TICK.value else None
    if before is None:
        return None
    asked, value_map = _earlier(question, before)
    if asked is None:
        return None
    then = {
        each.reporter_id: value_map.get(each.value, each.value)
        for each in _said(main_part(asked), before, within)
        if each.value is not None
    }
    moves = Counter(
        (str(then[each.reporter_id]), str(each.value))
        for each in said
        if each.value is not None and each.reporter_id in then
    )
    return Change(before, dict(moves)) if then else None


def _earlier(question: Question, cycle: ReportingCycle) -> tuple[Question | None, dict[str, str]]:
    """The one question of the cycle before that asks the same: the question itself, where its form
    served both cycles, or the only one that it continues; with the earlier answers in the words of
    now."""
    if cycle in question.template.cycles.all():
        return question, {}
    links = list(
        Continuation.objects.filter(question=question, earlier__template__cycles=cycle)
        .select_related("earlier__template")
        .prefetch_related("earlier__parts")
    )
    if len(links) != 1:
        return None, {}
    return links[0].earlier, links[0].value_map


def reporters_by_answer(table: CrossTab) -> dict[str, list[Reporter]]:
    """The reporters that gave each answer, in UN order; those that left it blank under an empty
    text. A query."""
    found: dict[str, list[Reporter]] = {answer: [] for answer in (*table.answers, "")}
    words = {each.reporter_id: each.words or [""] for each in table.said}
    for reporter in Reporter.objects.filter(pk__in=words).in_un_order():
        for word in words[reporter.pk]:
            found.setdefault(word, []).append(reporter)
    return found
