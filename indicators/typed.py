"""Figures that a report gives beside its form: of the indicators that the form does not ask for.

One line for each indicator: a number with its parts, or the answer that there is none of the
State's own, and a footnote. What a database says is shown beside the line: the State may confirm
it, and neither overwrites the other. All of a save or nothing of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import (
    Answered,
    Availability,
    Indicator,
    IndicatorKind,
    Observation,
    ReportingPeriod,
    ReportingType,
    Rule,
)
from indicators.models.observations import canonical, codes_of
from questionnaires import templates
from questionnaires.contact_data import is_likely
from questionnaires.models import ReportTemplate
from reports import access
from reports.locking import locked
from reports.models import Submission
from reports.refusals import require_being_written

Figure = Observation | Availability
# The columns of what a record says, not of the line that it belongs to.
SAYS = {
    Observation: ("value", "comment", "is_carried_over"),
    Availability: ("answered", "reason", "confirms_id", "is_carried_over"),
}


@dataclass(frozen=True)
class Given:
    """What is to stand in a line: a number as typed, or a word of ``Answered``; or neither.

    ``parts`` are numbers by breakdown (canonical). ``confirms`` is the key of the figure of a
    database that the State confirms. ``names_nobody`` says that somebody looked at a comment that
    looks like contact data: it may be published. ``language`` is that of the comment. ``seen`` is
    the ``fingerprint`` of what its author was shown, None to record whatever stands there now.
    """

    value: str = ""
    answered: str = ""
    comment: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    confirms: str = ""
    language: str = ""
    names_nobody: bool = False
    is_carried_over: bool = False
    seen: str | None = None

    @property
    def says(self) -> tuple[Any, ...]:
        """What it says, to tell whether two say the same."""
        parts = {name: _tidy(number) for name, number in self.parts.items() if number.strip()}
        said = (_tidy(self.value), self.answered, self.comment.strip(), parts)
        return (*said, self.confirms if self.answered == Answered.CONFIRMED else "")


def fingerprint(given: Given) -> str:
    """A short digest of what a line says, to tell whether it changed; empty for nothing."""
    if not any(given.says):
        return ""
    return hashlib.sha256(json.dumps(given.says, sort_keys=True).encode()).hexdigest()[:16]


@dataclass
class Line:
    """One indicator with what stands in the report, and what others say of the State. ``recorded``
    is what stands there where ``given`` was typed and not recorded."""

    indicator: Indicator
    given: Given
    others: list[Observation]
    recorded: Given | None = None
    problem: str = ""
    asks_for_contact_data: bool = False
    changed_by_others: bool = False

    @property
    def seen(self) -> str:
        """The fingerprint of what is recorded."""
        return fingerprint(self.recorded or self.given)

    @property
    def recorded_words(self) -> str:
        """What is recorded, in a few words."""
        given = self.recorded or self.given
        answered = str(Answered(given.answered).label) if given.answered else "–"
        return " · ".join(filter(None, (given.value or answered, given.comment)))

    @property
    def of_database(self) -> Observation | None:
        """The latest figure of a database, which the State may confirm."""
        found = (each for each in self.others if _may_be_confirmed(each))
        return next(found, None)


def _may_be_confirmed(figure: Observation) -> bool:
    return figure.reporting_type == ReportingType.GLOBAL and figure.submission_id is None


def indicators_of(submission: Submission) -> list[Indicator]:
    """The indicators that the form of the cycle does not ask for. Six queries at most."""
    words: set[str] = set()
    kind = submission.reporter.kind
    template = ReportTemplate.objects.serving(submission.cycle, kind).first()
    if template is not None:
        for question in templates.load(template).form.questions():
            for part in question.parts:
                words |= {part.measures, *(column.measures for column in part.columns)}
    found = Indicator.objects.exclude(kind=IndicatorKind.YES_NO).order_by("position", "key")
    return [each for each in found if not words & set(each.measures)]


def lines(submission: Submission) -> list[Line]:
    """The lines of a State's report; none of another reporter's. Nine queries."""
    if not submission.reporter.is_state:
        return []
    indicators = indicators_of(submission)
    stored = of_submission(submission)
    others = Observation.objects.public().filter(
        breakdown="", indicator__in=indicators, place_reporter=submission.reporter
    )
    if not submission.cycle.is_fictional:
        others = others.real()
    beside: dict[int, list[Observation]] = {}
    for each in others.select_related("indicator", "submission").order_by("-ends_on", "pk"):
        beside.setdefault(each.indicator_id, []).append(each)
    return [
        Line(each, given_of(stored.get(each.pk, ())), beside.get(each.pk, []))
        for each in indicators
    ]


def of_submission(submission: Submission) -> dict[int, list[Figure]]:
    """What somebody typed, by the indicator's id. Two queries."""
    found: dict[int, list[Figure]] = {}
    related = ("indicator", "submission")
    figures = submission.observations.filter(answer=None)
    silent = submission.availability.filter(answer=None)
    for each in (
        *figures.select_related(*related, "place_reporter", "place_group"),
        *silent.select_related(*related, "reporter", "confirms"),
    ):
        found.setdefault(each.indicator_id, []).append(each)
    return found


