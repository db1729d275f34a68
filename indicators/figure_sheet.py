"""The page on which figures beside a report's form are given: what it shows, what was typed on it,
saved.

Each line carries the fingerprint of what it was shown with: one that still says the same is left
out, and one that somebody else has changed meanwhile is not written over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from indicators import carrying_figures, checks, typed
from indicators.models import Answered, Code, Dimension, Observation
from indicators.models.definitions import TOTAL
from indicators.naming import figure_words, indicator_name, unit_words
from indicators.typed import Given, Line
from reports.models import Submission

NOT_APPLICABLE = "_Z"
# Codes of dimensions, of one indicator.
Codes = list[tuple[Dimension, list[Code]]]


@dataclass(frozen=True)
class Part:
    """One code of a dimension: the breakdown, its name, and the number typed for it."""

    breakdown: str
    name: str
    value: str


@dataclass(frozen=True)
class Shown:
    """A line of the table; ``beside`` is what stood in other reports or stands in a database,
    ``parts`` what may be filled in by dimension, ``answers`` the words in place of a number."""

    line: Line
    name: str
    unit: str
    beside: list[str]
    parts: list[tuple[Dimension, list[Part]]]
    answers: list[tuple[str, str]]
    confirms: str

    @property
    def has_parts(self) -> bool:
        return bool(self.line.given.parts)


@dataclass
class Sheet:
    """All lines of one report; ``problems`` are about the report as a whole."""

    submission: Submission
    lines: list[Line]
    problems: list[str] = field(default_factory=list)

    @property
    def has_faults(self) -> bool:
        return bool(self.problems or any(each.problem for each in self.lines))

    @property
    def waiting(self) -> int:
        """How many lines were carried over and not confirmed yet."""
        return sum(each.given.is_carried_over for each in self.lines)

    @property
    def report_before(self) -> Submission | None:
        return carrying_figures.before(self.submission)

    @property
    def may_carry_over(self) -> bool:
        return any(not any(each.given.says) for each in self.lines)

    @property
    def warnings(self) -> list[str]:
        """Inconsistencies in what is recorded. Four queries at most."""
        stored = typed.of_submission(self.submission).values()
        found = [each for records in stored for each in records if isinstance(each, Observation)]
        return [message for _rule, message in checks.of_figures(found)]

    @property
    def shown(self) -> list[Shown]:
        """The lines as the page shows them. Three queries."""
        codes = _codes_of([each.indicator.pk for each in self.lines])
        return [_shown(each, codes.get(each.indicator.pk, [])) for each in self.lines]


def sheet_of(submission: Submission) -> Sheet:
    """The sheet as it stands in the database."""
    return Sheet(submission, typed.lines(submission))


def save(sheet: Sheet, posted: QueryDict, *, by: Any, language: str) -> None:
    """Record what was sent, then what is carried over, if asked: all of it or nothing, and what is
    wrong is put at its line. ``language`` is that of new footnotes. Raises PermissionDenied and
    ContentFrozen."""
    lines = {each.indicator.key: each for each in sheet.lines}
    sent = {key: _sent(posted, each) for key, each in lines.items()}
    given = {key: each for key, each in sent.items() if each.seen is None or _is_touched(each)}
    given |= {
        key: sent[key]
        for key, line in lines.items()
        if line.given.is_carried_over and not sent[key].is_carried_over
    }
    try:
        with transaction.atomic():
            typed.record(sheet.submission, given, by=by, language=language)
            if "carry" in posted:
                carrying_figures.carry_over(sheet.submission, by=by)
    except ValidationError as error:
        _take_problems(sheet, sent, error)


def _is_touched(given: Given) -> bool:
    return typed.fingerprint(given) != given.seen


def _take_problems(sheet: Sheet, sent: dict[str, Given], error: ValidationError) -> None:
    """Put each problem at its line, which keeps what was typed and the fingerprint of what is
    recorded now: to save once more replaces that knowingly."""
    problems = error.error_dict
    for line in sheet.lines:
        found: Sequence[ValidationError] = problems.get(line.indicator.key, ())
        line.recorded, line.given = line.given, sent[line.indicator.key]
        line.problem = " ".join(m for problem in found for m in problem.messages)
        line.asks_for_contact_data = any(p.code == "names_nobody" for p in found)
        line.changed_by_others = any(p.code == "changed" for p in found)
    sheet.problems = [m for problem in problems.get("", ()) for m in problem.messages]


def _sent(posted: QueryDict, line: Line) -> Given:
    """What was typed in a line. A line that was carried over and left unchanged goes on waiting,
    unless it is confirmed."""
    key = line.indicator.key

    def text(name: str) -> str:
        value = str(posted.get(f"{key}-{name}", ""))
        return value.replace("\r\n", "\n").replace("\x00", "").strip()

    start = f"{key}-part-"
    parts = {n.removeprefix(start): text(n[len(key) + 1 :]) for n in posted if n.startswith(start)}
    if text("value"):
        # Parts by two dimensions at once, as programs write them: the page has no field for these.
        parts |= {name: value for name, value in line.given.parts.items() if ";" in name}
    sent = Given(
        text("value"),
        text("answer"),
        text("comment"),
        parts,
        text("confirms"),
        names_nobody=bool(text("names-nobody")),
        seen=text("seen") if f"{key}-seen" in posted else None,
    )
    confirmed = set(posted.getlist("confirm"))
    waits = line.given.is_carried_over and not confirmed & {"*", key}
    return replace(sent, is_carried_over=waits and sent.says == line.given.says)


def _codes_of(indicators: list[int]) -> dict[int, Codes]:
    """By indicator, the codes of each of its dimensions without the total. Three queries."""
    codes: dict[int, list[Code]] = {}
    for each in Code.objects.exclude(code__in=(TOTAL, NOT_APPLICABLE)):
        codes.setdefault(each.dimension_id, []).append(each)
    through = Dimension.indicators.through.objects.filter(indicator__in=indicators)
    dimensions = {each.pk: each for each in Dimension.objects.all()}
    found: dict[int, Codes] = {}
    for indicator, pk in through.values_list("indicator", "dimension"):
        found.setdefault(indicator, []).append((dimensions[pk], codes.get(pk, [])))
    for parts in found.values():
        parts.sort(key=lambda part: (part[0].position, part[0].concept))
    return found


def _shown(line: Line, codes: Codes) -> Shown:
    beside = [
        f"{figure_words(each)} ({each.period or each.source or each.submission})"
        for each in line.others
    ]
    of_database = line.of_database
    answers = [
        (value, label)
        for value, label in Answered.choices
        if value != Answered.CONFIRMED or of_database or line.given.confirms
    ]
    return Shown(
        line,
        indicator_name(line.indicator),
        unit_words(line.indicator),
        beside,
        list(_parts_of(line, codes)),
        [(value, _answer_words(value, str(label), line)) for value, label in answers],
        line.given.confirms or (of_database.key if of_database else ""),
    )


def _answer_words(value: str, label: str, line: Line) -> str:
    """The label of an answer; with the figure where the answer confirms one."""
    if value != Answered.CONFIRMED:
        return label
    wanted = line.given.confirms
    found = next((e for e in line.others if e.key == wanted), None) or line.of_database
    return f"{label}: {figure_words(found)} ({found.period or found.source})" if found else label


def _parts_of(line: Line, codes: Codes) -> Iterator[tuple[Dimension, list[Part]]]:
    for dimension, found in codes:
        names = [(f"{dimension.concept}={code.code}", str(code)) for code in found]
        yield (
            dimension,
            [Part(name, words, line.given.parts.get(name, "")) for name, words in names],
        )