def given_of(stored: Iterable[Figure]) -> Given:
    """The line that these records of one indicator are."""
    content: dict[str, Any] = {"parts": {}}
    for each in stored:
        content["is_carried_over"] = each.is_carried_over
        if isinstance(each, Availability):
            confirms = each.confirms.key if each.confirms else ""
            content |= {"answered": each.answered, "comment": each.reason, "confirms": confirms}
            content["language"] = each.language
        elif each.breakdown:
            content["parts"][each.breakdown] = each.number
        else:
            content |= {"value": each.number, "comment": each.comment, "language": each.language}
    return Given(**content)


@transaction.atomic
def record(
    submission: Submission, given: Mapping[str, Given], *, by: Any, language: str = ""
) -> None:
    """Write the lines by the keys of their indicators; a line that is not mentioned stays, an empty
    one is taken away. All of it or nothing.

    Raises PermissionDenied, ContentFrozen, or ValidationError with messages by key (``""`` for the
    report as a whole); the code of a message is the name of what it is about.
    """
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    _require_a_place_for_figures(submission, given)
    period = ReportingPeriod.objects.filter(cycle=submission.cycle).first()
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on} if period else {}
    known = {each.key: each for each in indicators_of(submission)}
    stored = of_submission(submission)
    problems: dict[str, list[ValidationError]] = {}
    for key, line in given.items():
        try:
            if key not in known:
                raise ValidationError(_("The form asks for it, or no such indicator exists."))
            writing = _Writing(submission, known[key], days, language)
            writing.write(line, stored.get(known[key].pk, []), by)
        except ValidationError as error:
            problems[key] = _flat(error)
    if problems:
        raise ValidationError(problems)


def _require_a_place_for_figures(submission: Submission, given: Mapping[str, Given]) -> None:
    says_something = any(any(each.says) for each in given.values())
    if submission.is_nil_return and says_something:
        raise ValidationError({"": _("A nil return has no figures.")})
    if not submission.reporter.is_state and says_something:
        raise ValidationError({"": _("Figures are those of States.")})


def _flat(error: ValidationError) -> list[ValidationError]:
    """Its messages, each with its code; those of a record's fields without their names."""
    by_field = getattr(error, "error_dict", None)
    return [e for errors in by_field.values() for e in errors] if by_field else error.error_list


@dataclass(frozen=True)
class _Writing:
    """One line being written."""

    submission: Submission
    indicator: Indicator
    days: Mapping[str, Any]
    language: str

    def write(self, line: Given, stored: list[Figure], by: Any) -> None:
        before = given_of(stored)
        if before.says == line.says and before.is_carried_over == line.is_carried_over:
            return
        if line.seen is not None and line.seen != fingerprint(before):
            message = _("Somebody else has changed this since you opened it.")
            raise ValidationError(message, code="changed")
        comment = line.comment.strip()
        if comment != before.comment and is_likely(comment) and not line.names_nobody:
            raise ValidationError(
                _(
                    "This looks like contact data (a name, a telephone, a mailbox), and it would be"
                    " published. Take it out, or say that it may be."
                ),
                code="names_nobody",
            )
        wanted = {_place(each): each for each in self._records(line)}
        for each in stored:
            new = wanted.pop(_place(each), None)
            if new is None:
                _by(each, by).delete()
            elif any(getattr(each, n) != getattr(new, n) for n in SAYS[type(each)]):
                self._save(_taking(each, new), by)
        for each in wanted.values():
            self._save(each, by)

    def _save(self, record: Figure, by: Any) -> None:
        record.full_clean(exclude=["key"])
        _by(record, by).save()

    def _records(self, line: Given) -> list[Figure]:
        """What the line says, as records that are not saved. Raises ValidationError."""
        value = number_of(line.value, "value")
        parts = {
            breakdown: number
            for breakdown, text in line.parts.items()
            if (number := number_of(text, "parts")) is not None
        }
        has_figures = value is not None or bool(parts)
        if line.answered:
            if has_figures or line.answered not in Answered.values:
                raise ValidationError(_one_of_them(), code="answer")
            return [self._answer(line)]
        if line.comment.strip() and value is None:
            raise ValidationError(_one_of_them(), code="value")
        found: list[Figure] = [
            self._figure(line, number, breakdown) for breakdown, number in parts.items()
        ]
        return found if value is None else [self._figure(line, value, ""), *found]

    def _figure(self, line: Given, value: Decimal, breakdown: str) -> Observation:
        return Observation(
            place_reporter=self.submission.reporter,
            value=value,
            breakdown=canonical(codes_of(breakdown)),
            reporting_type=ReportingType.NATIONAL,
            denominator_rule=Rule.NOT_STATED if self.indicator.is_proportion else "",
            comment="" if breakdown else line.comment.strip(),
            **self._of_all(line, bool(line.comment.strip()) and not breakdown),
        )

    def _answer(self, line: Given) -> Availability:
        return Availability(
            reporter=self.submission.reporter,
            answered=line.answered,
            reason=line.comment.strip(),
            confirms=self._confirmed(line) if line.answered == Answered.CONFIRMED else None,
            **self._of_all(line, bool(line.comment.strip())),
        )

    def _of_all(self, line: Given, has_words: bool) -> dict[str, Any]:  # noqa: FBT001
        return {
            "indicator": self.indicator,
            "submission": self.submission,
            "language": (line.language or self.language) if has_words else "",
            "is_carried_over": line.is_carried_over,
            **self.days,
        }

    def _confirmed(self, line: Given) -> Observation:
        """The figure of a database that the State has seen."""
        found: Observation | None = (
            Observation.objects.public()
            .filter(key=line.confirms, indicator=self.indicator, breakdown="")
            .filter(place_reporter=self.submission.reporter)
            .first()
        )
        if found is None or not _may_be_confirmed(found):
            message = _("No database has such a figure of the State: none can be confirmed.")
            raise ValidationError(message, code="confirms")
        return found


def _place(each: Figure) -> tuple[Any, ...]:
    return (type(each), *each.told_apart)


def _taking(each: Figure, new: Figure) -> Figure:
    """The stored record, saying what the new one says."""
    for name in (*SAYS[type(each)], "language"):
        setattr(each, name, getattr(new, name))
    if isinstance(each, Availability) and isinstance(new, Availability):
        each.confirms = new.confirms
    return each


def _by(record: Any, by: Any) -> Any:
    record._history_user = by  # noqa: SLF001 (the name simple-history reads)
    return record


def _one_of_them() -> str:
    return _("Give a number, or say why there is none: one of them.")


def _tidy(text: str) -> str:
    """A number without spaces and without zeros behind the point; anything else as it is."""
    text = "".join(text.split())
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return format(number.normalize(), "f") if number.is_finite() and _is_near(number) else text


def _is_near(number: Decimal) -> bool:
    return -6 <= number.adjusted() <= 15


def number_of(text: str, code: str) -> Decimal | None:
    """The number that was typed; None for none. Raises ValidationError where it cannot be a
    figure."""
    text = "".join(text.split())
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or (number and not _is_near(number)):
        message = _("Enter a number with digits alone, such as 1200 or 0.5.")
        raise ValidationError(message, code=code)
    return number
